"""Replications as a sample: their weights, and the errors of what is told from them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulator.answer.choosing import KEPT, choose
from simulator.answer.intervals import around, critical
from simulator.answer.sample import Estimate, Sample, effective, held_controls

Floats = npt.NDArray[np.float64]
SIZES = (0.65, 4.5, 0.65, 1.2, 0.8, 6.4, 0.65)
ONES = np.ones(len(SIZES))


def draws(seed: int, *shape: int) -> Floats:
    return np.random.default_rng(seed).gamma(4.0, 1.0, shape)


def covariance(first: Estimate, second: Estimate) -> float:
    return float(first.parts @ second.parts)


# -- weights ---------------------------------------------------------------------------------------


def plain(sizes: list[float]) -> Floats:
    """The inverse of what replications were chosen by."""
    inverse = 1.0 / np.array(sizes)
    return inverse / inverse.sum()


@given(st.lists(st.floats(KEPT, 30.0), min_size=2, max_size=30))
def test_weights_add_up_to_one_and_reproduce_the_burden(sizes: list[float]) -> None:
    """Where some replications are heavier and some lighter than the average, exactly.

    Or, where one replication would have to count for many, they are left as they were chosen, and
    no error is stated.

    A size is KEPT + (1 - KEPT) x burden and its expectation is 1, so the burden's is too.
    """
    sample = Sample(sizes)
    assert (sample.weights > 0.0).all()
    assert sample.weights.sum() == pytest.approx(1.0, rel=1e-12)
    if min(sizes) < 1.0 - 1e-6 and max(sizes) > 1.0 + 1e-6:
        burden = (np.array(sizes) - KEPT) / (1.0 - KEPT)
        held = float(sample.weights @ burden) == pytest.approx(1.0, rel=1e-9)
        assert held or (sample.df == 0.0 and sample.weights == pytest.approx(plain(sizes)))


def test_weights_by_hand() -> None:
    """Of sizes 1/2 and 2 the light one counts twice as often: 2/3 and 1/3 give a mean of 1."""
    assert Sample([0.5, 2.0]).weights == pytest.approx([2 / 3, 1 / 3])


def test_replications_by_chance_count_alike() -> None:
    """Sizes of 1 give plain means; a mean of nobody has no weights."""
    assert Sample([1.0] * 4).weights.tolist() == [0.25] * 4
    assert Sample([]).weights.shape == (0,)
    assert Sample([1.0] * 4).df == pytest.approx(3.0)


def test_a_heavier_replication_counts_for_less() -> None:
    """The order of weights is the reverse of that of sizes."""
    weights = Sample(SIZES).weights
    assert (np.argsort(-weights, kind="stable") == np.argsort(SIZES, kind="stable")).all()


@pytest.mark.parametrize("sizes", [[0.65, 0.7, 0.9], [1.5, 2.0, 4.0], [0.65] * 5, [3.0] * 5])
def test_a_calibration_that_cannot_be_made_leaves_no_error(sizes: list[float]) -> None:
    """All lighter than the average, or all heavier: nothing tells what the others would show.

    The number is then that of the plain inverse sizes. This also holds where all are alike.
    """
    sample = Sample(sizes)
    inverse = 1.0 / np.array(sizes)
    assert sample.weights == pytest.approx(inverse / inverse.sum())
    found = sample.ratio([1.0, 2.0, 3.0, 4.0, 5.0][: len(sizes)], np.ones(len(sizes)))
    assert found.df == 0.0
    assert math.isnan(found.error)
    assert around(found, 2.0) is None


@pytest.mark.parametrize("sizes", [[], [1.0], [0.8, 1.3]])
def test_too_few_replications_leave_no_error(sizes: list[float]) -> None:
    """One says nothing of how much they vary; two with a burden leave nothing to vary."""
    sample = Sample(sizes)
    assert sample.df == 0.0
    assert math.isnan(sample.ratio(np.arange(len(sizes)), np.ones(len(sizes))).error)


def test_what_is_not_known_is_not_told() -> None:
    """Replications that may not speak for others have means and no errors."""
    found = Sample([1.0] * 5, known=False).ratio([1.0, 2.0, 3.0, 4.0, 5.0], np.ones(5))
    assert found.value == 3.0
    assert math.isnan(found.error)


@pytest.mark.parametrize("apart", [1e-8, 1e-6, 1e-3])
def test_burdens_nearly_alike_are_nearly_a_plain_sample(apart: float) -> None:
    """Sizes within a hair of 1 give the plain mean and a regression of five values on any two.

    One degree of freedom goes to the burden, and no number is lost in rounding.
    """
    values = np.array([3.0, 1.0, 4.0, 1.5, 5.5])
    sizes = 1.0 + apart * np.array([1.0, -1.0, 0.5, -0.5, 0.0])
    found = Sample(sizes).ratio(values, np.ones(5))
    assert found.value == pytest.approx(3.0, rel=2 * apart + 1e-9)
    assert 2.0 < found.df < 3.01
    assert found.error == pytest.approx(0.8, rel=0.2)


# -- errors ----------------------------------------------------------------------------------------


def test_plain_replications_give_students_t() -> None:
    """The error and the interval are those of a one-sample t-test."""
    values = draws(1, 8)
    found = Sample([1.0] * 8).ratio(values, np.ones(8))
    reference = stats.ttest_1samp(values, 0.0).confidence_interval()
    assert found.value == pytest.approx(values.mean())
    assert found.error == pytest.approx(values.std(ddof=1) / math.sqrt(8))
    assert around(found, critical(found.df)) == pytest.approx((reference.low, reference.high))


def test_a_difference_of_plain_replications_is_a_paired_test() -> None:
    """What both arms share cancels: the interval is scipy's of the pairs."""
    shared, own = 90 * draws(2, 10), draws(3, 10)
    sample = Sample([1.0] * 10)
    first, second = sample.ratio(shared, np.ones(10)), sample.ratio(shared - own, np.ones(10))
    found = second.minus(first)
    reference = stats.ttest_rel(shared - own, shared).confidence_interval()
    assert around(found, critical(found.df)) == pytest.approx((reference.low, reference.high))
    assert found.error < first.error / 10


