"""A connector that asks: its requests keep their ids and their words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.simulator.loadtest.histories import (
    ASKER,
    MS,
    PREFIX,
    THEIR_OUT,
    S,
    Story,
    answered,
    asked,
    failed,
    of,
    terms,
)
from topics.catalogue import exchange_in
from topics.events import DataRequest

Wrong = Callable[[Story], None]


def ask(story: Story, at_us: int, request: DataRequest, error: str | None = None) -> None:
    """The connector asks; the harness replies."""
    said = story.see(at_us, THEIR_OUT, request.request, request)
    if error is not None:
        story.audit(at_us + 5 * MS, said, request, "dead_lettered", error=error)
        return
    story.audit(at_us + 5 * MS, said, request, "delivered")
    story.see(at_us + 8 * MS, exchange_in(PREFIX, "G01"), request.request, request)
    story.send(at_us + 9 * MS, "t.exchange.out.g01.v1", answered(request))
    story.see(at_us + 20 * MS, exchange_in(PREFIX, ASKER), request.request, answered(request))


def requester() -> Story:
    story = Story(terms(agency=ASKER, role="requester"))
    story.phase(0, "load")
    for number in range(1, 41):
        request = asked(number)
        at_us = S + number * 100 * MS
        story.send(at_us, "", request)
        ask(story, at_us + 5 * MS, request)
    return story


def sound(story: Story) -> None:
    """Nothing is wrong."""


def under_another_id(story: Story) -> None:
    ask(story, 6 * S, asked(3, request="another"))


def other_words(story: Story) -> None:
    ask(story, 6 * S, asked(3, purpose="other"), "requester.integrity.duplicate_differs")


def twice(story: Story) -> None:
    ask(story, 6 * S, asked(3))


def without_a_right(story: Story) -> None:
    ask(story, 6 * S, asked(90, fields=("religion",)), "requester.authority.not_entitled")


def to_nobody(story: Story) -> None:
    ask(story, 6 * S, asked(90, provider="G99"), "requester.addressing.unknown_agency")


def never_asked(story: Story) -> None:
    story.send(3 * S, "", asked(90))


@pytest.mark.parametrize(
    "wrong, names",
    [
        (sound, []),
        (under_another_id, ["not-idempotent"]),
        (other_words, ["not-idempotent"]),
        (twice, ["duplicate"]),
        (without_a_right, ["excess-fields"]),
        (to_nobody, ["mis-addressed"]),
        (never_asked, ["lost"]),
    ],
)
def test_a_broken_requester_is_found(wrong: Wrong, names: list[str], tmp_path: Path) -> None:
    """By the checker that is for it, alone; another attempt of a request is none of these."""
    story = requester()
    wrong(story)
    ask(story, 7 * S, asked(5, attempt=1))
    verdict = story.finish(tmp_path / "h.jsonl")
    assert failed(verdict) == names
    assert all(of(verdict, name).count == 1 for name in names)
    assert verdict.measured.latency["p50"] == pytest.approx(5 * MS, rel=1e-2)
