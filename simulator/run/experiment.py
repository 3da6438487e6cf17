"""A run of many replications: in parallel, the same for any number of workers.

A worker gets the resolved scenario as plain data, runs one replication and adds its rows up; the
rows stay on disk. The run folder is written from them, sorted, when all are done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from simulator.answer.aggregate import ALL, Part
from simulator.answer.choosing import Chosen
from simulator.answer.daily import RunDays
from simulator.answer.sample import Sample, held_controls
from simulator.answer.statistics import PrecisionRule, Watched
from simulator.answer.summary import ReplicationSummary, assumptions, merge, summarise, watched
from simulator.answer.views import DAY_US, View
from simulator.ledger import runfolder
from simulator.ledger.rows import Dimensions
from simulator.ledger.rowstore import digest
from simulator.model.horizon import Horizon
from simulator.model.options import RunOptions
from simulator.run.choice_record import Controls
from simulator.run.engine import ReplicationResult, run_replication
from simulator.run.histories import chosen_for
from simulator.run.parallel import Report
from simulator.run.replications import Replications
from simulator.scenario.outline import outline
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from simulator.scenario.said import in_english, in_vietnamese

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """One replication of one scenario; `folder` is made for its rows."""

    document: Document
    sha256: str
    replication: int
    folder: Path
    options: RunOptions
    publication: int | None = None  # its publication history, by number


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of a replication: its rows on disk, and what they add up to."""

    replication: int
    rows_path: Path
    dimensions: Dimensions
    end_us: int
    summary: ReplicationSummary
    foreign: Mapping[str, int] = field(default_factory=dict)
    history_path: Path | None = None


@dataclass(frozen=True)
class Run:
    """All replications of one scenario, in order."""

    resolved: ResolvedScenario
    outcomes: Sequence[Outcome]
    chosen: Chosen
    controls: Controls | None = None  # of a comparison, those of all its scenarios
    precision: Document | None = None  # the target and whether it was met, if there was one

    @cached_property
    def sample(self) -> Sample:
        """The replications with their weights."""
        return sample_of(self.chosen, self.all_controls)

    @property
    def all_controls(self) -> Controls:
        """What the replications were weighted by, see `answer.sample.held_controls`."""
        if self.controls is not None:
            return self.controls
        return controls_of(self.chosen, [[one.summary.parts[ALL] for one in self.outcomes]])

    @property
    def digest(self) -> str:
        """The sha256 of all rows, as `rowstore.digest`."""
        return digest([one.rows_path for one in self.outcomes], self.outcomes[0].dimensions)

    @property
    def rows(self) -> int:
        """All dossiers of all replications."""
        return sum(one.summary.rows for one in self.outcomes)

    def foreign(self) -> dict[str, int]:
        """Records of somebody else in the run's topics, by error."""
        total: Counter[str] = Counter()
        for outcome in self.outcomes:
            total.update(outcome.foreign)
        return dict(sorted(total.items()))

    def id(self) -> str:
        """The name of its folder."""
        return runfolder.run_id(
            self.resolved.scenario.name,
            self.resolved.sha256,
            self.resolved.scenario.seed,
            len(self.outcomes),
        )


def run_experiment(
    resolved: ResolvedScenario,
    replications: int | Iterable[int] | PrecisionRule,
    workers: int,
    folder: Path,
    options: RunOptions,
    progress: Report | None = None,
    chosen: Chosen | None = None,
    controls: Controls | None = None,
) -> Run:
    """Run replications (so many, those named, or as many as a rule needs) with rows in `folder`.

    It exists. Publication histories are those `chosen`, or else chosen here, and their `controls`
    with them. Errors of the model and of the disk are raised as they are; remaining work is
    cancelled.
    """
    numbers = _numbers(replications)
    chosen = chosen or chosen_for([resolved], 1 + max(numbers, default=-1))

    def work(number: int) -> Job:
        return job(resolved, number, folder / str(number), options, chosen.numbers[number])

    more = Replications(simulate, work, workers, folder, progress)
    if not isinstance(replications, PrecisionRule):
        return Run(resolved, more.run(numbers), chosen.only(numbers), controls)
    found, precision = more.asked(replications, lambda some: _watched(some, chosen))
    return Run(resolved, found, chosen.only(numbers[: len(found)]), controls, precision)


