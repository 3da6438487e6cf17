"""The referees of network W tell the same story about the same numbers."""

from fractions import Fraction

import numpy as np
import pytest

from tests.bench import w_ciw, w_heapq, w_heapq_visits, w_simpy
from tests.bench.network_w import (
    AGENCIES,
    AGENCY_MEAN_S,
    AGENCY_SERVERS,
    APPROVAL_MEAN_S,
    APPROVAL_SERVERS,
    ATTEMPTS,
    GAP_MEAN_S,
    INTAKE_MEAN_S,
    INTAKE_SERVERS,
    MICROS,
    REQUEST_SHARE,
    SPECIALIST_MEAN_S,
    SPECIALIST_SERVERS,
    Flags,
    Micros,
    Run,
    WArrays,
    WDraws,
    WResult,
    as_draws,
    draw_w,
)
from tests.bench.versus import same

CIW_RELATIVE = Fraction(1, 10**6)
EXACT_RUNS = [w_simpy.run, w_heapq.run, w_heapq_visits.run]


def per_attempt(*first: list[int]) -> Micros:
    """Seconds by dossier for the first attempts, zeros for the rest, as (4, n) microseconds."""
    seconds = np.zeros((ATTEMPTS, len(first[0])), dtype=np.int64)
    seconds[: len(first)] = first
    return seconds * MICROS


def fails(*counts: int) -> Flags:
    """Flags (4, n) of dossiers whose first `count` attempts fail."""
    return np.array([[attempt < count for count in counts] for attempt in range(ATTEMPTS)])


def micros(*seconds: int) -> Micros:
    """Seconds as microseconds."""
    return np.array(seconds, dtype=np.int64) * MICROS


def three_dossiers() -> WDraws:
    """Two dossiers that meet at agency 3, each with retries on its way, and one that asks nobody.

    The first: 10 intake 110, out fails 115, again 175-182, agency busy until 203, 203-253, back
    273, specialist 303, approval 343, sync 344. The second: 11, 102, out 103, agency 203, back
    205, specialist 215, approval 220, sync fails 221, 281-283 fails, 403-406. The third: 12, 20,
    26, 30, 31. Sojourns 334 s, 395 s and 19 s.
    """
    arrays = WArrays(
        arrival_us=micros(10, 11, 12),
        intake_us=micros(100, 91, 8),
        needs_request=np.array([True, True, False]),
        agency=np.array([3, 3, 3]),
        request_out_us=per_attempt([5, 1, 9], [7, 9, 9]),
        request_fails=fails(1, 0, 2),
        agency_us=micros(50, 100, 9),
        request_back_us=micros(20, 2, 9),
        specialist_us=micros(30, 10, 6),
        approval_us=micros(40, 5, 4),
        sync_us=per_attempt([1, 1, 1], [9, 2, 9], [9, 3, 9]),
        sync_fails=fails(0, 2, 0),
    )
    return as_draws(arrays, seed=0)


@pytest.mark.parametrize("run", [*EXACT_RUNS, w_ciw.run], ids=lambda run: run.__module__)
def test_three_dossiers_by_hand(run: Run) -> None:
    """Queueing at an agency, retries and back-offs come out as worked by hand."""
    expected = WResult(Fraction((334 + 395 + 19) * MICROS, 3), n=3, transitions=27)
    assert same(expected, run(three_dossiers()), CIW_RELATIVE if run is w_ciw.run else Fraction(0))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_loops_agree_with_simpy_to_the_microsecond(seed: int) -> None:
    """SimPy and both bare loops give exactly the same mean sojourn over 2,000 dossiers."""
    draws = draw_w(2_000, seed)
    results = [run(draws) for run in EXACT_RUNS]
    assert results[0].n == 2_000
    assert results == [results[0]] * len(EXACT_RUNS)


def test_ciw_agrees_within_float_seconds() -> None:
    """Ciw agrees in mean sojourn to 1e-6, and its records count the same timed transitions."""
    draws = draw_w(2_000, seed=1)
    assert same(w_simpy.run(draws), w_ciw.run(draws), CIW_RELATIVE)


def test_every_desk_is_loaded_four_fifths() -> None:
    """The stated means and server counts give a utilisation of 0.8 at every desk."""
    rate = 1 / GAP_MEAN_S
    desks = [
        (rate, INTAKE_MEAN_S, INTAKE_SERVERS),
        (rate * REQUEST_SHARE / AGENCIES, AGENCY_MEAN_S, AGENCY_SERVERS),
        (rate, SPECIALIST_MEAN_S, SPECIALIST_SERVERS),
        (rate, APPROVAL_MEAN_S, APPROVAL_SERVERS),
    ]
    assert [r * mean / servers for r, mean, servers in desks] == pytest.approx([0.8] * 4)


def test_draws_follow_the_stated_means() -> None:
    """Over 50,000 dossiers the sample means lie within 3 % of the stated ones."""
    arrays = draw_w(50_000, seed=1).arrays
    stated = {"intake": 192, "agency": 1_200, "specialist": 288, "approval": 96, "sync": 1}
    for name, mean_s in stated.items():
        drawn = getattr(arrays, f"{name}_us")
        assert drawn.mean() / MICROS == pytest.approx(mean_s, rel=0.03)
    assert np.diff(arrays.arrival_us).mean() / MICROS == pytest.approx(60, rel=0.03)
    specialist = arrays.specialist_us
    assert specialist.std() / specialist.mean() == pytest.approx(0.5, rel=0.03)


def test_draws_follow_the_stated_shares_and_transits() -> None:
    """Transits have median 600 s and p90 3,600 s both ways; shares are 0.4, 0.05 and 0.10."""
    arrays = draw_w(50_000, seed=1).arrays
    for transit_us in (arrays.request_out_us, arrays.request_back_us):
        found_s = np.quantile(transit_us, [0.5, 0.9]) / MICROS
        assert found_s == pytest.approx([600, 3_600], rel=0.04)
    assert arrays.needs_request.mean() == pytest.approx(0.4, rel=0.03)
    assert arrays.request_fails[:-1].mean() == pytest.approx(0.05, rel=0.03)
    assert arrays.sync_fails[:-1].mean() == pytest.approx(0.10, rel=0.03)
    assert np.bincount(arrays.agency) == pytest.approx([5_000] * AGENCIES, rel=0.05)


def test_fourth_attempt_never_fails() -> None:
    """No dossier needs a fifth attempt."""
    draws = draw_w(2_000, seed=1)
    assert not any(draws.request_fails[-1])
    assert not any(draws.sync_fails[-1])


def test_draws_repeat_with_the_seed() -> None:
    """The same seed gives the same numbers, another seed others."""
    assert draw_w(100, seed=1).arrival_us == draw_w(100, seed=1).arrival_us
    assert draw_w(100, seed=1).arrival_us != draw_w(100, seed=2).arrival_us


def test_lists_are_plain_numbers() -> None:
    """Contestants get Python ints and bools, not NumPy scalars, equal to the arrays."""
    draws = draw_w(10, seed=1)
    assert type(draws.sync_us[3][9]) is int
    assert type(draws.sync_fails[0][9]) is bool
    assert np.array_equal(draws.request_out_us, draws.arrays.request_out_us)
