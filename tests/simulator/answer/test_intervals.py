"""Intervals of times, shares and quantiles, alone and a whole table at once."""

from __future__ import annotations

import math
import subprocess
import sys

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulator.answer import intervals
from simulator.answer.figures import quantile_figure, share_figure, time_figure, together
from simulator.answer.histogram import Distribution, histogram
from simulator.answer.intervals import (
    Quantile,
    around,
    critical,
    critical_of_table,
    of_share,
    of_time,
)
from simulator.answer.sample import Estimate, Sample

Floats = npt.NDArray[np.float64]
DAY = 86_400_000_000


def estimate(*parts: float, value: float = 1.0, df: float = 4.0) -> Estimate:
    return Estimate(value, np.array(parts, np.float64), df, len(parts))


def dossiers(times_us: npt.ArrayLike) -> Distribution:
    """Each replication's dossiers of weight 1; shape (replications, dossiers)."""
    rows = np.atleast_2d(np.asarray(times_us, np.int64))
    return Distribution.of([histogram(row, np.ones(len(row))) for row in rows])


def plain(n: int) -> Sample:
    return Sample([1.0] * n)


# -- critical values -------------------------------------------------------------------------------


def test_critical_values_are_students() -> None:
    """Two-sided; none without degrees of freedom."""
    assert critical(4.0) == pytest.approx(stats.t.ppf(0.975, 4))
    assert critical(2.5, 0.9) == pytest.approx(stats.t.ppf(0.95, 2.5))
    assert math.isnan(critical(0.0))


def bonferroni(count: int, df: float, tail: float = 0.025) -> float:
    return float(stats.t.isf(tail / count, df))


@pytest.mark.parametrize("count", [2, 7, 40])
@pytest.mark.parametrize("df", [1.5, 4.0, 30.0])
def test_a_table_is_between_one_interval_and_bonferroni(count: int, df: float) -> None:
    """Of independent numbers it is close to Bonferroni's, and above Student's."""
    table = [estimate(*row, df=df) for row in np.eye(count)]
    found = critical_of_table(table)
    assert critical(df) < found <= bonferroni(count, df) + 1e-9
    assert found > critical(df) + 0.8 * (bonferroni(count, df) - critical(df)) or df < 2.0


def test_a_table_of_related_numbers_is_narrower_than_of_independent_ones() -> None:
    """Numbers that mostly go together need less room."""
    made = np.random.default_rng(3).standard_normal((7, 12))
    alike = [estimate(*(row + 4.0 * made[0]), df=11.0) for row in made]
    apart = [estimate(*row, df=11.0) for row in np.eye(7)]
    assert critical(11.0) < critical_of_table(alike) < critical_of_table(apart)


def test_numbers_in_full_correlation_are_one_number() -> None:
    """The same in another unit, or with the other sign, makes no interval wider."""
    one = estimate(0.3, -0.1, 0.2)
    assert critical_of_table([one, one.times(24.0), one.times(-1.0)]) == critical(4.0)
    assert critical_of_table([one, one.times(24.0)], one_sided=True) == critical(4.0, 0.9)
    opposite = critical_of_table([one, one.times(-1.0)], one_sided=True)
    assert critical(4.0, 0.9) < opposite <= critical(4.0)


@given(
    st.lists(
        st.lists(st.floats(-5, 5, allow_subnormal=False), min_size=6, max_size=6),
        min_size=2,
        max_size=5,
    )
)
def test_a_table_is_never_outside_its_bounds(rows: list[list[float]]) -> None:
    """Whatever the correlations: not below one interval's value, not above Bonferroni's."""
    table = [estimate(*row) for row in rows]
    found = critical_of_table(table)
    assert critical(4.0) <= found <= bonferroni(len(table), 4.0) + 1e-12


def test_one_sided_tables_reach_less_far() -> None:
    """A rise alone is asked for, so less is put down to chance."""
    table = [estimate(*row) for row in np.eye(6)]
    one_sided = critical_of_table(table, one_sided=True)
    assert critical(4.0, 0.9) < one_sided < critical_of_table(table)


def test_a_table_goes_by_its_least_certain_number() -> None:
    """Few degrees of freedom of one number widen all, so that none is too narrow."""
    sure, unsure = estimate(1.0, 0.0, df=30.0), estimate(0.0, 1.0, df=2.0)
    assert critical_of_table([sure, unsure]) >= critical(2.0)