def test_a_mean_of_dossiers_is_a_ratio() -> None:
    """Replications with more dossiers count for more; the error is that of (over - mean x under).

    By hand: means 1, 2 and 5 of 10, 20 and 30 dossiers; residuals -25, -30, 55 of 60 in all.
    """
    found = Sample([1.0] * 3).ratio([10.0, 40.0, 150.0], [10.0, 20.0, 30.0])
    assert found.value == pytest.approx(200 / 60)
    residuals = np.array([10.0, 40.0, 150.0]) - found.value * np.array([10.0, 20.0, 30.0])
    assert found.error == pytest.approx(residuals.std(ddof=1) / math.sqrt(3) / 20)


def test_causes_add_up_to_the_cycle_time() -> None:
    """Their values and the parts of their errors."""
    sample = Sample(SIZES, (), [[1e-3]])
    dossiers = 100 + draws(4, len(SIZES))
    causes = draws(5, 11, len(SIZES))
    found = [sample.ratio(one, dossiers) for one in causes]
    cycle = sample.ratio(causes.sum(axis=0), dossiers)
    assert sum(one.value for one in found) == pytest.approx(cycle.value, rel=1e-13)
    assert sum(one.parts for one in found) == pytest.approx(cycle.parts, rel=1e-9, abs=1e-15)
    lone, double = found[0].times(2.0), found[0].minus(found[0].times(-1.0))
    assert double.error == pytest.approx(lone.error)


def test_parts_give_the_covariance_of_two_numbers() -> None:
    """Variances of a sum and a difference follow from theirs and their covariance."""
    sample = Sample(ONES)
    a, b = draws(6, 2, len(SIZES))
    first, second = sample.ratio(a, ONES), sample.ratio(b, ONES)
    together, apart = sample.ratio(a + b, ONES), second.minus(first)
    alone = first.error**2 + second.error**2
    assert together.error**2 == pytest.approx(alone + 2 * covariance(first, second))
    assert apart.error**2 == pytest.approx(alone - 2 * covariance(first, second))
    assert covariance(first, second) == pytest.approx(
        np.cov(a, b)[0, 1] / len(SIZES), abs=first.error * second.error
    )


