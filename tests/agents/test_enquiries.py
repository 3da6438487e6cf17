"""Online applicants learn statuses 5, 6 and 9 from the portal, or ask at the one-stop desk."""

from __future__ import annotations

from typing import Any

from agents.applicant import tell
from agents.dossier import ACCEPTED, COUNTER, IN_PROCESS, ONLINE, PROCESSED, SUPPLEMENT, Dossier
from agents.spans import Cause
from tests.agents.worlds import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    START,
    Asking,
    Done,
    SmallWorld,
    fixed,
    request_spec,
    rules,
)

SYNC = Cause.SYNC


class Telling:
    """A step that enters a status of which the applicant must learn."""

    def __init__(self, status: int, *before: int) -> None:
        self.status, self.before = status, before
        self.told_us: list[int] = []

    def enter(self, dossier: Dossier, now: int) -> None:
        for status in self.before:
            dossier.become(status, now)
        if tell(dossier, self.status, now):
            self.resume(dossier, now)

    def resume(self, dossier: Dossier, now: int) -> None:
        self.told_us.append(now - START)
        dossier.go(dossier.pc + 1, now)


class Told:
    """What an applicant goes through who has to learn of status 5."""

    def __init__(
        self, *, out: tuple[tuple[int, int], ...] = (), channel: int = ONLINE,
        steps: tuple[Any, ...] = (), **sections: dict[str, Any],
    ) -> None:  # fmt: skip
        windows = [(begin + START, end + START) for begin, end in out]
        sections.setdefault("sync", {"transit": fixed(2 * SECOND)})
        self.small = SmallWorld(rules(**sections), outages={"portal": windows})
        self.telling, self.done = Telling(SUPPLEMENT), Done()
        way = steps or (self.telling, self.done)
        self.dossier = self.small.pushed(steps=way, channel=channel)
        self.dossier.go(0, START)
        self.small.run()

    def enquiries(self) -> int:
        """Jobs that the one-stop desk had."""
        return self.small.home.desks["one_stop"].tally(1 << 62).visits


def test_the_portal_tells() -> None:
    """Create and progress take two seconds each; that time is sync."""
    told = Told()
    assert told.telling.told_us == [4 * SECOND]
    assert told.small.shares(told.dossier) == [(SYNC, 0, 4 * SECOND)]
    assert (told.enquiries(), told.dossier.enquiries) == (0, 0)


def test_at_the_counter_one_is_told_at_once() -> None:
    """Others than online applicants need no portal, even when it is out."""
    told = Told(channel=COUNTER, out=((0, 9 * DAY),))
    assert told.telling.told_us == [0]
    assert told.small.shares(told.dossier) == []
    assert told.dossier.enquiries == 0


def test_who_waits_too_long_asks() -> None:
    """After a day without news, six minutes at the desk; until then it is sync."""
    told = Told(out=((0, 9 * DAY),))
    asked = DAY + 6 * MINUTE
    assert told.telling.told_us == [asked]
    assert told.small.shares(told.dossier) == [(SYNC, 0, asked)]
    assert (told.enquiries(), told.dossier.enquiries) == (1, 1)


def test_an_enquiry_keeps_the_desk_busy_and_is_no_handling() -> None:
    """It is nobody's own time in the ledger, but work at the desk."""
    told = Told(out=((0, 9 * DAY),))
    assert told.small.home.desks["one_stop"].tally(1 << 62).busy_us == 6 * MINUTE
    assert Cause.HANDLING not in {cause for cause, _, _ in told.small.shares(told.dossier)}


def test_news_before_patience_ends_prevents_the_enquiry() -> None:
    """The portal is back after 23 hours."""
    told = Told(out=((0, 23 * HOUR),))
    assert told.telling.told_us == [23 * HOUR + 2 * SECOND]
    assert (told.enquiries(), told.dossier.enquiries) == (0, 0)


def test_an_enquiry_is_void_once_the_status_is_synced() -> None:
    """Who asked at night and reads the portal before the desk opens goes on then, and once."""
    patience = {"patience": fixed(12 * HOUR)}  # asked at 20:00, the desk opens at 07:00
    told = Told(out=((0, 14 * HOUR),), applicant=patience)
    assert told.telling.told_us == [14 * HOUR + 2 * SECOND]
    assert told.small.shares(told.dossier) == [(SYNC, 0, 14 * HOUR + 2 * SECOND)]


def test_at_most_two_enquiries() -> None:
    """The third time without news, one waits for the portal."""
    steps = (
        Telling(SUPPLEMENT), first := Telling(SUPPLEMENT, IN_PROCESS),
        last := Telling(SUPPLEMENT, IN_PROCESS), done := Done(),
    )  # fmt: skip
    steps[0].before = (ACCEPTED, IN_PROCESS)
    told = Told(steps=steps, out=((0, 20 * DAY),))
    assert steps[0].told_us == [DAY + 6 * MINUTE]
    assert first.told_us == [2 * DAY + 12 * MINUTE]
    assert last.told_us[0] > 20 * DAY
    assert (told.enquiries(), told.dossier.enquiries) == (2, 2)
    assert len(done.at_us) == 1


def test_none_if_the_scenario_allows_none() -> None:
    """With no enquiries one waits for the portal."""
    told = Told(out=((0, 9 * DAY),), applicant={"enquiries_max": 0})
    assert told.telling.told_us == [9 * DAY + 2 * SECOND]
    assert told.enquiries() == 0


def test_news_of_an_earlier_status_tells_nothing() -> None:
    """Only the status one waits for, not those pushed before it."""
    steps = (telling := Telling(PROCESSED, ACCEPTED, IN_PROCESS), Done())
    Told(steps=steps)
    assert telling.told_us == [8 * SECOND]


def test_who_waits_for_data_asks_nobody() -> None:
    """A portal that is out while a letter is answered makes no enquiry, and the wait is whole."""
    small = SmallWorld(
        rules(sync={"transit": fixed(2 * SECOND)}), outages={"portal": [(START, START + 9 * DAY)]}
    )
    spec, done = request_spec(carry=fixed(10 * DAY)), Done()
    asking = Asking([(spec, small.provider, False)])
    dossier = small.pushed(steps=(asking, done), channel=ONLINE)
    dossier.become(ACCEPTED, START)
    dossier.become(IN_PROCESS, START)
    dossier.go(0, START)
    small.run()
    assert done.at_us == [START + 20 * DAY]
    assert small.shares(dossier) == [(Cause.COORDINATION, 0, 20 * DAY)]
    assert dossier.enquiries == 0
