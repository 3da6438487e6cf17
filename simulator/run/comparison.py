"""A baseline and its arms, replication by replication with common random numbers.

One job is one replication of every arm, so that its dossiers can be paired as soon as they exist.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from simulator.answer.aggregate import ALL
from simulator.answer.arms import Arm
from simulator.answer.choosing import Chosen
from simulator.answer.contrast import contrasts, mean_change, watched
from simulator.answer.intervals import CONFIDENCE
from simulator.answer.pairing import ArmRows, PairSummary, pair
from simulator.answer.ranking import beyond_the_sum, ranking
from simulator.answer.statistics import PrecisionRule, ratio_of
from simulator.answer.summary import Document
from simulator.ledger import runfolder
from simulator.model.options import RunOptions
from simulator.run.choice_record import Controls
from simulator.run.experiment import (
    Job,
    Outcome,
    Run,
    about,
    controls_of,
    job,
    sample_of,
    simulate,
)
from simulator.run.histories import chosen_for
from simulator.run.parallel import Report
from simulator.run.replications import Replications
from simulator.scenario.combined import combined
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from simulator.scenario.schema import Scenario
from topics.errors import InputError, RunInvalid

FORMAT = "lienthong-comparison/2"
# What has to be the same, or no dossier would have its pair, or another history than its pair's.
_SHARED: dict[str, Callable[[Scenario], object]] = {
    **{name: attrgetter(name) for name in ("seed", "start", "warmup", "duration")},
    "publication.history": attrgetter("publication.history"),
}


@dataclass(frozen=True, slots=True)
class ArmsJob:
    """One replication of the baseline (first) and every arm."""

    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class ArmsOutcome:
    """The outcomes in the same order, and each arm's pairs with the baseline."""

    outcomes: tuple[Outcome, ...]
    pairs: tuple[PairSummary, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All replications of a baseline and its arms; the runs are in the order given."""

    runs: tuple[Run, ...]  # the baseline first
    pairs: tuple[tuple[PairSummary, ...], ...]  # of each arm, of each replication
    precision: Document | None  # the target and whether it was met, if there was one
    # With a fixed publication history: the arms where it is drawn anew in each replication.
    redrawn: tuple[Arm, ...] | None = None

    def arms(self) -> tuple[Arm, ...]:
        """The pairs of each arm, with the weights of the replications."""
        return tuple(Arm(pairs, self.runs[0].sample) for pairs in self.pairs)

    def id(self) -> str:
        """The name of its folder."""
        parts = [run.resolved.sha256 for run in self.runs]
        mark = runfolder.short_hash(parts, len(self.pairs[0]))
        return f"compare-{self.runs[0].resolved.scenario.name}-{mark}"


def compare(
    baseline: ResolvedScenario,
    arms: Sequence[ResolvedScenario],
    *,
    replications: int | PrecisionRule,
    workers: int,
    folder: Path,
    options: RunOptions,
    progress: Report | None = None,
) -> Comparison:
    """Run everything with rows under `folder`, which exists.

    `replications` is a number, or a rule that says when to stop. Where the publication history is
    fixed, all is run once more with it resampled, because an interval that is conditional on one
    history has to be read beside the other. Raise `InputError` for arms whose dossiers cannot be
    the baseline's, `RunInvalid` where none could be paired.
    """
    scenarios = (baseline, *arms)
    _check_comparable(scenarios)
    most = replications if isinstance(replications, int) else replications.n_max
    chosen = chosen_for(scenarios, most)
    plan = _Plan(scenarios, chosen, folder, options)
    more = Replications(run_arms, plan.job, workers, folder, progress)
    found, precision = more.asked(replications, lambda some: watched(_arms(some, chosen)))
    _check_paired(found, scenarios)
    redrawn = None
    if baseline.scenario.publication.history == "fixed":
        anew = plan.redrawn(len(found))
        again = Replications(run_arms, anew.job, workers, anew.folder, progress)
        redrawn = _arms(again.run(range(len(found))), anew.chosen)
    own = chosen.only(range(len(found)))
    controls = _controls(found, own)
    return Comparison(
        runs=tuple(
            Run(scenario, [one.outcomes[number] for one in found], own, controls)
            for number, scenario in enumerate(scenarios)
        ),
        pairs=_by_arm(found),
        precision=precision,
        redrawn=redrawn,
    )


@dataclass(frozen=True, slots=True)
class _Plan:
    """What each replication of all arms is to do; `folder` exists."""

    scenarios: Sequence[ResolvedScenario]
    chosen: Chosen
    folder: Path
    options: RunOptions

    def job(self, replication: int) -> ArmsJob:
        """The work order for one replication of every arm."""
        history = self.chosen.numbers[replication]
        return ArmsJob(
            tuple(
                job(one, replication, self.folder / f"{arm}-{replication}", self.options, history)
                for arm, one in enumerate(self.scenarios)
            )
        )

    def redrawn(self, count: int) -> _Plan:
        """The same arms, with the publication history drawn anew in each replication."""
        folder = self.folder / "redrawn"
        folder.mkdir()
        arms = [_redrawn(scenario) for scenario in self.scenarios]
        return _Plan(arms, chosen_for(arms, count), folder, self.options)


def _arms(found: Sequence[ArmsOutcome], chosen: Chosen) -> tuple[Arm, ...]:
    own = chosen.only(range(len(found)))
    sample = sample_of(own, _controls(found, own))
    return tuple(Arm(pairs, sample) for pairs in _by_arm(found))


def _controls(found: Sequence[ArmsOutcome], chosen: Chosen) -> Controls:
    """The controls of the replications, of the baseline and every arm."""
    outcomes = zip(*(one.outcomes for one in found), strict=True)
    return controls_of(chosen, [[one.summary.parts[ALL] for one in mine] for mine in outcomes])


def _by_arm(found: Sequence[ArmsOutcome]) -> tuple[tuple[PairSummary, ...], ...]:
    return tuple(zip(*(one.pairs for one in found), strict=True))


def document_of(comparison: Comparison) -> Document:
    """The document of `comparison.json`, without the sentence that ends a report."""
    scenarios = [run.resolved for run in comparison.runs]
    names = named_apart(scenarios)
    baseline, *arms = [
        {**about(scenario), "name": name} for scenario, name in zip(scenarios, names, strict=True)
    ]
    compared = comparison.arms()
    redrawn = comparison.redrawn or (None,) * len(arms)
    return {
        "format": FORMAT,
        "simulated": True,
        "baseline": baseline,
        "replications": len(comparison.pairs[0]),
        "confidence": CONFIDENCE,
        "intervals_together": len(arms),
        "precision": comparison.precision,
        "arms": [
            {**arm, **told, **_beside(pairs, others)}
            for arm, told, pairs, others in zip(
                arms, contrasts(compared), compared, redrawn, strict=True
            )
        ],
        "ranking": [_named(one, names[1:]) for one in ranking(compared)],
        "beyond_the_sum": [
            _named(one, names[1:])
            for one in beyond_the_sum(compared, combined(scenarios[0], scenarios[1:]))
        ],
    }


def _named(told: Document, names: Sequence[str]) -> Document:
    """What is told of arms by their numbers, told of them by name."""
    named = {"arm": names[told["arm"]]}
    return {**told, **named, **({"of": [names[n] for n in told["of"]]} if "of" in told else {})}


def _beside(fixed: Arm, redrawn: Arm | None) -> Document:
    """What the mean cycle time's difference is when the history is drawn anew."""
    if redrawn is None:
        return {}
    anew, here = redrawn.mean_change(ALL), fixed.mean_change(ALL)
    ratio = ratio_of((anew.baseline, anew.arm), here.difference)
    finite = ratio is not None and math.isfinite(ratio)
    own = ratio if finite else None
    return {"redrawn": {**mean_change(redrawn), "ratio_of_fixed_to_own_histories": own}}


def run_arms(work: ArmsJob, report: Report) -> ArmsOutcome:
    """Simulate one replication of every arm, and pair them with the first."""
    finished, outcomes = 0, []
    for number, one in enumerate(work.jobs):
        latest = _Counted(report, number, len(work.jobs), finished)
        outcomes.append(simulate(one, latest))
        finished += latest.finished
    first = outcomes[0]
    pairs = [
        pair(_rows(first), _rows(other), first.dimensions, first.replication)
        for other in outcomes[1:]
    ]
    return ArmsOutcome(tuple(outcomes), tuple(pairs))


class _Counted:
    """Passes progress of one arm on as progress of all, and remembers its dossiers."""

    def __init__(self, report: Report, number: int, arms: int, before: int) -> None:
        self._report, self._number, self._arms, self._before = report, number, arms, before
        self.finished = 0

    def __call__(self, fraction: float, finished: int) -> None:
        self.finished = finished
        self._report((self._number + fraction) / self._arms, self._before + finished)


def _redrawn(resolved: ResolvedScenario) -> ResolvedScenario:
    scenario = dict(resolved.document["scenario"])
    scenario["publication"] = {**scenario["publication"], "history": "resampled"}
    return resolve_document({**resolved.document, "scenario": scenario})


def _rows(outcome: Outcome) -> ArmRows:
    return ArmRows(outcome.rows_path, outcome.end_us)


def _check_comparable(scenarios: Sequence[ResolvedScenario]) -> None:
    baseline = scenarios[0].scenario
    for arm in scenarios[1:]:
        for name, get in _SHARED.items():
            ours, theirs = get(baseline), get(arm.scenario)
            if ours != theirs:
                raise InputError(
                    f"{arm.scenario.name}: {name}: found {theirs}; expected {ours} as in the "
                    f"baseline {baseline.name}, or their dossiers cannot be compared one by one"
                )


def _check_paired(found: Sequence[ArmsOutcome], scenarios: Sequence[ResolvedScenario]) -> None:
    """A replication without pairs counts, with no dossiers; an arm needs some in one of them."""
    for resolved, pairs in zip(scenarios[1:], _by_arm(found), strict=True):
        if not any(one.baseline[ALL].dossiers for one in pairs):
            raise RunInvalid(
                f"{resolved.scenario.name}: in no replication is a dossier of the measured window "
                "both in it and in the baseline, so there is nothing to compare"
            )


def named_apart(scenarios: Sequence[ResolvedScenario]) -> list[str]:
    """A name for each arm, also of its folder: the scenario's, numbered where it is taken."""
    names: list[str] = []
    for resolved in scenarios:
        name, number = resolved.scenario.name, 1
        while name in names:
            number += 1
            name = f"{resolved.scenario.name}-{number}"
        names.append(name)
    return names
