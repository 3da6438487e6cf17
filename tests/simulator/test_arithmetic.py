"""A manifest says what its digest hangs on: versions, and how the machine computes."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.ledger.arithmetic import arithmetic
from simulator.ledger.runfolder import DIGEST_DEPENDS_ON, versions

_TOLD = (
    "import json; from simulator.ledger.arithmetic import arithmetic; "
    "print(json.dumps(arithmetic()))"
)
_CPU = Path("/proc/cpuinfo")
_HAS_FMA = platform.libc_ver()[0] == "glibc" and _CPU.exists() and " fma " in _CPU.read_text()


def told(**environment: str) -> dict[str, str]:
    """The arithmetic of another process, in which the processor lacks what is switched off."""
    done = subprocess.run(
        [sys.executable, "-c", _TOLD],
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_the_same_machine_has_the_same_marks() -> None:
    """In every process, and they stand among the versions of a manifest."""
    assert told(PYTHONPATH=os.getcwd()) == arithmetic()
    assert arithmetic().items() <= versions().items()


@pytest.mark.skipif(not _HAS_FMA, reason="needs glibc on a processor with fused multiply-add")
def test_a_processor_without_fused_multiply_add_has_another_mark() -> None:
    """Logarithms and exponentials have other last bits there, so a digest may be another."""
    without = told(GLIBC_TUNABLES="glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4", PYTHONPATH=os.getcwd())
    assert without["functions"] != arithmetic()["functions"]
    assert without["libc"] == arithmetic()["libc"]


def test_the_sentence_names_what_it_speaks_of() -> None:
    """Each version that it names stands in the manifest."""
    for name in ("functions", "products"):
        assert f"versions.{name}" in DIGEST_DEPENDS_ON
        assert name in versions()
    for package in ("lienthong", "numpy", "scipy"):
        assert package in DIGEST_DEPENDS_ON.lower()
