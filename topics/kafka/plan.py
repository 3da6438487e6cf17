"""What a broker's topics should be, and what separates those that are there from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from topics.catalogue import AUDIT, TOPICS, TopicName, TopicSpec, dlt, retry, topic_name
from topics.kafka.options import MAX_RECORD_BYTES

Action = Literal["create", "alter", "refuse", "ok"]
KEEP_FOR_EVER_MS = -1
_SIGNS: Mapping[Action, str] = {"create": "+", "alter": "~", "refuse": "!", "ok": "="}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A topic as it should be. `configs` are Kafka's topic settings, as text."""

    name: str
    partitions: int
    configs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A topic as the broker has it; `configs` are those of its settings that we care about."""

    partitions: int
    configs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with one topic.

    `partitions` is how many it gets (create, alter), or None when that stays; `configs` are the
    settings to be made; `why` says what differs, or why it is refused.
    """

    action: Action
    topic: str
    partitions: int | None = None
    configs: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    def __str__(self) -> str:
        return f"{_SIGNS[self.action]} {self.topic}" + (f"  {self.why}" if self.why else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps, one for each topic, in order of name. `prefix` is that of all of them."""

    prefix: str
    steps: tuple[Step, ...]

    def of(self, action: Action) -> tuple[Step, ...]:
        """The steps of one kind."""
        return tuple(step for step in self.steps if step.action == action)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do, and nothing refused."""
        return len(self.of("ok")) == len(self.steps)

    def summary(self) -> str:
        """One sentence with counts."""
        return (
            f"{self.prefix}: {len(self.of('create'))} to create, {len(self.of('alter'))} to alter, "
            f"{len(self.of('refuse'))} refused, {len(self.of('ok'))} as they should be"
        )

    def text(self, *, everything: bool = False) -> str:
        """A line for each topic that is not as it should be (or for all), and the summary."""
        shown = [str(s) for s in self.steps if everything or s.action != "ok"]
        return "\n".join([*shown, self.summary()])


def wanted_topics(
    prefix: str,
    agencies: Sequence[str],
    *,
    with_retry: bool = True,
    retention_ms: int = KEEP_FOR_EVER_MS,
) -> list[Wanted]:
    """Every topic of the catalogue, per agency where there is one each, in order of name.

    With `with_retry` also their retry and dead-letter topics; tables have none. `retention_ms` is
    for all that expires but the audit, which is kept for ever: it has no values of people. Raise
    `InputError` for a bad prefix or agency.
    """
    made: list[Wanted] = []
    for spec in TOPICS.values():
        for agency in agencies if spec.per_agency else [None]:
            made += _of_one(spec, prefix, agency, with_retry, retention_ms)
    return sorted(made, key=lambda wanted: wanted.name)


def _of_one(
    spec: TopicSpec, prefix: str, agency: str | None, with_retry: bool, retention_ms: int
) -> Iterable[Wanted]:
    name = topic_name(spec, prefix, agency)
    retention_ms = KEEP_FOR_EVER_MS if spec is AUDIT else retention_ms
    yield Wanted(name, spec.partitions, configs_of(TopicName(prefix, spec, agency), retention_ms))
    if with_retry and spec.kind != "tbl":
        for suffix, beside in (("retry", retry(name)), ("dlt", dlt(name))):
            taken_apart = TopicName(prefix, spec, agency, "retry" if suffix == "retry" else "dlt")
            yield Wanted(beside, spec.partitions, configs_of(taken_apart, retention_ms))


def configs_of(name: TopicName, retention_ms: int = KEEP_FOR_EVER_MS) -> dict[str, str]:
    """Kafka's settings for a topic.

    The broker compresses by gzip what was not, so that every client can read every topic:
    kafka-python knows no other compression without further packages.
    """
    configs = {
        "cleanup.policy": name.cleanup,
        "compression.type": "gzip",
        "max.message.bytes": str(MAX_RECORD_BYTES),
    }
    if name.cleanup == "delete":
        configs["retention.ms"] = str(retention_ms)
    return configs


def compare(prefix: str, wanted: Sequence[Wanted], found: Mapping[str, Found]) -> Plan:
    """What makes the `found` topics of this prefix the `wanted` ones.

    Topics that are there and not wanted are refused, since nothing is deleted; so are those with
    more partitions than they should have, since Kafka cannot take one away.
    """
    steps = [_step(each, found.get(each.name)) for each in wanted]
    known = {each.name for each in wanted}
    steps += [
        Step("refuse", name, why="not in the catalogue for these agencies; it is not deleted")
        for name in found
        if name not in known
    ]
    return Plan(prefix, tuple(sorted(steps, key=lambda step: step.topic)))


def _step(wanted: Wanted, found: Found | None) -> Step:
    if found is None:
        why = f"{_partitions(wanted.partitions)}, {wanted.configs['cleanup.policy']}"
        return Step("create", wanted.name, wanted.partitions, wanted.configs, why)
    if found.partitions > wanted.partitions:
        why = f"{_partitions(found.partitions)}, more than {wanted.partitions}; it is not shrunk"
        return Step("refuse", wanted.name, why=why)
    changed = {k: v for k, v in wanted.configs.items() if found.configs.get(k) != v}
    grows = found.partitions < wanted.partitions
    said = [f"partitions {found.partitions} -> {wanted.partitions}"] if grows else []
    said += [f"{key} {found.configs.get(key, 'unset')} -> {to}" for key, to in changed.items()]
    if not said:
        return Step("ok", wanted.name)
    return Step(
        "alter", wanted.name, wanted.partitions if grows else None, changed, ", ".join(said)
    )


def _partitions(count: int) -> str:
    return "1 partition" if count == 1 else f"{count} partitions"
