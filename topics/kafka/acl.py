"""Who may do what on the bus, as the catalogue says it, and what separates a broker from it.

Each agency logs in as a user of its own, whose name is the agency's id as it is written elsewhere:
``User:H26``. The relay is ``User:relay``; no agency can be that, since their ids are upper case.
Kafka tells cases apart: ``User:h26`` would be somebody else.

An agency writes its ``out`` topics and reads its ``in`` topic and the public ones; a table of its
own is nobody else's. Public is what some role's AsyncAPI document has agencies read; any other
topic is the relay's alone until a role says otherwise. The relay reads what agencies write, and
tables that are its own memory; it writes everything that agencies do not, retry and dead-letter
topics included. Names of an agency's consumer groups and transactional ids begin with
``<prefix>.<agency>.``; both of the relay's are ``<prefix>.relay``.

To see that a topic is there comes with reading or writing it, and an idempotent producer with
writing: Kafka implies both. Making topics, replaying dead letters and closed runs, in which one
process is everybody, are an operator's and not granted here; so are the topics of `CONTROL`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from topics.asyncapi import ROLES
from topics.catalogue import TopicName, TopicSpec, parse_topic
from topics.kafka.plan import wanted_topics

RELAY = "relay"
"""The relay's user. Agencies' users are their ids."""

GROUP, TOPIC, TRANSACTION = "group", "topic", "transactional-id"
_GUARDED = (GROUP, TOPIC, TRANSACTION)
_EVERYTHING = "*"
CONTROL = "control"
"""The domain of topics that an operator's process writes."""

Action = Literal["create", "extra", "wider", "ok"]
_SIGNS: dict[Action, str] = {"create": "+", "extra": "-", "wider": "!", "ok": "="}


@dataclass(frozen=True, slots=True, order=True)
class Acl:
    """One rule of the broker's. Words are Kafka's, in lower case, with hyphens within.

    `name` is the resource's, or with `pattern` ``prefixed`` what its name begins with.
    """

    resource: str
    name: str
    principal: str
    operation: str
    pattern: str = "literal"
    permission: str = "allow"
    host: str = "*"

    def __str__(self) -> str:
        name = f"{self.name}*" if self.pattern == "prefixed" else self.name
        told = f"{self.permission} {self.principal} {self.operation} {self.resource} {name}"
        return told if self.host == "*" else f"{told} from {self.host}"


@dataclass(frozen=True, slots=True)
class AclStep:
    """What is to be done about one rule.

    ``extra``: it is about this prefix and not the catalogue's. ``wider``: it allows something
    about this prefix and about others too.
    """

    action: Action
    acl: Acl

    def __str__(self) -> str:
        return f"{_SIGNS[self.action]} {self.acl}"


@dataclass(frozen=True, slots=True)
class AclPlan:
    """Steps, in order of resource, name and user. `prefix` is that of all which are wanted."""

    prefix: str
    steps: tuple[AclStep, ...]

    def of(self, action: Action) -> tuple[Acl, ...]:
        """The rules of one kind of step."""
        return tuple(step.acl for step in self.steps if step.action == action)

    @property
    def is_done(self) -> bool:
        """Whether the broker has these rules and no others about the prefix."""
        return len(self.of("ok")) == len(self.steps)

    def summary(self) -> str:
        """One sentence with counts."""
        return (
            f"{self.prefix}: {len(self.of('create'))} rules to create, {len(self.of('extra'))} "
            f"beyond the catalogue, {len(self.of('wider'))} that reach further than the prefix, "
            f"{len(self.of('ok'))} as they should be"
        )

    def text(self, *, everything: bool = False) -> str:
        """A line for each rule that is not as it should be (or for all), and the summary."""
        shown = [str(step) for step in self.steps if everything or step.action != "ok"]
        return "\n".join([*shown, self.summary()])


def wanted_acls(prefix: str, agencies: Sequence[str]) -> list[Acl]:
    """Every rule that the catalogue makes for these agencies and the relay, in order.

    Raise `InputError` for a bad prefix or agency.
    """
    public = _public()
    found = {
        Acl(TOPIC, wanted.name, principal(user), operation)
        for wanted in wanted_topics(prefix, agencies)
        for user, operation in _grants(parse_topic(wanted.name), agencies, public)
    }
    return sorted([*found, *_names(prefix, agencies)])


def principal(user: str) -> str:
    """As Kafka writes a user."""
    return f"User:{user}"


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
        readers, writers = [], []
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


def compare(prefix: str, wanted: Iterable[Acl], found: Iterable[Acl]) -> AclPlan:
    """What makes the `found` rules about this prefix the `wanted` ones."""
    asked, there = frozenset(wanted), frozenset(found)
    steps = [AclStep("ok" if acl in there else "create", acl) for acl in asked]
    steps += [AclStep("extra", acl) for acl in there - asked if _is_about(acl, prefix)]
    steps += [AclStep("wider", acl) for acl in there if _reaches(acl, prefix)]
    return AclPlan(prefix, tuple(sorted(steps, key=lambda step: step.acl)))


def _is_about(acl: Acl, prefix: str) -> bool:
    return acl.resource in _GUARDED and acl.name.startswith(f"{prefix}.")


def _reaches(acl: Acl, prefix: str) -> bool:
    """Whether it allows something about names of this prefix and of others."""
    if acl.resource not in _GUARDED or acl.permission != "allow" or _is_about(acl, prefix):
        return False
    if acl.pattern == "prefixed":
        return f"{prefix}.".startswith(acl.name)
    return acl.name == _EVERYTHING


def users_of(agencies: Iterable[str]) -> list[str]:
    """Every user that rules are about: the agencies', in order, and the relay's."""
    return [*sorted(agencies), RELAY]
