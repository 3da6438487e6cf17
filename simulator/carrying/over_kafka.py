"""A closed run over a real Kafka: topics of its own, copies awaited, foreign records put aside."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from simulator.carrying.carrier import Carrier
from simulator.carrying.confirm import Confirmed
from simulator.carrying.foreign import Aside
from simulator.carrying.held import HeldRows
from simulator.relay.entitlements import entitlements_of
from simulator.scenario.resolved import ResolvedScenario
from topics.bus import Bus, open_bus
from topics.catalogue import AUDIT, CONTROL_ACTS, EXCHANGE_IN, PUBLISHED, STATUS_OUT, topic_name
from topics.connection import LoginRefused, TlsRefused, probe
from topics.errors import LienthongError, ModelError, NotSent
from topics.kafka.admin import apply, delete_prefix, plan
from topics.kafka.faults import Forbidden
from topics.kafka.options import KafkaOptions
from topics.kafka.plan import Plan

if TYPE_CHECKING:
    from simulator.model.options import KafkaRun

_log = logging.getLogger(__name__)
_PER_AGENCY = (EXCHANGE_IN, STATUS_OUT)
_CONNECT_S = 8.0  # an absent broker is told within ten seconds, with what comes before
_HURRY_S = 2.0  # for what is done for a run that has failed
_AGAIN_S = 0.5


@contextmanager
def carried_over_kafka(
    resolved: ResolvedScenario, replication: int, kafka: KafkaRun, out: IO[bytes]
) -> Iterator[Carrier]:
    """See `simulator.carrying.carrier.carried`. Raise `TransportError` when the broker fails."""
    prefix = f"{kafka.prefix}-r{replication}"
    agencies = sorted(agency.id for agency in resolved.agencies)
    names = [topic_name(spec, prefix, agency) for spec in _PER_AGENCY for agency in agencies]
    names += [topic_name(spec, prefix) for spec in (PUBLISHED, AUDIT, CONTROL_ACTS)]
    with _topics(kafka, prefix, agencies, names) as planned, _bus(kafka, prefix) as bus:
        held = HeldRows(out)
        entitled = entitlements_of(resolved.agencies, resolved.procedures)

        def make(name: str) -> None:
            _patiently(kafka, lambda: apply(kafka.connection, _only(planned, [name])))

        aside = Aside(bus, entitled, make)
        outlet = Confirmed(
            bus, bus.consumer(names), replication, kafka, held.release, aside.put, aside.foreign
        )
        yield Carrier(outlet, prefix, held, aside.foreign)
        if held.held_bytes:
            raise ModelError(f"{held.held_bytes:,} bytes of rows were never released")


@contextmanager
def _topics(
    kafka: KafkaRun, prefix: str, agencies: Sequence[str], names: Sequence[str]
) -> Iterator[Plan]:
    """Make the topics of a replication, and remove them when it is over, however it ends."""
    probe(kafka.connection, _CONNECT_S)
    planned = plan(kafka.connection, prefix, agencies)
    try:
        apply(kafka.connection, _only(planned, names))
        yield planned
    except BaseException:
        if not kafka.keep_topics:
            _remove_if_possible(kafka, prefix)
        raise
    if not kafka.keep_topics:
        _patiently(kafka, lambda: delete_prefix(kafka.connection, prefix))


def _remove_if_possible(kafka: KafkaRun, prefix: str) -> None:
    """What went wrong before is the news; that topics stay behind is told beside it."""
    try:
        probe(kafka.connection, _HURRY_S)
        delete_prefix(kafka.connection, prefix)
    except LienthongError as error:
        _log.warning("topics of %s were not removed: %s", prefix, error)


def _patiently(kafka: KafkaRun, do: Callable[[], object]) -> None:
    """Do it, again and again while the broker is gone for no longer than a run bears."""
    begin_s = time.monotonic()
    while True:
        try:
            do()
        except NotSent as error:
            never = isinstance(error, LoginRefused | TlsRefused | Forbidden)
            if never or time.monotonic() - begin_s > kafka.give_up_s:
                raise
        else:
            return
        time.sleep(_AGAIN_S)


def _only(planned: Plan, names: Sequence[str]) -> Plan:
    wanted = frozenset(names)
    return Plan(planned.prefix, tuple(step for step in planned.steps if step.topic in wanted))


@contextmanager
def _bus(kafka: KafkaRun, prefix: str) -> Iterator[Bus]:
    # A client that has not met a topic yet waits for the broker only as long as to connect.
    options = KafkaOptions(client_id=prefix, give_up_s=kafka.give_up_s, connect_s=kafka.give_up_s)
    bus = open_bus(kafka.transport, connection=kafka.connection, options=options)
    try:
        yield bus
    except BaseException:
        bus.abandon()  # nobody needs the records of a run that failed
        raise
    bus.close()
