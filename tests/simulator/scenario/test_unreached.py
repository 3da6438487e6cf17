"""A change that reaches nothing is a warning by name; and what is so called changes no dossier."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.ledger.rowstore import digest
from simulator.scenario.findings import Finding
from simulator.scenario.idle import why_idle
from simulator.scenario.loader import examine
from simulator.scenario.reach import Reach
from simulator.scenario.resolved import resolve_document
from simulator.scenario.world import Typed
from tests.simulator.small_worlds import Document, agency, changed, document, law, run

Found = Callable[..., list[Finding]]
CODE = "reaches-nothing"
OTHER = (
    "          - {request: second, to: G15, fields: [full_name], basis: law, purpose: test, "
    "source: test, verified: true}\n"
)
OVERLAY = "name: mine\ntitle: Mine\nquestion: What if?\n"


def told(findings: list[Finding] | tuple[Finding, ...]) -> list[str]:
    return [f"{f.place}: {f.found}" for f in findings if f.code == CODE]


def laid(folder: Path, small: Path, text: str, *sets: str) -> list[str]:
    """What is said of an overlay with this text on the small scenario."""
    path = folder / "overlay.yaml"
    path.write_text(OVERLAY + text, encoding="utf-8")
    return told(examine(path, sets, onto=small).findings)


def test_a_misspelt_desk_is_named_with_the_one_that_is_meant(small: Path, tmp_path: Path) -> None:
    """It would be a new desk, to which no route goes; a right one is nothing to speak of."""
    desk = "offices: [{{id: commune, desks: [{{id: {}, staff: {{fixed: 9}}}}]}}]\n"
    assert laid(tmp_path, small, desk.format("aproval")) == [
        (
            "offices[commune].desks[aproval]: no route goes to the desk 'aproval' of level "
            "commune, only to approval, one_stop (did you mean 'approval'?), so this changes "
            "nothing"
        )
    ]
    assert laid(tmp_path, small, desk.format("approval")) == []


def test_an_overlay_a_lever_or_a_set_that_leaves_all_as_it_was(
    small: Path, tmp_path: Path, found: Found, written: Callable[..., Path]
) -> None:
    """Whether it is empty or says what is so already; a name or a seed is let be."""
    empty = ["the whole file: this changes nothing of what it is laid over"]
    assert laid(tmp_path, small, "") == empty
    assert laid(tmp_path, small, "sharing: {reuse: 0.2}\n") == empty
    assert laid(tmp_path, small, "sharing: {reuse: 0.3}\n") == []
    path = written(("more-sharing: {sharing: {reuse: 0.8}}", "idle: {sharing: {reuse: 0.2}}"))
    assert told(examine(path, levers=["idle"]).findings) == [
        "levers.idle: this lever changes nothing"
    ]
    assert told(found("sharing.reuse=0.2")) == [
        "sharing.reuse: this is the value that it has already, so it changes nothing"
    ]
    assert told(found("seed=1", "name=small")) == []


def test_what_a_lever_or_set_makes_void_in_the_file_is_not_held_against_the_file(
    small: Path, tmp_path: Path
) -> None:
    """But a change beside another that makes it void is."""
    path = tmp_path / "own.yaml"
    path.write_text(f"extends: {small}\n{OVERLAY}sync: {{loss: 0.2, retry: {{max: 1}}}}\n")
    assert told(examine(path).findings) == []
    assert told(examine(path, ["sync.loss=0"]).findings) == []
    (said,) = told(examine(path, ["sync.loss=0", "sync.retry.max=5"]).findings)
    assert said == "sync.retry: no message is lost (loss: 0), so this changes nothing"


@pytest.mark.parametrize(
    "change, reason",
    [
        ("attention.G22=3", "nobody asks G22 for anything"),
        ("applicants.collect=5d", "nobody applies at a counter"),
        ("paper.post=5d", "nobody applies by post"),
        ("offices[district].desks[one_stop].pace=2", "no procedure that people ask for is worked"),
        (
            "procedures.override=[{id: residence, weight: 0.5}]",
            "nobody asks for residence",
        ),
        ("outages=[{id: x, target: G01, mtbf: 9d, mttr: 1h}]", "nobody asks G01 for data over"),
        ("sync.delay=5h", "no message is delayed"),
        ("legal_clock.extension=9wd", "no dossier gets a new date"),
    ],
)
def test_a_key_that_no_dossier_meets_is_named_with_the_reason(
    change: str, reason: str, written: Callable[..., Path]
) -> None:
    """Here people apply online for a birth alone, of which nothing goes to the district."""
    path = written(("          - {chain: residence}\n", OTHER), file="procedures.yaml")
    base = ("procedures.include=[birth]", "arrivals.channels={counter: 0, online: 1}")
    said = told(examine(path, [*base, change]).findings)
    assert len(said) == 1
    assert reason in said[0]


# -- what is called idle is ------------------------------------------------------------------------

QUIET: dict[str, Any] = {"duration": "4d", "warmup": "1d", "drain": "30d"}
ONLINE = {"counter": 0.0, "online": 1.0, "post": 0.0}
COUNTER = {"counter": 1.0, "online": 0.0, "post": 0.0}
IDLE: list[tuple[dict[str, Any], str, Any]] = [
    ({}, "attention.G99", 9.0),
    ({}, "offices.0.desks.3.staff.fixed", 7),
    ({"arrivals.channels": ONLINE}, "applicants.collect", law("9d")),
    ({"arrivals.channels": ONLINE}, "paper.scan", law("3h")),
    ({"arrivals.channels": COUNTER}, "paper.post", law("9d")),
    ({"arrivals.channels": COUNTER}, "applicants.patience", law("1h")),
    ({"arrivals.channels": COUNTER}, "applicants.enquiry", law("9h")),
    ({"sync.loss": 0.0}, "sync.retry.max", 9),
    ({"sync.delayed": 0.0}, "sync.delay", law("9d")),
    ({"publication.documents_per_year": 0.0}, "publication.lateness", 5.0),
    ({"publication.documents_per_year": 0.0}, "publication.guidance", law("9wd")),
    ({"publication.policy": {"hold": 1.0, "old_version": 0.0, "guidance": 0.0}},
     "publication.guidance", law("9wd")),
    ({"sharing.reuse": 1.0}, "sharing.letter.pick_up", law("9wd")),
    ({"sharing.platform.established": 1.0}, "sharing.platform.setup", law("9wd")),
    ({"legal_clock.reschedule": 0.0}, "legal_clock.extension", "9wd"),
]  # fmt: skip


def world(changes: dict[str, Any]) -> Document:
    """The small world with a ministry that nobody asks, and a desk to which nobody goes."""
    base = changed({**QUIET, **changes})
    base["agencies"].append(agency("G99", "ministry"))
    base["scenario"]["attention"] = {"default": 1.0, "G99": 1.0}
    base["scenario"]["offices"][0]["desks"].append({"id": "spare", "staff": {"fixed": 1}})
    return base


def ids(whole: Document, path: str) -> list[str]:
    """A path with ids in place of indexes."""
    place, names = whole["scenario"], []
    for part in path.split("."):
        place = place[int(part)] if isinstance(place, list) else place.get(part, {})
        names.append(place["id"] if part.isdigit() else part)
    return names


@pytest.mark.parametrize("base, path, value", IDLE)
def test_what_is_said_to_change_nothing_changes_no_dossier(
    base: dict[str, Any], path: str, value: Any, tmp_path: Path
) -> None:
    """The key is called idle, and a run with another value has the same digest."""
    before = world(base)
    resolved = resolve_document(before)
    reach = Reach(Typed(resolved.scenario, resolved.agencies, resolved.procedures))
    assert why_idle(reach, ids(before, path)) is not None
    after = changed({path: value}, before)
    found = [run(one, tmp_path).result for one in (before, after)]
    first, second = (digest([one.rows_path], one.dimensions) for one in found)
    assert first == second


def test_in_a_world_where_all_is_met_no_key_is_called_idle() -> None:
    """Every rule looks at what is there: none speaks of a key that changes something."""
    resolved = resolve_document(document())
    reach = Reach(Typed(resolved.scenario, resolved.agencies, resolved.procedures))
    scenario = resolved.scenario.model_dump(mode="json")
    paths = [
        (part, key) for part, below in scenario.items() if isinstance(below, dict) for key in below
    ]
    assert [path for path in paths if why_idle(reach, path)] == []
