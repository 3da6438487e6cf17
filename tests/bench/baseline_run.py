"""A long run of baseline-2023 in a process of its own: `python -m tests.bench.baseline_run N`.

Prints one JSON line: (dossiers submitted, CPU seconds) when 10,000, 100,000 ... N had been
submitted, the peak of open dossiers, and the process's peak memory.
"""

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from simulator.model.model import Inputs
from simulator.model.options import RunOptions
from simulator.resources import find
from simulator.run.engine import SLICE_US, Engine, reference_counting_only
from simulator.scenario.loader import load_scenario
from topics.memory import MemoryBus

SETS = ("warmup=0d", "duration=500d", "drain=0d")  # one stationary stretch, longer than needed


def main(most: int) -> None:
    """Run until `most` dossiers have been submitted."""
    resolved = load_scenario(find("scenarios", "baseline-2023", Path()), SETS)
    inputs = Inputs(resolved, 0, MemoryBus(retain_records=0), RunOptions(draw_block=4096))
    marks = [n for n in (10_000, 100_000, 1_000_000, 10_000_000) if n <= most]
    seen: list[tuple[int, float]] = []
    peak = 0
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "rows").open("wb") as out:
        engine = Engine(inputs, out)
        began = time.process_time()
        engine.begin()
        with reference_counting_only():
            while marks:
                engine.advance(engine.now_us + SLICE_US)
                still_open = len(engine.model.world.open)
                peak = max(peak, still_open)
                submitted = engine.model.ledger.rows_written + still_open
                if submitted >= marks[0]:
                    seen.append((submitted, time.process_time() - began))
                    marks.pop(0)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seen": seen, "peak_open": peak, "memory_bytes": memory}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
