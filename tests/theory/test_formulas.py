"""The closed forms give the numbers of the textbooks."""

from math import sqrt

import pytest

from tests.theory.formulas import (
    erlang_c,
    jackson_sojourn,
    mg1_priority_waits,
    mg1_wait,
    mm1_wait,
    mmc_priority_waits,
    mmc_sojourn,
    mmc_wait,
    t_interval,
    traffic,
)

close = pytest.approx


def test_mm1_hair_salon() -> None:
    """Five customers an hour, ten minutes each: the mean wait is 50 minutes (Gross et al.)."""
    assert mm1_wait(5 / 60, 10) == close(50)


def test_mmc_eye_clinic() -> None:
    """Six patients an hour, three doctors, 20 minutes each: C = 4/9, wait 4/27 h (Gross et al.)."""
    assert erlang_c(2, 3) == close(4 / 9)
    assert mmc_wait(6, 1 / 3, 3) == close(4 / 27)
    assert mmc_sojourn(6, 1 / 3, 3) == close(13 / 27)


@pytest.mark.parametrize("offered, servers, waits", [(0.7, 1, 0.7), (1, 2, 1 / 3), (0, 4, 0)])
def test_erlang_c_by_hand(offered: float, servers: int, waits: float) -> None:
    """One server makes an arrival wait with probability rho; two servers at load 1/2 with 1/3."""
    assert erlang_c(offered, servers) == close(waits)


def test_many_servers_stay_finite() -> None:
    """Erlang C of 500 servers at 85 % load is tiny, not an overflow: pooling abolishes queues."""
    assert 0 < erlang_c(425, 500) < 1e-3


def test_design_pooling_figures() -> None:
    """At 85 % load the wait is 2.6 services with 2 servers and 0.7 with 6."""
    assert round(mmc_wait(2 * 0.85, 1, 2), 1) == 2.6
    assert round(mmc_wait(6 * 0.85, 1, 6), 1) == 0.7


def test_pollaczek_khinchine_spans_md1_and_mm1() -> None:
    """A fixed service waits half as long as an exponential one; cv 0.5 gives 5/8 of it."""
    exponential = mm1_wait(0.8, 1)
    assert exponential == close(4)
    assert mg1_wait(0.8, 1, 1) == close(4)
    assert mg1_wait(0.8, 1, 0) == close(2)
    assert mg1_wait(0.8, 1, 0.5) == close(2.5)


def test_cobham_hair_salon_with_priority() -> None:
    """A third of the salon's customers go first: they wait 5/26 h, the others 15/13 h."""
    assert mg1_priority_waits([5 / 3, 10 / 3], [1 / 6, 1 / 6], [1, 1]) == close([5 / 26, 15 / 13])


def test_priorities_conserve_work() -> None:
    """Priorities move waiting between classes: the load-weighted sum stays (Kleinrock 1965)."""
    rates, means, cvs = [0.2, 0.1, 0.3], [1.0, 2.0, 1.2], [0.0, 0.5, 1.0]
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]
    first = mg1_priority_waits(rates, means, cvs)
    last = mg1_priority_waits(rates[::-1], means[::-1], cvs[::-1])[::-1]
    weighted = [
        sum(load * wait for load, wait in zip(loads, waits, strict=True)) for waits in (first, last)
    ]
    assert weighted[0] == close(weighted[1])
    assert first[0] < last[0]


def test_cobham_with_several_servers() -> None:
    """One class is M/M/c; two classes of a third load each on two servers by hand."""
    assert mmc_priority_waits([6], 1 / 3, 3) == close([4 / 27])
    # a = 4/3, C = 8/15, W_0 = 4/15; sigma_1 = 1/3, sigma_2 = 2/3.
    assert mmc_priority_waits([2 / 3, 2 / 3], 1, 2) == close([2 / 5, 6 / 5])


def test_jackson_with_feedback() -> None:
    """Half of what leaves the second station returns: both see rate 2, the sojourn is 41/21."""
    routing = [[0.0, 1.0], [0.5, 0.0]]
    assert traffic([1, 0], routing) == close([2, 2])
    assert jackson_sojourn([1, 0], routing, [0.25, 0.4], [1, 2]) == close(41 / 21)


def test_jackson_tandem_is_the_sum_of_its_stations() -> None:
    """In a tandem the sojourn is the sum of the stations' sojourns."""
    tandem = jackson_sojourn([0.8, 0], [[0, 1], [0, 0]], [1, 2], [1, 3])
    assert tandem == close(mmc_sojourn(0.8, 1, 1) + mmc_sojourn(0.8, 2, 3))


@pytest.mark.parametrize("arrival_rate", [1.0, 1.5, -0.1])
def test_no_equilibrium_is_an_error(arrival_rate: float) -> None:
    """A station offered its capacity or more, or a negative rate, has no mean wait."""
    with pytest.raises(ValueError, match="no equilibrium"):
        mm1_wait(arrival_rate, 1)
    with pytest.raises(ValueError, match="no equilibrium"):
        mg1_wait(arrival_rate, 1, 0.5)


def test_overloading_classes_is_an_error() -> None:
    """Classes that together load the server fully have no mean waits."""
    with pytest.raises(ValueError, match=r"load the servers 1\.2 times"):
        mg1_priority_waits([0.6, 0.6], [1, 1], [1, 1])


def test_t_interval_uses_the_table_value() -> None:
    """Ten samples at 99 %: t = 3.250 from the table with 9 degrees of freedom, at 95 % 2.262."""
    samples = [float(k) for k in range(1, 11)]
    deviation = sqrt(82.5 / 9)
    assert t_interval(samples) == close((5.5, 3.250 * deviation / sqrt(10)), rel=1e-4)
    assert t_interval(samples, 0.95) == close((5.5, 2.262 * deviation / sqrt(10)), rel=1e-4)


def test_t_interval_refuses_what_has_none() -> None:
    """One sample, or a level in per cent, is an error."""
    with pytest.raises(ValueError, match="1 samples"):
        t_interval([1.0])
    with pytest.raises(ValueError, match="level 99"):
        t_interval([1.0, 2.0], 99)
