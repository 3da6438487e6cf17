"""What a live run leaves behind: the folder of a run of one replication.

Unless an act changed its model: then its manifest has the acts, and it cannot be made again from
its scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator.ledger import runfolder
from simulator.live.acts import Act
from simulator.run.engine import ReplicationResult
from simulator.run.experiment import Run, outcome_of
from simulator.run.histories import chosen_for
from simulator.run.runwriting import write_run
from simulator.scenario.resolved import ResolvedScenario

Document = dict[str, Any]


def name_of(resolved: ResolvedScenario, acts: Sequence[Act] = ()) -> str:
    """The name of its folder: that of `lienthong run` unless there were acts."""
    scenario = resolved.scenario
    if not acts:
        return runfolder.run_id(scenario.name, resolved.sha256, scenario.seed, 1)
    told = [act.document() for act in acts]
    digits = runfolder.short_hash(resolved.sha256, scenario.seed, told)
    return f"{scenario.name}-live-{digits}"


def write_live(
    resolved: ResolvedScenario, result: ReplicationResult, acts: Sequence[Act], folder: Path,
    lacking: Document | None = None,
) -> Document:  # fmt: skip
    """Fill `folder`; returns the summary. `acts` are those that changed the model.

    `lacking` is what the answer lacks; see `simulator.hosting.losses`.
    """
    summary = write_run(Run(resolved, [outcome_of(result)], chosen_for([resolved], 1)), folder)
    if lacking is not None:
        summary[runfolder.INCOMPLETE] = lacking
        runfolder.write_json(folder / runfolder.SUMMARY, summary)
    if acts:
        told = [act.document() for act in acts]
        runfolder.amend_manifest(folder, {"id": name_of(resolved, acts), runfolder.ACTS: told})
    return summary
