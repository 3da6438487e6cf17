"""Who takes part, and what each does: the four documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from topics.asyncapi import texts
from topics.asyncapi.texts import Section
from topics.catalogue import (
    EXCHANGE_IN,
    EXCHANGE_OUT,
    PROCEDURE_TABLE,
    PUBLISHED,
    STATUS_OUT,
    STATUS_TABLE,
    TopicSpec,
)
from topics.contract_rules import ASKED
from topics.events import (
    DataReply,
    DataRequest,
    Event,
    ProcedurePublished,
    StatusCreate,
    StatusProgress,
)

EventClass = type[Event]


@dataclass(frozen=True, slots=True)
class Step:
    """One operation of an application: it sends or receives `event` on `topic`.

    `reply`: what answers it, and where; an answer goes the other way.
    """

    name: str
    action: Literal["send", "receive"]
    topic: TopicSpec
    event: EventClass
    summary: str
    reply: tuple[TopicSpec, EventClass] | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """One kind of application. `agency` is an example of who is it."""

    name: str
    title: str
    summary: str
    agency: str
    steps: tuple[Step, ...]
    how: tuple[Section, ...]


_HASHING = ("The hash of a request", texts.hashing(ASKED))

_ROLES = (
    Role(
        "provider",
        "Lienthong: answering data requests",
        "An agency's connector that answers other agencies' requests for data.",
        "G01",
        (
            Step(
                "answerRequest",
                "receive",
                EXCHANGE_IN,
                DataRequest,
                "Answer each data request with one reply",
                (EXCHANGE_OUT, DataReply),
            ),
        ),
        (("How to answer", texts.ANSWERING), _HASHING),
    ),
    Role(
        "requester",
        "Lienthong: asking for data",
        "An agency's connector that asks other agencies for data.",
        "H26",
        (
            Step(
                "ask",
                "send",
                EXCHANGE_OUT,
                DataRequest,
                "Ask an agency for named fields, on a legal basis",
                (EXCHANGE_IN, DataReply),
            ),
        ),
        (("How to ask", texts.ASKING), _HASHING),
    ),
    Role(
        "syncer",
        "Lienthong: reporting statuses to the portal",
        "An agency's connector that tells the national portal where its dossiers stand.",
        "H26",
        (
            Step("create", "send", STATUS_OUT, StatusCreate, "Make a dossier known to the portal"),
            Step("progress", "send", STATUS_OUT, StatusProgress, "Report a status of a dossier"),
            Step(
                "readPortal",
                "receive",
                STATUS_TABLE,
                StatusProgress,
                "See which status the portal has of each dossier",
            ),
        ),
        (("How to report", texts.SYNCING),),
    ),
    Role(
        "subscriber",
        "Lienthong: following the publication of procedures",
        "Software that follows which version of each procedure is published, and by whom.",
        "H26",
        (
            Step(
                "followPublications",
                "receive",
                PUBLISHED,
                ProcedurePublished,
                "Take note of each publication",
            ),
            Step(
                "readCatalogue",
                "receive",
                PROCEDURE_TABLE,
                ProcedurePublished,
                "Know the latest publication of each procedure",
            ),
        ),
        (("How to follow", texts.SUBSCRIBING),),
    ),
)

ROLES: Mapping[str, Role] = MappingProxyType({role.name: role for role in _ROLES})
"""Name -> role."""
