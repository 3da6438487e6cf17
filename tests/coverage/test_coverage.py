"""Intervals hold the truth as often as they say: a little always, the table in the long tests.

`LIENTHONG_POOLS` names the folder of the pools; they are made there when they are missing, which
takes an hour or two.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from simulator.answer.figures import difference_figure
from simulator.answer.statistics import PrecisionRule
from simulator.answer.summary import time_figures
from tests.coverage.experiments import Seen, arms_of, baseline_of, experiments, look_at, truth_of
from tests.coverage.pool import APART, DEMO, FIXED, TINY, Pool, World, pool
from tests.coverage.table import Line, failures, line, markdown

PAGE = Path(__file__).parent / "README.md"
TABLE = "## The table\n\n"
# Of `TINY` with faster publication, from 1,500 replications of another seed; standard errors are
# 0.019 and 0.016 days and 0.1 points.
TRUTH = {"cycle_days.mean": 2.603, "on_time_share": 0.9175, "saving": -0.594}
SIZES = (5, 10, 20)
PRECISE = PrecisionRule(0.25, n_max=60)


def test_intervals_of_five_replications_hold_the_truth(tmp_path: Path) -> None:
    """20 experiments of 5: mean, on-time share and saving are held in at least 17.

    With a history drawn by chance for each replication it were about 10: most samples miss the
    documents that matter. At 95 % fewer than 17 come once in 400 times.
    """
    world = World(TINY.scenario, TINY.sets, ("faster-publication",))
    found = pool(world, 100, tmp_path, workers=1)
    held = _held(found)
    assert min(held.values()) >= 17, held


def _held(found: Pool) -> dict[str, int]:
    held = dict.fromkeys(TRUTH, 0)
    for one in experiments(found, 5, 20):
        figures = time_figures(baseline_of(one))
        saving = difference_figure(arms_of(one)[0].changes()["cycle_days.mean"].difference)
        for name, figure in (*figures.items(), ("saving", saving)):
            if name in held:
                low, high = figure.alone() or (0.0, -1.0)
                held[name] += low <= TRUTH[name] <= high
    return held


@pytest.mark.full
def test_every_interval_covers_as_it_says() -> None:
    """No line of the committed table is told from 93 to 97 %; it is made again here."""
    lines = every_line(Path(os.environ.get("LIENTHONG_POOLS", Path.home() / ".cache/lienthong")))
    write(lines)
    assert failures(lines) == []
    few = [one for one in lines if one.abstained > 0.05 * (one.experiments + one.abstained)]
    assert [one for one in few if "n = 5" not in one.setting] == []


def every_line(folder: Path, count: int = 2000) -> list[Line]:
    """The whole table: both worlds, both kinds of history, each number of replications."""
    lines = []
    for name, world, many, apart, held in (
        ("tiny", TINY, 20_000, 3_000, 4_000), ("demo", DEMO, 4_000, 4_000, 2_250)
    ):  # fmt: skip
        resampled = pool(world, many, folder)
        truth = truth_of(pool(world.with_sets(APART), apart, folder))
        lines += _lines(f"{name}, resampled", resampled, truth, count)
        fixed = pool(world.with_sets(FIXED), held, folder)
        last = len(fixed.pairs) // 3  # tell the truth of this one history
        known = truth_of(fixed.stretch(len(fixed.pairs) - last, last))
        rest = fixed.stretch(0, len(fixed.pairs) - last)
        lines += _lines(f"{name}, fixed", rest, known, count)
    return lines


def _lines(name: str, found: Pool, truth: dict[str, dict[str, float]], count: int) -> list[Line]:
    lines = []
    for n in SIZES:
        seen, _ = look_at(found, n, count, truth)
        lines += [_line(f"{name}, n = {n}", kind, one) for kind, one in seen.items()]
    seen, sizes = look_at(found, PRECISE.n_max, count // 4, truth, PRECISE)
    middle = sorted(sizes)[len(sizes) // 2]
    setting = f"{name}, --precision (n = {middle} in the middle)"
    return lines + [_line(setting, kind, one) for kind, one in seen.items() if "3 arms" not in kind]


def _line(setting: str, kind: str, seen: Seen) -> Line:
    """Differences of quantiles lean to the longer side, tables hold them: they may cover more."""
    quantile = kind.endswith((".p50", ".p90")) and "arm" in kind
    return line(setting, kind, seen, conservative=quantile or kind.endswith("whole table"))


def write(lines: list[Line]) -> None:
    """Put the table into its page."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text[: text.index(TABLE)] + TABLE + markdown(lines), encoding="utf-8")
