"""Requesters, syncers and subscribers with a flaw."""

from __future__ import annotations

import os
from typing import Any

import msgspec

from tests.connected.mutants.base import VIET_NAM_US
from tests.connected.mutants.registry import flaw
from tests.connected.mutants.sound import Requester, Subscriber, Syncer
from topics.events import DataRequest, StatusCreate, StatusProgress

changed: Any = msgspec.structs.replace
HOUR_US = VIET_NAM_US // 7


# -- requesters --------------------------------------------------------------------------------


@flaw("not-idempotent")
class RetriesUnderAnotherId(Requester):
    """Asks for every tenth thing again, as if it were another."""

    def ask(self, event: DataRequest) -> None:
        super().ask(event)
        if self.count % 10 == 0:
            super().ask(changed(event, request=f"{event.request}-again"))


@flaw("not-idempotent")
class RetriesInOtherWords(Requester):
    """Asks every tenth time again for less, under the same id."""

    def ask(self, event: DataRequest) -> None:
        super().ask(event)
        if self.count % 10 == 0:
            super().ask(changed(event, fields=event.fields[:1], attempt=1))


@flaw("duplicate")
class AsksTwice(Requester):
    """Writes every tenth request twice."""

    def ask(self, event: DataRequest) -> None:
        super().ask(event)
        if self.count % 10 == 0:
            super().ask(event)


@flaw("out-of-order")
class TurnsAttemptsRound(Requester):
    """Writes the second attempt of every tenth request before the first."""

    def ask(self, event: DataRequest) -> None:
        if self.count % 10 == 0:
            super().ask(changed(event, attempt=1))
        super().ask(event)


@flaw("excess-fields")
class AsksForMoreThanItMay(Requester):
    """Asks every tenth time for a field to which it has no right."""

    def ask(self, event: DataRequest) -> None:
        more = (*event.fields, "bank_balance")
        super().ask(changed(event, fields=more) if self.count % 10 == 0 else event)


@flaw("contract-violation")
class AsksWithoutLegalBasis(Requester):
    """Leaves the legal basis of every tenth request empty."""

    def ask(self, event: DataRequest) -> None:
        super().ask(changed(event, basis="") if self.count % 10 == 0 else event)


@flaw("mis-addressed")
class AsksInAnothersName(Requester):
    """Writes every tenth request as another agency."""

    def ask(self, event: DataRequest) -> None:
        super().ask(changed(event, requester="G15") if self.count % 10 == 0 else event)


@flaw("lost")
class ForgetsToAsk(Requester):
    """Never asks every twentieth thing."""

    def ask(self, event: DataRequest) -> None:
        if self.count % 20:
            super().ask(event)


@flaw("late", contract={"deadline": "2s"})
class AsksTooLate(Requester):
    """Asks two and a half seconds after it should have."""

    def tardy_us(self, _found: dict[str, Any]) -> int:
        return 2_500_000


@flaw("stuck-after-heal")
class StopsReadingReplies(Requester):
    """Reads no more replies after a hundred requests, and still asks."""

    def listen(self, wait_ms: int) -> None:
        if self.count < 100:
            super().listen(wait_ms)
        else:
            self.consumer.pause(*self.consumer.assignment())
            self.consumer.poll(timeout_ms=wait_ms)


# -- syncers -----------------------------------------------------------------------------------


@flaw("half-sync")
class MakesHalfThePush(Syncer):
    """Creates every tenth dossier, and says nothing more of it."""

    def progress(self, found: dict[str, Any]) -> None:
        if int(found["dossier"].rpartition("-")[2]) % 10:
            super().progress(found)


@flaw("status-before-create")
class PushesBeforeItCreates(Syncer):
    """Says the first status of a dossier before it creates it."""

    def push(self, found: dict[str, Any]) -> None:
        new = found["dossier"] not in self.known
        self.known.add(found["dossier"])
        self.progress(found)
        if new:
            self.create(found)


@flaw("illegal-status-move")
class MakesAnIllegalMove(Syncer):
    """Says of every tenth dossier that it is returned when it is in process."""

    def progressed(self, found: dict[str, Any]) -> StatusProgress:
        event = super().progressed(found)
        wrong = event.status == 4 and int(event.dossier.rpartition("-")[2]) % 10 == 0
        return changed(event, status=10) if wrong else event


@flaw("duplicate")
class PushesTwice(Syncer):
    """Pushes every tenth status twice."""

    def progress(self, found: dict[str, Any]) -> None:
        super().progress(found)
        if self.count % 10 == 0:
            super().progress(found)


@flaw("second-reply-differs")
class CreatesAgainOtherwise(Syncer):
    """Creates every tenth dossier again, due on another day."""

    def create(self, found: dict[str, Any]) -> None:
        super().create(found)
        if int(found["dossier"].rpartition("-")[2]) % 10 == 0:
            again: StatusCreate = changed(self.created(found), due_us=found["due_us"] + HOUR_US)
            self.tell(again)


@flaw("out-of-order")
class ReordersAKey(Syncer):
    """Pushes the second status of every tenth dossier after the third."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, dict[str, Any]] = {}

    def progress(self, found: dict[str, Any]) -> None:
        dossier = found["dossier"]
        if found["status"] == 4 and int(dossier.rpartition("-")[2]) % 10 == 0:
            self.kept[dossier] = found
            return
        super().progress(found)
        if dossier in self.kept:
            super().progress(self.kept.pop(dossier))


@flaw("clock-skew")
class IsAnHourAhead(Syncer):
    """Says that each status was entered an hour later than it was."""

    def progressed(self, found: dict[str, Any]) -> StatusProgress:
        ahead: StatusProgress = changed(super().progressed(found), at_us=found["at_us"] + HOUR_US)
        return ahead


@flaw("lost")
class ForgetsToPush(Syncer):
    """Never says of every tenth dossier that it is in process."""

    def progress(self, found: dict[str, Any]) -> None:
        if found["status"] != 4 or int(found["dossier"].rpartition("-")[2]) % 10:
            super().progress(found)


@flaw("stuck-after-heal")
class StopsPushing(Syncer):
    """Says nothing more after a hundred statuses."""

    def push(self, found: dict[str, Any]) -> None:
        if self.count <= 100:
            super().push(found)


# -- subscribers -------------------------------------------------------------------------------


@flaw("stuck-after-heal")
class NeverCommits(Subscriber):
    """Reads on, and commits nothing."""

    def taken(self) -> None:
        pass


@flaw("stuck-after-heal")
class StopsFollowing(Subscriber):
    """Takes nothing more after a hundred publications."""

    def taken(self) -> None:
        if self.count < 100:
            super().taken()


@flaw("crashed")
class DiesOfAPublication(Subscriber):
    """Ends after fifty publications."""

    def taken(self) -> None:
        super().taken()
        if self.count > 50:
            os._exit(5)
