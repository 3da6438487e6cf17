"""A recorded run, in which twins ask again, and write letters at last."""

from pathlib import Path

import pytest

from tests.simulator.loadtest.histories import (
    MS,
    S,
    answered,
    asked,
    failed,
    going_on,
    of,
    recorded,
)
from topics.events import DataRequest

AT = 6 * S
ENDS = ("heal", "drain", "end")


def by_letter(number: int, attempt: int = 0) -> DataRequest:
    return asked(number, mode="letter", attempt=attempt)


def test_a_reply_after_the_next_attempt_was_asked_is_late_and_no_duplicate(tmp_path: Path) -> None:
    """Each attempt that was delivered may be replied to once."""
    story = recorded()
    for attempt in (0, 1):
        story.ask(AT + attempt * 2 * S, asked(100, attempt=attempt))
    for attempt in (0, 1):
        story.reply(AT + 2_500 * MS, answered(asked(100, attempt=attempt)))
    verdict = story.finish(tmp_path / "h.jsonl")
    assert failed(verdict) == ["late"]
    assert of(verdict, "late").count == 1
    story.reply(AT + 3 * S, answered(asked(100, attempt=1)))
    story.entries = [one for one in story.entries if getattr(one, "name", "") not in ENDS]
    assert failed(story.finish(tmp_path / "h.jsonl")) == ["duplicate", "late"]


@pytest.mark.parametrize("deadline_us, found", [(2 * S, ["late"]), (5 * S, [])])
def test_the_deadline_is_of_the_request_over_all_its_attempts(
    deadline_us: int, found: list[str], tmp_path: Path
) -> None:
    """Whoever passes the first attempt over and answers the second has taken that long."""
    story = recorded(deadline_us=deadline_us)
    for attempt in (0, 1):
        story.ask(AT + attempt * 2 * S, asked(100, attempt=attempt))
    story.reply(AT + 2_050 * MS, answered(asked(100, attempt=1)))
    assert failed(story.finish(tmp_path / "h.jsonl")) == found


def test_what_no_attempt_was_answered_of_is_lost(tmp_path: Path) -> None:
    """Though the last of them is still young at the end."""
    story = recorded()
    for attempt in range(4):
        story.ask(22 * S + attempt * 2 * S, asked(100, attempt=attempt))
    going_on(story, 23 * S)
    assert failed(story.finish(tmp_path / "h.jsonl")) == ["lost"]


# -- letters ---------------------------------------------------------------------------------------


def test_a_letter_has_no_deadline(tmp_path: Path) -> None:
    """Its reply may come late, or not while anybody looks; it is committed when it is read."""
    story = recorded()
    seen = story.ask(AT, by_letter(100))
    story.ask(AT, by_letter(101))
    for number in range(4):  # as many as would be a standstill
        story.ask(24 * S, by_letter(102 + number))
    story.commit(AT + S, seen.offset + 1, seen.partition)
    story.reply(AT + 15 * S, answered(by_letter(100)))
    verdict = story.finish(tmp_path / "h.jsonl")
    assert (failed(verdict), verdict.word) == ([], "pass")
    assert verdict.measured.latency["count"] == 40


def test_what_a_letter_is_answered_with_is_judged(tmp_path: Path) -> None:
    """More fields than asked; twice; in other words."""
    story = recorded()
    for number in (100, 101):
        story.ask(AT, by_letter(number))
    more = {"fields": ("full_name", "personal_id", "religion"), "values": ()}
    reply = answered(by_letter(100), **more)
    story.reply(AT + 9 * S, reply, "provider.authority.excess_fields")
    for _ in range(2):
        story.reply(AT + 9 * S, answered(by_letter(101)))
    story.reply(AT + 9 * S, answered(by_letter(101), values=("a", "b")))
    verdict = story.finish(tmp_path / "h.jsonl")
    assert failed(verdict) == ["duplicate", "excess-fields", "second-reply-differs"]


def test_a_letter_does_not_answer_for_the_platform(tmp_path: Path) -> None:
    """Systems were silent in time, whatever people wrote afterwards."""
    story = recorded()
    story.ask(AT, asked(100))
    story.ask(AT + 2 * S, by_letter(100, attempt=1))
    story.reply(AT + 2_100 * MS, answered(by_letter(100, attempt=1)))
    going_on(story, AT + 3 * S)
    assert failed(story.finish(tmp_path / "h.jsonl")) == ["lost"]


def test_a_letter_after_a_refusal_may_say_something_else(tmp_path: Path) -> None:
    """Systems refuse, and people answer."""
    story = recorded()
    story.ask(AT, asked(100))
    no = {"outcome": "refused", "error": "provider.business.refused", "fields": (), "values": ()}
    story.reply(AT + 30 * MS, answered(asked(100), **no))
    story.ask(AT + S, by_letter(100, attempt=1))
    story.reply(AT + 9 * S, answered(by_letter(100, attempt=1)))
    assert story.finish(tmp_path / "h.jsonl").word == "pass"
