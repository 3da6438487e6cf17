"""Intervals, what pairing saves and the stopping rule, against numbers known from elsewhere."""

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from simulator.answer.intervals import critical
from simulator.answer.sample import Estimate, Sample
from simulator.answer.statistics import (
    Interval,
    Precision,
    PrecisionRule,
    ratio_of,
    replications_saved,
    t_interval,
    variance_ratio,
)
from topics.errors import InputError

# Law (2015), example 4.27: ten observations; its 90 % interval is 1.34 +- 0.24.
LAW = [1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09]


def test_the_interval_of_a_textbook_is_reproduced() -> None:
    """Law's example 4.27 gives 1.34 with half-width 0.24 at 90 %."""
    found = t_interval(LAW, confidence=0.90)
    assert found is not None
    assert found.half_width is not None
    assert round(found.mean, 2) == 1.34
    assert round(found.half_width, 2) == 0.24
    assert found.n == 10


def test_several_intervals_together_are_wider_by_bonferroni() -> None:
    """Five intervals at 95 % together are each one at 99 %."""
    assert t_interval(LAW, 0.95, comparisons=5) == t_interval(LAW, 0.99)


def test_one_replication_has_a_mean_and_no_interval() -> None:
    """With one value nothing is known of its certainty; with none, nothing at all."""
    assert t_interval([3.5]) == Interval(3.5, None, 1)
    assert Interval(3.5, None, 1).low is None
    assert t_interval([]) is None


def test_replications_without_the_figure_are_left_out() -> None:
    """NaN marks a replication that had no such dossier."""
    assert t_interval([1.0, math.nan, 3.0]) == t_interval([1.0, 3.0])


def of(values: list[float]) -> Estimate:
    """The mean of some replications by chance."""
    return Sample([1.0] * len(values)).ratio(values, np.ones(len(values)))


def test_the_variance_ratio_says_how_many_replications_were_saved() -> None:
    """Variances 2.5 and 2.75 apart and 0.25 together: 21 times as many would have been needed."""
    baseline = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    noise = np.array([0.5, -0.5, 0.0, -0.5, 0.5])
    ratio = variance_ratio(of(list(baseline)), of(list(baseline - 1.0 + noise)))
    assert ratio == pytest.approx((2.5 + 2.75) / 0.25)
    assert replications_saved(20.0, 5) == 95


def test_differences_that_never_vary_give_no_finite_ratio() -> None:
    """Equal differences: infinite, which saves no number; equal values or two pairs: unknown."""
    assert variance_ratio(of([1.0, 2.0, 4.0]), of([0.0, 1.0, 3.0])) == math.inf
    assert variance_ratio(of([0.1 + 0.2, 1.3, 2.3]), of([0.2, 1.2, 2.2])) == math.inf
    assert variance_ratio(of([1.0, 1.0, 1.0]), of([2.0, 2.0, 2.0])) is None
    assert variance_ratio(of([1.0, 2.0]), of([0.0, 3.0])) is None
    with pytest.raises(ValueError, match="infinite"):
        replications_saved(math.inf, 10)


def test_three_weighted_replications_have_a_ratio() -> None:
    """One degree of freedom is left beside the burden's, and that is enough."""
    sample = Sample([0.65, 0.9, 2.5])
    baseline = sample.ratio([10.0, 30.0, 20.0], np.ones(3))
    arm = sample.ratio([9.0, 28.5, 19.5], np.ones(3))
    assert baseline.df == pytest.approx(1.0)
    ratio = variance_ratio(baseline, arm)
    assert ratio is not None
    assert ratio > 1.0


def test_what_is_not_known_has_no_ratio() -> None:
    """Replications that may not speak for others."""
    sample = Sample([1.0] * 5, known=False)
    found = [sample.ratio(np.arange(5.0) * factor, np.ones(5)) for factor in (1, 2)]
    assert variance_ratio(*found) is None


def test_pairs_may_be_set_against_arms_that_ran_elsewhere() -> None:
    """Variances 1 and 4 of the arms apart, 1/4 of the pairs' difference: 20 times as much."""
    apart = (of([1.0, 2.0, 3.0]), of([2.0, 4.0, 6.0]))
    pairs = (of([9.0, 9.5, 10.0]), of([9.0, 9.0, 9.0]))
    assert ratio_of(apart, pairs[1].minus(pairs[0])) == pytest.approx(20.0)
    still = of([2.0, 3.0, 4.0]).minus(of([1.0, 2.0, 3.0]))
    assert ratio_of(pairs, still) == math.inf


# -- the stopping rule -----------------------------------------------------------------------------

Line = tuple[str, float, float]
RULE = PrecisionRule(0.05)


def precision(half_width: Callable[[int], float], rule: PrecisionRule = RULE) -> Precision:
    """The rule for one interval beside a baseline mean of 10: its target is 0.5."""
    return Precision(rule, lambda n: [("cycle_days.mean", half_width(n), 10.0)])


def test_a_narrow_interval_stops_after_the_look_ahead() -> None:
    """Met from the tenth replication on, the rule stops at the fifteenth."""
    found = precision(lambda _: 0.4)
    assert found.stopping_point(14) is None
    assert not found.met
    assert found.stopping_point(15) == 15
    assert found.met


