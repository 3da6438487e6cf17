"""Overlays: how a change is laid over a document."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.law_specs import LawSpec
from simulator.scenario.merging import ALTERNATIVES, merge
from simulator.scenario.model_nodes import without_nulls
from simulator.scenario.nodes import Node, Position, locate
from simulator.scenario.schema import Outage
from simulator.scenario.staffing import Staff
from simulator.scenario.yaml_positions import parse_yaml


def node(text: str, file: str = "f.yaml") -> Node:
    """The tree of a text."""
    root, findings = parse_yaml(text, file)
    assert findings == []
    assert root is not None
    return root


def merged(base: str, over: str) -> Any:
    """The plain result of laying one text over another."""
    return without_nulls(merge(node(base), node(over))).plain()


@pytest.mark.parametrize(
    "base, over, result",
    [
        ("{a: {b: 1, c: 2}}", "{a: {c: 3}, d: 4}", {"a": {"b": 1, "c": 3}, "d": 4}),
        ("{a: [1, 2]}", "{a: [3]}", {"a": [3]}),
        ("{a: 1, b: 2}", "{a: null}", {"b": 2}),
        ("{a: 1}", "{b: {c: null, d: 1}}", {"a": 1, "b": {"d": 1}}),
        ("{a: [{id: x, p: 1}]}", "{a: []}", {"a": []}),
        ("{a: {b: 1}}", "{a: 2}", {"a": 2}),
    ],
)
def test_mappings_merge_null_removes_and_lists_replace(base: str, over: str, result: Any) -> None:
    """As DESIGN §5 says of overlays."""
    assert merged(base, over) == result


def test_lists_of_mappings_with_id_merge_by_id() -> None:
    """In the order of the base; new ones come last."""
    base = "[{id: x, p: 1, q: 1}, {id: y, p: 2}]"
    assert merged(base, "[{id: z, p: 9}, {id: x, q: null, r: 3}]") == [
        {"id": "x", "p": 1, "r": 3},
        {"id": "y", "p": 2},
        {"id": "z", "p": 9},
    ]


@pytest.mark.parametrize(
    "base, over, result",
    [
        ("{lognormal: {median: 2h, p90: 1d}}", "{fixed: 1d}", {"fixed": "1d"}),
        ("{fixed: 1d}", "{gamma: {mean: 2h, cv: 1}}", {"gamma": {"mean": "2h", "cv": 1}}),
        (
            "{lognormal: {median: 2h, p90: 1d}}",
            "{lognormal: {median: 3h}}",
            {"lognormal": {"median": "3h", "p90": "1d"}},
        ),
        (
            "{lognormal: {median: 2h, p90: 1d}}",
            "{lognormal: {mean: 3h, cv: 1}}",
            {"lognormal": {"mean": "3h", "cv": 1}},
        ),
        ("{fixed: 3}", "{per_100k: 1.5}", {"per_100k": 1.5}),
        (
            "{id: a, mtbf: 30d, mttr: 1h}",
            "{id: a, begin: x, end: y}",
            {"id": "a", "begin": "x", "end": "y"},
        ),
    ],
)
def test_a_key_that_excludes_others_replaces_them(base: str, over: str, result: Any) -> None:
    """Another law is another law, not two; the same for staff and outages."""
    assert merged(base, over) == result


def test_the_alternatives_are_those_of_the_models() -> None:
    """A law, a kind of staff or a form of outage that is added must be added to the merge too."""
    groups = [set().union(*family) for family in ALTERNATIVES]
    assert groups[0] == set(LawSpec.model_fields) | set(Staff.model_fields) - {"factor"}
    assert groups[2] == set(Outage.model_fields) - {"id", "target"}


def test_positions_are_those_of_the_text_that_counts() -> None:
    """An error in an overlay points into the overlay's file."""
    root = merge(node("a: {b: 1, c: 2}", "base.yaml"), node("a:\n  c: 3", "over.yaml"))
    assert locate(root, ["a", "b"]).at == Position("base.yaml", 1, 8)
    assert locate(root, ["a", "c"]).at == Position("over.yaml", 2, 6)


# Documents of one shape, without null, empty id lists or alternatives: there, grouping is free.
leaves = st.integers(0, 3)
documents = st.fixed_dictionaries(
    {},
    optional={
        "a": leaves,
        "m": st.dictionaries(st.sampled_from("pqr"), leaves, max_size=3),
        "l": st.lists(leaves, max_size=2),
        "i": st.lists(
            st.fixed_dictionaries(
                {"id": st.sampled_from("xyz")},
                optional={"v": leaves, "m": st.dictionaries(st.sampled_from("pq"), leaves)},
            ),
            min_size=1,
            max_size=3,
            unique_by=lambda item: item["id"],
        ),
    },
)


def tree(value: Any) -> Node:
    """A tree without positions."""
    here = Position("f")
    if isinstance(value, dict):
        return Node({k: tree(v) for k, v in value.items()}, here, dict.fromkeys(value, here))
    return (
        Node([tree(item) for item in value], here) if isinstance(value, list) else Node(value, here)
    )


@given(documents, documents, documents)
def test_merging_is_associative_for_documents_of_one_shape(a: Any, b: Any, c: Any) -> None:
    """Overlays may be merged with one another first, or one by one."""
    left = merge(merge(tree(a), tree(b)), tree(c)).plain()
    right = merge(tree(a), merge(tree(b), tree(c))).plain()
    assert left == right


@given(documents)
def test_laying_a_document_over_itself_changes_nothing(a: Any) -> None:
    """Nor does laying nothing over it."""
    assert merge(tree(a), tree(a)).plain() == a
    assert merge(tree(a), tree({})).plain() == a
