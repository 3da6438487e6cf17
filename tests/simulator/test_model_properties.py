"""What holds of every run, whatever the scenario and whatever fails."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simulator.ledger.rows import CAUSES
from simulator.model.options import RunOptions
from tests.simulator.small_worlds import Document, Ran, changed, law, run
from topics.events import DataReply, DataRequest, StatusProgress

Changes = dict[str, Any]
FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
share = st.sampled_from([0.0, 0.3, 1.0])
short = st.sampled_from(["0s", "1m", "5h"])
CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "seed": st.integers(0, 2**32),
    "sharing.reuse": st.sampled_from([0.0, 0.5]),
    "sharing.platform.share": share,
    "sharing.platform.failure": share,
    "sharing.platform.refusal": st.sampled_from([0.0, 0.4]),
    "sharing.platform.timeout": st.sampled_from(["1s", "60s", "1h"]),
    "sharing.platform.transit": st.sampled_from(["0s", "3m", law("2h", 2.0)]),
    "sharing.platform.retry.max": st.integers(0, 3),
    "sharing.platform.fallback": st.sampled_from(["letter", "none"]),
    "sharing.platform.established": share,
    "sharing.letter.carry": st.sampled_from(["0s", law("1d")]),
    "sharing.letter.pick_up": st.sampled_from(["0s", "30m", law("2wd")]),
    "sharing.letter.refusal": share,
    "sharing.letter.expiry": st.sampled_from(["wait", "proceed"]),
    "publication.documents_per_year": st.sampled_from([0.0, 6.0]),
    "publication.policy": st.permutations([1.0, 0.0, 0.0]).map(
        lambda shares: dict(zip(("hold", "old_version", "guidance"), shares, strict=True))
    ),
    "sync.loss": st.sampled_from([0.0, 0.6]),
    "sync.delayed": st.sampled_from([0.0, 0.2]),
    "sync.duplicate": st.sampled_from([0.0, 0.2]),
    "sync.transit": short,
    "sync.retry.max": st.integers(0, 3),
    "applicants.patience": short,
    "applicants.enquiries_max": st.integers(0, 3),
    "applicants.withdraw": share,
    "applicants.supplement": short,
    "legal_clock.reschedule": share,
    "offices.0.desks.1.absence": st.sampled_from([0.0, 0.3]),
    "offices.0.desks.0.discipline": st.sampled_from(["fifo", "priority", "earliest-due"]),
    "offices.1.desks.1.pace": st.sampled_from([0.7, 1.3]),
    "attention": st.sampled_from([{"default": 1.0}, {"default": 0.5, "G15": 2.0}]),
}
worlds = st.fixed_dictionaries({}, optional=CHANGES)
outages = st.lists(
    st.tuples(
        st.sampled_from(["portal", "platform", "G15-HOTICH", "G01"]),
        st.integers(3, 9),
        st.integers(1, 6),
    ),
    max_size=4,
).map(
    lambda drawn: [
        {"id": f"out-{n}", "target": target, "begin": f"2023-07-{first:02d}T08:00",
         "end": f"2023-07-{first + days:02d}T10:00"}
        for n, (target, first, days) in enumerate(drawn)
    ]
)  # fmt: skip


def ran(world: Document, *, history: bool = False, elide: bool = True) -> Ran:
    with tempfile.TemporaryDirectory() as folder:
        return run(world, Path(folder), options=RunOptions(history=history, elide=elide))


def code(ran: Ran, row: np.void) -> str:
    day = np.datetime64(int(row["day"]), "D").item()
    agency = ran.result.dimensions.agencies[row["agency"]]
    return f"000.00.00.{agency}-{day:%y%m%d}-{row['number']:04d}"


@FEW
@given(worlds, outages, st.booleans())
def test_the_ledger_adds_up(changes: Changes, faults: list[Any], elide: bool) -> None:
    """Every microsecond from submission to return, or to the end of the run, has one cause."""
    found = ran(changed({**changes, "outages": faults}), elide=elide)
    rows = found.rows
    until = np.where(rows["returned_us"] >= 0, rows["returned_us"], found.result.end_us)
    spent = rows["open_us"].sum(axis=1) + rows["closed_us"].sum(axis=1)
    np.testing.assert_array_equal(spent, until - rows["submitted_us"])
    assert rows["open_us"].min() >= 0
    assert rows["closed_us"].min() >= 0


@FEW
@given(worlds, outages, st.sampled_from(["02:00", "none"]))
@example({"sync.loss": 0.6, "sync.retry.max": 1, "applicants.patience": "5h"}, [], "none")
@example({"seed": 2, "sync.transit": "5h"}, [], "02:00")
def test_elision_changes_no_row(changes: Changes, faults: list[Any], night: str) -> None:
    """Rows are the same whether queues and pushes are foreseen or lived through."""
    world = changed({**changes, "outages": faults, "sync.reconciliation": night})
    elided, queued = (np.sort(ran(world, elide=elide).rows) for elide in (True, False))
    np.testing.assert_array_equal(elided, queued)


@FEW
@given(worlds, outages)
def test_flow_is_conserved(changes: Changes, faults: list[Any]) -> None:
    """Who arrived is finished or open: numbered without gaps, counted once."""
    found = ran(changed({**changes, "outages": faults}))
    by_day: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in found.rows:
        by_day[row["agency"], row["day"]].append(int(row["number"]))
    assert all(sorted(n) == list(range(1, len(n) + 1)) for n in by_day.values())
    finished = found.rows["returned_us"] >= 0
    assert int((~finished).sum()) == found.result.unfinished
    assert set(found.rows["status"][finished].tolist()) <= {3, 7, 10}
    assert set(found.rows["status"][~finished].tolist()) <= {1, 2, 4, 5, 6, 9}


@FEW
@given(worlds, outages)
def test_every_request_ends_once(changes: Changes, faults: list[Any]) -> None:
    """A finished dossier's requests have one terminal state each, and are counted once."""
    found = ran(changed({**changes, "outages": faults}), history=True)
    asked: dict[str, set[str]] = defaultdict(set)
    answers: Counter[str] = Counter()
    for record in found.records:
        if isinstance(record.event, DataRequest):
            asked[record.event.dossier].add(record.event.request)
        elif isinstance(record.event, DataReply) and record.event.outcome == "answered":
            answers[record.event.request] += 1
    assert max(answers.values(), default=1) == 1
    ended = found.rows["platform"].astype(int) + found.rows["letters"]
    for row, number in zip(found.rows, ended.tolist(), strict=True):
        sent = len(asked[code(found, row)])
        assert number == sent if row["returned_us"] >= 0 else number <= sent
    terminal: Counter[str] = Counter()
    for entry in found.result.indicators["requests"]:
        terminal[entry["outcome"]] += entry["count"]
    assert set(terminal) <= {"answered", "refused", "expired", "late"}
    assert sum(terminal.values()) - terminal["late"] == int(ended.sum())
    assert terminal["answered"] == sum(answers.values())