def test_numbers_without_an_error_take_no_room() -> None:
    """What never varied or is not known is left out; a table of nothing has no value."""
    one, still = estimate(0.3, -0.1), estimate(0.0, 0.0)
    unknown = estimate(0.0, 0.0, df=0.0)
    assert critical_of_table([one, still, unknown]) == critical(4.0)
    assert critical_of_table([still, unknown]) == critical(4.0)
    assert math.isnan(critical_of_table([unknown]))
    assert math.isnan(critical_of_table([]))


def test_a_tables_intervals_hold_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """In 250 tables of five related means all hold at once in about 95 %, and alone in fewer."""
    monkeypatch.setattr(intervals, "_TRIALS", 1)  # as few as there may be
    made = np.random.default_rng(5)
    sample, ones = plain(8), np.ones(8)
    held = apart = 0
    for _ in range(250):
        values = made.standard_normal((5, 8)) + 0.7 * made.standard_normal(8)
        table = [sample.ratio(row, ones) for row in values]
        reach = critical_of_table(table)
        furthest = max(abs(one.value) / one.error for one in table)
        held += furthest <= reach
        apart += furthest <= critical(7.0)
    assert stats.binomtest(held, 250).proportion_ci(0.99).high > 0.95
    assert held < 250
    assert apart / 250 < 0.9


