"""The table itself: what it calls a change, and that none gets in without a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.net import table
from tests.net.generated import generated
from tests.net.line import rounded
from tests.net.table import Table, Unexplained, renewed

LINE = {"case": "one", "rows": "a", "people": "x", "events": 3}


def test_a_difference_is_told_old_and_new() -> None:
    """Field by field; a field more and a field less, too."""
    old = renewed(Table(), [LINE], {}, "")
    new = {"case": "one", "rows": "b", "people": "x", "messages": "m"}
    assert old.judge(LINE) == []
    assert old.judge(new) == [
        'one: rows "a" → "b"', "one: events 3 → nothing", 'one: messages nothing → "m"',
    ]  # fmt: skip
    assert old.judge({"case": "two"}) == ["two: not in the table"]


def test_people_are_judged_only_by_the_library_that_made_them() -> None:
    """Another Faker has other lists of names; the rest is judged all the same."""
    old = renewed(Table(), [LINE], {}, "")
    old.made_with["faker"] = "0"
    assert old.judge(LINE | {"people": "y"}) == []
    assert old.judge(LINE | {"rows": "y"}) == ['one: rows "a" → "y"']
    assert "faker 0 → " in old.other_versions()


def test_a_change_needs_a_reason_that_stays(tmp_path: Path) -> None:
    """A new case needs none; a changed one gets it beside those that it has."""
    old = renewed(Table(), [LINE], {}, "")
    changed = LINE | {"rows": "b"}
    with pytest.raises(Unexplained):
        renewed(old, [changed], {}, "")
    with pytest.raises(Unexplained):
        renewed(old, [], {}, "")
    more = {"case": "two", "rows": "c"}
    first = renewed(old, [changed, more], {"late": 2}, "a fix")
    second = renewed(first, [changed | {"events": 4}, more], {}, "another")
    assert second.changes == ["a fix", "another"]
    assert second.lines["one"]["because"] == [0, 1]
    assert "because" not in second.lines["two"]
    path = tmp_path / "table.json"
    table.write(first, path)
    assert table.read(path) == first
    assert sum(line.startswith('{"case"') for line in path.read_text("utf-8").splitlines()) == 2


def test_reached_counts_are_compared() -> None:
    """Those that are gone and those that are new among them."""
    assert table.told_reached({"a": 1, "b": 2}, {"b": 3, "c": 1}) == [
        "reached a: 1 → 0", "reached b: 2 → 3", "reached c: 0 → 1",
    ]  # fmt: skip


def test_numbers_are_compared_to_six_digits() -> None:
    """The last digits of a summary hang on the machine; what is next to nothing is nothing."""
    one, other = {"mean": [0.1 + 0.2, 1e-17]}, {"mean": [0.3, 0.0]}
    assert rounded(one) == rounded(other)
    assert rounded([0.300001]) != rounded([0.3])
    assert rounded([7, None, "7", True]) == [7, None, "7", True]


def test_a_number_is_always_the_same_scenario() -> None:
    """Whatever was made before it; and another number is another one."""
    numbers = range(64)
    forth = [generated(number).sha256 for number in numbers]
    back = [generated(number).sha256 for number in reversed(numbers)]
    assert forth == back[::-1]
    assert len(set(forth)) == 64
