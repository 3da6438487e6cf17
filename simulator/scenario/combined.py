"""Which of several scenarios changes just what some others change together.

`both` is made of `faster-publication` and `better-sharing` if it differs from the baseline in what
the two differ in, with the same values. How it was written does not matter: as an overlay of its
own, as levers, or by `--set`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from simulator.scenario.layers import NAMES
from simulator.scenario.resolved import ResolvedScenario

Changes = frozenset[tuple[str, str]]  # (path, value) of what a scenario has otherwise
_NAMES = tuple(f"scenario.{name}" for name in NAMES)
_MOST = 12  # arms: with more of them too many combinations would have to be tried


def combined(
    baseline: ResolvedScenario, arms: Sequence[ResolvedScenario]
) -> dict[int, list[tuple[int, ...]]]:
    """The numbers of the arms that are made of others: the smallest sets of those, two at least."""
    before = dict(_leaves(baseline.document))
    changes = [_changes(before, dict(_leaves(arm.document))) for arm in arms]
    found = {number: _made_of(number, changes) for number in range(len(arms))}
    return {number: ways for number, ways in found.items() if ways}


def _made_of(whole: int, changes: Sequence[Changes]) -> list[tuple[int, ...]]:
    """The smallest sets of other arms whose changes together are those of one."""
    parts = [n for n, mine in enumerate(changes) if mine and mine < changes[whole]]
    for size in range(2, min(len(parts), _MOST) + 1):
        sets = combinations(parts[:_MOST], size)
        found = [some for some in sets if _union(changes, some) == changes[whole]]
        if found:
            return found
    return []


def _union(changes: Sequence[Changes], some: Sequence[int]) -> Changes:
    return frozenset().union(*(changes[number] for number in some))


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
    paths = (path for path in before.keys() | after.keys() if not path.startswith(_NAMES))
    return frozenset((p, after.get(p, "")) for p in paths if before.get(p) != after.get(p))


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, value) of each number and word; items of a list by their id."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            name = item.get("id", number) if isinstance(item, Mapping) else number
            yield from _leaves(item, f"{path}[{name}]")
    elif value != []:
        yield path, repr(value)
