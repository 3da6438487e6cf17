"""Hostile records without end: `python -m tests.simulator.relay.flooding COUNT BYTES`.

Hands a relay so many records of the kinds that cost it most, each with ids of its own, and prints
what it has in memory after each tenth of them. Nothing that it writes is kept.
"""

from __future__ import annotations

import gc
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from simulator.relay.rows import Policy, Quota
from tests.simulator.relay.hostile import RECORDS
from tests.simulator.relay.malformed import (
    ASKED,
    ASKER,
    CREATED,
    HOLDER,
    MINUTE_US,
    NOW_US,
    PROGRESS,
    answer,
    changed,
    out,
)
from tests.simulator.relay.worlds import PREFIX, Reader, relay
from topics.envelope import WireRecord, record_bytes

FOR_EVER_US = 2**53 - 1
_LARGE = ("p" * 70, "q" * 70, "r" * 70)
_MOST_BYTES = 2_000  # of a record that is malformed: a larger one is not remembered either
_STEP_US = MINUTE_US // 600


def _id(number: int) -> str:
    return f"000.00.00.H03-230807-{number:07}"


def _open(number: int) -> WireRecord:
    """A sound request that nobody will answer, until the year 2255."""
    return out(PREFIX, ASKER, changed(ASKED, request=_id(number), deadline_us=FOR_EVER_US))


def _refused(number: int) -> WireRecord:
    """One on no legal basis, for fields of nobody, with a long purpose."""
    asked = changed(ASKED, request=_id(number), basis="none", purpose="p" * 800, fields=_LARGE)
    return out(PREFIX, ASKER, asked)


def _created(number: int) -> WireRecord:
    """A dossier of which nothing more is heard."""
    return out(PREFIX, ASKER, changed(CREATED, dossier=_id(number)))


def _moved(number: int) -> WireRecord:
    """Progress of a dossier that may be known."""
    return out(PREFIX, ASKER, changed(PROGRESS, dossier=_id(number - number % 7)))


def _to_and_fro(number: int) -> WireRecord:
    """The first dossier goes on and on, each time at a later instant."""
    at_us = NOW_US + number
    return out(PREFIX, ASKER, changed(PROGRESS, dossier=_id(0), status=number % 2 + 4, at_us=at_us))


def _answered(number: int) -> WireRecord:
    """A reply to a request that may be open."""
    asked = changed(ASKED, request=_id(number - number % 5), deadline_us=FOR_EVER_US)
    return out(PREFIX, HOLDER, answer(asked))


def _malformed() -> Callable[[int], WireRecord]:
    small = [wire for wire in RECORDS.values() if record_bytes(wire) <= _MOST_BYTES]
    return lambda number: small[number % len(small)]


def hostile(count: int) -> Iterator[WireRecord]:
    """So many, the same each time."""
    kinds = [_open, _refused, _created, _moved, _to_and_fro, _answered, _malformed()]
    yield _created(0)
    chance = random.Random(15)
    for number in range(1, count):
        yield chance.choice(kinds)(number)


def resident_bytes() -> int:
    """What this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4_096


def flood(count: int, quota: Quota) -> Iterator[tuple[int, int]]:
    """After each tenth of the records: how many bytes of rows there are, and how much memory."""
    reader = Reader(relay(policy=Policy(quota=quota)))
    core, tenth = reader.core, count // 10
    for number, wire in enumerate(hostile(count), start=1):
        core.handle(reader.now_us, 0, number, wire)
        reader.now_us += _STEP_US
        core.due(reader.now_us)
        core.changed()
        if number % tenth == 0:
            gc.collect()
            yield sum(map(len, core.state().values())), resident_bytes()


if __name__ == "__main__":
    for rows, memory in flood(int(sys.argv[1]), Quota(bytes=int(sys.argv[2]))):
        print(rows, memory, flush=True)
