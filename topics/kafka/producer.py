"""Sending without loss, in order, with bounded memory, whatever becomes of the client underneath.

Everything sent is kept until the broker has confirmed it. Clients can be poisoned (one record
refused makes an idempotent producer fail what follows) or hang (a batch that expires in flight);
then the client is thrown away, and what is not confirmed is sent again, in its order, by a new
one. That may write a record twice, which at-least-once delivery allows, and never loses one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from topics.connection import BrokerAbsent
from topics.envelope import WireRecord
from topics.errors import LienthongError, MaybeSent, NotSent, TransportError
from topics.kafka.backlog import REFUSED, SOMETHING, Backlog, Unconfirmed
from topics.kafka.driver import Sender
from topics.kafka.faults import (
    LOGIN_FAILED,
    TOPIC_REFUSED,
    Refusals,
    code_of,
    described,
    record_error,
    topic_error,
)
from topics.kafka.options import KafkaOptions

_STEP_S = 0.1  # between two looks at the clock
_PROBE_S = 2.0
# New clients in a row that brought no record through; then nothing will.
_FRUITLESS_CLIENTS = 4


class Outbox:
    """Sends records through clients that `open_sender` makes.

    `probe` raises an error when the broker at `where` does not answer within its argument's
    seconds. `confirmed` counts what is safely in the log.
    """

    def __init__(
        self,
        open_sender: Callable[[], Sender],
        errors: tuple[type[BaseException], ...],
        probe: Callable[[float], None],
        where: str,
        options: KafkaOptions,
        who: str = "this user",
    ) -> None:
        self._open_sender = open_sender
        self._errors = errors
        self._probe = probe
        self._where, self._who = where, who
        self._options = options
        self._sender: Sender | None = None
        self._waiting: deque[Unconfirmed] = deque()
        self._waiting_bytes = 0
        self._backlog, self._resending = Backlog(), False
        self._refusals = Refusals()
        self._fruitless_clients = 0
        self._broken: TransportError | None = None
        self.confirmed = 0

    @property
    def unconfirmed(self) -> int:
        """How many records wait for their fate."""
        return len(self._waiting) + len(self._backlog)

    def put(self, records: Iterable[tuple[WireRecord, int]]) -> None:
        """Send records, each with its partition. Waits while too many are unconfirmed.

        Raise `NotSent` for refusals found by now, `MaybeSent` when the broker is silent too long.
        """
        self._must_work()
        options = self._options
        for wire, partition in records:
            self._send(wire, partition)
            if len(self._waiting) > options.max_unconfirmed_records:
                self._wait_until(lambda: self.unconfirmed <= options.max_unconfirmed_records // 2)
            if self._waiting_bytes > options.max_unconfirmed_bytes:
                self._wait_until(lambda: self._waiting_bytes <= options.max_unconfirmed_bytes // 2)
        self._harvest()
        self._raise_refusals()

    def flush(self) -> None:
        """Return when everything is confirmed. Raise `NotSent` or `MaybeSent`, with counts."""
        self._must_work()
        self._wait_until(lambda: not self.unconfirmed, flush=True)
        self._raise_refusals()

    def close(self) -> None:
        """Flush and let go. After an error that ended the outbox there is nothing to flush."""
        try:
            if self._broken is None:
                self.flush()
        finally:
            self._drop_sender()
            self._broken = self._broken or NotSent("the bus is closed")

    def abandon(self) -> None:
        """Let go at once; what is not confirmed by now may or may not be in the log."""
        self._drop_sender()
        self._waiting.clear()
        self._backlog.clear()
        self._broken = self._broken or NotSent("the bus is closed")

    def _must_work(self) -> None:
        if self._broken is not None:
            raise self._broken

    def _send(self, wire: WireRecord, partition: int) -> None:
        """Send, or raise `NotSent`, unless the client may only seem to refuse it: see `Backlog`."""
        try:
            self._hand_over(wire, partition)
        except self._errors as error:
            if not self._waiting:
                raise self._unsendable(wire, error) from error
            self._backlog.put_last(wire, partition)
            self._resend()

    def _hand_over(self, wire: WireRecord, partition: int) -> None:
        if self._sender is None:
            self._sender = self._opened()
        handle = self._sender.send(wire, partition)
        self._waiting.append(Unconfirmed(handle, wire, partition))
        self._waiting_bytes += len(wire.value or b"")

    def _opened(self) -> Sender:
        """A new client, as soon as the broker is there."""
        start_s = time.monotonic()
        while True:
            try:
                return self._open_sender()
            except self._errors as error:
                self._why_not(error, time.monotonic() - start_s)
            time.sleep(_STEP_S)

    def _why_not(self, error: BaseException, waited_s: float) -> None:
        try:
            self._probe(_PROBE_S)
        except BrokerAbsent:
            if waited_s > self._options.give_up_s:
                self._give_up(f"has been away for {waited_s:.0f} s")
        except TransportError as refused:
            self._give_up(f"lets us in no more ({refused})")
        else:
            if waited_s > self._options.give_up_s:
                self._give_up(f"answers, but not to a producer ({described(error)})")

    def _unsendable(self, wire: WireRecord, error: BaseException) -> NotSent:
        code = code_of(error) or 0
        if code in TOPIC_REFUSED:
            return topic_error(wire.topic, code, self._where, self._who, "write")
        return record_error(wire.topic, code, self._where, described(error))

    def _harvest(self) -> bool:
        """Take note of fates known by now, oldest first. Return whether there were any."""
        waiting, before = self._waiting, len(self._waiting)
        while waiting and waiting[0].handle.is_done:
            if waiting[0].handle.exception is not None:
                self._recover()
                return True
            self._forget(waiting.popleft())
            self.confirmed += 1
            self._fruitless_clients = 0
        return len(waiting) < before

    def _forget(self, sent: Unconfirmed) -> None:
        self._waiting_bytes -= len(sent.wire.value or b"")

    def _wait_until(self, done: Callable[[], bool], *, flush: bool = False) -> None:
        """Wait as long as there is progress, and then until `give_up_s` have passed without."""
        progress_s = renewed_s = time.monotonic()
        while not done():
            self._step(flush)
            now_s = time.monotonic()
            if self._harvest():
                progress_s = renewed_s = now_s
            elif now_s - progress_s > self._options.give_up_s:
                self._give_up(f"has been silent for {self._options.give_up_s:g} s")
            elif now_s - renewed_s > self._options.stall_s:
                renewed_s = now_s
                if self._answers():
                    self._recover()

    def _step(self, flush: bool) -> None:
        sender = self._sender
        if sender is None or not self._waiting:
            return
        if flush:
            sender.flush(_STEP_S)
        else:
            sender.wait(self._waiting[0].handle, _STEP_S)

    def _answers(self) -> bool:
        try:
            self._probe(_PROBE_S)
        except LienthongError:
            return False
        return True

    def _recover(self) -> None:
        """Throw the client away; settle what is known; send the rest again, in its order."""
        self._drop_sender()
        self._fruitless_clients += 1
        last = next((e.error for e in self._waiting if e.error), TimeoutError("no answer"))
        self._backlog.put_first(self._settled())
        self._waiting.clear()
        self._waiting_bytes = 0
        if self._backlog and self._fruitless_clients > _FRUITLESS_CLIENTS:
            self._give_up(f"takes no records ({described(last)})")
        self._resend()

    def _resend(self) -> None:
        """Send the backlog. A client that is lost meanwhile adds to it, and that is sent, too."""
        if self._resending:
            return
        self._resending = True
        try:
            while self._backlog:
                if self._backlog.suspect and self._waiting:
                    self._wait_until(lambda: not self._waiting, flush=True)
                else:
                    self._send_again(*self._backlog.take())
        finally:
            self._resending = False

    def _send_again(self, wire: WireRecord, partition: int, suspicion: int) -> None:
        try:
            self._hand_over(wire, partition)
        except self._errors as error:
            if self._waiting:
                self._backlog.put_first([(wire, partition, SOMETHING)])
            else:
                self._refuse(self._unsendable(wire, error))
            return
        if suspicion:
            before = self.confirmed
            self._wait_until(lambda: not self._waiting, flush=True)
            if self.confirmed > before:
                self._backlog.acquit(wire.topic)

    def _settled(self) -> Iterator[tuple[WireRecord, int, int]]:
        """Of what waited, what has to be sent again; the rest is confirmed or refused."""
        alone = len(self._waiting) == 1
        for sent in self._waiting:
            code = sent.code
            if sent.handle.is_done and sent.error is None:
                self.confirmed += 1
                self._fruitless_clients = 0
            elif code == LOGIN_FAILED:
                self._give_up("refuses the login")
            elif alone and code in REFUSED:
                self._refuse_for_good(sent.wire.topic, code)
            else:
                yield sent.wire, sent.partition, sent.suspicion

    def _refuse_for_good(self, topic: str, code: int) -> None:
        """One that was alone; with it, if it is the topic that is refused, all others of it."""
        if code not in TOPIC_REFUSED:
            self._refuse(record_error(topic, code, self._where))
            return
        for _ in range(1 + self._backlog.drop(topic)):
            self._refuse(topic_error(topic, code, self._where, self._who, "write"))

    def _refuse(self, error: NotSent) -> None:
        self._refusals.add(error)
        self._fruitless_clients = 0  # knowing is progress too

    def _raise_refusals(self) -> None:
        self._refusals.raise_any(
            f"{self.confirmed:,} others are confirmed, {self.unconfirmed:,} on their way"
        )

    def _give_up(self, why: str) -> None:
        self._drop_sender()
        unknown = self.unconfirmed
        self._waiting.clear()
        self._backlog.clear()
        self._broken = MaybeSent(
            f"the broker at {self._where} {why}: {self.confirmed:,} records are confirmed, "
            f"{unknown:,} may or may not be in the log, and no more are sent"
        )
        raise self._broken

    def _drop_sender(self) -> None:
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.abandon()
