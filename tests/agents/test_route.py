"""The steps of a route: receipt, desks, data needs, versions not yet published, chains."""

from __future__ import annotations

from typing import Any

import pytest

from agents.agency import Unit
from agents.applicant import Rework
from agents.dossier import COUNTER, GUIDANCE, HOLD, NO_GAP, OLD_VERSION, ONLINE, POST, Dossier
from agents.draws import UNIT, Columns, tag
from agents.route import Ask, AtDesk, EnterChain, LeaveChain, Need, Scan, Version
from agents.spans import Cause
from tests.agents.worlds import (
    ANSWERING,
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    START,
    Done,
    SmallWorld,
    at,
    fixed,
    request_spec,
    rules,
)
from topics.events import DataRequest

HANDLING, QUEUE, PAPER, PUBLICATION = Cause.HANDLING, Cause.QUEUE, Cause.PAPER, Cause.PUBLICATION
HOUR_LAW = fixed(HOUR)


def work(desk: str, cause: Cause = HANDLING) -> AtDesk:
    return AtDesk(desk, HOUR_LAW, (tag("work"),), cause=cause)


def went(small: SmallWorld, *steps: Any, **how: Any) -> Dossier:
    dossier = small.dossier(*steps, **how)
    dossier.go(0, START)
    return dossier


@pytest.mark.parametrize("channel, minutes", [(COUNTER, 4), (POST, 4), (ONLINE, 0)])
def test_paper_is_scanned(channel: int, minutes: int) -> None:
    """Four minutes at the one-stop desk, as paper; online dossiers pass."""
    small, done, columns = SmallWorld(), Done(), Columns()
    scan = Scan(columns.add(tag("scan"), fixed(4 * MINUTE)))
    dossier = went(small, scan, done, columns=columns, channel=channel)
    small.run()
    assert done.at_us == [START + minutes * MINUTE]
    assert small.shares(dossier) == ([(PAPER, 0, 4 * MINUTE)] if minutes else [])


def test_waiting_and_work_at_a_desk() -> None:
    """The second waits while the first is served; nights within a service are handling."""
    small, done = SmallWorld(), Done()
    went(small, work("one_stop"), done)
    second = went(small, work("one_stop"), work("specialist"), done, number=2)
    small.run()
    assert small.in_order(second) == [
        (QUEUE, 0, HOUR), (HANDLING, HOUR, 2 * HOUR), (HANDLING, 2 * HOUR, 3 * HOUR),
    ]  # fmt: skip


# -- data needs ------------------------------------------------------------------------------------


def ask(small: SmallWorld, columns: Columns, probability: int, reuse: int, upto: int) -> Ask:
    need, way = columns.add(tag("need")), columns.add(tag("way"))
    return Ask(
        (Need(request_spec(), lambda _: small.provider, probability, reuse, upto, need, way),)
    )


@pytest.mark.parametrize(
    "probability, reuse, upto, requests, messages",
    [
        (0, 0, 0, 0, 0),  # not needed
        (UNIT, UNIT, UNIT, 1, 0),  # digitised data is reused
        (UNIT, 0, UNIT, 1 << 10, 1),  # over the platform
        (UNIT, 0, 0, 1 << 20, 1),  # by letter
    ],
)
def test_the_ways_of_a_need(
    probability: int, reuse: int, upto: int, requests: int, messages: int
) -> None:
    """Not needed, reused, asked over the platform, or by letter: counted apart."""
    small, done, columns = SmallWorld(), Done(), Columns()
    dossier = went(small, ask(small, columns, probability, reuse, upto), done, columns=columns)
    small.run()
    assert done.at_us == [START]
    assert dossier.requests == requests
    assert len(small.mail.of(DataRequest)) == messages


def test_more_sharing_moves_dossiers_only_to_the_better_way() -> None:
    """With a larger share of reuse and platform nobody goes back to the letter."""

    def way(origin: int, reuse: float, platform: float) -> int:
        small, columns = SmallWorld(), Columns()
        limits = round(reuse * UNIT), round((reuse + (1 - reuse) * platform) * UNIT)
        dossier = went(
            small, ask(small, columns, UNIT, *limits), Done(), columns=columns, origin=origin
        )
        small.run()
        return dossier.requests

    before = [way(origin, 0.25, 0.35) for origin in range(1, 80)]
    after = [way(origin, 0.6, 0.8) for origin in range(1, 80)]
    assert set(before) == set(after) == {1, 1 << 10, 1 << 20}
    assert all(now <= was for was, now in zip(before, after, strict=True))


