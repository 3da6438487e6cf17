"""Whose clock a stamp is on, told from when records were read; a busy machine reads all late."""

from __future__ import annotations

from array import array

import numpy as np
import pytest

from simulator.loadtest.parts import Place, Said
from simulator.loadtest.terms import Terms
from simulator.loadtest.view import VIET_NAM_US, View

MS, S = 1_000, 1_000_000
BEGAN_US = 1_800_000_000_000_000


def view(behind_us: int, own_ms: int, others_ms: int) -> View:
    """Records whose stamps are so far behind; they are read after delays of those medians."""
    draw = np.random.default_rng(5).gamma
    own = (draw(2.0, own_ms * MS / 1.678, 250)).astype(int)
    others = (draw(2.0, others_ms * MS / 1.678, 1000)).astype(int)
    said = []
    for number, delay_us in enumerate(own.tolist()):
        at_us = number * 20 * MS
        log_us = BEGAN_US - VIET_NAM_US + at_us - delay_us - behind_us
        said.append(Said(Place("out", 0, number, "k", at_us, log_us), "reply", None))
    lags = array("q", (others + VIET_NAM_US - BEGAN_US).tolist())
    return View(Terms("A"), {}, BEGAN_US, said=said, lag_us=lags)


@pytest.mark.parametrize("own_ms, others_ms", [(3, 10), (40, 60), (175, 250), (250, 175)])
def test_a_clock_that_is_right_is_trusted(own_ms: int, others_ms: int) -> None:
    """However late its records and those of others are read, and whichever later."""
    found = view(0, own_ms, others_ms)
    assert found.trusted
    assert 0 <= found.skew_us <= 100 * MS


@pytest.mark.parametrize("behind_us", [-3600 * S, -9 * S, -S // 2, 3 * S, 9 * S, 3600 * S])
@pytest.mark.parametrize("own_ms, others_ms", [(3, 10), (40, 60), (175, 250), (250, 175)])
def test_a_clock_that_is_wrong_is_not(behind_us: int, own_ms: int, others_ms: int) -> None:
    """It is told how wrong it is, to within a few times the delay."""
    found = view(behind_us, own_ms, others_ms)
    assert not found.trusted
    assert abs(found.skew_us - behind_us) < 300 * MS
