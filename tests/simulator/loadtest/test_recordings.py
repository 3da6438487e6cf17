"""What is held against an agency in a run that went on before, and what is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.loadtest import console, github, page
from simulator.loadtest.verdict import Verdict, judge
from tests.simulator.loadtest.histories import (
    IN,
    ME,
    MS,
    OUT,
    PREFIX,
    THEIR_IN,
    THEIR_OUT,
    S,
    Story,
    answered,
    asked,
    create,
    failed,
    of,
    progress,
    recorded,
    terms,
)
from tests.simulator.loadtest.test_checkers import CASES, never_passes_poison
from topics.catalogue import exchange_in

AT = 6 * S
UNSOLICITED = "provider.integrity.unsolicited_reply"


# -- as in a load test -----------------------------------------------------------------------------


def test_a_sound_provider_passes(tmp_path: Path) -> None:
    """All that was asked of it is judged, though nobody sent it for a test."""
    verdict = recorded().finish(tmp_path / "h.jsonl")
    assert (verdict.word, verdict.reasons) == ("pass", ())
    assert (verdict.counts["requests"], verdict.counts["not_judged"]) == (40, 0)
    assert (verdict.counts["sent"], verdict.measured.latency["count"]) == (0, 40)
    assert verdict.measured.latency["p50"] == pytest.approx(28_000, rel=1e-3)


@pytest.mark.parametrize("case", [one for one in CASES if one != never_passes_poison.__name__])
def test_what_is_wrong_is_found_as_in_a_load_test(case: str, tmp_path: Path) -> None:
    """By the same checker, and by no other."""
    wrong, name = CASES[case]
    story = recorded()
    wrong(story)
    verdict = story.finish(tmp_path / "h.jsonl")
    assert (failed(verdict), verdict.word) == ([name], "fail")


def test_reports_say_what_was_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is said of a load that nobody made."""
    verdict = recorded().finish(tmp_path / "h.jsonl")
    console.show(verdict)
    github.show(verdict)
    told = capsys.readouterr().out
    assert "40 requests, 0 more from before or at the end; 40 delivered, 40 records of" in told
    assert "sent in time" not in told
    assert f"recording of {ME}: pass" in told
    assert "From the request to the connector" in page.html(verdict)


# -- what nobody can know --------------------------------------------------------------------------


def reply_only(story: Story) -> None:
    """Asked and delivered before."""
    story.reply(AT, answered(asked(100)))
    story.reply(AT + MS, answered(asked(100)))


def delivery_only(story: Story) -> None:
    """Asked before; its first reply may have been, too."""
    story.deliver(AT, asked(100))
    story.reply(AT + 9 * S, answered(asked(100), attempt=1))
    story.reply(AT + 9 * S, answered(asked(100)))


def later_attempt(story: Story) -> None:
    """The first attempt was before."""
    story.ask(AT, asked(100, attempt=1))
    for attempt in (0, 1, 0):
        story.reply(AT + 9 * S, answered(asked(100, attempt=attempt)))


def asked_as_it_began(story: Story) -> None:
    """Before all topics were read for certain."""
    story.ask(S - 100 * MS, asked(100))
    story.reply(4 * S, answered(asked(100)))


def asked_at_the_end(story: Story) -> None:
    """While it drained."""
    story.ask(26 * S, asked(100))


def told_before_it_was_read(story: Story) -> None:
    """What the relay passed on at the very end is there before what it has read."""
    story.ask(24 * S, asked(100))
    story.see(30 * S - 100 * MS, THEIR_IN, asked(100).request, answered(asked(100)))


@pytest.mark.parametrize(
    "case, left",
    [
        (reply_only, 0), (delivery_only, 0), (later_attempt, 1), (asked_as_it_began, 1),
        (asked_at_the_end, 1), (told_before_it_was_read, 0),
    ],
)  # fmt: skip
def test_what_cannot_be_known_is_not_judged(
    case: Callable[[Story], None], left: int, tmp_path: Path
) -> None:
    """Requests that were seen, but not from their beginning or not for long enough, are counted."""
    story = recorded()
    case(story)
    verdict = story.finish(tmp_path / "h.jsonl")
    assert (failed(verdict), verdict.counts["not_judged"]) == ([], left)


def test_what_the_relay_knows_of_before_is_believed(tmp_path: Path) -> None:
    """It has refused a reply to what nobody asked, and to a later attempt than any."""
    story = recorded()
    story.reply(AT, answered(asked(100)), UNSOLICITED)
    story.ask(AT, asked(101))
    story.reply(AT + S, answered(asked(101), attempt=9), UNSOLICITED)
    verdict = story.finish(tmp_path / "h.jsonl")
    assert (failed(verdict), of(verdict, "unsolicited").count) == (["unsolicited"], 2)


