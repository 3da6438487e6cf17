"""What is measured, from when to when, and beside which limit."""

from pathlib import Path

import pytest

from simulator.loadtest.entries import Seen
from simulator.loadtest.latency import Latency
from simulator.loadtest.objectives import Figure, shown
from simulator.loadtest.verdict import Verdict
from tests.simulator.loadtest.histories import IN, MS, S, Story, answered, asked, terms
from topics.catalogue import published
from topics.events import ProcedurePublished


def figure(verdict: Verdict, name: str) -> Figure:
    return next(one for one in verdict.objectives if one.name == name)


def measured(path: Path, story: Story, *names: str) -> dict[str, float | None]:
    verdict = story.finish(path / "h.jsonl")
    return {name: figure(verdict, name).measured for name in names}


def test_a_freeze_shows_in_the_percentiles_as_theory_says(tmp_path: Path) -> None:
    """100 a second for 20 s, 1 ms each, frozen for 5 s: what came then waited for its end.

    Of the 2,000 a quarter waited, evenly from 0 to 5 s. So p75 is just the usual, p90 waited 60 %
    of the way (3 s), p99 96 %; without counting from the intended send, one of 1,500 would have.
    """
    story = Story(terms(deadline_us=60 * S, objectives={"p75": 1e5, "p90": 1, "p99": 1, "max": 1}))
    story.phase(0, "load")
    for number in range(2_000):
        at_us = S + number * 10 * MS
        thawed_us = 11 * S if 6 * S <= at_us < 11 * S else at_us
        request = asked(number + 1)
        story.ask(at_us, request)
        story.reply(max(thawed_us, at_us + 10 * MS) + MS, answered(request))
    found = measured(tmp_path, story, "p75", "p90", "p99", "max")
    assert found["p75"] == pytest.approx(11 * MS, abs=1 * MS)
    assert found["p90"] == pytest.approx(3 * S, rel=0.01)
    assert found["p99"] == pytest.approx(4.8 * S, rel=0.01)
    assert found["max"] == pytest.approx(5 * S, rel=0.01)


def test_what_was_asked_in_the_warm_up_is_not_measured(tmp_path: Path) -> None:
    """But it is in the picture over time."""
    story = Story(terms(objectives={"max": 1e6})).begin()
    story.exchange(500 * MS, asked(900), 1_500 * MS)
    verdict = story.finish(tmp_path / "h.jsonl")
    assert figure(verdict, "max").measured == pytest.approx(30 * MS, rel=1e-3)
    assert verdict.measured.over_time[0].max_us == 1_500 * MS
    assert sum(one.count for one in verdict.measured.over_time) == 41


def test_errors_are_shares_by_culprit(tmp_path: Path) -> None:
    """`errors` are the provider's: its own refusals, and what it never replied to."""
    names = ("errors", "provider_errors", "requester_errors")
    story = Story(terms(objectives=dict.fromkeys(names, 0.01))).begin(36)
    for number, error in ((101, "provider.capacity.overloaded"), (102, "requester.time.late")):
        no = {"outcome": "refused", "error": error, "fields": (), "values": ()}
        story.ask(S + number * 100 * MS, asked(number))
        story.reply(S + number * 100 * MS + 3 * S, answered(asked(number), **no))
    story.ask(6 * S, asked(103))
    story.exchange(7 * S, asked(104))
    found = measured(tmp_path, story, *names)
    assert found == {"errors": 2 / 40, "provider_errors": 2 / 40, "requester_errors": 1 / 40}


def test_throughput_lag_and_memory(tmp_path: Path) -> None:
    """Responses a second, records that waited, the most that was resident."""
    names = ("throughput", "lag", "memory")
    story = Story(terms(objectives=dict.fromkeys(names, 9.0))).begin()
    topic = published("t")
    for number in range(6):
        event = ProcedurePublished(
            procedure="p", version=number + 1, agency="G03", legal_effect_us=0, published_us=0
        )
        story.see(6 * S + number * MS, topic, "p", event)
    partition = next(one.partition for one in story.entries if getattr(one, "topic", "") == IN)
    story.commit(7 * S, 0, partition)
    story.commit(8 * S, 3, partition)
    for size in (5, 7, 6):
        story.process(6 * S, "measured", resident_bytes=size)
    there = sum(
        isinstance(one, Seen) and one.topic == IN and one.partition == partition
        for one in story.entries
    )
    found = measured(tmp_path, story, *names)
    assert found["throughput"] == pytest.approx(10.0, rel=0.03)
    assert (found["lag"], found["memory"]) == (float(there), 7.0)


