"""What is added up while a run goes on, against the run's own rows and books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from agents.exchange import Request
from simulator.answer.indicators import indicators
from simulator.ledger.rows import CAUSES, CHANNELS, Dimensions
from simulator.metrics.reading import BOUNDS_US, Times, unix_s
from simulator.metrics.rowtotals import Histograms
from tests.simulator.metrics.watched import Watched, small

CROWD = {"arrivals.per_1000_per_month": 80.0}


@pytest.fixture(scope="module")
def busy() -> Watched:
    """A small world in the midst of its run, in uneven steps, queues in memory."""
    watched = small()
    for days in (0.4, 0.1, 2.0, 0.013, 6.0, 1.5):
        watched.advance(days)
    return watched


@pytest.fixture
def ended(busy: Watched) -> np.ndarray:
    return busy.rows()


def groups_of(busy: Watched, rows: np.ndarray) -> Iterator[tuple[str, str]]:
    names = busy.model.dimensions
    for row in rows:
        yield names.agencies[row["agency"]], names.groups[row["procedure"]]


def test_the_clock_is_the_simulated_instant(busy: Watched) -> None:
    """Local time is seven hours ahead of UTC, and Prometheus counts in UTC."""
    assert unix_s(0) == -25_200.0
    assert busy.values("clock_seconds") == {(): unix_s(busy.engine.now_us)}
    assert busy.values("info") == {("small",): 1}


def test_submitted_are_the_ended_and_the_open(busy: Watched, ended: np.ndarray) -> None:
    """By agency, group and channel; what nobody submitted yet is told as 0."""
    names = busy.model.dimensions
    expected = Counter(
        (*cell, CHANNELS[row["channel"]])
        for cell, row in zip(groups_of(busy, ended), ended, strict=True)
    )
    for dossier in busy.model.world.open.values():
        group = names.groups[dossier.program.index]
        expected[dossier.home.agency.id, group, CHANNELS[dossier.channel]] += 1
    found = busy.values("dossiers_submitted_total")
    assert {key: count for key, count in found.items() if count} == expected
    assert ("G22", "group-central", "post") in found


def test_ended_are_told_by_outcome(busy: Watched, ended: np.ndarray) -> None:
    """On time or late, by the due date."""
    expected = Counter(
        (*cell, "on_time" if row["on_time"] else "late")
        for cell, row in zip(groups_of(busy, ended), ended, strict=True)
    )
    found = busy.values("dossiers_ended_total")
    assert {key: count for key, count in found.items() if count} == expected
    assert {key[2] for key in expected} == {"on_time", "late"}


def test_the_open_are_told_by_status(busy: Watched) -> None:
    """Counted from what happened to each, and equal to a count of those that are open."""
    expected = Counter(
        (dossier.home.agency.id, str(dossier.status)) for dossier in busy.model.world.open.values()
    )
    found = busy.values("dossiers_open")
    assert {key: count for key, count in found.items() if count} == expected
    assert len(expected) > 5


def test_times_by_cause_add_up_to_the_cycle_times(busy: Watched, ended: np.ndarray) -> None:
    """To the microsecond, as the ledger does."""
    found = busy.values("ledger_seconds_total")
    cycle_us = int((ended["returned_us"] - ended["submitted_us"]).sum())
    assert round(sum(found.values()) * 1_000_000) == cycle_us
    queue_us = (ended["open_us"] + ended["closed_us"])[:, CAUSES.index("queue")].sum()
    queue_s = sum(value for (_, cause), value in found.items() if cause == "queue")
    assert round(queue_s * 1_000_000) == queue_us


def test_histograms_hold_every_ended_dossier(busy: Watched, ended: np.ndarray) -> None:
    """By level and group; the sums are exact."""
    for name, times in (
        ("cycle_time_seconds", ended["returned_us"] - ended["submitted_us"]),
        ("processing_time_seconds", ended["processing_us"]),
    ):
        found = busy.values(name)
        assert set(found) == {
            ("central", "group-central"), ("commune", "group-commune"),
            ("district", "group-district"),
        }  # fmt: skip
        values = [value for value in found.values() if isinstance(value, Times)]
        assert sum(value.total for value in values) == len(ended)
        assert sum(round(value.sum_s * 1e6) for value in values) == times.sum()
        at_most = [sum(value.buckets[n] for value in values) for n in range(len(BOUNDS_US))]
        assert at_most == [(times <= bound).sum() for bound in BOUNDS_US]


def test_a_time_that_equals_a_bound_is_within_it() -> None:
    """As Prometheus's `le` says."""
    histograms = Histograms(Dimensions(("H26",), ("birth",), ("civil",), ("commune",), ()))
    day = 24 * 3_600_000_000
    histograms.add(np.array([0, 0, 0]), np.array([day, day + 1, 91 * day]))
    value = histograms.read()["commune", "civil"]
    assert isinstance(value, Times)
    assert value.buckets[BOUNDS_US.index(day) - 1 :] == (0, 1, *[2] * 11)
    assert (value.total, value.sum_s) == (3, 93 * 86_400 + 1e-6)


