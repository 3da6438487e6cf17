"""Both languages say the same, and write numbers their own way."""

import re
import string
from pathlib import Path

import pytest

import simulator
from simulator.words.texts import TEXT, joined
from simulator.words.translations import Words

EN, VI = Words("en"), Words("vi")


@pytest.mark.parametrize("key", TEXT)
def test_both_languages_have_the_same_places(key: str) -> None:
    """A sentence leaves out nothing in one language that it says in the other."""
    english, vietnamese = TEXT[key]
    assert english
    assert vietnamese
    assert places(english) == places(vietnamese)


def test_no_sentence_stands_twice() -> None:
    """Two subjects cannot say different things under one name."""
    with pytest.raises(ValueError, match="stand twice: cycle"):
        joined({"cycle": ("a", "b")}, {"cycle": ("c", "d")})


def test_vietnamese_has_one_word_for_each_thing() -> None:
    """That of the administration, not a word for word translation."""
    spoken = " ".join(vietnamese for _, vietnamese in TEXT.values())
    for word in ("chu trình", "hạt giống", "trễ hạn", "đồng hồ pháp lý", "bàn bận", "9/10"):
        assert word not in spoken.lower()


def places(text: str) -> set[str | None]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_sentence_asked_for_exists_and_is_used() -> None:
    """Keys in the code and keys in the table are the same, but for those put together."""
    folder = Path(simulator.__file__).parent
    source = "\n".join(
        path.read_text()
        for place in ("*.py", "cli/*.py", "ledger/*.py", "report/*.py", "run/*.py", "scenario/*.py")
        for path in folder.glob(place)
    )
    words = set(re.findall(r"""["']([a-z0-9_.]+)["']""", source))
    put_together = {key for key in TEXT if "." in key or key.startswith("by_")}
    put_together |= {"resampled", "fixed"}  # the scenario's own words
    put_together |= {"ministry", "province"}  # the stages of publication, by their names
    assert set(TEXT) - put_together <= words
    assert set(re.findall(r"""words\(\s*["']([a-z0-9_]+)["']""", source)) <= set(TEXT)


def test_numbers_follow_the_language() -> None:
    """Thousands, decimals, percent and signs."""
    assert EN.number(12345.678, 1) == "12,345.7"
    assert VI.number(12345.678, 1) == "12.345,7"
    assert EN.percent(0.8734) == "87.3 %"
    assert VI.percent(0.042) == "4,2 %"
    assert EN.number(-0.5, 1, sign=True) == "−0.5"
    assert EN.number(0.5, 1, sign=True) == "+0.5"
    assert EN.number(-0.01, 1, sign=True) == "0.0"


def test_times_follow_the_language() -> None:
    """An instant of the model is local wall time; a duration counts days of 24 hours."""
    instant = 19_542 * 86_400_000_000 + 8 * 3_600_000_000 + 300_000_000
    assert EN.instant(instant) == "Tue 2023-07-04 08:05"
    assert VI.instant(instant) == "T3 04/07/2023 08:05"
    assert EN.duration(2 * 86_400_000_000 + 3 * 3_600_000_000 + 900_000_000) == "2 d 03:15"
    assert VI.duration(86_400_000_000) == "1 ngày 00:00"
    assert EN.duration(3_660_000_000) == "01:01"
    assert VI.duration(1_500_000) == "1,5 giây"


def test_agencies_have_their_id_and_name() -> None:
    """Procedures are known by name, levels and causes are translated, the rest is as it is."""
    words = Words("vi", {"H26": "Bắc Kạn", "birth": "Đăng ký khai sinh"})
    assert words.name("agency", "H26") == "H26 Bắc Kạn"
    assert words.name("procedure", "birth") == "Đăng ký khai sinh"
    assert words.name("level", "commune") == "xã"
    assert words.name("cause", "sync") == "đồng bộ trạng thái"
    assert words.name("agency", "H99") == "H99"


def test_an_unknown_sentence_is_an_error() -> None:
    """A missing sentence does not print its key."""
    with pytest.raises(KeyError):
        EN("no such sentence")
