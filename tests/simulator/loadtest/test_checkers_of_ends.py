"""What a provider leaves undone though it answers, and what it writes where the relay ended."""

from pathlib import Path

from simulator.loadtest.plan_reader import documented
from tests.simulator.loadtest.histories import (
    MS,
    THEIR_IN,
    S,
    Story,
    answered,
    asked,
    failed,
    of,
)
from tests.simulator.loadtest.plans import plan_of

AT = 6 * S


def ends(story: Story, number: int) -> None:
    """The relay ends what nobody replied to when its time is over."""
    request = asked(number)
    no = {"outcome": "refused", "error": "bus.time.deadline_passed", "fields": (), "values": ()}
    out = story.see(AT + 3 * S, THEIR_IN, request.request, answered(request, **no))
    story.audit(AT + 3 * S, out, request, "expired", ended="expired")


def test_a_reply_past_the_relay_is_found_though_the_relay_ends_the_request(tmp_path: Path) -> None:
    """What the requester is told long before the deadline is not the relay's."""
    story = Story().begin()
    story.ask(AT, asked(100))
    story.see(AT + 30 * MS, THEIR_IN, asked(100).request, answered(asked(100)))
    ends(story, 100)
    for number in range(200, 212):
        story.exchange(AT + 4 * S + number, asked(number))
    assert "mis-addressed" in failed(story.finish(tmp_path / "h.jsonl"))


def test_what_the_relay_ends_is_lost_only(tmp_path: Path) -> None:
    """Its reply at the deadline is its own."""
    story = Story().begin()
    story.ask(AT, asked(100))
    ends(story, 100)
    for number in range(200, 212):
        story.exchange(AT + 4 * S + number, asked(number))
    assert failed(story.finish(tmp_path / "h.jsonl")) == ["lost"]


def committing(until_us: int) -> Story:
    """A sound provider whose group commits what it has done, until some time."""
    story = Story().begin()
    done = dict.fromkeys(range(3), 0)
    for number in range(100, 130):
        at_us = AT + number * 10 * MS
        seen = story.ask(at_us, asked(number))
        story.reply(at_us + 30 * MS, answered(asked(number)))
        done[seen.partition] = max(done[seen.partition], seen.offset + 1)
        if at_us < until_us:
            story.commit(at_us + 40 * MS, done[seen.partition], seen.partition)
            kept = dict(done)
    for partition, offset in (done if until_us > 20 * S else kept).items():
        story.commit(29 * S, offset, partition)
    return story


def test_a_provider_that_stops_committing_is_stuck(tmp_path: Path) -> None:
    """It answers all, and would do it all again after a restart."""
    verdict = committing(AT + 1_200 * MS).finish(tmp_path / "h.jsonl")
    assert failed(verdict) == ["stuck-after-heal"]
    assert "not yet taken at the end" in of(verdict, "stuck-after-heal").findings[0].message


def test_a_provider_that_commits_is_not_stuck(tmp_path: Path) -> None:
    """What it has committed to the end is done."""
    assert failed(committing(30 * S).finish(tmp_path / "h.jsonl")) == []


def test_a_fault_to_the_end_of_the_load_is_documented() -> None:
    """A plan's fault without `for` stands in the history's header like any other."""
    plan = plan_of(faults=[{"fault": "lose", "share": "1%"}])
    assert '"fault":"lose"' in plan.model_dump_json(by_alias=True)
    assert "for" not in plan.faults[0].model_dump(by_alias=True)
    assert documented(plan)["faults"]
