"""How many dossiers a replication of a scenario makes, on the average."""

from __future__ import annotations

from agents.calendar_spec import DAY_US
from simulator.model.horizon import Horizon
from simulator.scenario.inflows import Inflows
from simulator.scenario.resolved import ResolvedScenario


def expected_dossiers(resolved: ResolvedScenario) -> float:
    """Dossiers from the run's start to the end of the cohort, of the units that take part.

    Those that come while the last are worked are not counted, nor holidays and growth.
    """
    inflows = Inflows(resolved.scenario, resolved.agencies, resolved.procedures)
    horizon = Horizon.of(resolved.scenario)
    weeks = (horizon.cohort_end_us - horizon.start_us) / (7 * DAY_US)
    return weeks * sum(asked / weight for _, _, asked, weight in inflows.sites())
