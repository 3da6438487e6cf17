"""Providers that answer wrongly: the reply itself, or how often it comes."""

from __future__ import annotations

from typing import Any

import msgspec

from tests.connected.mutants.base import local_us
from tests.connected.mutants.registry import flaw
from tests.connected.mutants.sound import Provider
from topics import catalogue
from topics.envelope import WireRecord, to_wire
from topics.events import DataReply, DataRequest
from topics.partition import partition_of
from topics.record import Record

changed: Any = msgspec.structs.replace
REQUESTS = {"event": "request"}
TWICE = {"fault": "duplicate", "on": REQUESTS, "share": "20%"}


# -- how often ---------------------------------------------------------------------------------


@flaw("duplicate")
class AnswersTwice(Provider):
    """Writes every tenth reply twice."""

    def say(self, reply: DataReply) -> None:
        super().say(reply)
        if self.count % 10 == 0:
            super().say(reply)


@flaw("second-reply-differs")
class AnswersAgainInOtherWords(Provider):
    """Writes every tenth reply again, with other values."""

    def say(self, reply: DataReply) -> None:
        super().say(reply)
        if self.count % 10 == 0:
            super().say(changed(reply, values=tuple(f"{value} (2)" for value in reply.values)))


@flaw("second-reply-differs", faults=[TWICE])
class WorksAgainOnADuplicate(Provider):
    """Stores no reply: a duplicate of a request gets one with a new serial number."""

    def values(self, asked: DataRequest) -> tuple[str, ...]:
        return (f"extract no. {self.count}", *super().values(asked)[1:])


@flaw("second-reply-differs", faults=[TWICE])
class RefusesDuplicates(Provider):
    """Answers a request, and refuses it when it comes again."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def answer(self, asked: DataRequest) -> None:
        if asked.request in self.seen:
            self.say(self.refusal(asked, "requester.integrity.duplicate_differs"))
        else:
            self.seen.add(asked.request)
            super().answer(asked)


@flaw("lost")
class DropsOneInFifty(Provider):
    """Never answers every fiftieth request."""

    def answer(self, asked: DataRequest) -> None:
        if self.count % 50:
            super().answer(asked)


@flaw("unsolicited")
class AnswersTheUnasked(Provider):
    """Now and then answers a request that nobody made."""

    def answer(self, asked: DataRequest) -> None:
        super().answer(asked)
        if self.count % 20 == 0:
            super().answer(changed(asked, request=f"{asked.request}-more"))


# -- to what, for whom -------------------------------------------------------------------------


@flaw("wrong-correlation")
class CrossesIdsUnderConcurrency(Provider):
    """Keeps the id of the request at hand in one place for all that are at hand together."""

    current = ""

    def hold(self, record: Any, asked: DataRequest) -> None:
        self.current = asked.request
        super().hold(record, asked)

    def takes_s(self, _asked: DataRequest) -> float:
        return 0.05

    def reply(self, asked: DataRequest) -> DataReply:
        crossed: DataReply = changed(super().reply(asked), request=self.current)
        return crossed


@flaw("wrong-correlation")
class HashesWrongly(Provider):
    """Computes the hash of a request otherwise than everybody."""

    def reply(self, asked: DataRequest) -> DataReply:
        hashed: DataReply = changed(super().reply(asked), request_hash="0" * 64)
        return hashed


@flaw("wrong-person", agency="G15-LLTP")
class GivesAnotherPersonsData(Provider):
    """Under the right id, every tenth reply holds what was found for the dossier before."""

    before: DataRequest | None = None

    def values(self, asked: DataRequest) -> tuple[str, ...]:
        whose = self.before if self.count % 10 == 0 and self.before else asked
        self.before = asked
        return super().values(whose)


@flaw("wrong-person")
class NamesAnotherDossier(Provider):
    """Every tenth reply is about the dossier of the request before."""

    before = ""

    def reply(self, asked: DataRequest) -> DataReply:
        reply = super().reply(asked)
        before, self.before = self.before, asked.dossier
        if before and self.count % 10 == 0:
            reply = changed(reply, dossier=before)
        return reply


@flaw("mis-addressed")
class AnswersAnotherAgency(Provider):
    """Every tenth reply is for an agency that did not ask."""

    def reply(self, asked: DataRequest) -> DataReply:
        reply = super().reply(asked)
        return changed(reply, requester="G22") if self.count % 10 == 0 else reply


@flaw("mis-addressed")
class SpeaksForAnotherAgency(Provider):
    """Every tenth reply names another provider than itself."""

    def reply(self, asked: DataRequest) -> DataReply:
        reply = super().reply(asked)
        return changed(reply, provider="G15-LLTP") if self.count % 10 == 0 else reply


@flaw("mis-addressed")
class BypassesTheRelay(Provider):
    """Writes every tenth reply to the requester's own topic."""

    def say(self, reply: DataReply) -> None:
        if self.count % 10:
            super().say(reply)
        else:
            topic = catalogue.exchange_in(self.prefix, reply.requester)
            self.put(to_wire(Record(topic, reply.request, reply, local_us(), 0, self.count)))


# -- what it holds -----------------------------------------------------------------------------


@flaw("excess-fields")
class GivesAnExcessField(Provider):
    """Adds a field that nobody asked for to every tenth reply."""

    def reply(self, asked: DataRequest) -> DataReply:
        reply = super().reply(asked)
        if self.count % 10:
            return reply
        more = {"fields": (*reply.fields, "religion"), "values": (*reply.values, "none")}
        return changed(reply, **more)  # type: ignore[no-any-return]


@flaw("wrong-fields")
class GivesNoField(Provider):
    """Says that it answers, and gives nothing, in every tenth reply."""

    def reply(self, asked: DataRequest) -> DataReply:
        reply = super().reply(asked)
        return changed(reply, fields=(), values=()) if self.count % 10 == 0 else reply


@flaw("wrong-fields")
class GivesAnotherField(Provider):
    """Gives another field than the last that was asked for, in every tenth reply."""

    def reply(self, asked: DataRequest) -> DataReply:
        reply = super().reply(asked)
        other = (*reply.fields[:-1], "religion")
        return changed(reply, fields=other) if self.count % 10 == 0 else reply


@flaw("contract-violation")
class KeepsToAnotherSchema(Provider):
    """Writes a field into the value that the contract does not have."""

    def put(self, wire: WireRecord) -> None:
        assert wire.value is not None
        more = wire.value[:-1] + b',"note":"by hand"}'
        super().put(changed(wire, value=more) if self.count % 10 == 0 else wire)


@flaw("contract-violation")
class ForgetsAHeader(Provider):
    """Writes every tenth reply without its hash in the headers."""

    def put(self, wire: WireRecord) -> None:
        fewer = [each for each in wire.headers if each[0] != "ce_requesthash"]
        super().put(changed(wire, headers=fewer) if self.count % 10 == 0 else wire)


@flaw("contract-violation")
class KeysByDossier(Provider):
    """Takes the dossier for the key, and not the request."""

    def put(self, wire: WireRecord) -> None:
        assert wire.key is not None
        super().put(changed(wire, key=wire.key.partition(b"/")[0]))


@flaw("wrong-partition")
class PartitionsByItself(Provider):
    """Sends each record to the partition after its key's own."""

    def put(self, wire: WireRecord) -> None:
        assert wire.key is not None
        count = len(self.producer.partitions_for(wire.topic))
        other = (partition_of(wire.key.decode(), count) + 1) % count
        self.producer.send(wire.topic, wire.value, wire.key, wire.headers, other)
