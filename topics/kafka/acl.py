"""Access rules of a broker, and what separates those that it has from those that are wanted.

Which are wanted, `topics.kafka.grants` says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

GROUP, TOPIC, TRANSACTION = "group", "topic", "transactional-id"
_GUARDED = (GROUP, TOPIC, TRANSACTION)
_EVERYTHING = "*"
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


def compare(prefix: str, wanted: Iterable[Acl], found: Iterable[Acl]) -> AclPlan:
    """What makes the `found` rules about this prefix the `wanted` ones."""
    asked, there = frozenset(wanted), frozenset(found)
    steps = [AclStep("ok" if acl in there else "create", acl) for acl in asked]
    steps += [AclStep("extra", acl) for acl in there - asked if _is_about(acl, prefix)]
    steps += [AclStep("wider", acl) for acl in there - asked if _reaches(acl, prefix)]
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
