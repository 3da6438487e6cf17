"""The engine as a whole: what it leaves behind, and how it ends."""

import gc
from pathlib import Path

import numpy as np

from agents.dossier import Dossier
from agents.environment import Thread
from simulator.ledger.rows import ROW
from simulator.model.options import RunOptions
from simulator.resources import shipped
from simulator.run.engine import run_replication
from simulator.scenario.loader import load_scenario


def test_finished_work_leaves_no_cycles(tmp_path: Path) -> None:
    """The collector is off during a run, so a finished dossier and its threads free themselves."""
    resolved = load_scenario(shipped("scenarios")["tiny"], ["sync.loss=0.3"])
    seen: list[int] = []

    def progress(_share: float, finished: int) -> None:
        alive = sum(isinstance(thing, Dossier) for thing in gc.get_objects())
        seen.append(alive)
        if finished > 300:
            before = sum(isinstance(thing, Thread) for thing in gc.get_objects())
            gc.collect()
            after = sum(isinstance(thing, Thread) for thing in gc.get_objects())
            assert after == before

    run_replication(resolved, 0, tmp_path, RunOptions(), progress)
    assert max(seen) > 0


def test_a_run_ends_with_its_cohort(tmp_path: Path) -> None:
    """The run stops at the first midnight after the window with no dossier of the cohort open."""
    resolved = load_scenario(shipped("scenarios")["tiny"])
    result = run_replication(resolved, 0, tmp_path, RunOptions())
    rows = np.fromfile(result.rows_path, dtype=ROW)
    cohort = rows[rows["cohort"] == 1]
    assert (cohort["returned_us"] > 0).all()
    day_us = 86_400_000_000
    assert result.end_us == (cohort["returned_us"].max() // day_us + 1) * day_us