GRAPH = {
    1: {2, 3, 5, 7}, 2: {4, 6, 7}, 4: {5, 6, 7, 8, 9}, 5: {1, 2, 4, 7, 8}, 6: {4, 7, 8, 10},
    9: {6, 10}, 3: set(), 7: set(), 8: set(), 10: set(),
}  # fmt: skip
"""The portal's statuses 1 to 10 and what may follow: ../shared/data/status_codes.yaml."""


@FEW
@given(worlds, outages)
def test_statuses_follow_the_graph(changes: Changes, faults: list[Any]) -> None:
    """The portal sees each dossier's statuses in an order that the graph allows."""
    found = ran(changed({**changes, "outages": faults}), history=True)
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for record in found.records:
        if isinstance(record.event, StatusProgress):
            step = record.event.at_us, record.event.status
            if seen[record.event.dossier][-1:] != [step]:  # a duplicate follows its original
                seen[record.event.dossier].append(step)
    assert seen
    for steps in seen.values():
        statuses = [1, *(status for _, status in steps)]
        assert all(b in GRAPH[a] for a, b in pairwise(statuses)), statuses
        assert steps == sorted(steps, key=lambda step: step[0])


@FEW
@given(worlds, st.integers(0, 40), st.sampled_from(["drain", "duration"]))
@example({"publication.documents_per_year": 6.0, "sharing.reuse": 0.0}, 5, "drain")
def test_the_past_does_not_depend_on_the_end(changes: Changes, days: int, what: str) -> None:
    """The history up to an instant is the same whether the run ends there or later."""
    first, second = (
        ran(changed({**changes, what: f"{length}d"}), history=True) for length in (3, 4 + days)
    )
    end = min(first.result.end_us, second.result.end_us)
    past = [[r for r in each.records if r.sim_time_us < end] for each in (first, second)]
    assert past[0] == past[1]
    assert len(past[0]) == len(first.records if end == first.result.end_us else second.records)


