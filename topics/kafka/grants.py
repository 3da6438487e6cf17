"""Who may do what on the bus, as the catalogue says it: no more than each needs.

Each agency logs in as a user of its own, whose name is the agency's id as it is written elsewhere:
``User:H26``. Users of other kinds are lower case, which no agency's id is: ``User:relay``,
``User:observer``, ``User:operator``, and ``User:host-NAME`` for each process that hosts agencies.
Kafka tells cases apart: ``User:h26`` would be somebody else.

- An **agency** writes its ``out`` topics and reads its ``in`` topic and the public ones; a table of
  its own is nobody else's. Public is what some role's AsyncAPI document has agencies read; any
  other topic is the relay's alone until a role says otherwise. Names of its consumer groups and
  transactional ids begin with ``<prefix>.<agency>.``.
- The **relay** reads what agencies write, tables that are its own memory, and the clock of a live
  run; it writes everything that agencies do not, retry and dead-letter topics included. Its group
  and its transactional id are ``<prefix>.relay``.
- A **host** may do for the agencies of its process what their twins do, under the one group and
  transactional id that a twin has; it publishes for them, and goes by the clock that it shares.
- The **observer** reads what flows, and writes nothing. What it reads has people's data in it, so
  its login is to be kept as an agency's. Memory of the relay and of hosts it does not read.
- The **operator** makes, alters and removes the topics of the prefix, replays dead letters, and
  has all rights on topics that begin with ``run-``: those of closed runs, in which one process is
  everybody.

To see that a topic is there comes with reading or writing it, and an idempotent producer with
writing: Kafka implies both. Making users and rules is the administrator's, and nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from topics.asyncapi import ROLES
from topics.catalogue import (
    TopicName,
    TopicSpec,
    agency_work,
    control_acts,
    control_clock,
    exchange_in,
    exchange_out,
    parse_topic,
    published,
    status_out,
)
from topics.errors import InputError
from topics.kafka.acl import GROUP, TOPIC, TRANSACTION, Acl
from topics.kafka.plan import wanted_topics

RELAY, OBSERVER, OPERATOR = "relay", "observer", "operator"
"""Users of which there is one. Agencies' users are their ids."""

CONTROL = "control"
"""The domain of topics that hosts write: what operators do to a live run."""
CLOSED_RUNS = "run-"
"""How the names of closed runs' topics begin."""

Rights = Mapping[str, Sequence[str]]
"""Topic -> what one has to be allowed there: ``read``, ``write``."""

_OPERATED = ("alter", "alter-configs", "create", "delete", "describe-configs")
_HOST = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Host:
    """A process that hosts agencies. Raise `InputError` for a name that is no lower-case word."""

    name: str
    agencies: tuple[str, ...]

    def __post_init__(self) -> None:
        if not _HOST.fullmatch(self.name):
            raise InputError(
                f"host {self.name!r}: expected lower-case letters and digits, hyphens within"
            )

    @property
    def user(self) -> str:
        """Who it logs in as."""
        return f"host-{self.name}"


def wanted_acls(prefix: str, agencies: Sequence[str], hosts: Sequence[Host] = ()) -> list[Acl]:
    """Every rule that the catalogue makes for these agencies and hosts and those around, in order.

    Raise `InputError` for a bad prefix or agency, or a host of another agency.
    """
    public, wanted = _public(), [parse_topic(t.name) for t in wanted_topics(prefix, agencies)]
    found = {
        Acl(TOPIC, str(topic), principal(user), operation)
        for topic in wanted
        for user, operation in _grants(topic, agencies, public)
    }
    found |= {*_names(prefix, agencies), *_observed(wanted, public), *_operated(prefix, wanted)}
    for host in hosts:
        if unknown := sorted(set(host.agencies) - set(agencies)):
            raise InputError(f"host {host.name}: no agency {unknown[0]} here")
        found |= set(_hosted(prefix, host))
    return sorted(found)


def users_of(agencies: Iterable[str], hosts: Iterable[Host] = ()) -> list[str]:
    """Every user that rules are about: agencies' and hosts', each in order, and those around."""
    return [*sorted(agencies), *sorted(host.user for host in hosts), OBSERVER, OPERATOR, RELAY]


def principal(user: str) -> str:
    """As Kafka writes a user."""
    return f"User:{user}"


