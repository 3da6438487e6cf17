"""What the history of a load test holds: all that the harness did, and all that it saw.

Entries are in the order in which the harness noted them; `at_us` never goes back by more than
threads take to hand over. Times are microseconds since the test began, by a clock that never
jumps (`at_us`), or the broker's own (`log_us`, since 1970 UTC).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

_MOST = 2**53 - 1  # what every reader of JSON has exactly
Number = Annotated[int, msgspec.Meta(ge=-_MOST, le=_MOST)]
"""A time or a place in a log, such as one can reckon with."""


class Phase(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="phase"):
    """A phase begins: ``warmup, load, heal, drain, end``."""

    at_us: Number
    name: str


class Send(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="send"):
    """The harness sends a message. `number` counts its sends from 0, the same for each seed.

    With an empty `topic` it is work that the connector was given, and `event` what it should write.
    `intended_us` is when the schedule wants it, `at_us` when it was handed to the client, and
    `confirmed_us` when the broker had it (-1: never). `event` is its JSON, of type `type`.
    """

    number: Number
    intended_us: Number
    at_us: Number
    confirmed_us: Number
    topic: str
    key: str
    type: str
    event: msgspec.Raw


class Seen(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="what", tag="seen"
):
    """The harness read a record. Either `type` and `event`, or `error` and `data` (base64).

    `error` is the reason of `topics.errors.Malformed` for a record that is no message.
    """

    at_us: Number
    log_us: Number
    topic: str
    partition: Number
    offset: Number
    key: str = ""
    type: str = ""
    event: msgspec.Raw = msgspec.Raw(b"null")
    error: str = ""
    data: str = ""


class Fault(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="what", tag="fault"
):
    """A fault begins or ends. `number` is its place in the plan, from 0."""

    at_us: Number
    number: Number
    name: str
    begins: bool
    settings: tuple[str, ...] = ()


class Commit(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="commit"):
    """The offset that the connector's group had committed for a partition when it was asked."""

    at_us: Number
    group: str
    topic: str
    partition: Number
    offset: Number


class Process(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="what", tag="process"
):
    """Of the connector's process: ``started, measured, ended`` (by itself)``, stopped, killed``."""

    at_us: Number
    name: str
    pid: Number
    resident_bytes: Number = -1
    status: int | None = None


Entry = Phase | Send | Seen | Fault | Commit | Process
PHASES: tuple[Literal["warmup", "load", "heal", "drain", "end"], ...] = (
    "warmup", "load", "heal", "drain", "end",
)  # fmt: skip
