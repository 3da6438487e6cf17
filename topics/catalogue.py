"""The topics of the bus: what each carries, and how it is named.

A topic is named ``<prefix>.<domain>.<kind>.<name>.v<version>``; its retry and dead-letter topics
add ``.retry`` and ``.dlt``. The prefix is one word, of a deployment or of a run, so that runs on
one broker never meet. Names are lower case, with dots between parts and hyphens within: Kafka
confuses ``.`` and ``_`` in the names of its metrics. A module adds a topic with `register_topic`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from topics.agency_work import AgencyWork
from topics.audit import Audited
from topics.clock import ControlClock
from topics.control import ControlAct
from topics.errors import InputError
from topics.events import (
    DataReply,
    DataRequest,
    Event,
    ProcedurePublished,
    StatusCreate,
    StatusProgress,
    type_name,
)
from topics.relay_table import RelayRow

Kind = Literal["in", "out", "evt", "tbl"]
Cleanup = Literal["delete", "compact"]
Suffix = Literal["", "retry", "dlt"]

PER_AGENCY = "<agency>"
_KINDS = ("in", "out", "evt", "tbl")
_SUFFIXES: dict[str, Suffix] = {"": "", "retry": "retry", "dlt": "dlt"}
_WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AGENCY = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_MAX_LENGTH = 249  # Kafka's limit
_NAMES_CACHED = 4096


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """What is promised of a topic, or of one for each agency when `name` is ``<agency>``.

    `kind`: ``out`` only that agency writes, ``in`` only it reads, ``evt`` a stream of facts,
    ``tbl`` the latest value of each key (always compacted). `key` says what a record's key is;
    order is promised among records with the same key, and to nothing else.
    """

    domain: str
    kind: Kind
    name: str
    key: str
    events: tuple[type[Event], ...]
    partitions: int
    version: int = 1

    @property
    def cleanup(self) -> Cleanup:
        """Kafka's cleanup policy: tables are compacted, the rest expires."""
        return "compact" if self.kind == "tbl" else "delete"

    @property
    def per_agency(self) -> bool:
        """Whether there is one such topic for each agency."""
        return self.name == PER_AGENCY

    @property
    def template(self) -> str:
        """The name with placeholders, such as ``<prefix>.exchange.in.<agency>.v1``."""
        return f"<prefix>.{self.domain}.{self.kind}.{self.name}.v{self.version}"


@dataclass(frozen=True, slots=True)
class TopicName:
    """A topic's name, taken apart. `agency` is the id as written elsewhere: ``H26``."""

    prefix: str
    spec: TopicSpec
    agency: str | None = None
    suffix: Suffix = ""

    def __str__(self) -> str:
        return _add(topic_name(self.spec, self.prefix, self.agency), self.suffix)

    @property
    def cleanup(self) -> Cleanup:
        """Cleanup policy: retry and dead-letter topics keep every record until it expires."""
        return "delete" if self.suffix else self.spec.cleanup


_specs: dict[str, TopicSpec] = {}
TOPICS: Mapping[str, TopicSpec] = MappingProxyType(_specs)
"""Template -> spec, of every topic registered, in the order of registration."""


def register_topic(spec: TopicSpec) -> TopicSpec:
    """Add a topic to the catalogue and return it.

    Raise `InputError` when a part of it is not well formed, an event type is not registered, or
    another spec has the name.
    """
    _check(spec)
    taken = _specs.setdefault(spec.template, spec)
    if taken is not spec and _described(taken) != _described(spec):
        raise InputError(f"topic {spec.template} is already registered, with other promises")
    _specs[spec.template] = spec
    _parse.cache_clear()
    return spec


def _check(spec: TopicSpec) -> None:
    where = f"topic {spec.template}"
    _word(where, "domain", spec.domain)
    if not spec.per_agency:
        _word(where, "name", spec.name)
    if spec.kind not in _KINDS:
        raise InputError(f"{where}: kind {spec.kind!r}; expected one of {', '.join(_KINDS)}")
    if spec.partitions < 1 or spec.version < 1:
        raise InputError(f"{where}: partitions and version are at least 1")
    if not spec.events:
        raise InputError(f"{where}: no event type; a topic nobody can write is a mistake")
    for cls in spec.events:
        type_name(cls)  # raises for a class that is not registered


def _described(spec: TopicSpec) -> tuple[object, ...]:
    # Event classes by name: a module loaded again has new ones.
    names = tuple(type_name(cls) for cls in spec.events)
    return (spec.template, spec.key, names, spec.partitions)


def _word(where: str, part: str, found: str) -> None:
    if not _WORD.fullmatch(found):
        raise InputError(
            f"{where}: {part} {found!r}; expected lower-case letters and digits, hyphens within"
        )


@lru_cache(_NAMES_CACHED)
def topic_name(spec: TopicSpec, prefix: str, agency: str | None = None) -> str:
    """The name of a topic. Raise `InputError` for a bad prefix or agency, or a needless one."""
    _word("topic name", "prefix", prefix)
    if spec.per_agency is not (agency is not None):
        wanted = "an agency is needed" if spec.per_agency else f"it has no agency {agency!r}"
        raise InputError(f"topic {spec.template}: {wanted}")
    if agency is not None and not _AGENCY.fullmatch(agency):
        raise InputError(f"topic {spec.template}: agency {agency!r}; expected a code such as H26")
    last = spec.name if agency is None else agency.lower()
    name = f"{prefix}.{spec.domain}.{spec.kind}.{last}.v{spec.version}"
    if len(_add(name, "retry")) > _MAX_LENGTH:
        raise InputError(f"topic name {name!r}: longer than Kafka's {_MAX_LENGTH} letters")
    return name


