"""Pushes of statuses to the portal: create, then progress; losses, outages, and the order kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from agents.dossier import ACCEPTED, IN_PROCESS, ONLINE, PROCESSED, RETURNED, SUPPLEMENT, Dossier
from agents.draws import UNIT
from agents.sync import CREATE, FATE
from agents.world import Backoff
from tests.agents.origins import origin_below
from tests.agents.worlds import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    START,
    SmallWorld,
    at,
    fixed,
    rules,
)
from topics.events import StatusCreate, StatusProgress

HALF = UNIT // 2
QUICK = {"transit": fixed(2 * SECOND)}
ELIDED = pytest.mark.parametrize("elide", [False, True])
ONCE = Backoff(1, 600 * SECOND, 3.0, 0.0)


class Pushed:
    """A dossier that enters statuses at instants after the start; all pushes run to their end."""

    def __init__(
        self, elide: bool, sync: dict[str, Any], *moves: tuple[int, int], origin: int = 1,
        portal: tuple[tuple[int, int], ...] = (), **how: Any,
    ) -> None:  # fmt: skip
        out = [(begin + START, end + START) for begin, end in portal]
        self.small = SmallWorld(rules(sync=sync), elide=elide, outages={"portal": out})
        self.dossier: Dossier = self.small.pushed(origin=origin, **how)
        for when, status in moves:
            self.small.call(
                START + when,
                lambda s=status, t=when: self.dossier.become(s, START + t),  # type: ignore[misc]
            )
        self.small.run()
        self.small.world.flow(START + 1000 * DAY)

    def seen(self) -> list[tuple[int, int]]:
        """(time, status) as the portal got them; status 0 is the create."""
        found = []
        for letter in self.small.mail.letters():
            event = letter.event
            assert letter.topic == "test.status.out.h03.v1"
            assert letter.key == self.dossier.code
            assert isinstance(event, (StatusCreate, StatusProgress))
            status = event.status if isinstance(event, StatusProgress) else CREATE
            found.append((letter.at_us - START, status))
        return found


@ELIDED
def test_create_comes_before_progress(elide: bool) -> None:
    """The portal learns that the dossier exists, then each status, one after the other."""
    pushed = Pushed(elide, QUICK, (0, ACCEPTED), (0, IN_PROCESS))
    assert pushed.seen() == [(2 * SECOND, 0), (4 * SECOND, ACCEPTED), (6 * SECOND, IN_PROCESS)]
    tally = pushed.small.world.sync
    assert (tally.changes, tally.synced, tally.lag_us) == (2, 2, 10 * SECOND)


@ELIDED
def test_what_the_messages_say(elide: bool) -> None:
    """The create says who and until when, the progress since when."""
    pushed = Pushed(elide, QUICK, (5 * SECOND, ACCEPTED))
    create, progress = (letter.event for letter in pushed.small.mail.letters())
    dossier = pushed.dossier
    assert create == StatusCreate(
        dossier=dossier.code, agency="H03", procedure="birth", channel="counter",
        received_us=START, due_us=dossier.due_us,
    )  # fmt: skip
    assert progress == StatusProgress(
        dossier=dossier.code, agency="H03", status=ACCEPTED, at_us=START + 5 * SECOND
    )


@ELIDED
def test_later_statuses_need_no_create(elide: bool) -> None:
    """A status entered when all before are synced takes one message."""
    pushed = Pushed(elide, QUICK, (0, ACCEPTED), (HOUR, IN_PROCESS))
    assert pushed.seen()[2:] == [(HOUR + 2 * SECOND, IN_PROCESS)]


@ELIDED
def test_duplicates_are_delivered_and_counted_once(elide: bool) -> None:
    """The portal gets every message twice; the status is synced once."""
    pushed = Pushed(elide, QUICK | {"duplicate": UNIT}, (0, ACCEPTED))
    assert pushed.seen() == [(2 * SECOND, 0)] * 2 + [(4 * SECOND, ACCEPTED)] * 2
    assert pushed.small.world.sync.synced == 1


@ELIDED
def test_a_lost_message_is_sent_again_after_the_back_off(elide: bool) -> None:
    """No receipt comes: transit, back-off, transit; what follows waits its turn."""
    origin = origin_below(
        HALF, [FATE[CREATE]], above=[FATE[CREATE] + 1, FATE[ACCEPTED], FATE[IN_PROCESS]]
    )
    sync = QUICK | {"loss": HALF, "retry": Backoff(1, 600 * SECOND, 3.0, 0.0)}
    pushed = Pushed(elide, sync, (0, ACCEPTED), (0, IN_PROCESS), origin=origin)
    first = 604 * SECOND
    assert pushed.seen() == [
        (first, 0), (first + 2 * SECOND, ACCEPTED), (first + 4 * SECOND, IN_PROCESS),
    ]  # fmt: skip


@ELIDED
def test_progress_may_be_lost_after_the_create(elide: bool) -> None:
    """The two steps are not atomic: the dossier is there, its status comes late."""
    origin = origin_below(HALF, [FATE[ACCEPTED]], above=[FATE[CREATE], FATE[ACCEPTED] + 1])
    pushed = Pushed(elide, QUICK | {"loss": HALF, "retry": ONCE}, (0, ACCEPTED), origin=origin)
    assert pushed.seen() == [(2 * SECOND, 0), (606 * SECOND, ACCEPTED)]


@ELIDED
@pytest.mark.parametrize("lost, nights", [(2, 1), (3, 2)])
def test_the_night_sends_what_retries_could_not(elide: bool, lost: int, nights: int) -> None:
    """After the last retry, at 02:00 of the next night, and of every night until it is synced."""
    what = [FATE[CREATE] + k for k in range(lost)]
    origin = origin_below(HALF, what, above=[FATE[CREATE] + lost, FATE[ACCEPTED]])
    pushed = Pushed(elide, QUICK | {"loss": HALF, "retry": ONCE}, (0, ACCEPTED), origin=origin)
    night = at(nights, "02:00") - START
    assert pushed.seen() == [(night + 2 * SECOND, 0), (night + 4 * SECOND, ACCEPTED)]


@ELIDED
def test_a_message_lost_just_before_the_night_goes_at_once(elide: bool) -> None:
    """The reconciliation of the same night, when the receipt was due before it."""
    origin = origin_below(HALF, [FATE[CREATE]], above=[FATE[CREATE] + 1, FATE[ACCEPTED]])
    sync = QUICK | {"loss": HALF, "retry": Backoff(0, 0, 1.0, 0.0)}
    moved = at(1, "01:59") - START
    pushed = Pushed(elide, sync, (moved, ACCEPTED), origin=origin)
    assert pushed.seen()[0] == (at(1, "02:00") - START + 2 * SECOND, 0)


@ELIDED
def test_without_reconciliation_a_status_is_abandoned(elide: bool) -> None:
    """It never reaches the portal; the next status does."""
    lost = [FATE[ACCEPTED], FATE[ACCEPTED] + 1]
    origin = origin_below(HALF, lost, above=[FATE[CREATE], FATE[IN_PROCESS]])
    sync = QUICK | {"loss": HALF, "retry": ONCE, "reconciliation_us": None}
    pushed = Pushed(elide, sync, (0, ACCEPTED), (DAY, IN_PROCESS), origin=origin)
    assert pushed.seen() == [(2 * SECOND, 0), (DAY + 2 * SECOND, IN_PROCESS)]
    tally = pushed.small.world.sync
    assert (tally.changes, tally.synced, tally.abandoned) == (2, 1, 1)


@ELIDED
def test_an_abandoned_status_keeps_its_place_in_the_order(elide: bool) -> None:
    """The next status is sent when the last retry of the one before was lost, not earlier."""
    lost = [FATE[ACCEPTED], FATE[ACCEPTED] + 1]
    origin = origin_below(HALF, lost, above=[FATE[CREATE], FATE[IN_PROCESS]])
    sync = QUICK | {"loss": HALF, "retry": ONCE, "reconciliation_us": None}
    pushed = Pushed(elide, sync, (0, ACCEPTED), (0, IN_PROCESS), origin=origin)
    # Create 2 s; progress lost, learnt at 4 s, sent again at 604 s, and given up there.
    assert pushed.seen() == [(2 * SECOND, 0), (606 * SECOND, IN_PROCESS)]


@ELIDED
def test_delays_hold_up_what_follows(elide: bool) -> None:
    """A delayed message keeps the order of its dossier's statuses."""
    pushed = Pushed(
        elide, QUICK | {"delayed": UNIT, "delay": fixed(HOUR)}, (0, ACCEPTED), (MINUTE, IN_PROCESS)
    )
    step = HOUR + 2 * SECOND
    assert pushed.seen() == [(step, 0), (2 * step, ACCEPTED), (3 * step, IN_PROCESS)]


