"""Every request ends, in time: lost, late, stuck."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.findings import Evidence, Finding, checker, record
from simulator.loadtest.parts import NEVER, Exchange, Work
from simulator.loadtest.responses import written
from simulator.loadtest.view import STUCK, View
from topics.events import StatusProgress


@checker("lost", says="Every request delivered to the connector is replied to.")
def lost(view: View) -> Iterator[Finding]:
    """What was delivered soundly, with time enough before the end, and never replied to."""
    stuck = {name for tail in view.tails.values() for name, _ in tail}
    for name, x in view.unanswered:
        if name not in stuck:
            yield Finding(
                f"request {name} was delivered and never replied to",
                (*_was_sent(x), record("delivered", x.deliveries[0])),
            )
    missing, stopped = _unwritten(view)
    for work in missing[: len(missing) - stopped]:
        yield Finding(
            f"what was to be said of {work.key} never was",
            (Evidence("given to the connector", work.intended_us),),
        )


def _unwritten(view: View) -> tuple[list[Work], int]:
    """Work that was never done in the order of time, and how many at its end are a standstill.

    A push of which only the first step was made is not among them: see `half-sync`.
    """
    missing: list[Work] = []
    stopped = 0
    for work, said in sorted(written(view), key=lambda one: one[0].intended_us):
        if work.intended_us + view.terms.deadline_us > view.end_us:
            break
        stopped = stopped + 1 if said is None else 0
        if said is None and not _half_done(view, work):
            missing.append(work)
    return missing, min(stopped, len(missing)) if stopped >= STUCK else 0


def _half_done(view: View, work: Work) -> bool:
    pushes = view.pushes.get(work.key, ())
    return bool(pushes) and not any(isinstance(one.event, StatusProgress) for one in pushes)


@checker("late", says="The connector replies before the deadline.")
def late(view: View) -> Iterator[Finding]:
    """Counted from delivery to reply, so that nobody else's delay is held against it."""
    deadline_us = view.terms.deadline_us
    for name, x in view.exchanges.items():
        if not (x.replies and x.deliveries):
            continue
        taken = x.replied_us - x.delivered_us
        if taken > deadline_us and not view.disturbed(x.delivered_us, x.replied_us):
            yield Finding(
                f"request {name} was replied to after {taken / 1e6:.3f} s; "
                f"the deadline is {deadline_us / 1e6:g} s",
                (
                    record("delivered", x.deliveries[0]),
                    record("replied to", x.replies[0].place),
                ),
            )

    yield from _work_late(view)


def _work_late(view: View) -> Iterator[Finding]:
    """Counted from when the work was to be done."""
    for work, said in written(view):
        if said is None:
            continue
        done_us = view.said_us(said)
        taken = done_us - work.intended_us
        if taken > view.terms.deadline_us and not view.disturbed(work.intended_us, done_us):
            yield Finding(
                f"what was to be said of {work.key} was said after {taken / 1e6:.3f} s; "
                f"the deadline is {view.terms.deadline_us / 1e6:g} s",
                (Evidence("to be said", work.intended_us), record("said", said.place)),
            )


@checker("stuck-after-heal", says="When the faults are over, the connector works its backlog off.")
def stuck_after_heal(view: View) -> Iterator[Finding]:
    """A partition of which nothing more was replied to, or whose committed offset stays behind."""
    for partition, tail in view.tails.items():
        first, last = tail[0][1].deliveries[-1], tail[-1][1].deliveries[-1]
        yield Finding(
            f"partition {partition}: from request {tail[0][0]} on nothing was replied to, "
            f"{len(tail)} requests in all{_since(view, view.at(first))}",
            (record("first unanswered", first), record("last unanswered", last)),
        )
    missing, stopped = _unwritten(view)
    if stopped:
        work = missing[-stopped]
        yield Finding(
            f"from {work.key} on nothing that was given was done, {stopped} in all"
            f"{_since(view, work.intended_us)}",
            (Evidence("given to the connector", work.intended_us),),
        )
    yield from _behind(view)


def _behind(view: View) -> Iterator[Finding]:
    """By what the connector's group had committed when it was last asked.

    Of a provider only where it has replied and could read: the rest is told of elsewhere.
    """
    provides, poisoned = view.terms.role == "provider", _poisoned(view)
    if view.terms.role == "subscriber" and not view.commits and view.read:
        yield Finding("the connector's group never committed an offset")
    for (topic, partition), commits in sorted(view.commits.items()):
        if provides and (
            partition in view.tails or poisoned.get((topic, partition), -1) >= commits[-1].offset
        ):
            continue
        last, read = commits[-1], view.read.get((topic, partition))
        offsets = [] if read is None else read[1::2]
        ages = [] if read is None else read[0::2]
        left = [
            offset
            for at_us, offset in zip(ages, offsets, strict=True)
            if offset >= last.offset and at_us + view.commit_us <= last.at_us
        ]
        if left:
            yield Finding(
                f"{topic} partition {partition}: {len(left)} records are not yet taken at the end",
                (
                    Evidence(
                        f"committed offset {last.offset}", last.at_us, topic, partition, left[0]
                    ),
                ),
            )


def _poisoned(view: View) -> dict[tuple[str, int], int]:
    """Where something could not be read, and the last offset of it."""
    found: dict[tuple[str, int], int] = {}
    for x in view.exchanges.values():
        for place in x.spoilt:
            where = place.topic, place.partition
            found[where] = max(found.get(where, -1), place.offset)
    return found


def _since(view: View, at_us: int) -> str:
    """The fault after which it happened, if there was one."""
    before = [window for window in view.windows if window.begin_us <= at_us]
    return f", since fault {before[-1].number} ({before[-1].name})" if before else ""


def _was_sent(x: Exchange) -> tuple[Evidence, ...]:
    return (Evidence("sent", x.sent_us),) if 0 <= x.sent_us < NEVER else ()
