"""Intervals, paired differences and the stopping rule, against numbers known from elsewhere."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.answer.statistics import (
    Headline,
    Interval,
    PrecisionRule,
    estimate,
    paired_interval,
    precision_met,
    quantiles,
    ratio_of,
    replications_saved,
    stopping_point,
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


def test_a_paired_interval_is_that_of_the_differences() -> None:
    """What both arms share cancels, however much it varies."""
    shared = np.array([10.0, 90.0, 35.0, 61.0])
    found = paired_interval(shared, shared - [1.0, 1.5, 1.0, 0.5])
    assert found is not None
    assert found.half_width is not None
    assert found.mean == pytest.approx(-1.0)
    # t(3; 0.975) = 3.18245, standard deviation of the differences sqrt(1/6), four of them
    assert found.half_width == pytest.approx(3.182446 * math.sqrt(1 / 6) / 2, rel=1e-6)


def test_an_estimate_stays_where_values_can_be() -> None:
    """A share's ends are cut at 0 and 1; one value has no ends, none no estimate."""
    assert estimate([0.0, 1.0], most=1.0) == {"mean": 0.5, "low": 0.0, "high": 1.0}
    assert estimate([3.0, 3.0]) == {"mean": 3.0, "low": 3.0, "high": 3.0}
    assert estimate([3.0]) == {"mean": 3.0, "low": None, "high": None}
    assert estimate([]) is None


def test_the_variance_ratio_says_how_many_replications_were_saved() -> None:
    """Variances 2.5 and 2.5 apart and 0.25 together: 20 times as many would have been needed."""
    baseline = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    noise = np.array([0.5, -0.5, 0.0, -0.5, 0.5])
    ratio = variance_ratio(baseline, baseline - 1.0 + noise)
    assert ratio == pytest.approx((2.5 + 2.75) / 0.25)
    assert replications_saved(20.0, 5) == 95


def test_differences_that_never_vary_give_no_finite_ratio() -> None:
    """Equal differences: infinite, which saves no number; equal values or two pairs: unknown."""
    assert variance_ratio([1.0, 2.0, 4.0], [0.0, 1.0, 3.0]) == math.inf
    assert variance_ratio([0.1 + 0.2, 1.3, 2.3], [0.2, 1.2, 2.2]) == math.inf
    assert variance_ratio([1.0, 1.0, 1.0], [2.0, 2.0, 2.0]) is None
    assert variance_ratio([1.0, 2.0], [0.0, 3.0]) is None
    with pytest.raises(ValueError, match="infinite"):
        replications_saved(math.inf, 10)


def test_quantiles_interpolate_between_neighbours() -> None:
    """Type 7: the median of four values is between the middle two; none gives NaN."""
    assert quantiles(np.array([1, 2, 3, 10], np.int64)) == pytest.approx([2.5, 7.9])
    assert all(math.isnan(q) for q in quantiles(np.empty(0, np.int64)))


def steady(n: int, spread: float) -> Headline:
    """Differences of 1 that go up and down by `spread`, beside a baseline mean of 10."""
    return Headline([1.0 + spread * (-1) ** k for k in range(n)], [10.0] * n)


def test_a_narrow_interval_stops_after_the_look_ahead() -> None:
    """Met from the tenth replication on, the rule stops at the fifteenth."""
    rule = PrecisionRule(0.05)
    assert stopping_point([steady(14, 0.1)], rule) is None
    assert stopping_point([steady(15, 0.1)], rule) == 15
    assert precision_met([steady(15, 0.1)], rule, 15)


def test_replications_beyond_the_stopping_point_change_nothing() -> None:
    """However many were run at a time, the answer uses the same ones."""
    assert stopping_point([steady(60, 0.1)], PrecisionRule(0.05)) == 15


def test_the_target_has_to_hold_throughout_the_look_ahead() -> None:
    """An outlier at the twelfth replication starts the count again."""
    calm = [1.0 + 0.1 * (-1) ** k for k in range(60)]
    shaken = [*calm[:11], 9.0, *calm[12:]]
    rule = PrecisionRule(0.05)
    found = stopping_point([Headline(shaken, [10.0] * 60)], rule)
    assert found == 38
    half_widths = [t_interval(shaken[:n]) for n in range(32, 39)]
    within = [w is not None and (w.half_width or 9) <= 0.5 for w in half_widths]
    assert within == [False, True, True, True, True, True, True]


def test_every_headline_has_to_meet_its_target() -> None:
    """One wide interval keeps all going."""
    assert stopping_point([steady(20, 0.1), steady(20, 30.0)], PrecisionRule(0.05)) is None


def test_the_target_is_of_the_baseline_so_no_difference_also_ends() -> None:
    """Differences around zero stop as soon as they are small beside the baseline."""
    line = Headline([0.1 * (-1) ** k for k in range(15)], [10.0] * 15)
    assert stopping_point([line], PrecisionRule(0.05)) == 15


def test_the_limit_is_hit_and_said() -> None:
    """At n_max the rule stops without its target, and `precision_met` says so."""
    rule, line = PrecisionRule(0.05, n_max=30), steady(30, 30.0)
    assert stopping_point([line], rule) == 30
    assert not precision_met([line], rule, 30)


@pytest.mark.parametrize("values", [{"share": 0.0}, {"share": 1.5}, {"share": 0.1, "n0": 3}])
def test_a_rule_that_costs_coverage_is_refused(values: dict[str, float]) -> None:
    """Shares outside (0, 1) and fewer than ten first replications are bad input."""
    with pytest.raises(InputError, match="precision"):
        PrecisionRule(**values)  # type: ignore[arg-type]


def test_a_limit_below_the_first_look_is_refused() -> None:
    """n_max has to leave room for the first look-ahead."""
    with pytest.raises(InputError, match="n_max is 12; expected at least 15"):
        PrecisionRule(0.05, n_max=12)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30), st.floats(-1e6, 1e6))
def test_shifting_both_arms_shifts_no_difference(values: list[float], shift: float) -> None:
    """A paired interval does not depend on what both arms have in common."""
    arm = [value * 0.5 for value in values]
    first = paired_interval(values, arm)
    second = paired_interval([v + shift for v in values], [v + shift for v in arm])
    assert first is not None
    assert second is not None
    assert second.mean == pytest.approx(first.mean, abs=1e-3)
    assert second.half_width == pytest.approx(first.half_width, abs=1e-3)


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
        line = Headline(list(values), list(values))
        found = t_interval(values[: stopping_point([line], rule)])
        assert found is not None
        assert found.half_width is not None
        covered += abs(found.mean - 1.0) <= found.half_width
    assert 0.93 <= covered / 2_000 <= 0.97


def test_pairs_may_be_set_against_arms_that_ran_elsewhere() -> None:
    """Variances 1 and 4 of the arms apart, 1/4 of the pairs' difference: 20 times as much."""
    apart = ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])
    pairs = ([9.0, 9.5, 10.0], [9.0, 9.0, 9.0])
    assert ratio_of(apart, pairs) == 20.0
    assert ratio_of(pairs, ([1.0, 2.0, 3.0], [2.0, 3.0, 4.0])) == math.inf