@ELIDED
def test_an_outage_makes_delivery_late_and_ordered(elide: bool) -> None:
    """Messages wait in the portal's log and are read when it is back, none lost, in order."""
    pushed = Pushed(
        elide, QUICK, (0, ACCEPTED), (MINUTE, IN_PROCESS), (2 * HOUR, PROCESSED),
        portal=((0, HOUR),),
    )  # fmt: skip
    back = HOUR + 2 * SECOND
    assert pushed.seen() == [
        (HOUR, 0), (back, ACCEPTED), (back + 2 * SECOND, IN_PROCESS),
        (2 * HOUR + 2 * SECOND, PROCESSED),
    ]  # fmt: skip


@ELIDED
def test_a_told_status_waits_for_those_foreseen_before_it(elide: bool) -> None:
    """An online applicant learns status 9 after the statuses before it are synced."""
    moves = (0, ACCEPTED), (0, IN_PROCESS), (0, PROCESSED), (1, RETURNED)
    pushed = Pushed(elide, QUICK, *moves, channel=ONLINE)
    assert pushed.seen() == [
        (2 * SECOND, 0), (4 * SECOND, ACCEPTED), (6 * SECOND, IN_PROCESS),
        (8 * SECOND, PROCESSED), (10 * SECOND, RETURNED),
    ]  # fmt: skip
    assert pushed.small.world.sync.synced == 4


@ELIDED
def test_a_supplement_at_receipt_is_the_first_status(elide: bool) -> None:
    """A dossier may first be seen as one that lacks papers."""
    pushed = Pushed(elide, QUICK, (0, SUPPLEMENT), channel=ONLINE)
    assert pushed.seen() == [(2 * SECOND, 0), (4 * SECOND, SUPPLEMENT)]


class Patient:
    """Two seconds, drawn no more than a thousand times."""

    def __init__(self) -> None:
        self.left = 1_000

    def quantile_us(self, u: npt.NDArray[np.float64], /) -> npt.NDArray[np.int64]:
        self.left -= 1
        assert self.left, "a push that can never arrive is tried for ever within one instant"
        return np.full(len(u), 2 * SECOND)


@ELIDED
def test_a_portal_that_loses_everything_is_tried_every_night(elide: bool) -> None:
    """A share of losses of 1 is a scenario like others: the run goes on, nothing is synced."""
    small = SmallWorld(rules(sync={"transit": Patient(), "loss": UNIT}), elide=elide)
    dossier = small.pushed()
    small.call(START, lambda: dossier.become(ACCEPTED, START))
    small.run(START + 10 * DAY)
    assert small.mail.letters() == []
    assert len(small.world.moves) == 1
