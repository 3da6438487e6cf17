"""Looks on while real software answers for an agency in a run that is going on.

It joins by Kafka alone and says nothing there: it reads from the present ends, in no group, and
writes the history that a load test would have. Whoever acts, and how fast the run's clock goes, is
none of its business: a deadline is real time, as real software has it.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Commit, Entry
from simulator.loadtest.groups import Groups
from simulator.loadtest.history import HISTORY, HistoryWriter
from simulator.loadtest.journal import Journal
from simulator.loadtest.observing import Observer
from simulator.loadtest.sampling import Sampler, listens, must_listen
from simulator.loadtest.terms import SECOND_US, Terms
from topics import catalogue
from topics.catalogue import TopicName, parse_topic
from topics.connection import Connection
from topics.errors import EnvironmentFailed, InputError
from topics.events import DataReply, DataRequest, Event
from topics.kafka.admin import topics_of
from topics.kafka.rights import check_rights

ON_THE_WAY_US = 3 * SECOND_US
"""Added to the deadline for the drain: over the relay to the agency, and from its reply to here."""

_READ_MS = 100
_BEHIND_US = 60 * SECOND_US  # longer than a transaction may stay open
_NAMED = ("provider", "requester", "agency", "sender")  # who an event says it is of
_EVERYBODYS = (catalogue.EXCHANGE_OUT, catalogue.EXCHANGE_IN, catalogue.STATUS_OUT, catalogue.AUDIT)
_PROCEDURES = (catalogue.PUBLISHED, catalogue.PROCEDURE_TABLE)
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Noted:
    """How far a recording is, for whoever looks on."""

    phase: str
    at_us: int
    asked: int
    replied: int


Watch = Callable[[Noted], None]


@dataclass(frozen=True, slots=True)
class Recording:
    """Whom to look at, by what `terms` it will be judged, and for how long (None: until told).

    `title` is what reports call it.
    """

    connection: Connection
    terms: Terms
    title: str
    lasts_us: int | None = None


def record(plan: Recording, folder: Path, stop: Stop, watch: Watch) -> Path:
    """Record until `stop()` or for as long as planned, then drain; the path of the history.

    `watch` hears of it several times a second, the first time when all is read that is said. Raise
    `EnvironmentFailed` when the topics are not there, the broker is lost or the disk refuses; the
    history up to there stays.
    """
    terms = plan.terms
    check_rights(plan.connection, dict.fromkeys(needed_by(terms), ("read",)))
    check_topics(terms, topics_of(plan.connection, terms.prefix), plan.connection)
    notes: queue.SimpleQueue[Entry] = queue.SimpleQueue()
    with ExitStack() as stack:
        groups = Groups(plan.connection, terms.prefix, terms.agency)
        stack.callback(groups.close)
        observer = Observer(plan.connection, terms.prefix, partial(is_wanted, terms))
        stack.callback(observer.close)
        clock = Clock.beginning_in(0)  # what was said until now may have been missed
        history = HistoryWriter(folder / HISTORY, header_of(plan, clock))
        journal = Journal(stack.enter_context(history), clock, notes)
        there = partial(listens, plan.connection)
        sampler = Sampler(groups, clock, there, partial(note_commit, terms, notes.put))
        stack.callback(sampler.close)
        return Recorder(plan, clock, observer, journal, sampler).run(stop, watch)


def header_of(plan: Recording, clock: Clock) -> dict[str, object]:
    """What stands before the entries."""
    terms = plan.terms
    return {
        "plan": {"name": plan.title}, "agency": terms.agency, "role": terms.role,
        "prefix": terms.prefix, **clock.header(), "terms": terms.document(),
    }  # fmt: skip


# -- what is of interest ---------------------------------------------------------------------------


def check_topics(terms: Terms, there: tuple[str, ...], connection: Connection) -> None:
    """Raise `EnvironmentFailed` when a topic is missing without which nothing can be judged."""
    for topic in needed_by(terms):
        if topic not in there:
            raise EnvironmentFailed(
                f"topic {topic} is missing at {connection.bootstrap}: no run of this prefix goes "
                "on there"
            )


def needed_by(terms: Terms) -> tuple[str, ...]:
    """The topics without which nothing can be judged."""
    prefix, agency = terms.prefix, terms.agency
    inbox, outbox = catalogue.exchange_in(prefix, agency), catalogue.exchange_out(prefix, agency)
    return inbox, outbox, catalogue.audit(prefix)


def is_wanted(terms: Terms, topic: str) -> bool:
    """Whether a checker may ask for a record of that topic."""
    name = _parsed(topic)
    if name is None:
        return False
    if name.suffix:
        inbox = name.spec is catalogue.EXCHANGE_IN and name.agency == terms.agency
        return inbox and name.suffix == "dlt"
    return name.spec in _EVERYBODYS or (name.spec in _PROCEDURES and terms.role == "subscriber")


def is_of(terms: Terms, topic: str, event: Event | None) -> bool:
    """Whether a record of a wanted topic is of the agency, or about what it says or is asked."""
    name = _parsed(topic)
    if name is None or name.agency == terms.agency or name.spec in _PROCEDURES:
        return name is not None
    return any(getattr(event, field, "") == terms.agency for field in _NAMED)


def note_commit(terms: Terms, put: Callable[[Entry], None], entry: Entry) -> None:
    """Pass on what real software has committed; its twin's group may still be known."""
    twin = f"{terms.prefix}.{terms.agency.lower()}.twin"
    if not (isinstance(entry, Commit) and entry.group == twin):
        put(entry)


