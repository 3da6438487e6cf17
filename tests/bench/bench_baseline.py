"""Everyone at once: the speed, the marginal cost and the memory of a long baseline-2023."""

import json
import subprocess
import sys

from tests.bench.harness import Figure, bench

MOST = 1_000_000
ALLOWED_BYTES, ALLOWED_BYTES_EACH = 300 * 10**6, 1_500


@bench("baseline-2023")
def baseline() -> list[Figure]:
    """A million dossiers with every mechanism on, in one process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.baseline_run", str(MOST)],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    return figures(json.loads(run.stdout))


def figures(found: dict[str, object]) -> list[Figure]:
    """The three figures of a run's JSON line."""
    (n1, s1), (n2, s2), (n3, s3) = found["seen"]  # type: ignore[misc]
    early, late = (s2 - s1) / (n2 - n1), (s3 - s2) / (n3 - n2)
    peak, memory = int(found["peak_open"]), int(found["memory_bytes"])  # type: ignore[call-overload]
    allowed = ALLOWED_BYTES + ALLOWED_BYTES_EACH * peak
    detail = f"{memory / 1e6:,.0f} MB at a peak of {peak:,} open dossiers"
    return [
        Figure("baseline-dossiers-per-s", n3 / s3, ">=", 10_000, f"CPU time, {n3:,} dossiers"),
        Figure(
            "baseline-marginal-cost", late / early, "<=", 1.15, "100 k to 1 M over 10 k to 100 k"
        ),
        Figure("baseline-memory-of-allowed", memory / allowed, "<=", 1.0, detail),
    ]
