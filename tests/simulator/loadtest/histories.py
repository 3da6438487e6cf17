"""Histories of load tests that never were: a sound one, to which a test adds what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from simulator.loadtest.entries import Commit, Entry, Fault, Phase, Process, Seen, Send
from simulator.loadtest.history import HistoryWriter
from simulator.loadtest.terms import Terms
from simulator.loadtest.verdict import Checked, Verdict, judge
from topics.audit import Audited
from topics.catalogue import audit, exchange_in, exchange_out, status_out
from topics.envelope import request_hash
from topics.events import DataReply, DataRequest, Event, StatusCreate, StatusProgress, type_name
from topics.partition import partition_of

PREFIX, ME, ASKER = "t", "G01", "H26"
BEGAN_US = 1_800_000_000_000_000  # of the broker's clock when the test began
LOCAL_US = BEGAN_US + 7 * 3_600_000_000
MS, S = 1_000, 1_000_000
OUT, IN = exchange_out(PREFIX, ME), exchange_in(PREFIX, ME)
THEIR_OUT, THEIR_IN = exchange_out(PREFIX, ASKER), exchange_in(PREFIX, ASKER)
STATUS = status_out(PREFIX, ME)
FIELDS = ("full_name", "personal_id")


def terms(**given: Any) -> Terms:
    return Terms(**{"agency": ME, "prefix": PREFIX, "deadline_us": 2 * S, **given})


def asked(number: int, **given: Any) -> DataRequest:
    dossier = f"000.00.00.{ASKER}-230705-{number:04d}"
    made = {
        "request": f"{dossier}/identity", "dossier": dossier, "procedure": "birth_registration",
        "requester": ASKER, "provider": ME, "fields": FIELDS, "basis": "NĐ 47/2020/NĐ-CP",
        "purpose": "identity", "deadline_us": LOCAL_US + 3_600 * S, "attempt": 0,
    }  # fmt: skip
    return DataRequest(**{**made, **given})


def answered(to: DataRequest, **given: Any) -> DataReply:
    number = to.dossier.rpartition("-")[2]
    made = {
        "request": to.request, "dossier": to.dossier, "requester": to.requester,
        "provider": to.provider, "outcome": "answered", "error": None,
        "fields": to.fields, "values": tuple(f"{name} {number}" for name in to.fields),
        "attempt": to.attempt, "request_hash": request_hash(to),
    }  # fmt: skip
    return DataReply(**{**made, **given})


def raw(event: Event) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(event))


@dataclass
class Story:
    """Entries in the order in which a test adds them; offsets count up by topic and partition."""

    terms: Terms = field(default_factory=terms)
    entries: list[Entry] = field(default_factory=list)
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)
    numbers: int = 0
    audits: int = 0

    # -- single entries ------------------------------------------------------------------------

    def phase(self, at_us: int, name: str) -> None:
        self.entries.append(Phase(at_us=at_us, name=name))

    def fault(self, name: str, begin_us: int, end_us: int | None = None, number: int = 0) -> None:
        self.entries.append(Fault(at_us=begin_us, number=number, name=name, begins=True))
        if end_us is not None:
            self.entries.append(Fault(at_us=end_us, number=number, name=name, begins=False))

    def send(self, intended_us: int, topic: str, event: Event, **given: Any) -> None:
        key = getattr(event, "request", "") or getattr(event, "dossier", "")
        made = {
            "number": self.numbers, "intended_us": intended_us, "at_us": intended_us + MS // 2,
            "confirmed_us": intended_us + 2 * MS, "topic": topic, "key": key,
            "type": type_name(event), "event": raw(event),
        }  # fmt: skip
        self.numbers += 1
        self.entries.append(Send(**{**made, **given}))

    def see(self, at_us: int, topic: str, key: str, event: Event | None, **given: Any) -> Seen:
        """A record that the broker had at `at_us`, and that was read 5 ms later."""
        partition = given.pop("partition", None)
        if partition is None:
            count = 3 if ".exchange." in topic else 1
            partition = partition_of(key, count)
        offset = self.offsets[topic, partition] = self.offsets.get((topic, partition), -1) + 1
        said = {} if event is None else {"type": type_name(event), "event": raw(event)}
        made = {
            "at_us": at_us + 5 * MS, "log_us": BEGAN_US + at_us, "topic": topic,
            "partition": partition, "offset": offset, "key": key, **said,
        }  # fmt: skip
        seen = Seen(**{**made, **given})
        self.entries.append(seen)
        return seen

    def audit(
        self, at_us: int, seen: Seen, event: Event | None, outcome: str, **given: Any
    ) -> None:
        def of(name: str) -> Any:
            return getattr(event, name, "")

        what = "" if event is None else type_name(event)
        made = {
            "number": self.audits, "at_us": at_us, "what": what,
            "sender": "", "topic": seen.topic, "partition": seen.partition, "offset": seen.offset,
            "request": of("request"), "dossier": of("dossier"), "procedure": of("procedure"),
            "requester": of("requester"), "provider": of("provider"), "fields": (),
            "unknown_fields": 0, "basis": "", "purpose": "", "attempt": 0, "outcome": outcome,
            "error": None, "rules": (), "ended": "", "previous": "0" * 64, "hash": "1" * 64,
        }  # fmt: skip
        self.audits += 1
        record = Audited(**{**made, **given})
        self.see(at_us, audit(PREFIX), record.request, record, partition=0)

    def commit(self, at_us: int, offset: int, partition: int = 0, topic: str = IN) -> None:
        self.entries.append(
            Commit(at_us=at_us, group="g", topic=topic, partition=partition, offset=offset)
        )

    def process(self, at_us: int, name: str, pid: int = 7, **given: Any) -> None:
        self.entries.append(Process(at_us=at_us, name=name, pid=pid, **given))

    # -- whole exchanges -----------------------------------------------------------------------

    def ask(self, at_us: int, request: DataRequest, outcome: str = "delivered") -> Seen:
        """A request on its way to the connector; unless it is lost, delivered after 10 ms.

        In a recorded run somebody else sends it.
        """
        if not self.terms.recorded:
            self.send(at_us, THEIR_OUT, request)
        out = self.see(at_us + 2 * MS, THEIR_OUT, request.request, request)
        self.audit(at_us + 8 * MS, out, request, outcome)
        if outcome == "delivered":
            return self.deliver(at_us + 10 * MS, request)
        return out

    def deliver(self, at_us: int, request: DataRequest) -> Seen:
        return self.see(at_us, IN, request.request, request)

    def reply(self, at_us: int, reply: DataReply, error: str | None = None, **given: Any) -> Seen:
        """The connector replies, and the relay passes it on, or refuses it with `error`."""
        said = self.see(at_us, OUT, reply.request, reply, **given)
        if error is None:
            self.audit(at_us + 5 * MS, said, reply, "delivered", ended="answered")
            self.see(at_us + 8 * MS, THEIR_IN, reply.request, reply)
        else:
            self.audit(at_us + 5 * MS, said, reply, "dead_lettered", error=error)
        return said

    def exchange(self, at_us: int, request: DataRequest, took_us: int = 30 * MS) -> None:
        """A request, and its answer so long after it was sent."""
        self.ask(at_us, request)
        self.reply(at_us + took_us, answered(request))

    def push(self, at_us: int, event: StatusCreate | StatusProgress, **given: Any) -> Seen:
        return self.see(at_us, STATUS, event.dossier, event, **given)

    # -- the whole -----------------------------------------------------------------------------

    def begin(self, count: int = 40) -> Story:
        """A second of warm-up, then sound exchanges, one each 100 ms, numbered from 1."""
        self.phase(0, "warmup")
        self.phase(S, "load")
        for number in range(1, count + 1):
            self.exchange(S + number * 100 * MS, asked(number))
        return self

    def finish(self, path: Path, at_us: int = 30 * S) -> Verdict:
        """End the test, write its history, and judge it."""
        self.write(path, at_us)
        return judge(path)

    def write(self, path: Path, at_us: int = 30 * S) -> Path:
        if not any(isinstance(one, Phase) and one.name == "heal" for one in self.entries):
            self.phase(at_us - 10 * S, "heal")
        self.phase(at_us - 5 * S, "drain")
        self.phase(at_us, "end")
        with HistoryWriter(
            path,
            {"began_us": LOCAL_US, "terms": self.terms.document(), "plan": {"name": "made"}},
        ) as file:
            file.write_many(self.entries)
        return path


def recorded(count: int = 40, **given: Any) -> Story:
    """Of a sound provider; judged is what was asked from 1 s to 25 s."""
    return Story(terms(recorded=True, **given)).begin(count)


def going_on(story: Story, at_us: int) -> None:
    """Every partition goes on."""
    for number in range(200, 212):
        story.exchange(at_us + number, asked(number))


def failed(verdict: Verdict) -> list[str]:
    """The names of the checkers that the contract lets fail the test."""
    return [one.name for one in verdict.checked if one.failed]


def of(verdict: Verdict, name: str) -> Checked:
    return next(one for one in verdict.checked if one.name == name)


def create(number: int, at_us: int) -> StatusCreate:
    return StatusCreate(
        dossier=f"000.00.00.{ME}-230705-{number:04d}", agency=ME, procedure="birth_registration",
        channel="online", received_us=LOCAL_US + at_us, due_us=LOCAL_US + at_us + 3_600 * S,
    )  # fmt: skip


def progress(number: int, status: int, at_us: int) -> StatusProgress:
    return StatusProgress(
        dossier=f"000.00.00.{ME}-230705-{number:04d}", agency=ME, status=status,
        at_us=LOCAL_US + at_us,
    )  # fmt: skip
