"""Making the topics of a run or a deployment, and removing those of a run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, OffsetSpec
from kafka.errors import for_code

from topics.catalogue import parse_topic
from topics.connection import Connection
from topics.errors import InputError, NotSent
from topics.kafka.administering import administering
from topics.kafka.faults import Forbidden, topic_error
from topics.kafka.plan import KEEP_FOR_EVER_MS, Found, Plan, Step, compare, wanted_topics

_WHAT = "administering topics"
_CALL_MS = 60_000
_READY_MS = 60_000
_ALREADY_THERE = 36
_GONE = 3
_GONE_S = 10.0
_ALTERED_S = 10.0
_ALREADY_GROWN = 37
# One request for all is quickest, but some thousand topics in one would time out.
_AT_ONCE = 500


def plan(
    connection: Connection,
    prefix: str,
    agencies: Sequence[str],
    *,
    with_retry: bool = True,
    retention_ms: int = KEEP_FOR_EVER_MS,
) -> Plan:
    """What has to be done so that the broker has every topic of these agencies.

    Raise `InputError` for a bad prefix or agency, `NotSent` when the broker does not say.
    """
    wanted = wanted_topics(prefix, agencies, with_retry=with_retry, retention_ms=retention_ms)
    with administering(connection, _WHAT) as admin:
        found = _found(admin, _mine(admin, prefix), sorted(wanted[0].configs), connection)
    return compare(prefix, wanted, found)


def apply(connection: Connection, plan: Plan, *, replication: int = -1) -> Plan:
    """Create and alter what `plan` says, and return it. Applying it again does nothing.

    What it refuses stays as it is. `replication` -1 leaves the number of copies of new topics to
    the broker. Raise `NotSent` when the broker does not do a step.
    """
    with administering(connection, _WHAT) as admin:
        for steps in _by(_AT_ONCE, plan.of("create")):
            _create(admin, steps, replication, connection)
        for steps in _by(_AT_ONCE, plan.of("alter")):
            _alter(admin, steps, connection)
    return plan


def topics_of(connection: Connection, prefix: str) -> tuple[str, ...]:
    """The names of a run's topics that the broker has. Raise `NotSent` when it does not say."""
    with administering(connection, _WHAT) as admin:
        return tuple(_mine(admin, prefix))


def ends_of(connection: Connection, names: Sequence[str]) -> dict[tuple[str, int], int]:
    """(topic, partition) -> the next offset there now. Raise `NotSent` when the broker fails."""
    with administering(connection, _WHAT) as admin:
        places = [
            TopicPartition(topic["name"], part["partition_index"])
            for topic in admin.describe_topics(list(names))
            for part in topic["partitions"]
        ]
        wanted = dict.fromkeys(places, OffsetSpec.LATEST)
        found = admin.list_partition_offsets(wanted, timeout_ms=_CALL_MS)
        return {(place.topic, place.partition): found[place].offset for place in places}


def delete_prefix(connection: Connection, prefix: str) -> tuple[str, ...]:
    """Remove the topics of a run, and return their names.

    Only names that the catalogue can take apart, and whose prefix is exactly this one.
    """
    with administering(connection, _WHAT) as admin:
        mine = _mine(admin, prefix)
        for names in _by(_AT_ONCE, mine):
            answer = admin.delete_topics(list(names), timeout_ms=_CALL_MS, raise_errors=False)
            _check(answer["topics"], _GONE, connection, "delete")
        _await_gone(admin, prefix)
    return tuple(mine)


def _await_gone(admin: KafkaAdminClient, prefix: str) -> None:
    """The broker deletes when it comes to it; until then it still lists them."""
    deadline_s = time.monotonic() + _GONE_S
    while _mine(admin, prefix) and time.monotonic() < deadline_s:
        time.sleep(0.05)


def _mine(admin: KafkaAdminClient, prefix: str) -> list[str]:
    return sorted(name for name in admin.list_topics() if _is_of(name, prefix))


def _is_of(name: str, prefix: str) -> bool:
    try:
        return parse_topic(name).prefix == prefix
    except InputError:
        return False


def _found(
    admin: KafkaAdminClient, names: Sequence[str], configs: Sequence[str], connection: Connection
) -> dict[str, Found]:
    if not names:
        return {}
    topics = {t["name"]: len(t["partitions"]) for t in admin.describe_topics(list(names))}
    wanted = dict.fromkeys([*configs, "retention.ms"])
    asked = [ConfigResource("topic", name, list(wanted)) for name in names]
    said = admin.describe_configs(asked, config_filter="all")["topic"]
    if unseen := [name for name in names if not said.get(name)]:
        raise Forbidden(
            f"topic {unseen[0]} at {connection.bootstrap}: {connection.who} lacks the right to "
            "describe its settings (describe-configs)"
        )
    return {
        name: Found(count, {key: said[name][key]["value"] for key in wanted})
        for name, count in topics.items()
    }


def _create(
    admin: KafkaAdminClient, steps: Sequence[Step], replication: int, connection: Connection
) -> None:
    wanted: dict[str, Any] = {
        step.topic: {
            "num_partitions": step.partitions,
            "replication_factor": replication,
            "configs": dict(step.configs),
        }
        for step in steps
    }
    answer = admin.create_topics(wanted, timeout_ms=_CALL_MS, raise_errors=False)
    _check(answer["topics"], _ALREADY_THERE, connection, "create")
    admin.wait_for_topics(list(wanted), timeout_ms=_READY_MS)


def _alter(admin: KafkaAdminClient, steps: Sequence[Step], connection: Connection) -> None:
    grown = {step.topic: step.partitions for step in steps if step.partitions is not None}
    if grown:
        answer = admin.create_partitions(grown, timeout_ms=_CALL_MS, raise_errors=False)
        _check([each.to_dict() for each in answer.results], _ALREADY_GROWN, connection, "alter")
    changed = [ConfigResource("topic", s.topic, dict(s.configs)) for s in steps if s.configs]
    if changed:
        said: Mapping[str, str] = admin.alter_configs(changed)["topic"]
        for topic, result in said.items():
            if result != "OK":
                raise NotSent(f"settings of {topic} at {connection.bootstrap}: {result}")
    _await_altered(admin, steps, connection)


def _await_altered(admin: KafkaAdminClient, steps: Sequence[Step], connection: Connection) -> None:
    """The broker has said yes; until it acts on it, a moment passes."""
    names = [step.topic for step in steps]
    settings = sorted({key for step in steps for key in step.configs})
    deadline_s = time.monotonic() + _ALTERED_S
    while time.monotonic() < deadline_s:
        found = _found(admin, names, settings, connection)
        if all(_is_altered(step, found[step.topic]) for step in steps):
            break
        time.sleep(0.05)
    admin.wait_for_topics(names, timeout_ms=_READY_MS)


def _is_altered(step: Step, found: Found) -> bool:
    settings = {key: found.configs.get(key) for key in step.configs}
    return found.partitions >= (step.partitions or 0) and settings == step.configs


def _check(
    results: Sequence[Mapping[str, Any]], harmless: int | None, connection: Connection, right: str
) -> None:
    """Raise for the first topic that the broker refused, other than for a harmless reason."""
    where, who = connection.bootstrap, connection.who
    for result in results:
        code = result["error_code"]
        if code not in (0, harmless):
            said = result.get("error_message") or for_code(code).__name__
            error = topic_error(result["name"], code, where, who, right)
            raise type(error)(f"{error} ({said})")


def _by(size: int, things: Sequence[Any]) -> Iterator[Any]:
    return (things[start : start + size] for start in range(0, len(things), size))