def test_a_subscribers_lag_is_of_the_publications(tmp_path: Path) -> None:
    """What it never takes is a standstill."""
    story = Story(terms(role="subscriber", objectives={"lag": 2, "max": 1e7, "errors": 0.5}))
    story.phase(0, "load")
    topic = published("t")
    for number in range(6):
        event = ProcedurePublished(
            procedure="p", version=number + 1, agency="G03", legal_effect_us=0, published_us=0
        )
        story.see(S + number * MS, topic, "p", event)
        story.send(S + number * MS, topic, event, key="p")
    story.commit(2 * S, 3, 0, topic)
    story.commit(9 * S, 5, 0, topic)
    verdict = story.finish(tmp_path / "h.jsonl")
    assert figure(verdict, "lag").measured == 3.0
    assert figure(verdict, "max").measured == pytest.approx(8 * S - 8 * MS, rel=1e-3)
    assert figure(verdict, "errors").measured == 1 / 6
    assert verdict.reasons[0] == (
        "stuck-after-heal: t.procedure.evt.published.v1 partition 0: 1 records are not yet taken "
        "at the end"
    )


def test_recovery_lasts_until_all_is_well_again(tmp_path: Path) -> None:
    """From the fault's end to the last slow reply; what came before the fault does not count."""
    story = Story(terms(objectives={"recovery": 1e6}))
    story.phase(0, "load")
    story.fault("connector-kill", 5 * S, 6 * S)
    for number in range(1, 201):
        at_us = S + number * 50 * MS
        took_us = 7_500 * MS - at_us if 5 * S <= at_us < 7 * S else 30 * MS
        story.exchange(at_us, asked(number), max(took_us, 30 * MS))
    verdict = story.finish(tmp_path / "h.jsonl")
    assert figure(verdict, "recovery").measured == pytest.approx(1_505 * MS, abs=10 * MS)
    assert not figure(verdict, "recovery").met


def test_what_is_slow_long_after_a_fault_is_not_its_doing(tmp_path: Path) -> None:
    """All is well when few are slow for some seconds; a partition that stands still is more."""

    def recovery(slow_until_us: int, every: int, folder: Path) -> float | None:
        story = Story(terms(objectives={"recovery": 1e6}))
        story.phase(0, "load")
        story.fault("connector-kill", 5 * S, 6 * S)
        for number in range(1, 601):
            at_us = S + number * 50 * MS
            waits = 5 * S <= at_us < slow_until_us and number % every == 0
            took_us = slow_until_us - at_us if waits else 30 * MS
            took_us = 900 * MS if number == 500 else max(took_us, 30 * MS)
            story.exchange(at_us, asked(number), took_us)
        return figure(story.finish(folder / f"{every}.jsonl"), "recovery").measured

    assert recovery(7_500 * MS, 1, tmp_path) == pytest.approx(1_505 * MS, abs=40 * MS)
    assert recovery(19 * S, 3, tmp_path) == pytest.approx(13_000 * MS, abs=100 * MS)


def test_the_histogram_in_the_verdict_can_be_read_by_others(tmp_path: Path) -> None:
    """HdrHistogram's own encoding, of just what was measured."""
    verdict = Story().begin().finish(tmp_path / "h.jsonl")
    latency = Latency.decoded(verdict.document()["histogram"])
    assert (latency.count, latency.at(50.0)) == (40, verdict.measured.latency["p50"])


def test_what_cannot_be_measured_is_not_met() -> None:
    """Nor is a throughput that is too low; a limit itself is kept."""
    assert not Figure("p99", None, "<=", 5.0).met
    assert Figure("p99", 5.0, "<=", 5.0).met
    assert not Figure("throughput", 4.0, ">=", 5.0).met
    assert Figure("throughput", 4.0, ">=", 5.0).sentence == (
        "objective throughput: 4.0/s; expected at least 5.0/s"
    )


@pytest.mark.parametrize(
    "name, value, text",
    [
        ("p99", 1_500.0, "1.5 ms"), ("recovery", 2.5e7, "25.0 s"), ("errors", 0.0125, "1.25%"),
        ("bus_errors", 0.5, "50.00%"), ("memory", 5.12e8, "512 MB"), ("lag", 1_000.0, "1,000"),
    ],
)  # fmt: skip
def test_values_are_shown_with_their_units(name: str, value: float, text: str) -> None:
    """Times in ms, or s when they are long."""
    assert shown(name, value) == text
