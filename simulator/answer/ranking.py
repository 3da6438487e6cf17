"""Which arm brings most, and what one brings beyond the sum of the arms that it is made of.

A saving is the difference of the mean cycle time, arm minus baseline; the less, the better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

from simulator.answer.aggregate import ALL
from simulator.answer.arms import Arm
from simulator.answer.figures import Document, difference_figure, within
from simulator.answer.intervals import critical_of_table
from simulator.answer.sample import Estimate

Ranked = dict[str, int | Document]


def ranking(arms: Sequence[Arm]) -> list[Ranked]:
    """The numbers of the arms, the best first, and the days by which each is ahead of the next.

    Which arms are neighbours is seen in the same replications, so the intervals hold together over
    all pairs of arms.
    """
    changes = [arm.mean_change(ALL).difference for arm in arms]
    order = sorted(range(len(arms)), key=lambda number: changes[number].value)
    ahead = [changes[after].minus(changes[one]) for one, after in pairwise(order)]
    every = [one.minus(other) for one, other in combinations(changes, 2)]
    reach = critical_of_table(every) if every else 0.0
    told: list[Ranked] = [
        {"arm": number, "ahead_days": _told(one, reach)}
        for number, one in zip(order, ahead, strict=False)
    ]
    return [*told, {"arm": order[-1]}]


def beyond_the_sum(
    arms: Sequence[Arm], made_of: Mapping[int, Sequence[tuple[int, ...]]]
) -> list[dict[str, object]]:
    """What arms bring together beyond the sum of what they bring alone, all intervals at once.

    `made_of`: for the number of an arm, the numbers of those that it is made of; see
    `simulator.scenario.combined`. A positive number is a saving that is less than the sum.
    """
    changes = [arm.mean_change(ALL).difference for arm in arms]
    wholes = [(whole, parts) for whole, ways in made_of.items() for parts in ways]
    beyond = [_beyond(changes, whole, parts) for whole, parts in wholes]
    reach = critical_of_table(beyond) if beyond else 0.0
    return [
        {
            "arm": whole,
            "of": list(parts),
            "sum_days": sum(changes[part].value for part in parts),
            "together_days": changes[whole].value,
            "beyond_days": _told(one, reach),
        }
        for (whole, parts), one in zip(wholes, beyond, strict=True)
    ]


def _beyond(changes: Sequence[Estimate], whole: int, parts: Sequence[int]) -> Estimate:
    found = changes[whole]
    for part in parts:
        found = found.minus(changes[part])
    return found


def _told(estimate: Estimate, reach: float) -> Document:
    return {"difference": estimate.value, **within(difference_figure(estimate), reach)}
