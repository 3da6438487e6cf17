"""Experiments from a pool, and how often their intervals hold what is true.

An experiment is what a planner would have run: so many replications, looked at through the
functions that make summary and comparison. For each of its intervals it is noted whether the truth
lies below, inside or above, how wide it is, and whether the answer abstained.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.answer.aggregate import ALL
from simulator.answer.arms import Arm, Change
from simulator.answer.contrast import large_causes, watched
from simulator.answer.figures import Figure, difference_figure
from simulator.answer.intervals import critical_of_table
from simulator.answer.sample import Sample
from simulator.answer.statistics import Precision, PrecisionRule
from simulator.answer.summary import large_cause_figures, time_figures
from simulator.answer.views import View
from simulator.run.experiment import controls_of, sample_of
from tests.coverage.pool import Pool

Floats = NDArray[np.float64]
HEADLINES = ("cycle_days.mean", "cycle_days.p50", "cycle_days.p90", "on_time_share")
CHANGES = ("cycle_days.mean", "cycle_days.p50", "cycle_days.p90", "on_time_share")
SENTENCE = "sentence"


@dataclass(slots=True)
class Seen:
    """Many experiments' intervals of one kind, the numbers of one experiment by their names.

    A number is (value, low, high), each less the truth; ends are NaN where the answer abstained.
    """

    rows: list[dict[str, tuple[float, float, float]]] = field(default_factory=list)

    def arrays(self) -> tuple[Floats, Floats, Floats]:
        """Values, lows and highs, shape (experiments, names); NaN where there is no such line."""
        names = sorted({name for row in self.rows for name in row})
        missing = (math.nan,) * 3
        table = np.array([[row.get(name, missing) for name in names] for row in self.rows])
        return table[:, :, 0], table[:, :, 1], table[:, :, 2]


def experiments(pool: Pool, n: int, count: int) -> Iterator[Pool]:
    """`count` experiments of n replications: disjoint as long as the pool allows, then shifted."""
    laps = math.ceil(count * n / len(pool.pairs))
    for number in range(count):
        lap, place = divmod(number * n, len(pool.pairs) - len(pool.pairs) % n)
        yield pool.stretch(place + lap * n // max(1, laps), n)


def truth_of(pool: Pool) -> dict[str, dict[str, float]]:
    """What is true, as one large experiment finds it: by table, then by number."""
    sample, arms = _arms(pool)
    found = {"run": _values(time_figures(_baseline(pool, sample)))}
    causes = large_cause_figures(_baseline(pool, sample), least=0.0)
    found["run causes"] = _values(causes)
    for number, arm in enumerate(arms):
        found[f"arm {number}"] = {n: c.difference.value for n, c in arm.changes().items()}
        found[f"arm {number} causes"] = {n: c.difference.value for n, c in arm.causes().items()}
    return found


def look_at(
    pool: Pool, n: int, count: int, truth: Mapping[str, Mapping[str, float]],
    rule: PrecisionRule | None = None,
) -> tuple[dict[str, Seen], list[int]]:  # fmt: skip
    """All kinds of intervals over `count` experiments, and how many replications each had.

    With a rule, n is the most that an experiment may have.
    """
    seen: dict[str, Seen] = {}
    sizes = []
    for whole in experiments(pool, n, count):
        one = whole if rule is None else whole.stretch(0, _stopped(whole, rule))
        sizes.append(len(one.pairs))
        sample, arms = _arms(one)
        _look_at_run(seen, _baseline(one, sample), truth)
        _look_at_arms(seen, arms[:1], truth, "one arm")
        _look_at_arms(seen, arms, truth, f"{len(arms)} arms")
    return seen, sizes


def _stopped(pool: Pool, rule: PrecisionRule) -> int:
    def look(n: int) -> Iterator[tuple[str, float, float]]:
        return watched(_arms(pool.stretch(0, n))[1][:1])

    return Precision(rule, look).stopping_point(len(pool.pairs)) or len(pool.pairs)


def _look_at_run(
    seen: dict[str, Seen], view: View, truth: Mapping[str, Mapping[str, float]]
) -> None:
    figures = time_figures(view)
    for name in HEADLINES:
        _note(seen, f"run: {name}", figures[name], truth["run"][name])
    _note_table(seen, "run: whole table", figures, truth["run"])
    causes = large_cause_figures(view)
    _note_table(seen, "run: causes, whole table", causes, truth["run causes"])


def _look_at_arms(
    seen: dict[str, Seen], arms: Sequence[Arm], truth: Mapping[str, Mapping[str, float]], what: str
) -> None:
    tables = [arm.changes() for arm in arms]
    if len(arms) == 1:
        for name in CHANGES:
            figure = difference_figure(tables[0][name].difference)
            _note(seen, f"{what}: {name}", figure, truth["arm 0"][name])
    means = {str(number): table["cycle_days.mean"] for number, table in enumerate(tables)}
    true_means = {str(n): truth[f"arm {n}"]["cycle_days.mean"] for n in range(len(arms))}
    if len(arms) > 1:
        _note_table(seen, f"{what}: sentence", _figures(means), true_means)
    for kind, found, suffix in (
        ("whole table", tables, ""),
        ("causes, whole table", [large_causes(arm) for arm in arms], " causes"),
    ):
        every = {f"{n} {k}": c for n, table in enumerate(found) for k, c in table.items()}
        right = {
            f"{n} {k}": truth[f"arm {n}{suffix}"][k] for n, table in enumerate(found) for k in table
        }
        _note_table(seen, f"{what}: {kind}", _figures(every), right)


def _figures(changes: Mapping[str, Change]) -> dict[str, Figure]:
    return {name: difference_figure(change.difference) for name, change in changes.items()}


def _note_table(
    seen: dict[str, Seen], name: str, figures: Mapping[str, Figure], truth: Mapping[str, float]
) -> None:
    """A table's intervals, all at once."""
    reach = critical_of_table([figure.estimate for figure in figures.values()])
    row = {n: _row(figure, figure.interval(reach), truth[n]) for n, figure in figures.items()}
    seen.setdefault(name, Seen()).rows.append(row)


def _note(seen: dict[str, Seen], name: str, figure: Figure, truth: float) -> None:
    """An interval for itself."""
    row = {"": _row(figure, figure.alone(), truth)}
    seen.setdefault(name, Seen()).rows.append(row)


def _row(
    figure: Figure, ends: tuple[float, float] | None, truth: float
) -> tuple[float, float, float]:
    low, high = ends or (math.nan, math.nan)
    return figure.estimate.value - truth, low - truth, high - truth


def _values(figures: Mapping[str, Figure]) -> dict[str, float]:
    return {name: figure.estimate.value for name, figure in figures.items()}


def arms_of(pool: Pool) -> list[Arm]:
    """The arms of an experiment."""
    return _arms(pool)[1]


def baseline_of(pool: Pool) -> View:
    """All dossiers of its baseline."""
    return _baseline(pool, _sample(pool))


def _arms(pool: Pool) -> tuple[Sample, list[Arm]]:
    sample, many = _sample(pool), len(pool.pairs[0])
    return sample, [Arm([one[number] for one in pool.pairs], sample) for number in range(many)]


def _sample(pool: Pool) -> Sample:
    baseline = [one[0].baseline[ALL] for one in pool.pairs]
    arms = [[one[n].arm[ALL] for one in pool.pairs] for n in range(len(pool.pairs[0]))]
    return sample_of(pool.chosen, controls_of(pool.chosen, [baseline, *arms]))


def _baseline(pool: Pool, sample: Sample) -> View:
    return View(sample, [one[0].baseline[ALL] for one in pool.pairs])
