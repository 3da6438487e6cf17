"""Which mutants are tried each time: five, others after every commit."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Sequence
from pathlib import Path

EACH_TIME = 5
_ROOT = Path(__file__).parents[3]


def commit() -> str:
    """The hash of the commit that is worked on; a fixed word where there is none to be had."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=_ROOT, capture_output=True, text=True, timeout=10, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return "none"
    return done.stdout.strip() if done.returncode == 0 else "none"


def chosen(names: Sequence[str], by: str) -> tuple[str, ...]:
    """Five of the names, always the same for one `by`."""
    return tuple(sorted(names, key=lambda name: _rank(by, name))[:EACH_TIME])


def _rank(by: str, name: str) -> bytes:
    return hashlib.sha256(f"{by} {name}".encode()).digest()
