"""The exporter of baseline-2023: how long a scrape takes, and what scrapes cost the model.

The model runs at full speed, queues in memory as in `live`, in strides of an hour of simulated
time, some hundredths of a second; it is offered a refresh after each. A scraper in a process of
its own, as Prometheus is, asks once a second. With and without it the same days are run by forks
of one warm engine, side by side in turn; what is compared is the CPU time of the run's process,
because the machine has other things to do.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from simulator.engine import Engine, reference_counting_only
from simulator.metrics.exporter import Exporter
from simulator.metrics.gauges import Gauges
from simulator.model import Inputs
from simulator.options import RunOptions
from simulator.resources import find
from simulator.scenario.loader import load_scenario
from tests.bench.harness import MIN_PAIRS, Figure, bench
from topics.memory import MemoryBus

SETS = ("warmup=0d", "duration=500d", "drain=0d")
STRIDE_US = 3_600_000_000
DAY_US = 86_400_000_000
WARM_DAYS, DAYS = 30, 12
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
        both = [_with, _without] if pair % 2 == 0 else [_without, _with]
        found = {run: _forked(run, engine) for run in both}
        ratios.append(found[_without]["cpu_s"] / found[_with]["cpu_s"])
        scrapes += found[_with]["scrapes"]
        series = found[_with]["series"]
    detail = f"{len(scrapes)} scrapes of {series:,} series while the model runs, slowest "
    detail += f"{max(scrapes) * 1e3:.0f} ms"
    spread = f"pairs {min(ratios):.3f} to {max(ratios):.3f}"
    return [
        Figure("exporter-scrape-ms", median(scrapes) * 1e3, "<=", 50, detail),
        Figure("exporter-model-speed", median(ratios), ">=", 0.97, spread),
    ]


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


def _days(engine: Engine, after: Callable[[], None]) -> float:
    """CPU seconds of the days that are measured."""
    end = engine.now_us + DAYS * DAY_US
    began = time.process_time()
    with reference_counting_only():
        while engine.now_us < end:
            engine.advance(engine.now_us + STRIDE_US)
            after()
    return time.process_time() - began


def _without(engine: Engine) -> dict[str, Any]:
    return {"cpu_s": _days(engine, lambda: None)}


def _with(engine: Engine) -> dict[str, Any]:
    gauges = Gauges(engine)
    engine.watch(gauges)
    exporter = Exporter(gauges)
    exporter.start(0)
    asked = f"http://127.0.0.1:{exporter.port}/metrics"
    with subprocess.Popen(
        [sys.executable, "-c", SCRAPER, asked], stdout=subprocess.PIPE, text=True
    ) as scraper:
        cpu_s = _days(engine, exporter.refresh)
        scraper.kill()
        told = scraper.communicate()[0].splitlines()
    exporter.close()
    assert exporter.latest is not None
    scrapes = [float(line.split()[0]) for line in told]
    return {"cpu_s": cpu_s, "scrapes": scrapes, "series": exporter.latest.series()}


def _forked(run: Callable[[Engine], dict[str, Any]], engine: Engine) -> dict[str, Any]:
    """What a run says that begins with the engine as it is, and leaves it so."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writes, json.dumps(run(engine)).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as said:
        text = said.read()
    os.waitpid(child, 0)
    if not text:
        raise RuntimeError(f"the run {run.__name__} failed")
    found: dict[str, Any] = json.loads(text)
    return found