def retry(name: str) -> str:
    """The topic where records of `name` wait to be tried again."""
    return _add(name, "retry")


def dlt(name: str) -> str:
    """The dead-letter topic of `name`."""
    return _add(name, "dlt")


def _add(name: str, suffix: Suffix) -> str:
    return f"{name}.{suffix}" if suffix else name


def parse_topic(name: str) -> TopicName:
    """Take a topic's name apart. Raise `InputError` when the catalogue has no such topic."""
    return _parse(name)


@lru_cache(_NAMES_CACHED)
def _parse(name: str) -> TopicName:
    parts = name.split(".")
    suffix = _SUFFIXES.get(parts.pop() if len(parts) == 6 else "")
    if len(parts) != 5 or suffix is None:
        raise _unknown(name)
    prefix, domain, kind, last, version = parts
    for candidate in (last, PER_AGENCY):
        spec = _specs.get(f"<prefix>.{domain}.{kind}.{candidate}.{version}")
        if spec is not None:
            break
    else:
        raise _unknown(name)
    found = TopicName(prefix, spec, last.upper() if spec.per_agency else None, suffix)
    if str(found) != name:
        raise _unknown(name)
    return found


def _unknown(name: str) -> InputError:
    close = difflib.get_close_matches(name, _specs, n=1, cutoff=0.4)
    hint = f"; did you mean {close[0]}" if close else ""
    return InputError(f"topic {name!r} is not in the catalogue{hint}")


EXCHANGE_OUT = register_topic(
    TopicSpec("exchange", "out", PER_AGENCY, "request id", (DataRequest, DataReply), 3)
)
EXCHANGE_IN = register_topic(
    TopicSpec("exchange", "in", PER_AGENCY, "request id", (DataRequest, DataReply), 3)
)
STATUS_OUT = register_topic(
    TopicSpec("status", "out", PER_AGENCY, "dossier code", (StatusCreate, StatusProgress), 1)
)
STATUS_TABLE = register_topic(
    TopicSpec("status", "tbl", "dossier", "dossier code", (StatusProgress,), 6)
)
PUBLISHED = register_topic(
    TopicSpec("procedure", "evt", "published", "procedure code", (ProcedurePublished,), 1)
)
PROCEDURE_TABLE = register_topic(
    TopicSpec("procedure", "tbl", "catalogue", "procedure code", (ProcedurePublished,), 1)
)
AUDIT = register_topic(TopicSpec("bus", "evt", "audit", "request id", (Audited,), 1))
RELAY_TABLE = register_topic(TopicSpec("bus", "tbl", "relay", "row", (RelayRow,), 1))
CONTROL_ACTS = register_topic(TopicSpec("control", "evt", "acts", "act", (ControlAct,), 1))
CONTROL_CLOCK = register_topic(TopicSpec("control", "tbl", "clock", "clock", (ControlClock,), 1))
AGENCY_WORK = register_topic(TopicSpec("agency", "tbl", PER_AGENCY, "work", (AgencyWork,), 1))


@lru_cache(_NAMES_CACHED)
def exchange_out(prefix: str, agency: str) -> str:
    """Requests and replies that `agency` writes, for the relay to move."""
    return topic_name(EXCHANGE_OUT, prefix, agency)


@lru_cache(_NAMES_CACHED)
def exchange_in(prefix: str, agency: str) -> str:
    """Requests and replies that the relay delivers to `agency`."""
    return topic_name(EXCHANGE_IN, prefix, agency)


@lru_cache(_NAMES_CACHED)
def status_out(prefix: str, agency: str) -> str:
    """Status pushes of `agency` to the portal."""
    return topic_name(STATUS_OUT, prefix, agency)


@lru_cache(_NAMES_CACHED)
def status_table(prefix: str) -> str:
    """The latest status of each dossier, as the portal has it."""
    return topic_name(STATUS_TABLE, prefix)


@lru_cache(_NAMES_CACHED)
def published(prefix: str) -> str:
    """Each publication of a procedure's version by a ministry or a province."""
    return topic_name(PUBLISHED, prefix)


@lru_cache(_NAMES_CACHED)
def procedure_table(prefix: str) -> str:
    """The latest published version of each procedure."""
    return topic_name(PROCEDURE_TABLE, prefix)


@lru_cache(_NAMES_CACHED)
def audit(prefix: str) -> str:
    """What the relay put on record of every message, in one partition: one chain."""
    return topic_name(AUDIT, prefix)


@lru_cache(_NAMES_CACHED)
def relay_table(prefix: str) -> str:
    """What the relay remembers; nobody else may read it."""
    return topic_name(RELAY_TABLE, prefix)


@lru_cache(_NAMES_CACHED)
def control_acts(prefix: str) -> str:
    """What operators did to a live run, in one partition: in the order in which they did it."""
    return topic_name(CONTROL_ACTS, prefix)


@lru_cache(_NAMES_CACHED)
def control_clock(prefix: str) -> str:
    """The clock of a live run in several processes."""
    return topic_name(CONTROL_CLOCK, prefix)


@lru_cache(_NAMES_CACHED)
def agency_work(prefix: str, agency: str) -> str:
    """What an agency's twin has open; nobody else may read it."""
    return topic_name(AGENCY_WORK, prefix, agency)
