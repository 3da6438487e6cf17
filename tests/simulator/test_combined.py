"""Which arms are made of which others, whatever way they are written."""

from pathlib import Path

from simulator.cli.choice import Choice
from simulator.resources import shipped
from simulator.scenario.combined import combined
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.said import in_english

TINY = shipped("scenarios")["tiny"]


def tiny(*sets: str, overlay: str | None = None) -> ResolvedScenario:
    """`tiny` with changes."""
    path = TINY if overlay is None else shipped("scenarios")[overlay]
    return load_scenario(path, sets, onto=TINY)


def test_an_overlay_is_made_of_those_whose_changes_it_has() -> None:
    """`both` has the values of `faster-publication` and `better-sharing`, and no more."""
    arms = [tiny(overlay=name) for name in ("faster-publication", "both", "better-sharing")]
    assert combined(tiny(), arms) == {1: [(0, 2)]}
    other = tiny("sharing.reuse=0.7", overlay="both")
    assert combined(tiny(), [arms[0], other, arms[2]]) == {}


def test_names_and_titles_are_no_changes() -> None:
    """Nor is an arm that changes nothing a part of anything."""
    base, one, other = tiny(), tiny("sharing.reuse=0.5"), tiny("applicants.withdraw=0.2")
    same = tiny("title=Other", "name=other")
    together = tiny("sharing.reuse=0.5", "applicants.withdraw=0.2")
    assert combined(base, [same, one, together, other]) == {2: [(1, 3)]}


def test_the_smallest_sets_count() -> None:
    """Of three changes, those of two arms where there are such, else of three."""
    a, b, c = "sharing.reuse=0.5", "applicants.withdraw=0.2", "sync.loss=0.1"
    alone, every = [tiny(a), tiny(b), tiny(c)], tiny(a, b, c)
    assert combined(tiny(), [*alone, every]) == {3: [(0, 1, 2)]}
    assert combined(tiny(), [*alone, every, tiny(a, b)]) == {3: [(2, 4)], 4: [(0, 1)]}


def test_changes_of_one_list_are_told_apart_by_their_ids() -> None:
    """Two requests of one procedure, and two exceptions of publication."""
    first = "sharing.requests[central_record].reuse=0.5"
    second = "sharing.requests[residence_check].leave_out=true"
    arms = [tiny(first), tiny(second), tiny(first, second)]
    assert combined(tiny(), arms) == {2: [(0, 1)]}


def test_levers_joined_by_a_plus_are_one_arm(tmp_path: Path) -> None:
    """With the names and titles of all; it is made of each alone."""
    path = tmp_path / "mine.yaml"
    levers = (
        "  a: {title: First, sharing: {reuse: 0.5}}\n  b: {title: 'It: 2', sync: {loss: 0.1}}\n"
    )
    path.write_text(f"extends: tiny\nname: mine\nlevers:\n{levers}", encoding="utf-8")
    choice = Choice(str(path))
    arms = [choice.load_lever(name) for name in ("a", "b", "a+b")]
    assert [arm.scenario.name for arm in arms] == ["a", "b", "a-and-b"]
    assert in_english(arms[2].scenario.title) == "First + It: 2"
    assert combined(choice.load(), arms) == {2: [(0, 1)]}
