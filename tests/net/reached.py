"""What generated scenarios reach: how often each rare thing happened in a run.

A *finder* looks at one run and at the scenario that it is of, and counts things by name. `WANTED`
are the names of which each has to happen somewhere, or a path of the model is not in the net.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from tests.net.engine import CAUSES, CHANNELS, POLICIES, Message, Ran

Found = Counter[str]
Finder = Callable[["Seen"], Found]
FINDERS: list[Finder] = []
DAY_US = 86_400_000_000


def finder(function: Finder) -> Finder:
    """Register what counts things."""
    FINDERS.append(function)
    return function


@dataclass
class Seen:
    """A run, and the document of the scenario that it is of."""

    ran: Ran
    document: dict[str, Any]
    scenario: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.scenario = self.document["scenario"]

    def of(self, kind: str) -> list[Message]:
        """The messages of a kind, in order."""
        return [message for message in self.ran.messages if message.kind == kind]

    @cached_property
    def asked(self) -> dict[str, list[Message]]:
        """The attempts of each request, by its id."""
        return _by(self.of("exchange.request.v1"), "request")

    @cached_property
    def answers(self) -> dict[str, list[Message]]:
        """The replies to each request, by its id."""
        return _by(self.of("exchange.reply.v1"), "request")

    @cached_property
    def codes(self) -> list[str]:
        """The code of each row's dossier."""
        rows, names = self.ran.rows, self.ran.agencies
        days = rows["day"].astype("datetime64[D]").tolist()
        return [
            f"000.00.00.{names[agency]}-{day:%y%m%d}-{number:04d}"
            for agency, day, number in zip(rows["agency"], days, rows["number"], strict=True)
        ]


def _by(messages: Iterable[Message], name: str) -> dict[str, list[Message]]:
    found: dict[str, list[Message]] = {}
    for message in messages:
        found.setdefault(message.event[name], []).append(message)
    return found


def counted(ran: Ran, document: dict[str, Any]) -> Found:
    """All things that happened in a run, by name; those that did not are not there."""
    from tests.net import instants  # noqa: F401 - it registers its own

    seen, found = Seen(ran, document), Found()
    for count in FINDERS:
        found.update(count(seen))
    return Found({name: int(number) for name, number in found.items() if number})


# -- rows ------------------------------------------------------------------------------------------


@finder
def _ends(seen: Seen) -> Found:
    rows = seen.ran.rows
    ended = rows["returned_us"] >= 0
    return Found(
        f"a dossier {'ends' if end else 'is left open'} in status {status}"
        for end, status in zip(ended.tolist(), rows["status"].tolist(), strict=True)
    )


@finder
def _ways(seen: Seen) -> Found:
    rows, found = seen.ran.rows, Found()
    for number, name in enumerate(CHANNELS):
        found[f"applied by {name}"] = int((rows["channel"] == number).sum())
    for number, name in enumerate(POLICIES):
        found[f"version missing: {name}"] = int((rows["policy"] == number).sum())
    for number, cause in enumerate(CAUSES):
        for when in ("open", "closed"):
            found[f"time lost to {cause}, {when}"] = int((rows[f"{when}_us"][:, number] > 0).sum())
    found["late"] = int((rows["on_time"] == 0).sum())
    found["three supplements"] = int((rows["supplements"] >= 3).sum())
    found["five enquiries of one dossier"] = int((rows["enquiries"] == 5).sum())
    found["a unit that stands for others"] = int((rows["weight"] > 1).sum())
    found["digitised data reused"] = int((rows["reused"] > 0).sum())
    return found


@finder
def _dates(seen: Seen) -> Found:
    """Due dates that moved, by pauses or once by themselves, and days that are not like others."""
    first = {m.event["dossier"]: m.event["due_us"] for m in seen.of("status.create.v1")}
    paused = {
        m.event["dossier"] for m in seen.of("status.progress.v1") if m.event["status"] in (5, 6)
    }
    found = Found()
    for code, due in zip(seen.codes, seen.ran.rows["due_us"].tolist(), strict=True):
        if due != first.get(code, due):
            found[
                "due date moved" + (" after a pause" if code in paused else " by a new date")
            ] += 1
    days = _days(seen)
    worked = {day for one in seen.document["calendars"].values() for day in one["extra_days"]}
    closed = {day for one in seen.document["calendars"].values() for day in one["closed_days"]}
    found["returned on a day worked in exchange"] = sum(day in worked for day in days[1])
    found["submitted on a day off in lieu or a holiday"] = sum(day in closed for day in days[0])
    found["submitted on 29 February"] = sum(day.endswith("-02-29") for day in days[0])
    return found


