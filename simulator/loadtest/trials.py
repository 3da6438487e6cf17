"""The trials of a search for the capacity: each is a load test of its own, with its own seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from simulator.loadtest.capacity import Capacity, Search, Trial, find_capacity
from simulator.loadtest.plan import Constant, Plan
from simulator.loadtest.verdict import Verdict, judge
from topics.errors import EnvironmentFailed, InputError

Run = Callable[[Plan, Path], Path]
"""Carries out a plan in a folder that exists, and returns its history."""

Told = Callable[[Trial], None]


def search_of(plan: Plan) -> Search:
    """What a plan searches. Raise `InputError` when it does not search."""
    wanted = plan.capacity
    if wanted is None or not isinstance(plan.load, Constant):
        raise InputError(f"plan {plan.name}: no search; it needs capacity, and a constant load")
    return Search(plan.load.rate, wanted.most, wanted.within, wanted.repeats, wanted.wanted)


def search_capacity(plan: Plan, folder: Path, run: Run, told: Told) -> Capacity:
    """Search; `told` hears of each trial. Raise `LienthongError` as a load test does."""
    done = 0

    def attempt(rate: float, repetition: int) -> Trial:
        nonlocal done
        done += 1
        own = folder / f"trial-{done:02}-{rate:.4g}"
        try:
            own.mkdir()
        except OSError as error:
            raise EnvironmentFailed(f"{own}: {error.strerror or error}") from error
        verdict = judge(run(at_rate(plan, rate, done), own))
        trial = Trial(rate, repetition, verdict.word, _reason(verdict), own.name)
        told(trial)
        return trial

    return find_capacity(search_of(plan), attempt)


def at_rate(plan: Plan, rate: float, number: int) -> Plan:
    """Trial `number` of a plan: the load at this rate, and people and moments of its own."""
    load = plan.load.model_copy(update={"rate": rate})
    return plan.model_copy(update={"load": load, "capacity": None, "seed": plan.seed + number})


def _reason(verdict: Verdict) -> str:
    return verdict.reasons[0] if verdict.reasons else ""