def test_a_table_is_the_same_in_another_process() -> None:
    """Its random numbers are keyed, so an answer does not depend on what ran before."""
    program = (
        "import numpy as np\n"
        "from simulator.answer.intervals import critical_of_table\n"
        "from simulator.answer.sample import Estimate\n"
        "print(repr(critical_of_table([Estimate(1.0, row, 4.0, 5) for row in np.eye(5)])))"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    table = [estimate(*row) for row in np.eye(5)]
    assert float(other.stdout) == critical_of_table(table) == critical_of_table(table)


# -- times and shares ------------------------------------------------------------------------------


def test_intervals_of_times_and_differences() -> None:
    """A difference's so many standard errors on each side; a time's on the scale of its root."""
    found = estimate(0.6, 0.8, value=1.5)
    assert around(found, 2.0) == (-0.5, 3.5)
    assert of_time(found, 2.0) == pytest.approx((1.5 * (1 / 3) ** 2, 1.5 * (5 / 3) ** 2))
    assert of_time(found, 4.0) == pytest.approx((0.0, 1.5 * (7 / 3) ** 2))
    assert of_time(estimate(0.6, 0.8, value=0.0), 2.0) == (0.0, 2.0)


@pytest.mark.parametrize("reach", [2.0, math.nan])
def test_what_is_not_known_has_no_interval(reach: float) -> None:
    """No degrees of freedom, no critical value, or nothing that varied."""
    unknown, still = estimate(0.6, 0.8, df=0.0), estimate(0.0, 0.0)
    known = [unknown, still, *([] if reach == 2.0 else [estimate(0.6, 0.8)])]
    for one in known:
        assert around(one, reach) is None
        assert of_time(one, reach) is None
    assert of_share(unknown, reach, 100.0) is None
    assert of_share(estimate(0.1, value=0.5), math.nan, 100.0) is None


def test_a_shares_interval_stays_within_its_bounds() -> None:
    """On the scale of log odds: 0.9 with an error of 0.1 goes to 0.99, not to 1.1."""
    found = of_share(estimate(0.1, value=0.9), 2.0, 100.0)
    assert found is not None
    wide = 2.0 * 0.1 / 0.09
    odds = [math.log(one / (1 - one)) for one in found]
    assert odds == pytest.approx([math.log(9) - wide, math.log(9) + wide])
    mirrored = of_share(estimate(0.1, value=0.1), 2.0, 100.0)
    assert mirrored == pytest.approx((1 - found[1], 1 - found[0]))


def test_a_wide_share_is_still_a_share() -> None:
    """An error far beyond the bounds gives everything from 0 to 1."""
    assert of_share(estimate(9e3, value=0.5), 12.7, 100.0) == pytest.approx((0.0, 1.0))


@pytest.mark.parametrize("count", [20.0, 250.0])
def test_all_or_none_has_the_exact_binomial_bound(count: int) -> None:
    """Nobody late among 20 that are as good as independent: Clopper and Pearson's bound."""
    exact = stats.binomtest(0, int(count)).proportion_ci(0.95, "exact")
    reach = critical(4.0)
    assert of_share(estimate(0.0, value=0.0), reach, count) == pytest.approx((0.0, exact.high))
    assert of_share(estimate(0.0, value=1.0), reach, count) == pytest.approx((1 - exact.high, 1.0))


def test_all_or_none_of_nobody_is_not_known() -> None:
    """Without a dossier there is no bound."""
    assert of_share(estimate(0.0, value=0.0), 2.0, 0.0) is None


def test_a_share_that_never_varied_has_no_interval() -> None:
    """Two thirds in every replication is neither all nor none, and no error tells how sure."""
    assert of_share(estimate(0.0, 0.0, value=2 / 3), 2.0, 100.0) is None
    found = plain(3).ratio([20.0, 40.0, 60.0], [30.0, 60.0, 90.0])
    assert of_share(found, 2.0, 180.0) is None


# -- quantiles -------------------------------------------------------------------------------------


@pytest.mark.parametrize("n, share", [(60, 0.5), (200, 0.5), (200, 0.9)])
def test_a_quantile_of_independent_dossiers_is_between_order_statistics(
    n: int, share: float
) -> None:
    """One dossier a replication: the ends are near those of the exact binomial interval.

    Measured in shares, each lies within a standard error's half of it, over 15 samples.
    """
    made = np.random.default_rng(11)
    low_rank, high_rank = stats.binom.ppf([0.025, 0.975], n, share)
    ends = []
    for _ in range(15):
        times = (made.lognormal(0.0, 1.0, n) * DAY).astype(np.int64)
        quantile = Quantile(plain(n), dossiers(times[:, None]), share)
        found = quantile.interval(critical(n - 1.0))
        assert found is not None
        assert found[0] <= quantile.value <= found[1]
        ends.append([float((times <= end).sum()) for end in found])
    error = math.sqrt(n * share * (1 - share))
    low, high = np.mean(ends, axis=0)
    assert low == pytest.approx(low_rank, abs=error / 2)
    assert high == pytest.approx(high_rank, abs=error / 2)


def test_quantiles_intervals_cover() -> None:
    """Replications that differ as a whole: the median's 95 % interval holds in about 95 %."""
    made, held = np.random.default_rng(12), 0
    for _ in range(300):
        shared = made.normal(0.0, 0.3, (8, 1))
        times = np.exp(shared + made.normal(0.0, 1.0, (8, 60))) * DAY
        found = Quantile(plain(8), dossiers(times), 0.5).interval(critical(7.0))
        assert found is not None
        held += found[0] <= DAY <= found[1]
    covered = stats.binomtest(held, 300).proportion_ci(0.99)
    assert covered.high >= 0.93
    assert covered.low <= 0.97


@given(
    st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=6), min_size=3, max_size=6),
    st.sampled_from([0.5, 0.9]),
    st.sampled_from([0.01, 0.5, 2.0]),
)
def test_a_quantile_lies_within_its_interval(
    times: list[list[int]], share: float, reach: float
) -> None:
    """However few dossiers, however many of them alike, and however narrow the interval."""
    rows = [histogram(np.array(row) * DAY, np.ones(len(row))) for row in times]
    quantile = Quantile(plain(len(rows)), Distribution.of(rows), share)
    found = quantile.interval(reach)
    if found is not None:
        assert found[0] <= quantile.value <= found[1]
        assert found[0] < found[1]


def test_a_quantile_within_a_single_bin_lies_within_its_interval() -> None:
    """An interval finer than a bin, of replications very alike, is not beside the quantile."""
    made, found_any = np.random.default_rng(0), 0
    for _ in range(60):
        near = np.exp(made.normal(0.0, 0.02, (5, 200)) + made.normal(0.0, 0.0003, (5, 1)))
        quantile = Quantile(plain(5), dossiers(near * DAY), 0.5)
        found = quantile.interval(0.3)
        assert found is not None
        assert found[0] <= quantile.value <= found[1]
        found_any += found[1] - found[0] < 0.004 * DAY
    assert found_any > 20


def test_an_interval_holds_every_time_that_may_be_the_quantile() -> None:
    """Up to the last one at which the share below could still be a half, not to the first.

    All have 56 % within two days. Then one has everything, so the share is less and less sure; only
    when the others catch up it is over a half for good.
    """
    made = np.random.default_rng(2)
    times = made.uniform(1.0, 2.0, (5, 100))
    times[:, 56:] = made.uniform(40.0, 60.0, (5, 44))
    times[0, 56:] = 3.0
    found = Quantile(plain(5), dossiers(times * DAY), 0.5).interval(critical(4.0))
    assert found is not None
    assert found[0] < 2 * DAY
    assert 40 * DAY < found[1] < 60 * DAY