def _numbers(replications: int | Iterable[int] | PrecisionRule) -> Sequence[int]:
    """The numbers of the replications that may be run."""
    if isinstance(replications, PrecisionRule):
        return range(replications.n_max)
    return range(replications) if isinstance(replications, int) else list(replications)


def _watched(found: Sequence[Outcome], chosen: Chosen) -> Watched:
    """The intervals that the report of these replications would print of all dossiers."""
    parts = [one.summary.parts[ALL] for one in found]
    own = chosen.only(range(len(found)))
    return watched(View(sample_of(own, controls_of(own, [parts])), parts))


def job(
    resolved: ResolvedScenario, replication: int, folder: Path, options: RunOptions,
    publication: int,
) -> Job:  # fmt: skip
    """The work order for one replication."""
    return Job(resolved.document, resolved.sha256, replication, folder, options, publication)


def sample_of(chosen: Chosen, controls: Controls) -> Sample:
    """The replications whose histories were chosen so, with their weights."""
    return Sample(chosen.sizes, controls, chosen.spread, known=chosen.known)


def controls_of(chosen: Chosen, scenarios: Sequence[Sequence[Part]]) -> Controls:
    """The controls of replications, from all dossiers of each scenario they were chosen for."""
    if not chosen.expected_days:
        return ()
    held = [np.array([part.sums["held"] / DAY_US for part in parts]) for parts in scenarios]
    many = [np.array([part.sums["n"] for part in parts]) for parts in scenarios]
    return tuple(map(tuple, held_controls(held, many, chosen.expected_days).tolist()))


def simulate(job: Job, report: Report) -> Outcome:
    """Run one replication and add its rows up."""
    job.folder.mkdir(parents=True, exist_ok=True)
    resolved, options, drive = _resolved(job.sha256, job.document), job.options, None
    if options.openmetrics is not None and job.replication == 0:
        from simulator.metrics.openmetrics import to_file

        drive = to_file(options.openmetrics, progress=report)
        options = replace(options, elide=False)  # queues are then known; the rows are the same
    result = run_replication(
        resolved, job.replication, job.folder, options, report, drive, job.publication
    )
    return outcome_of(result)


def outcome_of(result: ReplicationResult) -> Outcome:
    """Add the rows of a replication up."""
    return Outcome(
        replication=result.replication,
        rows_path=result.rows_path,
        dimensions=result.dimensions,
        end_us=result.end_us,
        summary=summarise(
            result.rows_path,
            result.dimensions,
            result.replication,
            result.end_us,
            result.indicators,
        ),
        foreign=result.foreign,
        history_path=result.history_path,
    )


def about(resolved: ResolvedScenario) -> Document:
    """What a summary says of its scenario."""
    scenario = resolved.scenario
    return {
        "name": scenario.name,
        "title": in_english(scenario.title),
        "title_vi": in_vietnamese(scenario.title),
        "question": in_english(scenario.question),
        "question_vi": in_vietnamese(scenario.question),
        "seed": scenario.seed,
        "sha256": resolved.sha256,
        "start": scenario.start.isoformat(),
        "publication_history": scenario.publication.history,
        "portal_outage": scenario.applicants.portal_outage.model_dump(),
        "assumptions": assumptions(resolved.document),
        "assumed_years": list(resolved.assumed_years),
        "outline": outline(scenario, resolved.agencies, resolved.procedures),
    }


def summary_of(run: Run) -> Document:
    """The document of `summary.json`."""
    days = RunDays.of(Horizon.of(run.resolved.scenario))
    return merge([one.summary for one in run.outcomes], about(run.resolved), run.sample, days)


_latest: dict[str, ResolvedScenario] = {}


def _resolved(sha256: str, document: Document) -> ResolvedScenario:
    """The scenario of a document; a worker keeps the few it works on."""
    if sha256 not in _latest:
        if len(_latest) >= 8:
            _latest.clear()
        _latest[sha256] = resolve_document(document)
    return _latest[sha256]
