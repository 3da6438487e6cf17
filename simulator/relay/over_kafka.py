"""A closed run over a real Kafka: topics of its own, copies awaited, foreign records put aside."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from simulator.options import KafkaRun
from simulator.relay.carrier import Carrier
from simulator.relay.confirm import Confirmed
from simulator.relay.entitlements import entitlements_of
from simulator.relay.foreign import Aside
from simulator.relay.held import HeldRows
from simulator.scenario.resolved import ResolvedScenario
from topics.bus import Bus, open_bus
from topics.catalogue import AUDIT, EXCHANGE_IN, PUBLISHED, STATUS_OUT, topic_name
from topics.errors import LienthongError
from topics.kafka.admin import apply, delete_prefix, plan
from topics.kafka.options import KafkaOptions
from topics.kafka.plan import Plan

_log = logging.getLogger(__name__)
_PER_AGENCY = (EXCHANGE_IN, STATUS_OUT)


@contextmanager
def carried_over_kafka(
    resolved: ResolvedScenario, replication: int, kafka: KafkaRun, out: IO[bytes]
) -> Iterator[Carrier]:
    """See `simulator.relay.carrier.carried`. Raise `TransportError` when the broker fails."""
    prefix = f"{kafka.prefix}-r{replication}"
    agencies = sorted(agency.id for agency in resolved.agencies)
    names = [topic_name(spec, prefix, agency) for spec in _PER_AGENCY for agency in agencies]
    names += [topic_name(PUBLISHED, prefix), topic_name(AUDIT, prefix)]
    with _topics(kafka, prefix, agencies, names) as planned, _bus(kafka, prefix) as bus:
        held = HeldRows(out)
        entitled = entitlements_of(resolved.agencies, resolved.procedures)
        aside = Aside(bus, entitled, lambda name: apply(kafka.connection, _only(planned, [name])))
        outlet = Confirmed(bus, bus.consumer(names), replication, kafka, held.release, aside.put)
        yield Carrier(outlet, prefix, held, aside.foreign)


@contextmanager
def _topics(
    kafka: KafkaRun, prefix: str, agencies: Sequence[str], names: Sequence[str]
) -> Iterator[Plan]:
    """Make the topics of a replication, and remove them when it is over, however it ends."""
    planned = plan(kafka.connection, prefix, agencies)
    apply(kafka.connection, _only(planned, names))
    try:
        yield planned
    except BaseException:
        if not kafka.keep_topics:
            _remove_if_possible(kafka, prefix)
        raise
    if not kafka.keep_topics:
        delete_prefix(kafka.connection, prefix)


def _remove_if_possible(kafka: KafkaRun, prefix: str) -> None:
    """What went wrong before is the news; that topics stay behind is told beside it."""
    try:
        delete_prefix(kafka.connection, prefix)
    except LienthongError as error:
        _log.warning("topics of %s were not removed: %s", prefix, error)


def _only(planned: Plan, names: Sequence[str]) -> Plan:
    wanted = frozenset(names)
    return Plan(planned.prefix, tuple(step for step in planned.steps if step.topic in wanted))


@contextmanager
def _bus(kafka: KafkaRun, prefix: str) -> Iterator[Bus]:
    options = KafkaOptions(client_id=prefix, give_up_s=kafka.give_up_s)
    bus = open_bus(kafka.transport, connection=kafka.connection, options=options)
    try:
        yield bus
    finally:
        bus.close()
