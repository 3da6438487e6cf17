"""Changes from the command line."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.scenario.model_nodes import without_nulls
from simulator.scenario.sets import apply_set
from simulator.scenario.yaml_positions import parse_yaml

TEXT = """
law: {lognormal: {median: 2h, p90: 1d}}
bare: 25m
desks: [{id: a, staff: {fixed: 1}}, {id: b, hours: [1, 2]}]
outages: []
"""


def changed(*sets: str) -> Any:
    """The document after changes in which nothing is wrong."""
    root, _ = parse_yaml(TEXT, "f.yaml")
    assert root is not None
    for text in sets:
        root, findings = apply_set(root, text)
        assert findings == []
    return without_nulls(root).plain()


@pytest.mark.parametrize(
    "change, path, value",
    [
        ("law=3d", ["law"], "3d"),
        ("law={fixed: 1d}", ["law"], {"fixed": "1d"}),
        ("law.fixed=1d", ["law"], {"fixed": "1d"}),
        ("law.lognormal.p90=2d", ["law"], {"lognormal": {"median": "2h", "p90": "2d"}}),
        ("bare.exponential.mean=1h", ["bare"], {"exponential": {"mean": "1h"}}),
        ("desks[a].staff.per_100k=2.5", ["desks", 0, "staff"], {"per_100k": 2.5}),
        ("desks[1].hours[0]=9", ["desks", 1, "hours"], [9, 2]),
        ("desks[b].hours=[3]", ["desks", 1, "hours"], [3]),
        ("desks[b].hours[1]=null", ["desks", 1, "hours"], [1]),
        ("desks[a]=null", ["desks"], [{"id": "b", "hours": [1, 2]}]),
        ("new.deep.key=true", ["new"], {"deep": {"key": True}}),
        ("outages[down].target=portal", ["outages"], [{"id": "down", "target": "portal"}]),
        ("text=a=b", ["text"], "a=b"),
    ],
)
def test_a_change_merges_as_an_overlay_would(change: str, path: list[Any], value: Any) -> None:
    """Keys with dots, items by number or id, values in YAML."""
    document = changed(change)
    for part in path:
        document = document[part]
    assert document == value


def test_null_removes_a_key() -> None:
    """As in an overlay."""
    assert "bare" not in changed("bare=null")


def test_later_changes_win() -> None:
    """They are applied in order."""
    assert changed("bare=1m", "bare=2m")["bare"] == "2m"


@pytest.mark.parametrize(
    "change, message",
    [
        ("bare", "PATH: found 'bare'; write PATH=VALUE, such as"),
        ("a..b=1", "PATH: found 'a..b=1'; write PATH=VALUE, such as"),
        ("desks[c].staff=1", "desks[c].staff: desks has no item [c]; write one of a, b"),
        ("desks[7]=1", "desks[7]: desks has no item [7]; write one of a, b"),
        ("outages.x=1", "outages.x: outages is not a mapping and has no 'x'; end the path"),
        ("bare=[1", "bare: while parsing a flow sequence"),
        ("bare=010", "bare: 010, a number with a leading zero; write 10"),
    ],
)
def test_what_is_wrong_points_at_the_option(change: str, message: str) -> None:
    """The document stays as it was."""
    root, _ = parse_yaml(TEXT, "f.yaml")
    assert root is not None
    after, (finding,) = apply_set(root, change)
    assert finding.code in ("bad-set", "yaml-syntax", "yaml-value")
    assert str(finding).startswith(f"--set {change.partition('=')[0]}: {message}")
    if "010" not in change:
        assert after.plain() == root.plain()
