"""Laws against scipy.stats, and their independence of how draws are grouped."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from agents.laws import (
    LAWS,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Law,
    LogNormal,
    Uniform,
    Uniforms,
    register,
)
from topics.errors import InputError, ModelError

HOUR_US = 3_600_000_000.0
EXAMPLES: list[Law] = [
    Fixed.from_value(1.5 * HOUR_US),
    Uniform.from_range(HOUR_US, 3 * HOUR_US),
    Exponential.from_mean(20 * 60e6),
    LogNormal.from_median_p90(2 * HOUR_US, 24 * HOUR_US),
    LogNormal.from_mean_cv(2 * HOUR_US, 0.8),
    Gamma.from_mean_cv(2 * HOUR_US, 0.6),
    Gamma.from_mean_cv(2 * HOUR_US, 2.5),
    Empirical.from_values((24 * HOUR_US, HOUR_US, 72 * HOUR_US), (4, 3, 1)),
]
PROBES = np.array([1e-12, 1e-4, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999, 1 - 1e-9])
each_law = pytest.mark.parametrize("law", EXAMPLES, ids=repr)


def uniforms(n: int, seed: int) -> Uniforms:
    """Draws in (0, 1), both tails among them."""
    draws = np.random.default_rng(seed).random(n)
    draws[: PROBES.size] = PROBES[:n]
    return np.clip(draws, 2**-53, 1 - 1e-9)


@each_law
@pytest.mark.parametrize("block", [1, 7, 4096])
def test_the_size_of_a_block_changes_no_draw(law: Law, block: int) -> None:
    """Draws alone, by sevens and by 4,096 are the same integers."""
    u = uniforms(4096 + 13, 1)
    parts = [law.quantile_us(u[i : i + block]) for i in range(0, u.size, block)]
    np.testing.assert_array_equal(np.concatenate(parts), law.quantile_us(u))


@pytest.mark.parametrize("kind", dict.fromkeys(map(type, EXAMPLES)))
@pytest.mark.parametrize("rows", [1, 7, 150])
def test_laws_side_by_side_draw_what_each_draws_alone(kind: type[Law], rows: int) -> None:
    """To the last bit, though one call makes the block of several columns."""
    laws = [law for law in EXAMPLES if type(law) is kind] * 2
    u = uniforms(rows * len(laws), 4).reshape(rows, len(laws))
    block = kind.side_by_side(laws)(u)
    assert block.shape == u.shape
    for place, law in enumerate(laws):
        np.testing.assert_array_equal(block[:, place], law.quantile_us(u[:, place].copy()))


@each_law
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 9), st.integers(0, 7), st.integers(1, 300))
def test_the_layout_of_a_block_changes_no_draw(
    law: Law, seed: int, stride: int, offset: int, n: int
) -> None:
    """Strided, reversed, unaligned and two-dimensional views give what a plain copy gives."""
    u = uniforms(n, seed)
    expected = law.quantile_us(u)
    spread = np.empty(n * stride)
    spread[::stride] = u
    raw = np.empty(8 * n + offset, np.uint8)
    unaligned = raw[offset:].view(np.float64)
    unaligned[:] = u
    reverse = np.ascontiguousarray(u[::-1])[::-1]
    for view in (spread[::stride], unaligned, reverse):
        np.testing.assert_array_equal(law.quantile_us(view), expected)
    np.testing.assert_array_equal(law.quantile_us(u.reshape(1, -1)), expected.reshape(1, -1))


def reference(law: Law) -> Any:
    """The same law in scipy.stats."""
    match law:
        case Uniform():
            return stats.uniform(law.low_us, law.high_us - law.low_us)
        case Exponential():
            return stats.expon(scale=law.scale_us)
        case LogNormal():
            return stats.lognorm(law.sigma, scale=law.median_us)
        case Gamma():
            return stats.gamma(law.shape, scale=law.scale_us)
    raise AssertionError(law)


@pytest.mark.parametrize(
    "law", [law for law in EXAMPLES if not isinstance(law, Fixed | Empirical)], ids=repr
)
def test_quantiles_and_moments_are_those_of_scipy_stats(law: Law) -> None:
    """Quantiles agree to the microsecond or to 1e-12, mean and variation to 1e-12."""
    twin = reference(law)
    np.testing.assert_allclose(law.quantile_us(PROBES), twin.ppf(PROBES), rtol=1e-12, atol=0.5001)
    assert law.mean_us() == pytest.approx(twin.mean(), rel=1e-12)
    assert law.cv2() == pytest.approx(twin.var() / twin.mean() ** 2, rel=1e-12)


@each_law
def test_the_stated_mean_is_the_mean_of_the_draws(law: Law) -> None:
    """A midpoint rule over 200,000 quantiles gives the mean to 0.5 %, cv2 to 20 %."""
    u = (np.arange(200_000) + 0.5) / 200_000
    draws = law.quantile_us(u).astype(np.float64)
    assert draws.mean() == pytest.approx(law.mean_us(), rel=0.005)
    assert draws.var() / draws.mean() ** 2 == pytest.approx(law.cv2(), rel=0.2, abs=1e-9)


@each_law
def test_draws_are_whole_microseconds_that_rise_with_the_uniform(law: Law) -> None:
    """They are int64, never negative and never fall."""
    draws = law.quantile_us(np.sort(uniforms(1000, 2)))
    assert draws.dtype == np.int64
    assert draws[0] >= 0
    assert (np.diff(draws) >= 0).all()


def test_a_lognormal_law_has_the_median_and_p90_it_was_made_from() -> None:
    """Half the draws are below the median, nine in ten below p90."""
    law = LogNormal.from_median_p90(2 * HOUR_US, 24 * HOUR_US)
    assert law.quantile_us(np.array([0.5, 0.9])).tolist() == [2 * HOUR_US, 24 * HOUR_US]


@pytest.mark.parametrize("law", [LogNormal, Gamma])
def test_a_law_has_the_mean_and_cv_it_was_made_from(law: type[LogNormal] | type[Gamma]) -> None:
    """Mean 2 h and cv 0.8 come back."""
    made = law.from_mean_cv(2 * HOUR_US, 0.8)
    assert made.mean_us() == pytest.approx(2 * HOUR_US, rel=1e-14)
    assert made.cv2() == pytest.approx(0.64, rel=1e-14)


def test_an_empirical_law_gives_its_values_in_rising_order() -> None:
    """Weights 1, 0 and 3 of 3, 2 and 1 hours: 1 hour up to three quarters, then 3; never 2."""
    law = Empirical.from_values((3e6, 2e6, 1e6), (1, 0, 3))
    draws = law.quantile_us(np.array([1e-9, 0.75, np.nextafter(0.75, 1), 1 - 2**-53]))
    assert draws.tolist() == [1_000_000, 1_000_000, 3_000_000, 3_000_000]
    assert (law.mean_us(), law.cv2()) == (1.5e6, 1 / 3)
    assert law == Empirical.from_values((1e6, 3e6), (3, 1))


def test_values_without_weights_are_alike() -> None:
    """Two values have a half each."""
    assert Empirical.from_values((1e6, 3e6)).mean_us() == 2e6


def test_no_draw_overflows_64_bits() -> None:
    """A law of absurd spread stops at a hundred years."""
    draws = LogNormal(1e12, 50.0).quantile_us(np.array([2**-53, 0.5, 1 - 2**-53]))
    assert draws.tolist() == [0, 10**12, 100 * 365 * 86_400_000_000]


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: Exponential.from_mean(-1), "exponential mean: found -1; give a number of at le"),
        (lambda: Fixed.from_value(float("nan")), "fixed value: found nan"),
        (lambda: Uniform.from_range(5, 3), "high end: found 3; give a number of at least 5"),
        (lambda: LogNormal.from_median_p90(0, 3), "median: found 0; give a number above 0"),
        (lambda: LogNormal.from_median_p90(5, 3), "p90: found 3; give a number of at least 5"),
        (lambda: Gamma.from_mean_cv(5, 0), "gamma cv: found 0; give a number above 0"),
        (lambda: Empirical.from_values((1, 2), (1,)), "found 2 values and 1 weights"),
        (lambda: Empirical.from_values((1, 2), (0, 0)), "no value with a weight above 0"),
        (lambda: Empirical.from_values(()), "no value with a weight above 0"),
    ],
)
def test_impossible_parameters_are_refused(make: object, message: str) -> None:
    """The error says what was found and what would be right."""
    assert callable(make)
    with pytest.raises(InputError, match=message):
        make()


def test_laws_are_found_by_their_registered_name() -> None:
    """The six laws are known; a name is given once."""
    expected: list[type[Law]] = [Fixed, Uniform, Exponential, LogNormal, Gamma, Empirical]
    assert [LAWS[law.name] for law in expected] == expected
    with pytest.raises(ModelError, match=r"'gamma' is already registered, by agents\.laws"):
        register("gamma")(Fixed)
    assert Fixed.name == "fixed"
