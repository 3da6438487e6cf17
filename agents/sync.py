"""Status sync: pushing statuses to the National Public Service Portal, and what comes of failures.

A push is two steps, create and then progress, and they are not atomic: a dossier can exist at the
portal while its progress is lost. One thread per dossier pushes its statuses in order. A message
is lost, delayed or doubled by the relay's rules; while the portal is out, messages wait in its log
and are then read late and in order. After the last retry the nightly reconciliation sends again.
An online applicant who waits too long without news asks at the one-stop desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.calendar_spec import DAY_US
from agents.dossier import CHANNEL_NAMES
from agents.draws import UNIT, tag, uniform_of
from agents.environment import MESSAGE, Thread, sub_key
from agents.program import FATE as FATE
from agents.program import TRANSIT as TRANSIT
from agents.spans import NOBODY
from topics.events import Event, StatusCreate, StatusProgress

if TYPE_CHECKING:
    from agents.dossier import Dossier

PUSH, FIRST_ENQUIRY = 1, 2
CREATE = 0  # the step that comes before the progress of status 1..10
ATTEMPTS = 64  # of one message at most, the nightly ones included; then it is given up

PATIENCE = tag("patience")


DELIVERED, LOST, IDLE, FORESEEN = range(4)  # what a push's pending event will be


class Push(Thread):
    """The pusher of one dossier's statuses."""

    __slots__ = (
        "at_us", "attempt", "created", "dossier", "double", "due_us", "enquiry", "free_us",
        "moment", "todo",
    )  # fmt: skip

    def __init__(self, dossier: Dossier) -> None:
        self.key, self.callbacks = dossier.key + PUSH, None
        self.dossier = dossier
        self.todo: list[tuple[int, int]] = []  # (status, since), the first being pushed
        self.created = self.double = False
        self.attempt = 0
        self.at_us = -1
        self.due_us = 0  # as told to the portal: that of the first status pushed
        self.free_us = 0  # what was foreseen ends here
        self.moment = IDLE
        self.enquiry: Enquiry | None = None

    def change(self, status: int, now: int) -> None:
        """The dossier entered `status`; push it after those before it.

        A push meets no contention and all that decides it is settled beforehand, so it can be
        foreseen without an event (where elision is allowed).
        """
        dossier = self.dossier
        world = dossier.world
        if not self.created and not self.due_us:
            self.due_us = dossier.due_us
        if not world.elide:
            self.todo.append((status, now))
            if len(self.todo) == 1:
                self._send(now)
            return
        if not self.created:
            self._create_at_once(now)
        columns, row = dossier.program.pushes[status], dossier.row
        if not self.created or columns is None or row[columns[0]] < world.rules.sync.fine:
            self._foresee(status, now)
            return
        # The common case of `_foresee`: one message, to which nothing happens.
        at = (max(now, self.free_us)) + row[columns[1]]
        self.free_us = self.at_us = at = world.portal.clear_us(at)
        self.moment = FORESEEN
        home, code = dossier.home, dossier.code
        world.sync.foreseen += (home.index, now, at)
        event = StatusProgress(dossier=code, agency=home.agency.id, status=status, at_us=now)
        world.post.deliver(at, home.agency.status_topic, code, event)

    def _create_at_once(self, now: int) -> None:
        """The same for the create, if nothing happens to it; else nothing is done."""
        dossier = self.dossier
        columns, row, world = dossier.program.pushes[CREATE], dossier.row, dossier.world
        if columns is None or row[columns[0]] < world.rules.sync.fine:
            return
        at = world.portal.clear_us(max(self.free_us, now) + row[columns[1]])
        self.free_us, self.created = at, True
        world.post.deliver(at, dossier.home.agency.status_topic, dossier.code, self._create())

    def _fate(self, now: int, step: int, attempt: int) -> tuple[int, int]:
        """What becomes of one attempt sent now, and when; the relay's rules decide by one draw."""
        dossier = self.dossier
        world = dossier.world
        rules = world.rules.sync
        what, columns = FATE[step] + attempt, dossier.columns
        if not attempt and TRANSIT[step] in columns:  # the first attempt of one that was foreseen
            row = dossier.row
            fate, at = row[columns[what]], now + row[columns[TRANSIT[step]]]
        else:
            fate = dossier.raw(what)
            at = now + dossier.draw(TRANSIT[step] + attempt, rules.transit)
        if fate >= rules.fine:
            self.double = False
            return DELIVERED, world.portal.clear_us(at)
        if fate < rules.loss:
            return self._lost(now, at, fate, attempt)
        rest = fate - rules.loss
        self.double = rest < rules.duplicate
        if rules.delay is not None and rules.duplicate <= rest < rules.duplicate + rules.delayed:
            at += dossier.draw(FATE[step] + ATTEMPTS + attempt, rules.delay)
        return DELIVERED, world.portal.clear_us(at)

    def _lost(self, now: int, at: int, fate: int, attempt: int) -> tuple[int, int]:
        """No receipt came: try again after the back-off, or leave it to the night."""
        rules = self.dossier.world.rules.sync
        if attempt < rules.retry.most:
            u = uniform_of(fate * UNIT // rules.loss)  # the same draw, conditioned on the loss
            return LOST, at + rules.retry.wait_us(attempt, u)
        if rules.reconciliation_us is None or attempt == ATTEMPTS - 1:
            return IDLE, now
        night = now - now % DAY_US + rules.reconciliation_us
        return LOST, night if night > at else night + DAY_US * (1 + (at - night) // DAY_US)

    def _foresee(self, status: int, now: int) -> None:
        """Settle a whole push: its messages are handed to the relay for their instants."""
        at = max(now, self.free_us)
        for step in (status,) if self.created else (CREATE, status):
            attempt, moment = 0, LOST
            while moment == LOST:
                moment, at = self._fate(at, step, attempt)
                attempt += 1
            self.moment, self.free_us = moment, at
            if moment == IDLE:
                self.dossier.world.sync.abandoned += 1
                return
            self._publish(at, step, now)
            self.created = True
        self.moment, self.at_us = FORESEEN, at
        dossier = self.dossier
        dossier.world.sync.foreseen += (dossier.home.index, now, at)

    def _send(self, now: int) -> None:
        """One attempt of the present message."""
        step = self.todo[0][0] if self.created else CREATE
        moment, at = self._fate(now, step, self.attempt)
        if moment != IDLE:
            self._arm(moment, at)
            return
        self.dossier.world.sync.abandoned += 1
        self._next(now)
        if self.moment == IDLE:
            self.watch(now)

    def _arm(self, moment: int, at: int) -> None:
        dossier = self.dossier
        self.moment, self.at_us = moment, at
        dossier.world.env.arm(self, at, MESSAGE)
        if dossier.wait_us >= 0:
            self.watch(dossier.world.env._now)

    def _publish(self, at: int, step: int, since: int) -> None:
        """The portal gets a message, perhaps twice."""
        dossier = self.dossier
        event = self._create() if step == CREATE else self._progress(step, since)
        topic = dossier.home.agency.status_topic
        dossier.world.post.deliver(at, topic, dossier.code, event)
        if self.double:
            dossier.world.post.deliver(at, topic, dossier.code, event)

    def _delivered(self, now: int) -> None:
        dossier, (status, since) = self.dossier, self.todo[0]
        if not self.created:
            self._publish(now, CREATE, since)
            self.created, self.attempt = True, 0
            self._send(now)
            return
        self._publish(now, status, since)
        dossier.world.sync.foreseen += (dossier.home.index, since, now)
        self._next(now)
        if dossier.wait_us >= 0:
            dossier.synced(status, since, now)

    def _next(self, now: int) -> None:
        """Go on to the next status, if one waits."""
        self.todo.pop(0)
        self.moment, self.attempt = IDLE, 0
        if self.todo:
            self._send(now)

    def _create(self) -> Event:
        d = self.dossier
        return StatusCreate(
            dossier=d.code,
            agency=d.home.agency.id,
            procedure=d.program.procedure,
            channel=CHANNEL_NAMES[d.channel],
            received_us=d.submitted_us,
            due_us=self.due_us,
        )

    def _progress(self, status: int, since: int) -> Event:
        d = self.dossier
        return StatusProgress(dossier=d.code, agency=d.home.agency.id, status=status, at_us=since)

    def _fire(self) -> None:
        now = self.dossier.world.env._now
        if self.moment == DELIVERED:
            # An outage that began after the message was sent keeps it in the portal's log.
            clear = self.dossier.world.portal.clear_us(now)
            if clear > now:
                self._arm(DELIVERED, clear)
            else:
                self._delivered(now)
        elif self.moment == LOST:
            self.attempt += 1
            self._send(now)
        elif self.moment == FORESEEN:
            self._news(now)

    FIRE = (_fire,)

    # -- news ----------------------------------------------------------------------------------

    def in_time_us(self, now: int) -> int:
        """When the present status will be at the portal, if no enquiry can come before; else -1."""
        if self.moment != FORESEEN:
            return -1
        dossier, at = self.dossier, self.at_us
        rules = dossier.world.rules.applicant
        if at <= now or dossier.enquiries >= rules.enquiries_max:
            return at
        return at if at <= now + dossier.draw(PATIENCE, rules.patience) else -1

    def await_news(self, now: int) -> None:
        """The applicant waits for the present status."""
        if self.moment == FORESEEN and self.callbacks is None:
            self.dossier.world.env.arm(self, self.at_us, MESSAGE)
        self.watch(now)

    def _news(self, now: int) -> None:
        """What was foreseen has come, or something later was foreseen since."""
        if now < self.at_us:
            self.dossier.world.env.arm(self, self.at_us, MESSAGE)
        elif self.dossier.wait_us >= 0 and not self.dossier.pending:
            self.dossier.informed(now)

    def watch(self, now: int) -> None:
        """Someone waits for news: if none can come before patience ends, they will enquire."""
        dossier = self.dossier
        if dossier.wait_us < 0 or dossier.pending:
            return
        rules = dossier.world.rules.applicant
        if self.enquiry is not None or dossier.enquiries >= rules.enquiries_max:
            return
        asks = dossier.wait_us + dossier.draw(PATIENCE, rules.patience)
        if self.moment == IDLE or self.at_us > asks:
            self.enquiry = Enquiry(self, dossier.enquiries)
            dossier.world.env.arm(self.enquiry, max(asks, now), MESSAGE)


class Enquiry(Thread):
    """An applicant without news asks at the one-stop desk; void once the status is synced."""

    __slots__ = ("asked", "number", "push", "since_us")

    def __init__(self, push: Push, number: int) -> None:
        super().__init__(sub_key(push.dossier.key, FIRST_ENQUIRY + number))
        self.push, self.number, self.asked = push, number, False
        self.since_us = push.dossier.wait_us

    def _fire(self) -> None:
        dossier = self.push.dossier
        now = dossier.world.env._now
        void = dossier.wait_us != self.since_us or dossier.pending > 0
        if self.asked or void:
            self.push.enquiry = None
            if not void:
                dossier.informed(now)
            else:
                self.push.watch(now)
            return
        self.asked = True
        dossier.enquiries += 1
        rules = dossier.world.rules.applicant
        work = dossier.draw(tag("enquiry", self.number), rules.enquiry)
        dossier.home.desks["one_stop"].admit(
            self, now, work, NOBODY, dossier.program.rank, dossier.due_us
        )

    FIRE = (_fire,)
