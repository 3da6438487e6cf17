"""The demo's answer does not hang on its scale: means, and how busy those are who answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator.ledger.rowstore import open_rows
from simulator.resources import shipped
from simulator.run.engine import run_replication
from simulator.scenario.loader import load_scenario

REPLICATIONS = 8
DAY_US = 86_400_000_000
QUIET = "publication.documents_per_year=0"  # a version missing for a month is noise of its own


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scales")


@cache
def demo(scale: float, replications: int, folder: Path) -> tuple[np.ndarray, dict[str, float]]:
    """(weighted mean cycle time in days of each replication, utilisation of who answers)."""
    resolved = load_scenario(shipped("scenarios")["demo"], [f"scale={scale}", QUIET])
    means, busy, opened = [], dict[str, int](), dict[str, int]()
    for replication in range(replications):
        result = run_replication(resolved, replication, folder / f"{scale}-{replication}")
        rows = np.array(open_rows(result.rows_path))
        rows = rows[rows["cohort"] == 1]
        ended = np.where(rows["returned_us"] >= 0, rows["returned_us"], result.end_us)
        means.append(np.average((ended - rows["submitted_us"]) / DAY_US, weights=rows["weight"]))
        for desk in result.indicators["desks"]:
            if desk["level"] == "answering":
                busy[desk["agency"]] = busy.get(desk["agency"], 0) + desk["busy_us"]
                opened[desk["agency"]] = opened.get(desk["agency"], 0) + desk["open_us"]
    return np.array(means), {agency: busy[agency] / opened[agency] for agency in busy}


@pytest.mark.full
@pytest.mark.parametrize("scale", [0.02, 0.07])
def test_the_mean_of_a_part_is_that_of_the_whole(scale: float, folder: Path) -> None:
    """Within three standard errors of the difference, and those below 5 % of the mean."""
    part, _ = demo(scale, REPLICATIONS, folder)
    whole, _ = demo(1.0, 2, folder)
    error = part.std(ddof=1) / len(part) ** 0.5
    assert 3 * error < 0.08 * whole.mean()
    assert abs(part.mean() - whole.mean()) < 3 * error + 0.02 * whole.mean()


@pytest.mark.full
@pytest.mark.parametrize("scale", [0.02, 0.07])
def test_those_who_answer_are_as_busy_for_a_part(scale: float, folder: Path) -> None:
    """Each agency's people within 6 %, where they have more than a little to do."""
    _, part = demo(scale, REPLICATIONS, folder)
    _, whole = demo(1.0, 2, folder)
    for agency, utilisation in whole.items():
        if utilisation > 0.1:
            assert part[agency] == pytest.approx(utilisation, rel=0.06)