def test_replications_beyond_the_stopping_point_change_nothing() -> None:
    """However many were run at a time, the answer uses the same ones."""
    for batches in ([60], [15, 60], range(10, 61), [12, 13, 40]):
        found = precision(lambda n: 0.6 if n < 13 else 0.4)
        points = [point for have in batches if (point := found.stopping_point(have))]
        assert points[0] == 18
        assert found.met


def test_each_number_of_replications_is_looked_at_once_and_in_order() -> None:
    """From n0 on, whatever was run before the first look; none beyond the stopping point."""
    looks: list[int] = []

    def wide(n: int) -> float:
        looks.append(n)
        return 0.6 if n < 12 else 0.4

    found = precision(wide)
    assert found.stopping_point(4) is None
    assert found.stopping_point(11) is None
    assert found.stopping_point(40) == 17
    assert looks == list(range(10, 18))


def test_the_target_has_to_hold_throughout_the_look_ahead() -> None:
    """An interval that is too wide at the twelfth replication starts the count again."""
    assert precision(lambda n: 0.9 if n == 12 else 0.1).stopping_point(60) == 18


def test_every_interval_has_to_meet_its_target() -> None:
    """One wide one keeps all going, a share's beside 1 and a time's beside the mean."""

    def lines(last: Line) -> Callable[[int], list[Line]]:
        return lambda _: [("cycle_days.mean", 0.5, 10.0), last]

    rule = PrecisionRule(0.05)
    for last, point in (
        (("on_time_share", 0.05, 1.0), 15),
        (("on_time_share", 0.06, 1.0), None),
        (("cycle_days.p90", 0.51, 10.0), None),
    ):
        assert Precision(rule, lines(last)).stopping_point(60) == point


def test_nothing_to_watch_is_precise_at_once() -> None:
    """Arms that change nothing have no interval, so n0 and the look-ahead are enough."""
    found = Precision(PrecisionRule(0.05), lambda _: [])
    assert found.stopping_point(20) == 15
    assert found.met


def test_what_is_not_known_is_not_narrow() -> None:
    """A half-width that no replication can tell meets no target."""
    found = precision(lambda _: math.nan, PrecisionRule(0.05, n_max=20))
    assert found.stopping_point(19) is None
    assert found.stopping_point(20) == 20
    assert not found.met


def test_the_limit_is_hit_and_said() -> None:
    """At n_max the rule stops without its target, even if some looks before it were narrow."""
    rule = PrecisionRule(0.05, n_max=30)
    found = precision(lambda n: 0.4 if n > 26 else 0.6, rule)
    assert found.stopping_point(100) == 30
    assert not found.met


def test_a_target_met_with_the_last_replication_is_met() -> None:
    """The look-ahead may end exactly at n_max."""
    rule = PrecisionRule(0.05, n_max=30)
    found = precision(lambda n: 0.4 if n > 24 else 0.6, rule)
    assert found.stopping_point(30) == 30
    assert found.met


def test_the_first_look_comes_after_n0() -> None:
    """A rule may begin later and look further ahead."""
    rule = PrecisionRule(0.05, n0=20, look_ahead=0)
    assert precision(lambda _: 0.1, rule).stopping_point(60) == 20


@pytest.mark.parametrize("values", [{"share": 0.0}, {"share": 1.5}, {"share": 0.1, "n0": 3}])
def test_a_rule_that_costs_coverage_is_refused(values: dict[str, float]) -> None:
    """Shares outside (0, 1) and fewer than ten first replications are bad input."""
    with pytest.raises(InputError, match="precision"):
        PrecisionRule(**values)  # type: ignore[arg-type]


def test_a_limit_below_the_first_look_is_refused() -> None:
    """n_max has to leave room for the first look-ahead."""
    with pytest.raises(InputError, match="n_max is 12; expected at least 15"):
        PrecisionRule(0.05, n_max=12)


@pytest.mark.full
def test_intervals_of_the_sequential_rule_cover_the_truth() -> None:
    """95 % intervals at the stopping point hold in 93 to 97 % of 2,000 experiments.

    Lognormal replications with a coefficient of variation of 0.3, target 10 %: the case of the
    notes, where n0 = 3 without look-ahead covered only 91 %.
    """
    draws = np.random.default_rng(20231120)
    sigma = math.sqrt(math.log(1 + 0.3**2))
    rule, covered = PrecisionRule(0.10, n_max=400), 0
    for _ in range(2_000):
        values = draws.lognormal(-(sigma**2) / 2, sigma, 400)

        def watched(n: int, values: np.ndarray = values) -> Iterator[Line]:
            found = values[:n]
            half = critical(n - 1.0) * float(found.std(ddof=1)) / math.sqrt(n)
            yield "cycle_days.mean", half, float(found.mean())

        used = values[: Precision(rule, watched).stopping_point(400)]
        found = t_interval(used)
        assert found is not None
        assert found.half_width is not None
        covered += abs(found.mean - 1.0) <= found.half_width
    assert 0.93 <= covered / 2_000 <= 0.97