def rights_of_host(prefix: str, agencies: Iterable[str]) -> dict[str, Sequence[str]]:
    """What a process needs on topics that hosts these agencies."""
    rights: dict[str, Sequence[str]] = {
        control_clock(prefix): ("read", "write"),
        control_acts(prefix): ("write",),
        published(prefix): ("write",),
    }
    for agency in agencies:
        rights[exchange_in(prefix, agency)] = ("read",)
        rights[exchange_out(prefix, agency)] = ("write",)
        rights[status_out(prefix, agency)] = ("write",)
        rights[agency_work(prefix, agency)] = ("read", "write")
    return rights


def twin_name(prefix: str, agency: str) -> str:
    """Group and transactional id of the process that acts as an agency."""
    return f"{prefix}.{agency.lower()}.twin"


# -- agencies and the relay ------------------------------------------------------------------------


def _public() -> frozenset[str]:
    """Templates of the topics that are not an agency's own, and that some role reads."""
    steps = [step for role in ROLES.values() for step in role.steps]
    read = [step.topic for step in steps if step.action == "receive"]
    read += [step.reply[0] for step in steps if step.action == "send" and step.reply is not None]
    return frozenset(spec.template for spec in read if not spec.per_agency)


def _grants(
    topic: TopicName, agencies: Sequence[str], public: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """User and operation of each rule about a topic."""
    owner = [topic.agency] if topic.agency is not None else []
    readers: list[str]
    writers: list[str]
    spec = topic.spec
    if spec.domain == CONTROL:
        readers, writers = [RELAY] if spec.kind == "tbl" else [], []
    elif topic.suffix:
        readers, writers = [], [RELAY]
    elif spec.kind == "out":
        readers, writers = [RELAY], owner
    elif spec.kind == "in":
        readers, writers = owner, [RELAY]
    elif spec.kind == "tbl" and owner:
        readers, writers = owner, owner
    else:
        readers, writers = _readers(spec, owner or agencies, public), [RELAY]
    yield from ((user, "read") for user in readers)
    yield from ((user, "write") for user in writers)


def _readers(spec: TopicSpec, agencies: Sequence[str], public: frozenset[str]) -> list[str]:
    if spec.template in public:
        return list(agencies)
    return [RELAY] if spec.kind == "tbl" else []


def _names(prefix: str, agencies: Sequence[str]) -> Iterator[Acl]:
    """Rules about consumer groups and transactional ids."""
    for agency in agencies:
        begins, user = f"{prefix}.{agency.lower()}.", principal(agency)
        yield Acl(GROUP, begins, user, "read", "prefixed")
        yield Acl(TRANSACTION, begins, user, "write", "prefixed")
    relay = f"{prefix}.{RELAY}"
    yield Acl(GROUP, relay, principal(RELAY), "read")
    yield Acl(TRANSACTION, relay, principal(RELAY), "write")


# -- those around ----------------------------------------------------------------------------------


def _hosted(prefix: str, host: Host) -> Iterator[Acl]:
    user = principal(host.user)
    for topic, operations in rights_of_host(prefix, host.agencies).items():
        yield from (Acl(TOPIC, topic, user, operation) for operation in operations)
    for agency in host.agencies:
        yield Acl(GROUP, twin_name(prefix, agency), user, "read")
        yield Acl(TRANSACTION, twin_name(prefix, agency), user, "write")


def _observed(topics: Iterable[TopicName], public: frozenset[str]) -> Iterator[Acl]:
    """Streams by the beginning of their names; tables one by one, since some are memory."""
    user = principal(OBSERVER)
    for topic in topics:
        spec, begins = topic.spec, f"{topic.prefix}.{topic.spec.domain}.{topic.spec.kind}."
        if spec.kind != "tbl":
            yield Acl(TOPIC, begins, user, "read", "prefixed")
        elif spec.template in public or spec.domain == CONTROL:
            yield Acl(TOPIC, str(topic), user, "read")
        yield Acl(GROUP, f"{topic.prefix}.", user, "describe", "prefixed")


def _operated(prefix: str, topics: Iterable[TopicName]) -> Iterator[Acl]:
    user = principal(OPERATOR)
    for operation in _OPERATED:
        yield Acl(TOPIC, f"{prefix}.", user, operation, "prefixed")
    for topic in topics:
        if topic.suffix == "dlt":
            yield Acl(TOPIC, str(topic), user, "read")
        elif topic.spec.kind == "out" and not topic.suffix:
            yield Acl(TOPIC, str(topic), user, "write")
    yield Acl(GROUP, replay_group(prefix), user, "read", "prefixed")
    yield Acl(TOPIC, CLOSED_RUNS, user, "all", "prefixed")


def replay_group(prefix: str) -> str:
    """How the names of the groups begin that remember which dead letters were replayed."""
    return f"{prefix}.dlt-replay"