def _parsed(topic: str) -> TopicName | None:
    try:
        return parse_topic(topic)
    except InputError:
        return None  # of another catalogue than ours


# -- looking on ------------------------------------------------------------------------------------


class Recorder:
    """One thread reads, writes the history and turns the phases; another asks for commits."""

    def __init__(
        self, plan: Recording, clock: Clock, observer: Observer, journal: Journal, sampler: Sampler
    ) -> None:
        self._plan, self._terms, self._clock = plan, plan.terms, clock
        self._observer, self._journal, self._sampler = observer, journal, sampler
        self._asked = self._replied = 0
        self._watch: Watch = lambda _: None

    def run(self, stop: Stop, watch: Watch) -> Path:
        """Through its phases; the path of the history."""
        self._watch = watch
        self._journal.begin("load")
        watch(self._noted())
        ends_us = self._plan.lasts_us
        while not stop() and (ends_us is None or self._clock.now_us() < ends_us):
            self._turn()
        self._journal.begin("drain")
        drained_us = self._clock.now_us() + self._terms.deadline_us + ON_THE_WAY_US
        while self._clock.now_us() < drained_us:
            self._turn()
        self._sampler.sample()
        self._catch_up()
        self._journal.begin("end")
        return self._journal.path

    def _catch_up(self) -> None:
        """Read what has been said until now, so that no reply is missing to what is judged."""
        ends = self._observer.ends()
        patience_us = self._clock.now_us() + _BEHIND_US
        while not self._observer.reached(ends):
            self._turn()
            if self._clock.now_us() > patience_us:
                raise EnvironmentFailed(
                    f"the reader is behind by more than {_BEHIND_US // SECOND_US} s: more is said "
                    f"than is read here; the history up to there is {self._journal.path}"
                )

    def _turn(self) -> None:
        entries: list[Entry] = []
        for seen, event in self._observer.read(self._clock, _READ_MS):
            if is_of(self._terms, seen.topic, event):
                entries.append(seen)
                self._count(seen.topic, event)
        self._journal.write(entries)
        must_listen(self._sampler.gone_s, self._plan.connection, self._journal)
        self._watch(self._noted())

    def _count(self, topic: str, event: Event | None) -> None:
        if isinstance(event, DataRequest):
            self._asked += topic == catalogue.exchange_in(self._terms.prefix, self._terms.agency)
        elif isinstance(event, DataReply):
            self._replied += topic == catalogue.exchange_out(self._terms.prefix, self._terms.agency)

    def _noted(self) -> Noted:
        return Noted(self._journal.phase, self._clock.now_us(), self._asked, self._replied)
