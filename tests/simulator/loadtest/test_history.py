"""The history's file: what was written is read, whatever became of the writer."""

import stat
import threading
from pathlib import Path

import pytest

from simulator.loadtest.entries import Phase
from simulator.loadtest.history import HistoryReader, HistoryWriter, is_history
from simulator.loadtest.terms import Planned, Terms
from simulator.loadtest.verdict import judge
from tests.simulator.loadtest.histories import OUT, Story, answered, asked
from topics.errors import EnvironmentFailed, InputError


def test_every_entry_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Of every kind, in their order, with the header."""
    story = Story().begin(2)
    story.fault("broker-kill", 5, 9)
    story.commit(10, 3)
    story.process(11, "measured", resident_bytes=5)
    path = story.write(tmp_path / "h.jsonl")
    reader = HistoryReader(path)
    assert list(reader) == story.entries == list(reader)
    assert (reader.header["plan"], reader.cut) == ({"name": "made"}, "")
    assert is_history(path)


def test_a_last_line_that_is_cut_off_is_dropped_with_a_note(tmp_path: Path) -> None:
    """All before it is read."""
    path = Story().begin(1).write(tmp_path / "h.jsonl")
    whole = list(HistoryReader(path))
    path.write_bytes(path.read_bytes()[:-7])
    reader = HistoryReader(path)
    assert list(reader) == whole[:-1]
    assert reader.cut == f"line {len(whole) + 1} is cut off and was dropped"


def test_a_wrong_line_in_the_middle_is_named(tmp_path: Path) -> None:
    """By file and number."""
    path = Story().begin(1).write(tmp_path / "h.jsonl")
    lines = path.read_bytes().split(b"\n")
    lines[4] = b'{"what":"nothing"}'
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(InputError, match=rf"{path}:5: no entry of a history: Invalid value"):
        list(HistoryReader(path))


@pytest.mark.parametrize(
    "text", ["", "{}\n", "[1]\n", '{"format":"lienthong-loadtest-history","version":2}\n', "\xff\n"]
)
def test_what_is_no_history_is_refused(text: str, tmp_path: Path) -> None:
    """Named with file and line, and what was expected."""
    path = tmp_path / "h.jsonl"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(InputError, match=f"{path}:1: .*expected the header of a lienthong-load"):
        HistoryReader(path)


def test_a_disk_that_is_full_leaves_what_it_took(tmp_path: Path) -> None:
    """The error is of the environment; each later write raises it again."""
    story = Story().begin(1)
    with pytest.raises(EnvironmentFailed, match="No space left on device"):
        HistoryWriter(Path("/dev/full"), {})
    path = tmp_path / "h.jsonl"
    with HistoryWriter(path, {}) as writer:
        writer.write_many(story.entries)
        writer.flush()
        writer._file.close()
        writer._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115 - the writer closes it
        writer.write(Phase(at_us=1, name="end"))
        with pytest.raises(EnvironmentFailed, match="No space left on device"):
            writer.flush()
        with pytest.raises(EnvironmentFailed, match="No space left on device"):
            writer.write(Phase(at_us=2, name="end"))
    assert list(HistoryReader(path)) == story.entries


def test_a_history_grows_while_it_is_written(tmp_path: Path) -> None:
    """A flush puts everything before a reader; so does a write a second after the last one."""
    path = tmp_path / "h.jsonl"
    with HistoryWriter(path, {}) as writer:
        writer.write(Phase(at_us=1, name="warmup"))
        assert list(HistoryReader(path)) == []
        writer.flush()
        assert list(HistoryReader(path)) == [Phase(at_us=1, name="warmup")]
        writer._flushed_s -= 1.0
        writer.write(Phase(at_us=2, name="load"))
        assert len(list(HistoryReader(path))) == 2
    writer.close()
    with pytest.raises(InputError, match="already closed"):
        _write_and_flush(writer)


def _write_and_flush(writer: HistoryWriter) -> None:
    writer.write(Phase(at_us=3, name="end"))
    writer.flush()


def test_several_threads_write_whole_lines(tmp_path: Path) -> None:
    """None is lost and none is torn."""
    path = tmp_path / "h.jsonl"
    seen = Story().see(0, OUT, "k", answered(asked(1)))
    with HistoryWriter(path, {}) as writer:
        threads = [
            threading.Thread(target=writer.write_many, args=([seen] * 2000,)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert list(HistoryReader(path)) == [seen] * 8000


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    """It is named; one that is to be read is a wrong argument."""
    with pytest.raises(InputError, match="No such file"):
        HistoryReader(tmp_path / "none")
    with pytest.raises(EnvironmentFailed, match="No such file"):
        HistoryWriter(tmp_path / "none" / "h.jsonl", {})
    assert not is_history(tmp_path / "none")


def test_terms_are_restored_from_a_header() -> None:
    """All of them; a header without them, or with other things there, is refused."""
    terms = Terms(
        agency="G01", role="syncer", prefix="p", deadline_us=7, allow=frozenset({"late", "lost"}),
        objectives={"p99": 5e5}, faults=(Planned(0, "lose"),), buries=True, sends=9,
    )  # fmt: skip
    document = terms.document()
    assert document["allow"] == ["late", "lost"]
    assert Terms.from_header({"terms": document}) == terms
    with pytest.raises(InputError, match="has no terms"):
        Terms.from_header({})
    with pytest.raises(InputError, match="terms: Expected `int`"):
        Terms.from_header({"terms": {**document, "deadline_us": "x"}})
    with pytest.raises(InputError, match="role 'boss'; expected one of provider"):
        Terms.from_header({"terms": {**document, "role": "boss"}})


@pytest.mark.parametrize("spoilt", [b"[" * 200_000, b'{"what":"seen","at_us":1e999}', b"\xff"])
def test_a_line_that_no_reader_can_hold_is_named(tmp_path: Path, spoilt: bytes) -> None:
    """Lists in lists, a number beyond all numbers: one sentence with its place."""
    path = Story().begin(2).write(tmp_path / "history.jsonl")
    first, *lines = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join((first, spoilt, *lines, b"")))
    with pytest.raises(InputError, match=r"history.jsonl:2: no entry of a history"):
        list(HistoryReader(path))
    path.write_bytes(spoilt + b"\n")
    with pytest.raises(InputError, match=r"history.jsonl:1: .* expected the header"):
        HistoryReader(path)
    assert not is_history(path)


def test_an_endless_line_is_given_up(tmp_path: Path) -> None:
    """However long it is: no more of it is read than an entry may have."""
    path = Story().begin(1).write(tmp_path / "history.jsonl")
    with path.open("ab") as file:
        file.truncate(path.stat().st_size + (1 << 36))  # zeros that take no room
    with pytest.raises(InputError, match=r":\d+: no entry of a history: longer than 16,777,216"):
        list(HistoryReader(path))


def test_only_its_owner_can_read_a_history(tmp_path: Path) -> None:
    """It holds people's values."""
    path = Story().begin(1).write(tmp_path / "history.jsonl")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_event_that_is_none_of_its_type_is_told_by_its_line(tmp_path: Path) -> None:
    """As is a number that no clock can have, and a history of nothing but an empty line."""
    sound = Story().begin(1).write(tmp_path / "sound").read_bytes()
    damaged = tmp_path / "damaged"
    for old, new, line in (
        (b'"outcome"', b'"out"', 6),
        (b'"offset":0', b'"offset":' + b"9" * 30, 5),
        (b'"began_us":1', b'"began_us":-1', 0),
    ):
        assert old in sound
        damaged.write_bytes(sound.replace(old, new))
        with pytest.raises(InputError) as told:
            judge(damaged)
        assert str(told.value).startswith(f"{damaged}:{line}: " if line else "the history's header")
    damaged.write_bytes(sound.split(b"\n")[0] + b"\n\n")
    assert judge(damaged).word == "error"