def test_equal_replications_have_a_quantile_without_interval() -> None:
    """Nothing varied, so nothing tells how sure it is; its difference has no known error."""
    quantile = Quantile(plain(4), dossiers([[DAY, 2 * DAY, 3 * DAY]] * 4), 0.5)
    assert quantile.interval(critical(3.0)) is None
    assert math.isnan(quantile.estimate().error)


def test_a_quantile_of_nobody_is_no_number() -> None:
    """Whether replications lack such dossiers or have empty parts."""
    empty = histogram(np.empty(0, np.int64), np.empty(0))
    for rows in ([None] * 4, [empty] * 4):
        quantile = Quantile(plain(4), Distribution.of(rows), 0.5)
        assert math.isnan(quantile.value)
        assert quantile.interval(2.0) is None
        assert math.isnan(quantile.estimate().error)


def test_without_an_error_a_quantile_has_no_interval() -> None:
    """One replication, or those that may not speak for others."""
    times = np.arange(1, 100)[None, :] * DAY
    for sample in (plain(1), Sample([1.0] * 3, known=False)):
        quantile = Quantile(sample, dossiers(np.repeat(times, sample.count, axis=0)), 0.5)
        assert quantile.value == pytest.approx(50 * DAY, rel=0.01)
        assert quantile.interval(critical(sample.df)) is None


def test_a_difference_of_quantiles_has_the_error_of_the_pairs() -> None:
    """A median that is 10 % lower in every replication is known far better than either median."""
    made = np.random.default_rng(4)
    times = np.exp(made.normal(0.0, 0.5, (10, 1)) + made.normal(0.0, 1.0, (10, 400))) * DAY
    sample = plain(10)
    before = Quantile(sample, dossiers(times), 0.5).estimate()
    after = Quantile(sample, dossiers(0.9 * times), 0.5).estimate()
    difference = after.minus(before)
    assert difference.value == pytest.approx(-0.1 * before.value, rel=0.1)
    assert difference.error < before.error / 4
    low, high = Quantile(sample, dossiers(times), 0.5).interval(critical(9.0)) or (0.0, 0.0)
    shorter, longer = sorted((high - before.value, before.value - low))
    assert before.error == pytest.approx((shorter + 3 * longer) / 4 / critical(9.0))


# -- figures ---------------------------------------------------------------------------------------


def test_a_table_shows_both_intervals_of_each_figure() -> None:
    """The one for itself within the one that holds together with the others."""
    sample, made = plain(6), np.random.default_rng(6)
    values = made.gamma(4.0, 1.0, (3, 6))
    figures = {str(n): time_figure(sample.ratio(row, np.ones(6))) for n, row in enumerate(values)}
    figures["late"] = share_figure(sample.ratio(values[0] / 20, np.ones(6)), 100.0)
    figures["p50"] = quantile_figure(Quantile(sample, dossiers(values.T * DAY), 0.5))
    for name, one in together(figures).items():
        assert one["low_together"] < one["low"] < one["mean"] < one["high"] < one["high_together"]
        assert (one["low"], one["high"]) == figures[name].alone()


def test_a_figure_of_nothing_is_null() -> None:
    """Plain data has no NaN: `null` is a number that there is not."""
    none = time_figure(plain(3).ratio(np.zeros(3), np.zeros(3)))
    assert set(together({"none": none})["none"].values()) == {None}


def test_numbers_that_few_replications_tell_make_a_table_wider() -> None:
    """An error of heavy histories alone has fewer degrees of freedom, and needs a longer reach.

    One number errs alike in all replications, the other only where the burden is.
    """
    sizes = np.array([0.6] * 6 + [1.0, 1.4, 2.0, 2.6])
    sample, made = Sample(sizes.tolist()), np.random.default_rng(5)
    alike = [sample.ratio(made.normal(0.0, 1.0, 10), np.ones(10)) for _ in range(6)]
    burden = (sizes - 0.6) / 0.4
    heavy = [sample.ratio(made.normal(0.0, 1.0, 10) * burden, np.ones(10)) for _ in range(6)]
    assert max(one.stretch[0] for one in heavy) < min(one.df for one in alike)
    assert all(one.stretch[1] > 1.0 for one in heavy)
    assert critical_of_table(heavy) > critical_of_table(alike)
