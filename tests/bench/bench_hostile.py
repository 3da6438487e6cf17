"""What hostile records cost: a relay's memory, and those who share it with whoever writes them."""

from __future__ import annotations

import subprocess
import sys
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
from topics.catalogue import exchange_in, exchange_out
from topics.connection import Connection
from topics.events import DataRequest

_RECORDS, _QUOTA_BYTES = 1_000_000, 16 * 1024 * 1024
_FLOOD, _ASKED = 30_000, 60  # records of the flood; responses that are timed, before it and in it
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
            quiet, busy = _timed(start(plan).connection, Path(folder) / "log")
        finally:
            stop(plan.folder)
    detail = f"{1e3 * quiet:.0f} ms before, {1e3 * busy:.0f} ms while {_FLOOD:,} records came"
    return [Figure("hostile-neighbours-response", busy / quiet, "<=", 3, detail)]


def _timed(connection: Connection, log: Path) -> tuple[float, float]:
    make_topics(connection, _PREFIX, AGENCIES)
    side = Side(connection)
    readers = side.reader(exchange_in(_PREFIX, HOLDER)), side.reader(exchange_in(_PREFIX, ASKER))
    requests = [asked(f"n{number}") for number in range(2 * _ASKED + 5)]
    topic = exchange_out(_PREFIX, OTHER)
    with relaying(connection.bootstrap, _PREFIX, log) as relay:
        for each in requests[:5]:  # the first take longer
            _response(side, *readers, each)
        quiet = [_response(side, *readers, each) for each in requests[5 : 5 + _ASKED]]
        flood = [changed(wire, topic=topic) for wire in hostile(_FLOOD)]
        sound = [wire for wire in flood if None not in dict(wire.headers).values()]
        side.write(*sound)
        busy = [_response(side, *readers, each) for each in requests[5 + _ASKED :]]
        assert relay.process.poll() is None
    side.close()
    return median(quiet), median(busy)


def _response(side: Side, holder: Reading, asker: Reading, request: DataRequest) -> float:
    """Seconds from a request to its reply; the provider answers as soon as it is asked."""
    began_s, had = perf_counter(), (len(holder.found), len(asker.found))
    side.write(out(_PREFIX, ASKER, request))
    until(lambda: holder.more(5) or len(holder.found) > had[0])
    side.write(out(_PREFIX, HOLDER, answer(request)))
    until(lambda: asker.more(5) or len(asker.found) > had[1])
    return perf_counter() - began_s
