"""How long the connector took over each thing that it was to do, from when that was intended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from simulator.loadtest.parts import Exchange, Said, Work
from topics.errors import ErrorCode, InputError
from topics.events import DataReply, StatusProgress, type_name

if TYPE_CHECKING:
    from simulator.loadtest.view import View

PROGRESS = type_name(StatusProgress)


class _Status(msgspec.Struct, gc=False):
    dossier: str
    status: int


class Response(msgspec.Struct, frozen=True, gc=False):
    """`done_us` is -1 for what was never done; `culprit` is of the error it ended in, if any."""

    intended_us: int
    done_us: int
    procedure: str
    culprit: str = ""


@dataclass(slots=True)
class Responses:
    """Those of the connector, and how many were left out because a rule struck the message."""

    found: list[Response] = field(default_factory=list)
    struck: int = 0


def responses_of(view: View) -> Responses:
    """One for each request to a provider, or for each piece of work of others."""
    found = Responses()
    if view.terms.role == "provider":
        for _, x in view.asked():
            _of_request(view, x, found)
    elif view.terms.role == "subscriber":
        found.found.extend(_of_readings(view))
    else:
        found.found.extend(_of_works(view))
    return found


def _of_request(view: View, x: Exchange, found: Responses) -> None:
    if x.struck:
        found.struck += 1
        return
    assert x.asked is not None
    if x.replies:
        done_us, culprit = x.replied_us, _culprit(x.replies[0])
    elif x.deliveries and view.due_by_end(x):
        done_us, culprit = -1, "provider"
    else:
        return  # never delivered, or the test ended before its time did
    found.found.append(Response(x.intended_us, done_us, x.asked.procedure, culprit))


def _culprit(said: Said) -> str:
    event = said.event
    if not isinstance(event, DataReply) or event.error is None:
        return ""
    try:
        return ErrorCode.parse(event.error).culprit
    except InputError:
        return "provider"


def _of_works(view: View) -> Iterator[Response]:
    for work, said in written(view):
        if said is not None:
            yield Response(work.intended_us, view.said_us(said), "")
        elif work.intended_us + view.terms.deadline_us <= view.end_us:
            yield Response(work.intended_us, -1, "", view.terms.role)


def _of_readings(view: View) -> Iterator[Response]:
    """From when a record could be read to the first time at which it was seen to be committed."""
    for place, commits in view.commits.items():
        read = view.read.get(place, ())
        at = 0
        for read_us, offset in zip(read[0::2], read[1::2], strict=True):
            while at < len(commits) and commits[at].offset <= offset:
                at += 1
            if at < len(commits):
                yield Response(read_us, max(commits[at].at_us, read_us), "")
            elif read_us + view.terms.deadline_us <= view.end_us:
                yield Response(read_us, -1, "", view.terms.role)


def written(view: View) -> Iterator[tuple[Work, Said | None]]:
    """Each piece of work that the connector was given, and the first record that does it."""
    progress: dict[tuple[str, int], Said] = {}
    for pushes in view.pushes.values() if view.works else ():
        for said in pushes:
            if isinstance(said.event, StatusProgress):
                progress.setdefault((said.event.dossier, said.event.status), said)
    for work in view.works:
        if work.type == PROGRESS:
            status = msgspec.json.decode(work.event, type=_Status)
            yield work, progress.get((status.dossier, status.status))
        else:
            x = view.exchanges.get(work.key)
            yield work, x.asks[0] if x is not None and x.asks else None
