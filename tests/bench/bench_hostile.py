"""What hostile records cost: a relay's memory, and those who share it with whoever writes them."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from math import inf
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.harness import Figure, bench
from tests.connected.relays import Reading, Side, make_topics, relaying, until
from tests.connected.test_relay_process import AGENCIES, asked
from tests.simulator.relay.flooding import hostile
from tests.simulator.relay.malformed import ASKER, HOLDER, OTHER, answer, changed, out
from topics.broker import BrokerPlan, start, stop
from topics.catalogue import dlt, exchange_in, exchange_out
from topics.connection import Connection
from topics.events import DataRequest

_RECORDS, _QUOTA_BYTES = 1_000_000, 16 * 1024 * 1024
_ASKED = 20  # responses that are timed, before the flood and in it
_AT_ONCE, _FIRST = 1_000, 3_000  # records of the flood: written together, and before it counts
_PREFIX = "bench"


@bench("hostile-memory")
def memory() -> list[Figure]:
    """A million records under a quota of 16 MiB: what it takes, and whether it goes on taking."""
    base, taken = _flooded(10)[-1], _flooded(_RECORDS)
    mb = " ".join(f"{each / 1e6:.0f}" for each in taken)
    of_quota = (max(taken) - base) / _QUOTA_BYTES
    return [
        Figure("hostile-memory-plateau", taken[-1] / taken[4], "<=", 1.05, f"MB: {mb}"),
        Figure("hostile-memory-of-quota", of_quota, "<=", 5, f"{base / 1e6:.0f} MB before"),
    ]


def _flooded(count: int) -> list[int]:
    words = ["-m", "tests.simulator.relay.flooding", str(count), str(_QUOTA_BYTES)]
    done = subprocess.run(
        [sys.executable, *words], check=True, capture_output=True, text=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return [int(line.split()[1]) for line in done.stdout.splitlines()]


@bench("hostile-neighbours")
def neighbours() -> list[Figure]:
    """Honest agencies' responses while another floods its own topic, over those of before."""
    with TemporaryDirectory() as folder:
        plan = BrokerPlan(Path(folder) / "broker")
        try:
            quiet, busy, left = _timed(start(plan).connection, Path(folder) / "log")
        finally:
            stop(plan.folder)
    detail = (
        f"{1e3 * quiet:.0f} ms before, {1e3 * busy:.0f} ms while another agency wrote without "
        f"pause; {left:,} records of it were waiting at the end"
    )
    ratio = busy / quiet if left > 0 else inf  # else it was not beside them
    return [Figure("hostile-neighbours-response", ratio, "<=", 3, detail)]


def _timed(connection: Connection, log: Path) -> tuple[float, float, int]:
    """The median response before the flood and in it, and how much of it was left then."""
    make_topics(connection, _PREFIX, AGENCIES)
    side = Side(connection)
    readers = side.reader(exchange_in(_PREFIX, HOLDER)), side.reader(exchange_in(_PREFIX, ASKER))
    requests = [asked(f"n{number}") for number in range(2 * _ASKED + 5)]
    topic = exchange_out(_PREFIX, OTHER)
    letters = side.reader(dlt(topic))
    with relaying(connection.bootstrap, _PREFIX, log) as relay:
        for each in requests[:5]:  # the first take longer
            _response(side, *readers, each)
        quiet = [_response(side, *readers, each) for each in requests[5 : 5 + _ASKED]]
        with _flooding(connection, topic) as written:
            until(lambda: written.total() >= _FIRST)
            busy = [_response(side, *readers, each) for each in requests[5 + _ASKED :]]
            left = written.total() - letters.written()
        assert relay.process.poll() is None
    side.close()
    return median(quiet), median(busy), left


@contextmanager
def _flooding(connection: Connection, topic: str) -> Iterator[Counter[str]]:
    """Hostile records to a topic while the block lasts, as fast as they can be written."""
    written, ended = Counter[str](), threading.Event()

    def write() -> None:
        side = Side(connection)
        wires = (changed(wire, topic=topic) for wire in hostile(sys.maxsize))
        sound = (wire for wire in wires if None not in dict(wire.headers).values())
        while not ended.is_set():
            side.write(*islice(sound, _AT_ONCE))
            written[topic] += _AT_ONCE
        side.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield written
    finally:
        ended.set()
        writer.join()


def _response(side: Side, holder: Reading, asker: Reading, request: DataRequest) -> float:
    """Seconds from a request to its reply; the provider answers as soon as it is asked."""
    began_s, had = perf_counter(), (len(holder.found), len(asker.found))
    side.write(out(_PREFIX, ASKER, request))
    until(lambda: holder.more(5) or len(holder.found) > had[0])
    side.write(out(_PREFIX, HOLDER, answer(request)))
    until(lambda: asker.more(5) or len(asker.found) > had[1])
    return perf_counter() - began_s