def _days(seen: Seen) -> tuple[list[str], list[str]]:
    """The days of submission, and of return."""
    rows = seen.ran.rows
    done = rows["returned_us"][rows["returned_us"] >= 0]
    return tuple(  # type: ignore[return-value]
        np.datetime_as_string((times // DAY_US).astype("datetime64[D]")).tolist()
        for times in (rows["submitted_us"], done)
    )


# -- requests --------------------------------------------------------------------------------------


@finder
def _outcomes(seen: Seen) -> Found:
    found = Found()
    for one in seen.ran.indicators["requests"]:
        found[f"request by {one['mode']}: {one['outcome']}"] += 1
    for name, number in seen.ran.indicators["portal"].items():
        found[f"while the portal is out: {name}"] = round(number)
    found["a status given up"] = seen.ran.indicators["sync"]["abandoned"]
    return found


@finder
def _attempts(seen: Seen) -> Found:
    found = Found()
    for sent in seen.asked.values():
        modes = [message.event["mode"] for message in sent]
        found[f"{min(len(sent), 6)} attempts of one request"] += 1
        found["a letter after the platform"] += modes[0] == "platform" and modes[-1] == "letter"
        event = sent[0].event
        found["a letter for guidance"] += list(event["fields"]) == ["guidance"]
        found["another province is asked"] += event["provider"][0] == "H" != event[
            "requester"
        ] and (event["provider"] != event["requester"])
        found["asked within the province"] += event["provider"] == event["requester"]
        found["a request of a chained procedure"] += "." in event["request"].rpartition("/")[2]
    for request, replies in seen.answers.items():
        last = seen.asked[request][-1].event["attempt"]
        found["an earlier attempt answers"] += any(r.event["attempt"] < last for r in replies)
        outcomes = [reply.event["outcome"] for reply in replies]
        found["refused twice, by systems and by people"] += outcomes == ["refused", "refused"]
        found["refused, then answered"] += outcomes == ["refused", "answered"]
    return found


# -- statuses --------------------------------------------------------------------------------------


@finder
def _pushes(seen: Seen) -> Found:
    found = Found(f"message {message.kind}" for message in seen.ran.messages)
    told = _by(seen.of("status.progress.v1"), "dossier")
    for steps in told.values():
        said = [(step.event["status"], step.event["at_us"]) for step in steps]
        found["a status told twice"] += len(said) - len(set(said))
    found["at the portal without a status"] = len(
        {m.event["dossier"] for m in seen.of("status.create.v1")} - told.keys()
    )
    return found


# -- desks -----------------------------------------------------------------------------------------


@finder
def _desks(seen: Seen) -> Found:
    specs = {
        (office["id"], desk["id"]): desk
        for office in seen.scenario["offices"]
        for desk in office["desks"]
    }
    found = Found()
    for line in seen.ran.indicators["desks"]:
        if not line["visits"]:
            continue
        found["a department at work"] += bool(line["department"])
        spec = specs.get((line["level"], line["desk"]))
        if line["level"] == "answering":
            who = "branch" if line["agency"].startswith("H") else "central"
            spec = seen.scenario["answering"][who]
            if seen.scenario["scale"] < 1:
                found[f"letters of units left out, served {spec['discipline']}"] += line["visits"]
        found[f"served {spec['discipline']}"] += line["visits"]
        found["served by people who may be away"] += line["visits"] if spec["absence"] else 0
        found["served by a part of a person"] += spec["staff"].get("fixed", 1) < 1
    return found


_CAUSES = ("handling", "queue", "coordination", "publication", "paper")
WANTED = (
    *(f"a dossier ends in status {status}" for status in (3, 7, 10)),
    *(f"a dossier is left open in status {status}" for status in (1, 4, 5, 6, 9)),
    *(f"applied by {channel}" for channel in CHANNELS),
    *(f"version missing: {policy}" for policy in POLICIES),
    *(f"time lost to {cause}, {when}" for cause in _CAUSES for when in ("open", "closed")),
    *(f"time lost to {cause}, open" for cause in ("data", "retry", "sync", "applicant")),
    *(f"request by platform: {end}" for end in ("answered", "refused", "expired", "late")),
    *(f"request by letter: {end}" for end in ("answered", "refused", "expired")),
    *(f"while the portal is out: {what}" for what in ("waited", "counter", "gave_up")),
    *(f"{number} attempts of one request" for number in range(1, 7)),
    *(f"served {order}" for order in ("fifo", "priority", "earliest-due")),
    *(f"letters of units left out, served {o}" for o in ("fifo", "priority", "earliest-due")),
    *(f"message exchange.{kind}.v1" for kind in ("request", "reply")),
    *(f"message status.{kind}.v1" for kind in ("create", "progress")),
    "message procedure.published.v1", "message bus.audited.v1",
    "late", "three supplements", "five enquiries of one dossier", "digitised data reused",
    "a unit that stands for others", "due date moved after a pause",
    "due date moved by a new date", "returned on a day worked in exchange",
    "submitted on a day off in lieu or a holiday", "submitted on 29 February",
    "a status given up", "a status told twice", "at the portal without a status",
    "a letter after the platform", "a letter for guidance", "another province is asked",
    "asked within the province", "a request of a chained procedure", "an earlier attempt answers",
    "refused twice, by systems and by people", "refused, then answered", "a department at work",
    "served by people who may be away", "served by a part of a person",
    "instant with ten messages", "instant with three submissions",
    "submitted as the portal comes back", "submitted as a version gets in force",
    "submitted as a version has legal effect", "first asked as an outage ends",
    "a retry as an outage ends", "a retry as an outage begins",
    "a reply as the next attempt is due", "a reply as its time-out is due",
    "a letter answered at its limit", "news as patience ends",
)  # fmt: skip
"""All but these: time lost to `batch`, which nothing in the model loses; status 2, which lasts no
time; status 8, to which no rule leads; and letters lost on the way, which no scenario can say."""