@FEW
@given(worlds, outages)
def test_after_faults_heal_everything_ends(changes: Changes, faults: list[Any]) -> None:
    """When outages end and losses are reconciled, no dossier of the cohort stays open."""
    found = ran(changed({**changes, "outages": faults, "drain": "900d"}))
    cohort = found.rows[found.rows["cohort"] == 1]
    assert len(cohort)
    assert (cohort["returned_us"] >= 0).all()
    sync = found.result.indicators["sync"]
    assert sync["abandoned"] == 0


IDEAL: dict[str, Any] = {
    "sharing.reuse": 0.3,
    "sharing.platform.transit": "0s",
    "sharing.platform.failure": 0.0,
    "sharing.platform.refusal": 0.0,
    "sharing.platform.established": 1.0,
    "sharing.letter": {"carry": "0s", "pick_up": "0s", "answer": "0s", "refusal": 0.0},
    "publication.documents_per_year": 0.0,
    "sync.transit": "0s",
    "sync.loss": 0.0,
    "sync.delayed": 0.0,
    "paper": {"scan": "0s", "post": "0s"},
    "outages": [],
    "drain": "30d",
}


def ideal(changes: Changes) -> Document:
    """Unlimited staff around the clock, no delays, no faults."""
    world = changed({**changes, **IDEAL})
    for office in world["scenario"]["offices"]:
        office["calendar"] = "always"
        for desk in office["desks"]:
            desk |= {"staff": {"fixed": 400}, "absence": 0.0}
    for desk in world["scenario"]["answering"].values():
        desk |= {"staff": {"fixed": 400}, "calendar": "always"}
    return world


@FEW
@given(worlds)
def test_without_scarcity_only_handling_and_the_applicant_remain(changes: Changes) -> None:
    """With unlimited staff, no closing time, no delays and no faults there is no other cause."""
    found = ran(ideal(changes))
    assert found.rows["closed_us"].sum() == 0
    spent = found.rows["open_us"].sum(axis=0)
    assert [CAUSES[n] for n in np.flatnonzero(spent)] == ["handling", "applicant"]


@pytest.mark.parametrize("elide", [True, False])
def test_the_run_ends_within_work_and_waits(elide: bool) -> None:
    """A run that ends in the middle of everything gives every open dossier its row and causes."""
    world = changed({"drain": "0s", "duration": "3d", "offices.0.desks.0.discipline": "priority"})
    found = ran(world, elide=elide)
    unfinished = found.rows[found.rows["returned_us"] < 0]
    assert len(unfinished) == found.result.unfinished > 20
    causes = (unfinished["open_us"] + unfinished["closed_us"]).sum(axis=0)
    assert {CAUSES[n] for n in np.flatnonzero(causes)} >= {"queue", "coordination", "handling"}
