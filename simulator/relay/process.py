"""The relay as a process: lives, one after the other, until it is told to stop.

A life that ends by an error of Kafka is followed by another, as long as the broker was there not
too long ago; so is one that ends by a fault of ours at a record, which is set aside in the end. A
second relay of the same prefix fences the first, which then ends with an error.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from kafka.errors import KafkaError

from simulator.relay.session import RelayPlan, Session, Tally
from simulator.relay.trying import RecordKills
from topics.connection import probe
from topics.kafka.outages import Outages

Tell = Callable[[str], None]
Stop = Callable[[], bool]
Moved = Callable[[], None]

_AGAIN_S = 0.5
_VIET_NAM = timezone(timedelta(hours=7))
_EPOCH = datetime(1970, 1, 1)


def local_time_us() -> int:
    """The wall time of Viet Nam, as model time counts."""
    local = datetime.now(_VIET_NAM).replace(tzinfo=None)
    return (local - _EPOCH) // timedelta(microseconds=1)


def still() -> None:
    """Nobody wants to know."""


def serve(
    plan: RelayPlan,
    stop: Stop,
    tell: Tell,
    *,
    every_s: float = 10.0,
    give_up_s: float = 60.0,
    tally: Tally | None = None,
    moved: Moved = still,
) -> None:
    """Relay until `stop()`.

    `tell` gets a line when it begins, when it ends, and every `every_s` if something happened.
    `tally` counts over all lives; `moved` is called after each step, and when a life has begun.

    Raises:
        NotSent: the broker is absent or refuses us, topics are missing, another relay has taken
            over (`TakenOver`), or the broker was gone for `give_up_s`.
    """
    probe(plan.connection, plan.connect_s)
    outages = Outages("relaying", plan.connection, give_up_s)
    owner, began, tally = secrets.token_hex(8), False, tally or Tally()
    by_broker = False
    while not stop():
        life = Life(plan, stop, tell, every_s, tally, moved)
        try:
            life.live(owner, again=began, by_broker=by_broker)
        except RecordKills as error:
            began, by_broker = True, False
            tell(f"relay {plan.prefix}: {error}; beginning again")
        except KafkaError as error:
            began, by_broker = began or life.began, True
            found = outages.outlive(error, life.seen_s)
            tell(f"relay {plan.prefix}: {found}; beginning again")
            time.sleep(_AGAIN_S)


class Life:
    """One life. `seen_s` is when it last did something, by the wall; 0 for never."""

    def __init__(
        self,
        plan: RelayPlan,
        stop: Stop,
        tell: Tell,
        every_s: float,
        tally: Tally,
        moved: Moved = still,
    ) -> None:
        self._plan, self._stop, self._tell, self._every_s = plan, stop, tell, every_s
        self._tally, self._moved = tally, moved
        self.seen_s, self.began = 0.0, False

    def live(self, owner: str, *, again: bool, by_broker: bool = False) -> None:
        """Relay until told to stop, or an error of Kafka."""
        session = Session(self._plan, self._tally)
        try:
            session.open(owner, again=again, by_broker=by_broker)
            self.began = True
            self._moved()
            if session.passed:
                self._tell(
                    f"relay {self._plan.prefix}: passed {len(session.passed)} records of its own "
                    f"table that are no rows, such as {session.passed[0]}"
                )
            self._say("ready", session)
            self._go_on(session)
            session.rest()
            self._say("stopped", session)
        finally:
            session.close()

    def _go_on(self, session: Session) -> None:
        told = status(session)
        self.seen_s = told_s = time.monotonic()
        while not self._stop():
            session.step()
            self._moved()
            self.seen_s = time.monotonic()
            if self.seen_s - told_s >= self._every_s and status(session) != told:
                told, told_s = status(session), self.seen_s
                self._say("running", session)

    def _say(self, what: str, session: Session) -> None:
        self._tell(f"relay {self._plan.prefix}: {what}, {status(session)}")


def status(session: Session) -> str:
    """One line: what this process has done, what is remembered, and the audit chain's head."""
    counts = session.tally.counts
    return (
        f"{counts['read']} read, {counts['delivery']} delivered, {counts['waiting']} put off, "
        f"{counts['dead_letter']} dead letters, {session.core.remembered} rows; "
        f"audit {session.core.head}"
    )
