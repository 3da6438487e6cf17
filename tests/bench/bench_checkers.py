"""How fast a load test's history is judged: all checkers, percentiles and the verdict.

The history is of 400,000 entries, as a provider's test of some 57,000 requests makes them: for
each request a send, its record, its delivery, the reply, its delivery, and two records of the
audit. Judged is the file as it lies on the disk, in a process that has done nothing but load the
checkers; counted is CPU time, because the machine has other things to do.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench.harness import MIN_PAIRS, Figure, bench
from tests.simulator.loadtest.histories import MS, S, Story, asked

ENTRIES = 400_000
REQUESTS = ENTRIES // 7
JUDGE = """
import json, sys, time
from pathlib import Path
from simulator.loadtest.findings import checkers
from simulator.loadtest.verdict import judge
checkers()
began = time.process_time()
verdict = judge(Path(sys.argv[1]))
took = time.process_time() - began
print(json.dumps([took, verdict.word, verdict.counts["entries"], verdict.counts["replies"]]))
"""


@bench("checkers")
def checkers() -> list[Figure]:
    """Entries a second of CPU time."""
    with tempfile.TemporaryDirectory() as folder:
        path = _history(Path(folder) / "history.jsonl")
        size = path.stat().st_size
        runs = [_judged(path) for _ in range(MIN_PAIRS)]
    rates = [entries / took for took, entries in runs]
    detail = f"CPU time, {runs[0][1]:,} entries of {size / runs[0][1]:.0f} bytes; "
    detail += f"{min(rates):,.0f} to {max(rates):,.0f}"
    return [Figure("checkers-entries-per-s", median(rates), ">=", 200_000, detail)]


def _history(path: Path) -> Path:
    story = Story()
    story.phase(0, "warmup")
    story.phase(S, "load")
    for number in range(1, REQUESTS + 1):
        story.exchange(S + number * 5 * MS, asked(number))
    return story.write(path, 11 * S + REQUESTS * 5 * MS)


def _judged(path: Path) -> tuple[float, int]:
    told = subprocess.run(
        [sys.executable, "-c", JUDGE, str(path)], capture_output=True, check=True, text=True
    ).stdout
    took, word, entries, replies = json.loads(told)
    if (word, replies) != ("pass", REQUESTS):
        raise RuntimeError(f"a sound history of {REQUESTS} replies was judged {word}")
    return took, entries