# -- versions --------------------------------------------------------------------------------------


def version(small: SmallWorld) -> Version:
    guidance = request_spec("guidance", 200, carry=HOUR_LAW, cause=PUBLICATION)
    return Version(guidance, small.provider)


def gap(small: SmallWorld, policy: int, force_us: int, *steps: Any) -> Dossier:
    """A dossier that met a version that is in force only later."""
    dossier = small.dossier(*steps)
    dossier.policy, dossier.force_us = policy, force_us
    dossier.go(0, START)
    small.run()
    return dossier


def test_a_held_dossier_waits_until_the_version_is_in_force() -> None:
    """The wait is publication, by the calendar of whoever is late."""
    small, done = SmallWorld(), Done()
    dossier = gap(small, HOLD, START + 3 * DAY, version(small), done)
    assert done.at_us == [START + 3 * DAY]
    assert small.shares(dossier) == [(PUBLICATION, 0, 3 * DAY)]
    assert small.spans.spans[1] == ANSWERING


def test_guidance_takes_a_letter_to_the_ministry() -> None:
    """Whatever is inside, the time is publication."""
    small, done = SmallWorld(), Done()
    dossier = gap(small, GUIDANCE, START + 3 * DAY, version(small), done)
    assert done.at_us == [START + 2 * HOUR]
    assert small.shares(dossier) == [(PUBLICATION, 0, 2 * HOUR)]


@pytest.mark.parametrize("policy", [NO_GAP, HOLD, GUIDANCE, OLD_VERSION])
def test_a_version_in_force_by_then_holds_nobody(policy: int) -> None:
    """It came into force while the dossier was at the desk."""
    small, done = SmallWorld(), Done()
    gap(small, policy, START, version(small), Rework(()), done)
    assert done.at_us == [START]


def test_old_version_is_worked_again_once_the_new_one_is_in_force() -> None:
    """Wait, queues and work of the rework are publication; the first work is handling."""
    small, done = SmallWorld(), Done()
    again = tuple(work(desk, PUBLICATION) for desk in ("one_stop", "specialist"))
    steps = version(small), work("one_stop"), Rework(again), done
    dossier = gap(small, OLD_VERSION, at(1, "08:00"), *steps)
    assert done.at_us == [at(1, "10:00")]
    assert small.in_order(dossier) == [
        (HANDLING, 0, HOUR), (PUBLICATION, HOUR, DAY),
        (PUBLICATION, DAY, DAY + HOUR), (PUBLICATION, DAY + HOUR, DAY + 2 * HOUR),
    ]  # fmt: skip


# -- chains ----------------------------------------------------------------------------------------


def test_a_chain_is_worked_elsewhere_and_comes_back() -> None:
    """The data travel both ways; the desks between are the other unit's."""
    small, done = SmallWorld(rules(platform={"transit": fixed(5 * SECOND)})), Done()
    other = Unit("H03/district-001", small.province, "district", "H03",
                 {"one_stop": small.desk(7)}, index=1)  # fmt: skip
    there = EnterChain(lambda _: other, fixed(5 * SECOND), tag("there"))
    back = LeaveChain(fixed(5 * SECOND), tag("back"))
    dossier = went(small, there, work("one_stop"), back, work("one_stop"), done)
    small.run()
    leg = 5 * SECOND
    assert small.in_order(dossier) == [
        (Cause.DATA, 0, leg), (HANDLING, leg, leg + HOUR), (Cause.DATA, leg + HOUR, 2 * leg + HOUR),
        (HANDLING, 2 * leg + HOUR, 2 * leg + 2 * HOUR),
    ]  # fmt: skip
    assert (
        other.desks["one_stop"].tally(1 << 62).visits
        == small.home.desks["one_stop"].tally(1 << 62).visits
        == 1
    )
