"""Histograms: how fine their bins are, how they add up, what quantiles they give."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.answer.histogram import (
    BINS_PER_OCTAVE,
    Distribution,
    Histogram,
    bin_of,
    edge_of,
    histogram,
)

DAY = 86_400_000_000
TEN_YEARS = 3652 * DAY
times_us = st.integers(0, TEN_YEARS)


def of(times: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Histogram:
    array = np.asarray(times, np.int64)
    return histogram(array, np.ones(len(array)) if weights is None else np.asarray(weights, float))


@given(st.lists(times_us, min_size=1))
def test_a_time_lies_in_its_bin(times: list[int]) -> None:
    """From its lower edge up to, and not with, that of the next bin."""
    bins = bin_of(np.array(times, np.int64))
    assert (edge_of(bins) <= times).all()
    assert (times < edge_of(bins + np.int32(1))).all()


def test_bins_are_between_0_4_and_0_8_percent_wide() -> None:
    """All of them from 1 µs to ten years; there are 128 to a doubling."""
    first, last = bin_of(np.array([1, TEN_YEARS], np.int64)).tolist()
    edges = edge_of(np.arange(first, last + 2, dtype=np.int32))
    widths = np.diff(edges) / edges[:-1]
    assert widths.min() > 0.0039
    assert widths.max() < 0.0079
    doubled = edge_of(np.array([first, first + BINS_PER_OCTAVE], np.int32))
    assert doubled.tolist() == [1.0, 2.0]


@given(st.lists(st.tuples(times_us, st.integers(1, 20)), max_size=40), st.integers(0, 40))
def test_histograms_of_parts_merge_to_that_of_the_whole(
    weighed: list[tuple[int, int]], cut: int
) -> None:
    """Their weights up to any time add up, whatever bins each has."""
    times = np.array([time for time, _ in weighed], np.int64)
    weights = np.array([weight for _, weight in weighed], np.float64)
    parts = Distribution.of([of(times[:cut], weights[:cut]), of(times[cut:], weights[cut:])])
    whole = Distribution.of([of(times, weights)])
    assert parts.edges_us.tolist() == whole.edges_us.tolist()
    assert parts.upto.sum(axis=0) == pytest.approx(whole.upto[0])
    assert parts.total().sum() == weights.sum()


def test_a_replication_without_dossiers_weighs_nothing() -> None:
    """It keeps its line, of zeros, whether it has no part or an empty one."""
    found = Distribution.of([None, of([DAY, 2 * DAY]), of([])])
    assert found.total().tolist() == [0.0, 2.0, 0.0]
    assert Distribution.of([None, of([])]).total().tolist() == [0.0, 0.0]


def pooled(times: npt.NDArray[np.int64], weights: npt.NDArray[np.float64], share: float) -> float:
    """The quantile of one distribution's dossiers."""
    found = Distribution.of([of(times, weights)])
    return found.at(found.upto[0] / found.total()[0], share)


@given(
    st.lists(
        st.one_of(times_us, st.integers(0, 3), st.integers(DAY, DAY + 10**6)),
        min_size=1,
        max_size=200,
    ),
    st.floats(0.01, 0.99),
    st.data(),
)
def test_a_quantile_is_numpys_to_a_bins_width(
    times: list[int], share: float, data: st.DataObject
) -> None:
    """Of weighted times, from none at all to ten years, within 0.8 % (or half a microsecond)."""
    many = len(times)
    weights = data.draw(st.lists(st.sampled_from([1.0, 4.0]), min_size=many, max_size=many))
    array, heavy = np.array(times, np.int64), np.array(weights)
    found = pooled(array, heavy, share)
    whole = heavy.sum()
    upto = np.cumsum(heavy[np.argsort(array)])
    if np.abs(upto - share * whole).min() < 1e-6:
        return  # between two times any is the quantile
    wanted = np.quantile(array, share, weights=heavy, method="inverted_cdf")
    assert found == pytest.approx(wanted, rel=0.008, abs=0.51)


def test_quantiles_of_many_times_are_finer_than_a_bin() -> None:
    """Within a bin times are spread evenly, so a smooth distribution is met to 0.1 %."""
    times = (np.random.default_rng(1).lognormal(0.0, 1.0, 200_000) * DAY).astype(np.int64)
    for share in (0.1, 0.5, 0.9):
        found = pooled(times, np.ones(len(times)), share)
        assert found == pytest.approx(np.quantile(times, share), rel=1e-3)


def test_weights_count_as_that_many_dossiers() -> None:
    """One of weight 3 is three of weight 1."""
    heavy, many = of([DAY, 2 * DAY], [3.0, 1.0]), of([DAY, DAY, DAY, 2 * DAY])
    assert heavy.bins.tolist() == many.bins.tolist()
    assert heavy.weights.tolist() == many.weights.tolist() == [3.0, 1.0]
