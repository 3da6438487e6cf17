"""The exporter of baseline-2023: how long a scrape takes, and what scrapes cost the model.

The model runs at full speed, queues in memory as in `live`, in strides of an hour of simulated
time, some hundredths of a second; it is offered a refresh after each. A scraper in a process of
its own, as Prometheus is, asks once a second. With and without it the same days are run by two
forks of one warm engine, which take turns of three simulated hours on one processor: what else the
machine does meets both alike. What is compared is the CPU time of all threads of each. Two runs
without a scraper differ by some 1.5 % so; the median of five pairs is good to about one.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from simulator.metrics.exporter import Exporter
from simulator.metrics.gauges import Gauges
from simulator.model.model import Inputs
from simulator.model.options import RunOptions
from simulator.resources import find
from simulator.run.engine import Engine, reference_counting_only
from simulator.scenario.loader import load_scenario
from tests.bench.harness import MIN_PAIRS, Figure, bench
from topics.memory import MemoryBus

SETS = ("warmup=0d", "duration=500d", "drain=0d")
STRIDE_US = 3_600_000_000
DAY_US = 86_400_000_000
WARM_DAYS, DAYS = 30, 12
TURN_US = 3 * STRIDE_US
TURNS = DAYS * DAY_US // TURN_US
SCRAPER = """
import sys, time
from urllib.request import urlopen
while True:
    began = time.perf_counter()
    try:
        with urlopen(sys.argv[1], timeout=30) as answer:
            size = len(answer.read())
    except OSError:
        break
    print(time.perf_counter() - began, size, flush=True)
    time.sleep(max(0.0, 1.0 - (time.perf_counter() - began)))
"""


@bench("exporter")
def exporter() -> list[Figure]:
    """A scrape, and the model's speed with one each second."""
    engine = _warm()
    scrapes: list[float] = []
    ratios, series = [], 0
    for pair in range(MIN_PAIRS):
        found, plain = _side_by_side(engine, first=pair % 2)
        ratios.append(plain["cpu_s"] / found["cpu_s"])
        scrapes += found["scrapes"]
        series = found["series"]
    detail = f"{len(scrapes)} scrapes of {series:,} series, slowest {max(scrapes) * 1e3:.0f} ms"
    spread = f"pairs {min(ratios):.3f} to {max(ratios):.3f}"
    # Half of them meet a model that has its turn: of these, the upper quartile is the median.
    scrape_ms = quantiles(scrapes)[2] * 1e3
    return [
        Figure("exporter-scrape-ms", scrape_ms, "<=", 50, detail),
        Figure("exporter-model-speed", median(ratios), ">=", 0.97, spread),
    ]


def _side_by_side(engine: Engine, first: int) -> list[dict[str, Any]]:
    """What the run with a scraper says, and the one without; `first` has the first turn."""
    arms = [Arm(run, engine) for run in (_with, _without)]
    order = arms if first == 0 else arms[::-1]
    for turn in range(TURNS):
        for arm in order if turn % 2 == 0 else order[::-1]:
            arm.go()
    return [arm.end() for arm in arms]


def _warm() -> Engine:
    """A whole country at work, some weeks on."""
    resolved = load_scenario(find("scenarios", "baseline-2023", Path()), SETS)
    options = RunOptions(elide=False, draw_block=4096)
    engine = Engine(Inputs(resolved, 0, MemoryBus(retain_records=0), options), BytesIO())
    engine.begin()
    with reference_counting_only():
        engine.advance(engine.now_us + WARM_DAYS * DAY_US)
    gc.freeze()
    return engine


def _days(engine: Engine, turns: Iterator[None], after: Callable[[], None]) -> float:
    """CPU seconds of the days that are measured."""
    began = time.process_time()
    with reference_counting_only():
        for _ in turns:
            end = engine.now_us + TURN_US
            while engine.now_us < end:
                engine.advance(engine.now_us + STRIDE_US)
                after()
    return time.process_time() - began


def _without(engine: Engine, turns: Iterator[None]) -> dict[str, Any]:
    return {"cpu_s": _days(engine, turns, lambda: None)}


def _with(engine: Engine, turns: Iterator[None]) -> dict[str, Any]:
    gauges = Gauges(engine)
    engine.watch(gauges)
    # It has half of the time: its second is one of its own.
    exporter = Exporter(gauges, clock=time.process_time)
    exporter.start(0)
    asked = f"http://127.0.0.1:{exporter.port}/metrics"
    with subprocess.Popen(
        [sys.executable, "-c", SCRAPER, asked], stdout=subprocess.PIPE, text=True
    ) as scraper:
        os.sched_setaffinity(scraper.pid, range(os.cpu_count() or 1))
        cpu_s = _days(engine, turns, exporter.refresh)
        scraper.kill()
        told = scraper.communicate()[0].splitlines()
    exporter.close()
    assert exporter.latest is not None
    scrapes = [float(line.split()[0]) for line in told]
    return {"cpu_s": cpu_s, "scrapes": scrapes, "series": exporter.latest.series()}


class Arm:
    """A fork that begins with the engine as it is, and leaves it so; it runs when told to."""

    def __init__(
        self, run: Callable[[Engine, Iterator[None]], dict[str, Any]], engine: Engine
    ) -> None:
        asked, self._ask = os.pipe()
        self._said, say = os.pipe()
        self._name, self._child = run.__name__, os.fork()
        if self._child == 0:
            try:
                os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
                os.write(say, json.dumps(run(engine, _turns(asked, say))).encode())
            finally:
                os._exit(0)
        os.close(asked)
        os.close(say)

    def go(self) -> None:
        """Let it have a turn. Raise RuntimeError if it is no more."""
        os.write(self._ask, b"+")
        if os.read(self._said, 1) != b".":
            raise RuntimeError(f"the run {self._name} failed")

    def end(self) -> dict[str, Any]:
        """What it says at its end."""
        os.write(self._ask, b"!")
        os.close(self._ask)
        with os.fdopen(self._said) as said:
            text = said.read()
        os.waitpid(self._child, 0)
        found: dict[str, Any] = json.loads(text)
        return found


def _turns(asked: int, say: int) -> Iterator[None]:
    while os.read(asked, 1) == b"+":
        yield
        os.write(say, b".")
