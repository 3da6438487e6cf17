"""When messages are sent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.loadtest.profiles import Piece, duration_us, moments, pieces_of
from tests.simulator.loadtest.plans import plan_of

S = 1_000_000
LOADS: dict[str, tuple[dict[str, Any], int, float]] = {
    "constant": ({"rate": 40, "duration": "10s"}, 10 * S, 400),
    "ramp": ({"from": 10, "to": 30, "duration": "10s"}, 10 * S, 200),
    "steps": ({"rates": [10, 20, 30], "each": "2s"}, 6 * S, 120),
    "spike": ({"base": 10, "peak": 100, "at": "2s", "for": "1s", "duration": "6s"}, 6 * S, 150),
    "soak": ({"rate": 50, "duration": "60s", "swing": 0.5, "period": "20s"}, 60 * S, 3000),
}


@pytest.mark.parametrize("name", LOADS)
def test_a_profile_has_its_duration_and_number(name: str) -> None:
    """As long as its parts, and as many messages as the area under its rate."""
    settings, lasts_us, number = LOADS[name]
    pieces = pieces_of(plan_of(load={"profile": name, **settings}).load)
    assert duration_us(pieces) == lasts_us
    assert sum(piece.area for piece in pieces) == pytest.approx(number)
    even = moments(pieces, "even", 1, "load")
    assert len(even) == pytest.approx(number, abs=1)
    drawn = moments(pieces, "poisson", 1, "load")
    assert abs(len(drawn) - number) < 4 * number**0.5
    assert (np.diff(drawn) >= 0).all()
    assert 0 <= drawn[0] <= drawn[-1] < lasts_us


def test_even_messages_are_equally_far_apart() -> None:
    """The first comes after half a gap."""
    found = moments([Piece(S, 4, 4)], "even", 1, "load")
    assert found.tolist() == [125_000, 375_000, 625_000, 875_000]


def test_a_ramp_follows_its_rate() -> None:
    """From 0 to 2 a second: the n-th message is due when t² is n - 1/2."""
    found = moments([Piece(2 * S, 1e-9, 4)], "even", 1, "load")
    assert found.tolist() == [round((number + 0.5) ** 0.5 * S) for number in range(4)]


def test_a_spike_is_where_the_plan_has_it() -> None:
    """Ten times as many in its second as in any other."""
    load = {"profile": "spike", "spacing": "even", **LOADS["spike"][0]}
    found = moments(pieces_of(plan_of(load=load).load), "even", 1, "load")
    assert np.bincount(found // S).tolist() == [10, 10, 100, 10, 10, 10]


def test_gaps_are_exponential() -> None:
    """Their mean is one over the rate, and 1 - 1/e of them are shorter."""
    gaps = np.diff(moments([Piece(200 * S, 100, 100)], "poisson", 3, "load"))
    assert gaps.mean() == pytest.approx(10_000, rel=0.03)
    assert (gaps < 10_000).mean() == pytest.approx(1 - np.exp(-1), abs=0.02)


@given(st.integers(0, 2**31), st.floats(0.5, 200), st.floats(0.5, 200))
def test_the_same_seed_gives_the_same_moments(seed: int, first: float, last: float) -> None:
    """And each seed, and each stream of one, others."""
    pieces = [Piece(2 * S, first, last)]
    found = moments(pieces, "poisson", seed, "load")
    assert found.tolist() == moments(pieces, "poisson", seed, "load").tolist()
    if len(found) > 2:
        assert found.tolist() != moments(pieces, "poisson", seed + 1, "load").tolist()
        assert found.tolist() != moments(pieces, "poisson", seed, "warmup").tolist()
