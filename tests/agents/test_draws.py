"""Random numbers keyed by meaning: the same in Python and NumPy, alone and in blocks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agents.draws import (
    UNIT,
    Columns,
    arrival_key,
    arrival_keys,
    draw_us,
    mix,
    mix_array,
    name_key,
    raw,
    raw_array,
    tag,
    threshold,
    uniform,
    uniform_of,
)
from agents.laws import Exponential, LogNormal

words = st.integers(0, 2**64 - 1)


def array(*values: int) -> np.ndarray:
    return np.array(values, np.uint64)


@given(st.lists(words, min_size=1, max_size=20))
def test_mixing_is_the_same_in_python_and_numpy(values: list[int]) -> None:
    """SplitMix64's finaliser, written twice."""
    assert mix_array(array(*values)).tolist() == [mix(value) for value in values]


def test_mixing_is_splitmix64() -> None:
    """The generator's first outputs from seed 0, as published with it."""
    golden = 0x9E3779B97F4A7C15
    assert mix(golden) == 0xE220A8397B1DCDAF
    assert mix(2 * golden) == 0x6E789E6AA1B965F4


@given(words, words)
def test_draws_are_the_same_in_python_and_numpy(key: int, what: int) -> None:
    """Raw draws and arrival keys, alone and in an array."""
    number = what % 2**40
    assert raw_array(array(key), array(what)).tolist() == [raw(key, what)]
    assert arrival_keys(array(key), array(number)).tolist() == [arrival_key(key, number)]


@given(st.integers(0, UNIT - 1))
def test_uniforms_lie_strictly_between_0_and_1(draw: int) -> None:
    """The same double alone and in a block, never 0 and never 1."""
    assert 0.0 < uniform_of(draw) < 1.0
    assert uniform(array(draw)).tolist() == [uniform_of(draw)]


@pytest.mark.parametrize("draw", [0, UNIT - 1])
def test_the_outermost_uniforms_are_inside(draw: int) -> None:
    """Rounding carries neither end onto 0 or 1."""
    assert 0.0 < uniform_of(draw) < 1.0
    assert 0.0 < float(uniform(array(draw))[0]) < 1.0


def test_uniforms_are_uniform() -> None:
    """A hundred thousand draws of one purpose, and of one dossier, pass a test at 0.1 %."""
    many = np.arange(100_000, dtype=np.uint64)
    of_one_purpose = uniform(raw_array(arrival_keys(array(name_key(1)), many), array(tag("a"))))
    of_one_dossier = uniform(raw_array(array(name_key(2)), mix_array(many)))
    for draws in (of_one_purpose, of_one_dossier):
        assert stats.kstest(draws, "uniform").pvalue > 0.001
    assert abs(np.corrcoef(of_one_purpose, of_one_dossier)[0, 1]) < 0.015


def test_draws_for_different_purposes_are_independent() -> None:
    """Neighbouring steps, turns, attempts and purposes of one dossier are not correlated."""
    keys = arrival_keys(array(name_key("stream")), np.arange(20_000, dtype=np.uint64))
    tags = [tag("a"), tag("b"), tag("a", 1), tag("a", 0, 1), tag("a", 0, 0, 1), tag("a") + 1]
    draws = np.array([uniform(raw_array(keys, array(what))) for what in tags])
    assert np.abs(np.corrcoef(draws) - np.eye(len(tags))).max() < 0.03


def test_tags_tell_step_turn_and_attempt_apart() -> None:
    """No two of several thousand tags are the same."""
    tags = {
        tag(purpose, step, turn, attempt)
        for purpose in ("work", "rework")
        for step in range(20)
        for turn in range(10)
        for attempt in range(10)
    }
    assert len(tags) == 2 * 20 * 10 * 10


def test_names_make_keys_by_their_text() -> None:
    """Parts are kept apart, numbers are their text; the value is the same on every machine."""
    assert name_key("a", "bc") != name_key("ab", "c")
    assert name_key(1, 2) == name_key("1", "2") != name_key(12)
    assert name_key("lienthong") == 11_328_871_457_690_295_667


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_a_threshold_is_passed_with_its_probability(share: float) -> None:
    """Never at 0, always at 1, and in between as often as it says."""
    keys = arrival_keys(array(7), np.arange(40_000, dtype=np.uint64))
    below = (raw_array(keys, array(tag("x"))) < threshold(share)).mean()
    assert below == pytest.approx(share, abs=0.0 if share in (0.0, 1.0) else 0.01)


def test_columns_give_what_single_draws_give() -> None:
    """Law and choice columns, for any block, equal the draws made one by one."""
    law, other = LogNormal.from_mean_cv(3.6e9, 0.8), Exponential.from_mean(1e9)
    columns = Columns()
    places = [columns.add(tag("w"), law), columns.add(tag("c")), columns.add(tag("d"), other)]
    assert columns.add(tag("w"), law) == places[0]
    keys = arrival_keys(array(3), np.arange(50, dtype=np.uint64))
    whole = columns.fill(keys)
    assert whole.shape == (50, len(columns)) == (50, 3)
    for key, row in zip(keys.tolist(), whole.tolist(), strict=True):
        assert row == [
            draw_us(law, key, tag("w")),
            raw(key, tag("c")),
            draw_us(other, key, tag("d")),
        ]
    blocks = np.concatenate([columns.fill(keys[n : n + 7]) for n in range(0, 50, 7)])
    np.testing.assert_array_equal(blocks, whole)