def test_another_unit_changes_nothing_else() -> None:
    """Hours are 24 times as many as days, with 24 times the error."""
    days = Sample(SIZES).ratio(draws(7, len(SIZES)), ONES)
    hours = days.times(24.0)
    assert (hours.value, hours.error) == pytest.approx((24 * days.value, 24 * days.error))
    assert hours.df == days.df


def test_what_follows_from_the_burden_alone_has_no_error_but_that_of_the_candidates() -> None:
    """A number that is a + k x burden is known exactly, up to how well the burden's mean is.

    The finite number of candidates leaves k x (1 - KEPT)² x variance / candidates.
    """
    burden = (np.array(SIZES) - KEPT) / (1.0 - KEPT)
    exact = Sample(SIZES).ratio(5.0 + 3.0 * burden, ONES)
    assert exact.value == pytest.approx(8.0)
    assert exact.error < 1e-9
    spread = (1.0 - KEPT) ** 2 * 2.5 / 1000
    uncertain = Sample(SIZES, (), [[spread]]).ratio(5.0 + 3.0 * burden, ONES)
    assert uncertain.error == pytest.approx(3.0 * math.sqrt(2.5 / 1000))


def test_a_number_that_never_varies_has_no_error_at_all() -> None:
    """Not even what floats leave over, alone or as the difference of two arms."""
    sample = Sample(SIZES)
    dossiers, shared = np.arange(7.0) + 300, draws(8, 7)
    constant = sample.ratio(0.1 * dossiers, dossiers)
    assert constant.error == 0.0
    first, second = sample.ratio(shared, dossiers), sample.ratio(shared + dossiers / 3, dossiers)
    assert second.minus(first).error == 0.0
    assert second.minus(first).value == pytest.approx(1 / 3)


def test_a_number_of_nothing_is_no_number() -> None:
    """No dossier in any replication: neither a mean nor an error."""
    found = Sample([1.0] * 4).ratio(np.zeros(4), np.zeros(4))
    assert math.isnan(found.value)
    assert math.isnan(found.error)


def test_effective_numbers_by_hand() -> None:
    """Weights 1, 1, 1, 3 are as good as 36/12 = 3 equal ones; equal weights as all of them."""
    assert effective(1.0 + 1.0 + 1.0 + 3.0, 1.0 + 1.0 + 1.0 + 9.0) == 3.0
    assert effective(7 * 0.2, 7 * 0.2**2) == pytest.approx(7.0)
    assert effective(0.0, 0.0) == 0.0


# -- coverage --------------------------------------------------------------------------------------

EXPERIMENTS = 1500
CANDIDATES = 4096
TRUTH = 2.0  # days: one for everybody, and one on the average for the documents


def held_up(kind: str) -> Floats:
    """What documents cost in each candidate history, 1 on the average: a rare and large event."""
    made = np.random.default_rng(20231120)
    cost = made.lognormal(0.0, 1.0, CANDIDATES)
    if kind == "rare":
        cost = np.where(made.random(CANDIDATES) < 0.15, cost, 0.0)
    else:
        cost **= 1.5
    return np.asarray(cost / cost.mean())


def days(made: np.random.Generator, cost: Floats) -> Floats:
    """What replications show: a + cost x (noise of 30 %) + noise of their own."""
    noise = made.gamma(1 / 0.3**2, 0.3**2, cost.shape)
    return np.asarray(1.0 + cost * noise + 0.1 * made.standard_normal(cost.shape))


def reached(covered: int, low: float, high: float) -> bool:
    """Whether the 99 % interval of a coverage meets [low, high]."""
    found = stats.binomtest(covered, EXPERIMENTS).proportion_ci(0.99)
    return bool(found.high >= low and found.low <= high)