def test_other_agencies_are_none_of_its_business(tmp_path: Path) -> None:
    """What is asked of others it does not owe, and their replies were not written past anyone."""
    story = recorded()
    other = asked(100, provider="G07")
    story.see(AT, THEIR_OUT, other.request, other)
    story.see(AT + S, THEIR_IN, other.request, answered(other))
    story.see(AT + S, exchange_in(PREFIX, "G07"), other.request, other)
    verdict = story.finish(tmp_path / "h.jsonl")
    assert (verdict.word, verdict.counts["requests"]) == ("pass", 40)


# -- commits, statuses -----------------------------------------------------------------------------


@pytest.mark.parametrize("asked_us, found", [(20 * S, []), (17 * S, ["stuck-after-heal"])])
def test_a_group_that_commits_now_and_then_is_not_behind(
    asked_us: int, found: list[str], tmp_path: Path
) -> None:
    """Clients usually commit every 5 s, and the run goes on to the end."""
    story = recorded(0)
    for number in range(1, 41):
        story.exchange(S + number * 100 * MS, asked(number))
    seen = story.ask(asked_us, asked(100))
    story.reply(asked_us + 30 * MS, answered(asked(100)))
    story.commit(30 * S - MS, seen.offset, seen.partition)
    assert failed(story.finish(tmp_path / "h.jsonl")) == found


def test_a_record_that_is_never_passed_is_found(tmp_path: Path) -> None:
    """When there was time to commit."""
    story = recorded()
    spoilt = story.see(AT, IN, "anything", None, error="invalid_json", data="/w==")
    story.commit(29 * S, spoilt.offset, spoilt.partition)
    assert failed(story.finish(tmp_path / "h.jsonl")) == ["poison-not-buried"]


def test_a_dossier_may_have_been_created_before(tmp_path: Path) -> None:
    """Unless the relay, which knows, has refused its progress; a run's clock may be ahead."""
    story = recorded()
    story.push(AT, progress(1, 6, 1_000 * S))
    assert story.finish(tmp_path / "h.jsonl").word == "pass"
    story = recorded()
    said = story.push(AT, progress(1, 6, AT))
    error = "requester.business.update_before_create"
    story.audit(AT + MS, said, progress(1, 6, AT), "dead_lettered", error=error)
    story.push(AT + S, create(2, AT))
    assert failed(story.finish(tmp_path / "h.jsonl")) == ["half-sync", "status-before-create"]


# -- invalid and error -----------------------------------------------------------------------------


def verdict_of(story: Story, path: Path) -> tuple[str, tuple[str, ...]]:
    verdict: Verdict = story.finish(path / "h.jsonl")
    return verdict.word, verdict.reasons


def test_a_recording_of_nothing_is_invalid(tmp_path: Path) -> None:
    """For a provider, of nothing that was asked while it lasted; for others, of nothing at all."""
    story = recorded(0)
    story.ask(AT, asked(100, attempt=1))
    nothing = ("invalid", (f"nothing of {ME} was recorded that can be judged",))
    assert verdict_of(story, tmp_path) == nothing
    for role in ("requester", "syncer", "subscriber"):
        assert verdict_of(Story(terms(recorded=True, role=role)).begin(0), tmp_path) == nothing
    pushing = Story(terms(recorded=True, role="syncer")).begin(0)
    pushing.push(AT, create(1, AT))
    pushing.push(AT, progress(1, 1, AT))
    assert verdict_of(pushing, tmp_path) == ("pass", ())


def test_a_relay_that_was_never_there_is_an_error_and_one_that_stopped_is_not(
    tmp_path: Path,
) -> None:
    """What was not delivered is not held against anybody."""
    story = recorded(0)
    story.see(AT, THEIR_OUT, asked(100).request, asked(100))
    words = "the relay never judged 1 requests that the broker had confirmed"
    assert verdict_of(story, tmp_path) == ("error", (words,))
    story = recorded(0)
    story.ask(AT, asked(100), "dead_lettered")
    assert verdict_of(story, tmp_path)[0] == "invalid"
    story = recorded()
    story.see(AT, THEIR_OUT, asked(100).request, asked(100))
    assert verdict_of(story, tmp_path) == ("pass", ())


def test_a_recording_that_was_killed_is_an_error(tmp_path: Path) -> None:
    """It has no end."""
    path = recorded().write(tmp_path / "h.jsonl")
    path.write_bytes(path.read_bytes().rpartition(b'{"what":"phase"')[0])
    verdict = judge(path)
    assert (verdict.word, verdict.reasons) == ("error", ("the test did not come to its end",))
    assert OUT not in verdict.reasons[0]
