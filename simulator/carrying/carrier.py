"""What carries the messages of one replication: the bus of this process, or a real Kafka."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from simulator.carrying.closed import Outlet
from simulator.carrying.held import HeldRows
from simulator.scenario.resolved import ResolvedScenario
from topics.memory import MemoryBus

if TYPE_CHECKING:
    from simulator.model.options import RunOptions

RETAINED_RECORDS = 0  # of a topic: in a closed run on the embedded bus nobody reads it again


@dataclass(frozen=True, slots=True)
class Carrier:
    """`outlet` takes the records, in topics of `prefix`; `held` keeps rows back until they came.

    `foreign` counts records that somebody else wrote into the run's topics, by their error.
    """

    outlet: Outlet
    prefix: str
    held: HeldRows | None = None
    foreign: Counter[str] = field(default_factory=Counter)


@contextmanager
def carried(
    resolved: ResolvedScenario, replication: int, options: RunOptions, out: IO[bytes]
) -> Iterator[Carrier]:
    """Open what carries a replication whose rows go to `out`, and close it afterwards."""
    if options.kafka is None:
        yield Carrier(MemoryBus(retain_records=RETAINED_RECORDS), options.prefix)
        return
    from simulator.carrying.over_kafka import carried_over_kafka  # its clients load slowly

    with carried_over_kafka(resolved, replication, options.kafka, out) as carrier:
        yield carrier
