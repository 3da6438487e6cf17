"""Makes a view of the entries of a history, in one pass."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from simulator.loadtest.entries import Commit, Entry, Fault, Phase, Process, Seen, Send
from simulator.loadtest.history import HistoryReader
from simulator.loadtest.overhearing import Overheard
from simulator.loadtest.parts import NEVER, Window, Work
from simulator.loadtest.records import REPLY, REQUEST, place_of, said_of
from simulator.loadtest.terms import Terms
from simulator.loadtest.view import View
from topics import catalogue
from topics.catalogue import TopicName, parse_topic
from topics.envelope.numbers import LARGEST
from topics.errors import InputError
from topics.events import UNREADABLE, DataReply, DataRequest

_OF_REQUEST, _REFUSED = f'"{REQUEST}"'.encode(), b'"dead_lettered"'
_CLOCKED = 10_000  # readings from which the clocks are known well enough
OnSeen = Callable[[Seen], None]


class _Who(msgspec.Struct, gc=False):
    """Of a request or a reply, no more than what it is about and between whom."""

    request: str
    requester: str
    provider: str


class _Audit(msgspec.Struct, gc=False):
    """Of an audit record, what the checkers ask."""

    what: str
    topic: str
    partition: int
    offset: int
    request: str
    outcome: str
    error: str | None
    ended: str


_request = msgspec.json.Decoder(DataRequest)
_who = msgspec.json.Decoder(_Who)
_audit = msgspec.json.Decoder(_Audit)


def view_of(path: Path, terms: Terms | None = None) -> View:
    """Index a history, by its own terms if none are given.

    Errors are those of the reader, and `InputError` for an entry whose event is none of its type.
    """
    reader = HistoryReader(path)
    header = reader.header
    view = View(terms or Terms.from_header(header), header, _began_us(header))
    with collection_paused():
        _Indexer(view, path).take(reader.batches())
        view.settle()
    view.cut = reader.cut
    return view


def _began_us(header: Mapping[str, Any]) -> int:
    found = header.get("began_us")
    if not isinstance(found, int) or not 0 <= found <= LARGEST["simtime"]:
        raise InputError(
            f"the history's header: began_us: found {found!r}; expected the local time at which "
            f"the test began, in µs since 1970"
        )
    return found


@contextmanager
def collection_paused() -> Iterator[None]:
    """Millions of objects are made that form no cycles; looking for some takes most of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Indexer:
    def __init__(self, view: View, path: Path) -> None:
        self.view, self.agency, self._path = view, view.terms.agency, path
        self._exchanges = view.exchanges
        self._on: dict[str, OnSeen] = {}
        self._of_whom: dict[str, str] = {}
        self._open: dict[int, int] = {}
        self._overheard = Overheard(view) if view.terms.recorded else None

    def take(self, batches: Iterator[list[Entry]]) -> None:
        """Every entry, in order."""
        handlers: dict[type, Callable[[Any], None]] = {
            Phase: self._phase, Send: self._send, Fault: self._fault, Commit: self._commit,
            Process: self._process,
        }  # fmt: skip
        view, on = self.view, self._on
        for batch in filter(None, batches):
            entry = batch[0]
            try:
                for entry in batch:
                    if type(entry) is Seen:
                        (on.get(entry.topic) or self._learn(entry.topic))(entry)
                    else:
                        handlers[type(entry)](entry)
            except UNREADABLE as error:
                raise self._wrong(batch, entry, error) from error
            view.entries += len(batch)
            view.end_us = batch[-1].at_us
        self._close_windows()
        if self._overheard is not None:
            self._overheard.settle()
        on.clear()  # the handlers are this object's own, and would keep it and the view alive

    def _wrong(self, batch: list[Entry], entry: Entry, error: Exception) -> InputError:
        """Of an entry that the reader could read; lines are counted from 1, and one is a header."""
        before = next(number for number, each in enumerate(batch) if each is entry)
        line = self.view.entries + before + 2
        return InputError(f"{self._path}:{line}: no entry of a history: {error}")

    # -- what is not a record ------------------------------------------------------------------

    def _phase(self, entry: Phase) -> None:
        self.view.phases.setdefault(entry.name, entry.at_us)

    def _fault(self, entry: Fault) -> None:
        if entry.begins:
            self._open[len(self.view.windows)] = entry.number
            self.view.windows.append(Window(entry.number, entry.name, entry.at_us, NEVER))
            return
        for place, number in self._open.items():
            if number == entry.number:
                begun = self.view.windows[place]
                self.view.windows[place] = Window(number, entry.name, begun.begin_us, entry.at_us)
                del self._open[place]
                return

    def _close_windows(self) -> None:
        """What nothing ended, the end of the faults did."""
        healed = self.view.phases.get("heal")
        for place in self._open if healed is not None else ():
            begun = self.view.windows[place]
            end_us = max(begun.begin_us, healed or 0)
            self.view.windows[place] = Window(begun.number, begun.name, begun.begin_us, end_us)

    def _commit(self, entry: Commit) -> None:
        self.view.commits.setdefault((entry.topic, entry.partition), []).append(entry)

    def _process(self, entry: Process) -> None:
        self.view.processes.append(entry)

    def _send(self, entry: Send) -> None:
        sends = self.view.sends
        sends.intended_us.append(entry.intended_us)
        sends.at_us.append(entry.at_us)
        sends.confirmed_us.append(entry.confirmed_us)
        if not entry.topic:
            self.view.works.append(Work(entry.key, entry.intended_us, entry.type, entry.event))
        elif entry.type == REQUEST:
            self._asked(entry)

    def _asked(self, entry: Send) -> None:
        try:
            event = _request.decode(entry.event)
        except msgspec.DecodeError:
            return  # sent so on purpose
        x = self._exchanges[event.request]
        if x.intended_us < 0:
            x.intended_us, x.sent_us = entry.intended_us, entry.at_us
            x.confirmed_us = entry.confirmed_us
        x.asked = event

    # -- records -------------------------------------------------------------------------------

    def _learn(self, topic: str) -> OnSeen:
        on = self._on[topic] = self._handler(topic)
        return on

    def _handler(self, topic: str) -> OnSeen:
        try:
            name = parse_topic(topic)
        except InputError:
            return self._other
        self._of_whom[topic] = name.agency or ""
        if name.suffix == "dlt":
            return self._dead_letter if self._is_read(name) else self._other
        if name.suffix:
            return self._other
        return self._handler_of(name)

    def _handler_of(self, name: TopicName) -> OnSeen:
        mine = name.agency == self.agency
        if name.spec is catalogue.AUDIT:
            return self._audited
        if name.spec.kind == "out":
            return self._said if mine else self._said_by_other
        if name.spec is catalogue.EXCHANGE_IN:
            return self._delivered if mine else self._told
        if self._is_read(name):
            return self._readable
        return self._other

    def _is_read(self, name: TopicName) -> bool:
        """Whether the connector reads the topic."""
        if name.spec in (catalogue.PUBLISHED, catalogue.PROCEDURE_TABLE):
            return self.view.terms.role == "subscriber"
        return name.spec.kind == "in" and name.agency == self.agency

    def _clock(self, seen: Seen) -> None:
        if seen.log_us >= 0:  # else it has no time
            self.view.lag_us.append(seen.at_us - seen.log_us)

    def _other(self, seen: Seen) -> None:
        self._clock(seen)

    def _readable(self, seen: Seen) -> None:
        self._clock(seen)
        place = (seen.topic, seen.partition)
        read = self.view.read.get(place)
        if read is None:
            read = self.view.read[place] = array("q")
        read.append(seen.at_us)
        read.append(seen.offset)

    def _dead_letter(self, seen: Seen) -> None:
        self.view.dead_keys.add(seen.key)

    def _said(self, seen: Seen) -> None:
        """The connector has spoken."""
        said = said_of(seen)
        self.view.said.append(said)
        event = said.event
        if isinstance(event, DataReply):
            self._exchanges[event.request].replies += (said,)
        elif isinstance(event, DataRequest):
            x = self._exchanges[event.request]
            x.asks += (said,)
            x.asked = x.asked or event

    def _said_by_other(self, seen: Seen) -> None:
        """The harness has (of others, who asked), unless the connector writes where it may not."""
        if self._overheard is not None and seen.type == REQUEST:
            self._overheard.asked(seen)
        if seen.type == REPLY:
            sender = _who.decode(seen.event).provider
        elif seen.type == REQUEST and self.view.terms.role != "provider":
            sender = _who.decode(seen.event).requester
        else:
            return
        if sender == self.agency != self._of_whom[seen.topic]:
            self.view.strays.append(said_of(seen))

    def _delivered(self, seen: Seen) -> None:
        self._readable(seen)
        if seen.error or not seen.type:
            self._exchanges[seen.key].spoilt += (place_of(seen),)
        elif seen.type == REQUEST and not (self._overheard and self._overheard.is_letter(seen)):
            self._exchanges[seen.key].deliveries += (place_of(seen),)

    def _told(self, seen: Seen) -> None:
        self._clock(seen)
        if seen.type == REPLY:
            x = self._exchanges[seen.key]
            if not x.replies:
                x.told += (place_of(seen),)

    def _audited(self, seen: Seen) -> None:
        view = self.view
        view.audited += 1
        if len(view.lag_us) < _CLOCKED:
            self._clock(seen)
        said = bytes(seen.event)
        if seen.error or not (_OF_REQUEST in said or _REFUSED in said):
            return  # most by far are of replies passed on
        audit = _audit.decode(said)
        if audit.what == REQUEST:
            x = self._exchanges[audit.request]
            x.outcomes += (audit.outcome,)
            x.ended = x.ended or bool(audit.ended)
        if audit.outcome == "dead_lettered" and self._of_whom_is(audit.topic) == self.agency:
            place = audit.topic, audit.partition, audit.offset
            self.view.turned_away[place] = audit.error or ""

    def _of_whom_is(self, topic: str) -> str:
        if topic not in self._of_whom:
            self._handler(topic)
        return self._of_whom.get(topic, "")
