"""Prometheus's own blocks of a run's series, a simulated month each, made by `promtool`.

promtool cuts at multiples of 2 h × 3ⁿ, so that no limit gives months, and reads its whole input
once for each block. So it gets a file for each month, and a limit that hardly ever cuts one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulator.ledger.runfolder import disk_errors
from simulator.metrics.openmetrics import Recorder
from simulator.metrics.reading import unix_s
from topics.errors import EnvironmentFailed, InputError
from topics.unshared import unshared_folder

LIMIT = "4374h"  # half a year; promtool has no `d`
TIMEOUT_S = 600.0  # for a month
_META = "meta.json"


def find_promtool() -> str:
    """Where promtool is. Raise `EnvironmentFailed` without one."""
    found = shutil.which("promtool")
    if found is None:
        raise EnvironmentFailed(
            "promtool is missing; it comes with Prometheus (Debian's package prometheus)"
        )
    return found


def check_free(tsdb: Path, begin_us: int, end_us: int) -> None:
    """Raise `InputError` if the folder has blocks of these dates: series would run together."""
    begin_ms, end_ms = unix_s(begin_us) * 1000, unix_s(end_us) * 1000
    for path in sorted(tsdb.glob(f"*/{_META}")):
        try:
            meta = json.loads(path.read_text(encoding="utf-8"))
            apart = meta["minTime"] > end_ms or meta["maxTime"] <= begin_ms
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise InputError(f"{path}: not the description of a block: {error}") from error
        if not apart:
            raise InputError(
                f"{tsdb}: block {path.parent.name} holds the same dates, of this or another run; "
                "give each run a folder of its own"
            )


def add_blocks(recorder: Recorder, tsdb: Path, promtool: str) -> int:
    """Put a recorder's samples into a folder, all of them or none; returns how many blocks.

    Raises InputError where there are blocks of these dates, EnvironmentFailed when promtool or the
    disk fails.
    """
    check_free(tsdb, recorder.at_us[0], recorder.at_us[-1])
    with _staging(tsdb) as staging:
        made = staging / "blocks"
        made.mkdir()
        for first, last in recorder.months():
            series = staging / "series.txt"
            recorder.write(series, first, last)
            _create(promtool, series, made)
        return _publish(made, tsdb)


@contextmanager
def _staging(tsdb: Path) -> Iterator[Path]:
    """A hidden folder within, which Prometheus passes over; a folder made for nothing goes."""
    with disk_errors(tsdb):
        new = not tsdb.exists()
        try:
            with unshared_folder(tsdb, "backfill") as staging:
                yield staging
        finally:
            if new:
                with suppress(OSError):  # not empty: blocks are in it
                    tsdb.rmdir()


def _create(promtool: str, series: Path, into: Path) -> None:
    how = [promtool, "tsdb", "create-blocks-from", f"--max-block-duration={LIMIT}", "--quiet"]
    try:
        done = subprocess.run(
            [*how, "openmetrics", str(series), str(into)],
            capture_output=True, text=True, check=False, timeout=TIMEOUT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise EnvironmentFailed(f"promtool took more than {TIMEOUT_S:.0f} s of a month") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["nothing"]
        raise EnvironmentFailed(f"promtool failed ({done.returncode}) and said: {said[-1]}")


def _publish(made: Path, tsdb: Path) -> int:
    """Rename the blocks into their folder; those that are there go again if one fails."""
    there: list[Path] = []
    try:
        for block in sorted(path.parent for path in made.glob(f"*/{_META}")):
            block.rename(tsdb / block.name)
            there.append(tsdb / block.name)
    except BaseException:
        for block in there:
            shutil.rmtree(block, ignore_errors=True)
        raise
    return len(there)
