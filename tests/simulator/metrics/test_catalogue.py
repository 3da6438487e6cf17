"""Every metric has one meaning, and is exported with the labels that the catalogue says."""

from __future__ import annotations

from collections import Counter

import pytest

from simulator.metrics.catalogue import LOADTEST_METRICS, METRICS, RELAY_METRICS
from simulator.metrics.reading import Reading
from simulator.metrics.wall import Wall
from tests.simulator.metrics.watched import small
from topics.errors import CULPRITS

# DESIGN, contracts.
LABELS = {
    "agency", "level", "group", "channel", "cause", "desk", "requester", "provider", "mode",
    "outcome", "topic", "status", "culprit", "scenario",
}  # fmt: skip
WALL = Wall(
    speed_ratio=3600.0, drift_seconds=0.0, transport_lag_records=0, scrape_seconds=0.01,
    dead_letters=Counter(bus=1), acts=Counter(accepted=1), blamed=Counter({("G01", "late"): 1}),
)  # fmt: skip


def test_names_and_labels_are_of_the_contract() -> None:
    """Simulated and real never mix; labels are from one list; counters end in `_total`."""
    for name, metric in {**METRICS, **LOADTEST_METRICS}.items():
        assert name.startswith(("lienthong_sim_", "lienthong_wall_"))
        assert set(metric.labels) <= LABELS
        assert name.endswith("_total") is (metric.kind == "counter")
        assert metric.help.endswith(".")
    assert not set(METRICS) & set(LOADTEST_METRICS)


def test_a_run_exports_every_metric_and_no_other() -> None:
    """With the labels of the catalogue, in its order; but for what a relay alone tells."""
    watched = small({"publication.documents_per_year": 40.0})
    watched.advance(9)
    reading = watched.read()
    WALL.add_to(reading)
    assert set(reading.values) == set(METRICS) - set(RELAY_METRICS)
    for name, values in reading.values.items():
        assert {len(labels) for labels in values} == {len(METRICS[name].labels)}, name


def test_what_is_not_known_is_not_told() -> None:
    """A wall without figures tells counters only: of what has not happened yet, 0."""
    reading = Reading(0)
    Wall().add_to(reading)
    neither = {("accepted",): 0, ("refused",): 0}
    assert reading.values == {
        "lienthong_wall_dead_letters_total": {(culprit,): 0 for culprit in CULPRITS},
        "lienthong_wall_acts_total": neither,
        "lienthong_wall_faults_total": neither,
        "lienthong_wall_levers_total": neither,
    }


def test_who_publishes_is_told_from_the_start() -> None:
    """With 0 until a version is: what is born at 1 never grew, for Prometheus."""
    watched = small({"publication.documents_per_year": 40.0})
    at_first = watched.values("publications_total")
    assert set(at_first.values()) == set(watched.values("publication_lag_seconds_total").values())
    assert set(at_first.values()) == {0}
    watched.advance(9)
    later = watched.values("publications_total")
    assert set(later) == set(at_first)
    assert sum(value for value in later.values() if isinstance(value, int)) > 0


def test_an_unknown_metric_is_refused() -> None:
    """Nothing can be exported that the catalogue does not have."""
    with pytest.raises(KeyError):
        Reading(0).put("lienthong_sim_other", {(): 1})


def test_dead_letters_are_told_by_culprit() -> None:
    """Whoever has to act is the first word of an error."""
    wall = Wall()
    wall.dead_lettered({"requester.authority.not_entitled": 2, "requester.time.late_reply": 1})
    assert wall.dead_letters == dict.fromkeys(CULPRITS, 0) | {"requester": 3}
