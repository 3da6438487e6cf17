"""A connector that pushes statuses: both steps, in order, by moves that there are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.loadtest.entries import Send
from simulator.loadtest.verdict import Verdict
from tests.simulator.loadtest.histories import (
    ME,
    MS,
    S,
    Story,
    create,
    failed,
    of,
    progress,
    raw,
    terms,
)
from topics.events import StatusProgress, type_name
from topics.statuses import MOVES

WAY = (2, 4, 9, 10)
Wrong = Callable[[Story], None]


def syncer() -> Story:
    """Twenty dossiers go their way, each status 40 ms after it was entered."""
    story = Story(terms(role="syncer"))
    story.phase(0, "warmup")
    story.phase(S, "load")
    for number in range(1, 21):
        dossier(story, number, number * 100 * MS + S)
    return story


def dossier(story: Story, number: int, at_us: int, way: tuple[int, ...] = WAY) -> None:
    story.push(at_us, create(number, at_us))
    for place, status in enumerate(way):
        entered_us = at_us + (place + 1) * 200 * MS
        story.push(entered_us + 40 * MS, progress(number, status, entered_us))


def given(story: Story, number: int, status: int, at_us: int) -> None:
    event = progress(number, status, at_us)
    story.entries.append(
        Send(
            number=story.numbers, intended_us=at_us, at_us=at_us, confirmed_us=at_us, topic="",
            key=event.dossier, type=type_name(StatusProgress), event=raw(event),
        )
    )  # fmt: skip
    story.numbers += 1


def judged(path: Path, wrong: Wrong) -> Verdict:
    story = syncer()
    wrong(story)
    return story.finish(path / "h.jsonl")


def sound(story: Story) -> None:
    for number in range(1, 21):
        for place, status in enumerate(WAY):
            given(story, number, status, number * 100 * MS + S + (place + 1) * 200 * MS)


def before_create(story: Story) -> None:
    story.push(8 * S, progress(50, 2, 8 * S))
    error = "requester.business.update_before_create"
    said = story.push(9 * S, create(50, 7 * S))
    story.audit(8 * S, said, progress(50, 2, 8 * S), "dead_lettered", error=error)


def no_such_move(story: Story) -> None:
    dossier(story, 50, 6 * S, (2, 9, 10))


def turned_round(story: Story) -> None:
    story.push(6 * S, create(50, 6 * S))
    for status, entered_us in ((4, 7 * S), (2, 6 * S + 500 * MS)):
        story.push(8 * S, progress(50, status, entered_us))


def only_created(story: Story) -> None:
    story.push(6 * S, create(50, 6 * S))


def pushed_twice(story: Story) -> None:
    dossier(story, 50, 6 * S)
    story.push(9 * S, progress(50, 10, 6 * S + 800 * MS))


def created_twice(story: Story) -> None:
    dossier(story, 50, 6 * S)
    story.push(9 * S, create(50, 7 * S))


def one_never_pushed(story: Story) -> None:
    sound(story)
    given(story, 1, 6, 6 * S)
    dossier(story, 50, 7 * S)
    given(story, 50, 2, 7 * S + 200 * MS)


def in_the_future(story: Story) -> None:
    story.push(6 * S, create(50, 6 * S))
    story.push(6 * S, progress(50, 2, 16 * S))


def stands_still(story: Story) -> None:
    sound(story)
    for number in range(60, 70):
        given(story, number, 2, 8 * S + number)


def pushed_late(story: Story) -> None:
    sound(story)
    story.push(6 * S, create(50, 6 * S))
    story.push(9 * S, progress(50, 2, 6 * S))
    given(story, 50, 2, 6 * S)


@pytest.mark.parametrize(
    "wrong, name",
    [
        (before_create, "status-before-create"),
        (no_such_move, "illegal-status-move"),
        (turned_round, "out-of-order"),
        (only_created, "half-sync"),
        (pushed_twice, "duplicate"),
        (created_twice, "second-reply-differs"),
        (one_never_pushed, "lost"),
        (in_the_future, "clock-skew"),
        (pushed_late, "late"),
        (stands_still, "stuck-after-heal"),
    ],
)
def test_a_broken_push_is_found(wrong: Wrong, name: str, tmp_path: Path) -> None:
    """By the checker that is for it, alone."""
    verdict = judged(tmp_path, wrong)
    assert failed(verdict) == [name]
    assert of(verdict, name).count == 1


def test_sound_pushes_pass_and_are_measured(tmp_path: Path) -> None:
    """From the time at which a status was entered to its record in the topic."""
    verdict = judged(tmp_path, sound)
    assert (verdict.word, failed(verdict)) == ("pass", [])
    assert verdict.measured.latency["count"] == 80
    assert verdict.measured.latency["p99"] == pytest.approx(40 * MS, rel=2e-3)
    assert verdict.terms.agency == ME


def test_the_model_moves_by_the_same_graph() -> None:
    """23 moves; none leads from an end, and every status but the first can be reached."""
    from agents.dossier import MOVES as PACKED

    assert frozenset(before * 16 + after for before, after in MOVES) == PACKED
    assert len(MOVES) == 23
    assert {before for before, _ in MOVES}.isdisjoint({3, 8, 10})
    assert {after for _, after in MOVES} == set(range(1, 11))
