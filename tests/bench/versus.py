"""One contestant of network W against another: equal answers, then the ratio of their speeds."""

from fractions import Fraction

from tests.bench.harness import Contestant, Figure, interleaved
from tests.bench.network_w import Run, WDraws, WResult, draw_w

N = 100_000
SEED = 20_231_120
PAIRS = 5
EXACT = Fraction(0)


class ContestantsDisagree(AssertionError):
    """Two contestants gave different answers to the same numbers, so their speeds mean nothing."""


def versus(
    name: str,
    run: Run,
    base: Run,
    target: float,
    *,
    base_n: int = N,
    relative: Fraction = EXACT,
) -> Figure:
    """How many times more dossiers per second `run` does than `base`: the median of 5 pairs.

    `run` runs 100,000 dossiers and `base` runs `base_n` of its own; on the latter's numbers both
    must agree in mean sojourn to `relative`, or ContestantsDisagree is raised.
    """
    draws = draw_w(N, SEED)
    base_draws = draws if base_n == N else draw_w(base_n, SEED)
    agree(run, base, base_draws, relative)
    run_name, base_name = _name(run), _name(base)
    timings = interleaved(
        PAIRS,
        [
            Contestant(base_name, lambda: base(base_draws), base_n),
            Contestant(run_name, lambda: run(draws), N),
        ],
    )
    spread = sorted(timings.ratios(run_name, base_name))
    rates = (f"{each} {timings.rate(each):,.0f}/s" for each in (run_name, base_name))
    detail = f"{', '.join(rates)}; pairs {spread[0]:.3g} to {spread[-1]:.3g}"
    return Figure(name, timings.ratio(run_name, base_name), ">=", target, detail)


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
