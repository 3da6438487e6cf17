"""Reading YAML with positions."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from simulator.scenario import yaml_positions
from simulator.scenario.nodes import Position, locate
from simulator.scenario.yaml_positions import parse_yaml, read_yaml
from topics.errors import InputError


def plain(text: str | bytes) -> object:
    """The data of a text in which nothing is wrong."""
    root, findings = parse_yaml(text, "f.yaml")
    assert findings == []
    assert root is not None
    return root.plain()


def complaint(text: str | bytes) -> str:
    """The one finding of a text."""
    (finding,) = parse_yaml(text, "f.yaml")[1]
    return str(finding)


def test_words_that_yaml_1_1_takes_for_booleans_stay_text() -> None:
    """Only true and false are booleans."""
    assert plain("[no, yes, on, off, y, n, true, FALSE]") == [
        "no", "yes", "on", "off", "y", "n", True, False,
    ]  # fmt: skip


def test_times_dates_and_hexadecimals_stay_text() -> None:
    """Sixty is no base, and a date is read by the field that wants one."""
    text = "[08:30, 1:30:00, 2023-07-01, 0x10, 1_000, 12e]"
    assert plain(text) == ["08:30", "1:30:00", "2023-07-01", "0x10", "1_000", "12e"]


def test_numbers_follow_yaml_1_2() -> None:
    """An exponent needs no sign or point."""
    assert plain("[1e3, -2, +3, .5, 4., 0, -0.25]") == [1000.0, -2, 3, 0.5, 4.0, 0, -0.25]


def test_quoted_scalars_and_nothing() -> None:
    """Quotes make text; nothing, ~ and null are None."""
    assert plain("{a: '010', b: \"true\", c: , d: ~, e: null}") == {
        "a": "010", "b": "true", "c": None, "d": None, "e": None,
    }  # fmt: skip


def test_a_leading_zero_is_an_error_that_says_both_readings() -> None:
    """010 is eight to one reader and ten to another."""
    assert complaint("a: 010") == (
        'f.yaml:1:4: YAML: 010, a number with a leading zero; write 10, or "010" for text'
    )


def test_a_duplicate_key_is_an_error_with_both_positions() -> None:
    """The first one counts while reading goes on."""
    root, (finding,) = parse_yaml("a:\n  b: 1\n  b: 2\n", "f.yaml")
    assert root is not None
    assert root.plain() == {"a": {"b": 1}}
    assert (finding.line, finding.column, finding.code) == (3, 3, "duplicate-key")
    assert "first on line 2, column 3" in finding.found


def test_anchors_and_merge_keys() -> None:
    """A written key wins over a merged one, an earlier merged one over a later."""
    text = "x: &a {p: 1, q: 2}\ny: {<<: [*a, {q: 9, r: 3}], p: 4}\nz: *a\n"
    assert plain(text) == {
        "x": {"p": 1, "q": 2},
        "y": {"p": 4, "q": 2, "r": 3},
        "z": {"p": 1, "q": 2},
    }


def test_a_merged_key_keeps_the_position_of_its_anchor() -> None:
    """An error in a shared mapping points at where it was written."""
    root, _ = parse_yaml("x: &a {p: 1}\ny:\n  <<: *a\n", "f.yaml")
    assert root is not None
    assert locate(root, ["y", "p"]).at == Position("f.yaml", 1, 11)


@pytest.mark.parametrize(
    "text, where",
    [
        ("a: &a [*a]", "f.yaml:1:8"),
        ("a:\n\t- b", "f.yaml:2:1"),
        ("a: b: c", "f.yaml:1:5"),
        ("---\na: 1\n---\nb: 2", "f.yaml:3:1"),
        ("xã: é\n? [a]\n: b", "f.yaml:2:3"),
        ("a: !python/name 3", "f.yaml:1:4"),
        ("a: {<<: 3}", "f.yaml:1:5"),
        (b"a: 1\nb: \xff", "f.yaml:2:4"),
        ("a: \x00", "f.yaml:1:1"),
        ("[" * 1000, "f.yaml:1:62"),
    ],
)
def test_what_cannot_be_read_is_located(text: str | bytes, where: str) -> None:
    """Syntax errors, circles, tags, other encodings: each at its place."""
    assert complaint(text).startswith(f"{where}: ")


def test_aliases_that_multiply_are_stopped() -> None:
    """A few lines cannot stand for a billion values."""
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    assert "fewer aliases" in complaint("\n".join(lines))


def test_an_empty_file_is_nothing() -> None:
    """No document is the same as null."""
    assert plain("# only a comment\n") is None


def test_positions_count_characters_not_bytes() -> None:
    """Vietnamese letters take one column each."""
    root, _ = parse_yaml("{Quảng Ninh: [một, hai]}", "f.yaml")
    assert root is not None
    assert locate(root, ["Quảng Ninh", 1]).at == Position("f.yaml", 1, 20)


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    """Exit status 2, in one sentence."""
    with pytest.raises(InputError, match="there is no such file"):
        read_yaml(tmp_path / "none.yaml")


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_a_catalogue_of_6000_lines_is_read_in_a_second(
    loader: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With libyaml or without it; both give the same positions."""
    entry = "  - id: H{0}\n    name: Tỉnh {0}\n    law: {{fixed: 2h}}\n    verified: true\n"
    text = "all:\n" + "".join(entry.format(i) for i in range(1500))
    monkeypatch.setattr(yaml_positions, "_LOADER", loader)
    begin = time.process_time()
    root, findings = parse_yaml(text, "f.yaml")
    assert time.process_time() - begin < (1.0 if loader is not yaml.SafeLoader else 5.0)
    assert findings == []
    assert root is not None
    assert locate(root, ["all", 1499, "law", "fixed"]).at == Position("f.yaml", 6000, 18)
