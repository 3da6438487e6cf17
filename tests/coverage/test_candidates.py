"""What the finite number of candidate histories leaves open is stated rightly."""

from __future__ import annotations

import numpy as np

from simulator.answer.choosing import choose
from simulator.run.histories import burdens
from tests.coverage.pool import TINY

SETS, EACH = 128, 1 << 11


def test_sets_of_candidates_differ_as_stated() -> None:
    """The mean waits of 128 sets of histories vary as much as each set says of itself.

    Of a normal number the mean square of 128 is within 0.7 and 1.4 in 999 of 1,000 cases; these
    have a heavier tail.
    """
    days = burdens(TINY.load()[0], SETS * EACH).days.reshape(SETS, EACH)
    stated = [choose([one], 1, 3, [one]).spread[1][1] for one in days]
    errors = days.mean(axis=1) - days.mean()
    assert 0.6 < float(np.mean(errors**2) / np.mean(stated)) < 1.6
