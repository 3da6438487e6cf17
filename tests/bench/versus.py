"""One contestant of network W against another: equal answers, then the ratio of their speeds."""

from fractions import Fraction
from functools import cache, partial

from tests.bench import w_ciw, w_engine, w_heapq, w_heapq_visits, w_simpy
from tests.bench.harness import Contestant, Figure, Timings, interleaved
from tests.bench.network_w import Run, WDraws, WResult, draw_w

N = 100_000
SEED = 20_231_120
PAIRS = 5
EXACT = Fraction(0)
NEAR = Fraction(1, 10**6)
LOOPS = (w_heapq_visits.run, w_engine.run, w_heapq.run)


class ContestantsDisagree(AssertionError):
    """Two contestants gave different answers to the same numbers, so their speeds mean nothing."""


def versus(name: str, run: Run, base: Run, target: float) -> Figure:
    """How many times more dossiers per second `run` does than `base`: the median of 5 pairs."""
    timings, run_name, base_name = rounds(), _name(run), _name(base)
    spread = sorted(timings.ratios(run_name, base_name))
    rates = (f"{each} {timings.rate(each):,.0f}/s" for each in (run_name, base_name))
    detail = f"{', '.join(rates)}; pairs {spread[0]:.3g} to {spread[-1]:.3g}"
    return Figure(name, timings.ratio(run_name, base_name), ">=", target, detail)


@cache
def rounds() -> Timings:
    """All contestants in turns, five times over, so that each two of them are five pairs.

    Each runs 100,000 dossiers, Ciw 20,000. Before, all must agree in mean sojourn, exactly, and
    Ciw, whose clock is in float seconds, to 1e-6; else ContestantsDisagree is raised.
    """
    draws, fewer = draw_w(N, SEED), draw_w(w_ciw.DEFAULT_N, SEED)
    for run in LOOPS:
        agree(run, w_simpy.run, draws)
    agree(w_engine.run, w_ciw.run, fewer, NEAR)
    contestants = [Contestant(_name(run), partial(run, draws), N) for run in (w_simpy.run, *LOOPS)]
    ciw = Contestant(_name(w_ciw.run), partial(w_ciw.run, fewer), w_ciw.DEFAULT_N)
    return interleaved(PAIRS, [*contestants, ciw])


def agree(one: Run, other: Run, draws: WDraws, relative: Fraction = EXACT) -> None:
    """Raise ContestantsDisagree unless both finish every dossier with the same mean sojourn."""
    results = one(draws), other(draws)
    if not same(*results, relative):
        found = " and ".join(
            f"{_name(run)}: {result.n} done, mean {float(result.mean_sojourn_us):.6f} us"
            for run, result in zip((one, other), results, strict=True)
        )
        raise ContestantsDisagree(f"{found}, over {draws.n} dossiers of seed {draws.seed}")


def same(one: WResult, other: WResult, relative: Fraction = EXACT) -> bool:
    """Whether two results agree: dossiers and transitions exactly, the mean to `relative`."""
    apart_us = abs(one.mean_sojourn_us - other.mean_sojourn_us)
    return (one.n, one.transitions) == (
        other.n,
        other.transitions,
    ) and apart_us <= relative * one.mean_sojourn_us


def _name(run: Run) -> str:
    return run.__module__.rpartition(".")[2].removeprefix("w_")