@pytest.mark.parametrize("elide", [True, False])
def test_desks_are_as_busy_as_their_own_tally_says(elide: bool) -> None:
    """Also in the midst of services that go on."""
    watched = small({**CROWD, "offices.0.desks.1.absence": 0.1}, elide=elide)
    watched.advance(3.38)
    model, now = watched.model, watched.engine.now_us
    busy: Counter[tuple[str, str]] = Counter()
    capacity: Counter[tuple[str, str]] = Counter()
    for place in model.offices.places:
        busy[place.agency, place.desk] += place.at.tally(now).busy_us
        opened = place.calendar.work_between(model.horizon.start_us, now)
        capacity[place.agency, place.desk] += opened * place.servers
    found = watched.values("desk_busy_seconds_total")
    assert {key: round(value * 1e6) for key, value in found.items()} == busy
    told = watched.values("desk_capacity_seconds_total")
    assert {key: round(value * 1e6) for key, value in told.items()} == capacity
    assert any(place.at.crew.left_us(now) for place in model.offices.places)


def test_queues_are_told_where_they_are_known() -> None:
    """A desk that settles its work at admission has no queue to look at."""
    assert small(elide=True).values("desk_queue") == {}
    watched = small(CROWD)
    watched.advance(2.4)
    found = watched.values("desk_queue")
    waiting = sum(len(place.at.waiting()) for place in watched.model.offices.places)
    assert sum(found.values()) == waiting > 0
    assert set(found) == {(p.agency, p.desk) for p in watched.model.offices.places}


def test_requests_are_told_by_pair(busy: Watched) -> None:
    """All ends, no late replies; times to the microsecond; those open, by their present way."""
    world = busy.model.world
    expected = {key: count for key, count in world.requests.items() if key[3] != "late"}
    assert busy.values("requests_total") == expected
    seconds = busy.values("request_seconds")
    assert {key[:3] for key in expected} == set(seconds)
    for key, value in seconds.items():
        assert isinstance(value, Times)
        assert value.total == sum(n for k, n in expected.items() if k[:3] == key)
        assert round(value.sum_s * 1e6) == world.request_us[key]
    open_ones = [
        request
        for dossier in world.open.values()
        for request in dossier.reasons
        if isinstance(request, Request)
    ]
    found = busy.values("requests_open")
    assert sum(found.values()) == len(open_ones) > 0
    letters = sum(request.letter for request in open_ones)
    assert sum(count for (_, mode), count in found.items() if mode == "letter") == letters


def test_every_attempt_counts(busy: Watched) -> None:
    """As many as there were requests on the bus."""
    found = busy.values("request_attempts_total")
    assert set(found) == {("platform",), ("letter",)}
    assert sum(found.values()) == busy.model.relay.counts["DataRequest"]


@pytest.mark.parametrize("elide", [True, False])
def test_the_portal_is_followed_by_agency(elide: bool) -> None:
    """Changes, those synced and their lag add up to the run's own indicators."""
    watched = small(elide=elide)
    for _ in range(9):
        watched.advance(0.9)
    sync = indicators(watched.model, watched.engine.now_us)["sync"]
    assert sum(watched.values("status_changes_total").values()) == sync["changes"]
    assert sum(watched.values("status_synced_total").values()) == sync["synced"]
    lag_s = sum(watched.values("status_lag_seconds_total").values())
    assert round(lag_s * 1e6) == sync["lag_us"]
    assert 0 < sync["synced"] < sync["changes"]
    assert set(watched.values("status_changes_total")) == {("G22",), ("H03",), ("H26",)}


def test_publications_are_told_with_their_lag() -> None:
    """From legal effect to the decision; one that is early costs nothing."""
    watched = small({"publication.documents_per_year": 40.0})
    watched.advance(20)
    model, now = watched.model, watched.engine.now_us
    start = model.horizon.start_us
    made = [(owner, d.decided_us, d.effect_us) for owner, d in model.publications.documents]
    made += [
        (d.agency, d.decided_us, d.document.effect_us) for d in model.publications.decisions
    ]  # fmt: skip
    within = [one for one in made if start <= one[1] < now]
    counts = Counter((agency,) for agency, _, _ in within)
    assert watched.values("publications_total") == counts
    lags: Counter[tuple[str, ...]] = Counter()
    for agency, decided, effect in within:
        lags[(agency,)] += max(0, decided - effect)
    found = watched.values("publication_lag_seconds_total")
    assert {key: round(value * 1e6) for key, value in found.items()} == lags
    assert any(decided < effect for _, decided, effect in within)


def test_messages_are_told_by_kind_of_topic(busy: Watched) -> None:
    """Without prefix, agency and version."""
    counts = busy.model.relay.counts
    assert busy.values("messages_total") == {
        ("exchange.in",): counts["DataRequest"] + counts["DataReply"],
        ("status.out",): counts["StatusCreate"] + counts["StatusProgress"],
    } | ({("procedure.evt.published",): n} if (n := counts["ProcedurePublished"]) else {})


def test_who_begins_in_the_midst_counts_from_there() -> None:
    """Counters begin at 0; what is open is told at once, and goes down to 0."""
    first = small()
    first.advance(3)
    opened = first.values("dossiers_open")
    late = type(first.gauges)(first.engine)
    first.engine.watch(late)
    assert late.read().values["lienthong_sim_dossiers_open"] == {
        k: n for k, n in opened.items() if n
    }
    for name in ("dossiers_submitted_total", "messages_total", "request_attempts_total"):
        assert sum(late.read().values[f"lienthong_sim_{name}"].values()) == 0
    busy_before = sum(late.read().values["lienthong_sim_desk_busy_seconds_total"].values())
    assert busy_before == 0
    first.engine.finish()
    last = late.read().values["lienthong_sim_dossiers_open"]
    left = Counter(
        (d.home.agency.id, str(d.status)) for d in first.model.world.open.values()
    )  # fmt: skip
    assert {key: count for key, count in last.items() if count} == left
    assert set(opened) <= set(last) | {k for k, n in opened.items() if not n}