@pytest.mark.parametrize("kind", ["rare", "lognormal"])
def test_intervals_cover_where_chance_alone_does_not(kind: str) -> None:
    """95 % intervals hold in 93 to 97 % of experiments with 5, 10 and 20 replications.

    Plain replications with Student's t on the same histories hold in fewer than 80 %.
    """
    made, burden = np.random.default_rng(1), held_up(kind)
    held = {5: 0, 10: 0, 20: 0}
    plain = dict(held)
    for seed in range(EXPERIMENTS):
        chosen = choose([burden], seed, 20)
        weighed = days(made, burden[list(chosen.numbers)])
        by_chance = days(made, burden[made.integers(0, CANDIDATES, 20)])
        for n in held:
            sample = Sample(chosen.sizes[:n], (), chosen.spread)
            held[n] += _holds(sample.ratio(weighed[:n], np.ones(n)))
            plain[n] += _holds(Sample([1.0] * n).ratio(by_chance[:n], np.ones(n)))
    for n in held:
        assert reached(held[n], 0.93, 0.97), (n, held[n] / EXPERIMENTS)
        assert plain[n] < 0.8 * EXPERIMENTS, (n, plain[n] / EXPERIMENTS)


def _holds(found: Estimate) -> bool:
    return abs(found.value - TRUTH) <= critical(found.df) * found.error


# -- controls --------------------------------------------------------------------------------------


def test_what_was_waited_is_weighted_to_what_was_expected() -> None:
    """With a control the weighted wait is exactly the expected one, and a saving nearly known."""
    made = np.random.default_rng(3)
    sizes = 0.6 + 0.4 * made.exponential(1.0, 16)
    expected = (sizes - 0.6) / 0.4
    many = made.poisson(200, 16).astype(float)
    held = many * expected * made.lognormal(0.0, 0.4, 16)
    controls = held_controls([held], [many], [1.0])
    sample = Sample(sizes.tolist(), controls)
    assert sample.ratio(held, many).value == pytest.approx(1.0)
    saving = held * 0.8 + made.normal(0.0, 2.0, 16)
    known, alone = sample.ratio(saving, many), Sample(sizes.tolist()).ratio(saving, many)
    assert known.error < alone.error / 4
    assert abs(known.value - 0.8) < 4 * known.error


def test_a_control_that_no_replication_speaks_for_is_left_out() -> None:
    """One heavy replication of sixteen in one scenario alone must not carry the answer."""
    made = np.random.default_rng(4)
    sizes = (0.6 + 0.4 * made.exponential(1.0, 16)).tolist()
    many = np.full(16, 100.0)
    seldom = np.where(np.arange(16) == 3, 40.0, 0.0)
    common = many * (np.array(sizes) - 0.6) / 0.4
    controls = held_controls([common, seldom], [many, many], [1.0, 1.0])
    weights = Sample(sizes, controls).weights * np.array(sizes)
    assert weights.max() / weights.mean() < 4.0


def test_few_replications_have_one_control() -> None:
    """Five determine a line and three errors, not more; ten hold the size, too."""
    sizes, many = np.array([0.7, 0.9, 1.6, 0.8, 1.1] * 2), np.full(10, 50.0)
    held = many * np.array([0.5, 1.2, 1.6, 0.9, 0.6] * 2)
    for n, as_expected in ((5, False), (10, True)):
        controls = held_controls([held[:n]], [many[:n]], [1.0])
        weights = Sample(sizes[:n].tolist(), controls).weights
        assert float(weights @ held[:n]) == pytest.approx(50.0)
        assert (float(weights @ sizes[:n]) == pytest.approx(1.0)) == as_expected


def test_of_a_comparison_the_difference_is_held() -> None:
    """The saved wait has its expectation; where nothing is saved, the baseline's own wait."""
    made = np.random.default_rng(7)
    sizes, many = 0.6 + 0.4 * made.exponential(1.0, 12), np.full(12, 50.0)
    waited = many * made.gamma(0.5, 2.0, 12)
    faster = waited * made.uniform(0.0, 0.5, 12)
    spread = np.zeros((3, 3))
    spread[1:, 1:] = [[1.0, 0.2], [0.2, 0.1]]
    for arm, expected, held in ((faster, [1.0, 0.3], waited - faster), (waited, [1.0] * 2, waited)):
        if arm is waited:
            spread[1:, 1:] = 1.0
        controls = held_controls([waited, arm], [many, many], expected)
        weights = Sample(sizes.tolist(), controls, spread.tolist()).weights
        right = 50.0 * (expected[0] - (expected[1] if arm is faster else 0.0))
        assert float(weights @ held) == pytest.approx(right)
