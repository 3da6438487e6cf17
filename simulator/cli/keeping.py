"""Whether the rows of a run can be kept as asked for: told before the work, or after it."""

from __future__ import annotations

from simulator.cli.choice import warn
from simulator.ledger.kept import MOST_ON_SHEET, Kept, check_rows_fit
from simulator.run.expected import expected_dossiers
from simulator.run.experiment import Run
from simulator.scenario.resolved import ResolvedScenario
from simulator.words.translations import Words


def check_fits(kept: Kept, replications: int, *scenarios: ResolvedScenario) -> None:
    """Raise `InputError` before the work where a sheet cannot hold a scenario's dossiers."""
    if "excel" in kept.rows:
        most = max(expected_dossiers(resolved) for resolved in scenarios)
        check_rows_fit(kept, most * replications, replications)


def tell_left_out(kept: Kept, run: Run, words: Words) -> None:
    """Warn of a sheet that was left out, since there are more dossiers than were expected."""
    if kept.fitting(run.rows) != kept:
        counts = {"count": words.number(run.rows), "most": words.number(MOST_ON_SHEET)}
        warn(words("rows_left_out", **counts))
