"""When what is to happen in a load test, all of it known beforehand: from the plan and its seed.

Warm-up and load are one stream; message numbers run through both. Times are microseconds from
the test's beginning.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simulator.loadtest.plan import Plan, Replay
from simulator.loadtest.profiles import SECOND_US, Moments, Piece, duration_us, moments, pieces_of
from simulator.loadtest.replaying import replayed
from topics.events import encode_event

if TYPE_CHECKING:
    from simulator.loadtest.roles.base import Role


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """`moments[number]` is the intended time of message `number`; the load is in the window."""

    moments: Moments
    load_begins_us: int
    load_ends_us: int

    def __len__(self) -> int:
        return len(self.moments)

    @property
    def offered(self) -> int:
        """How many messages are of the load, and not of the warm-up."""
        return int(len(self.moments) - np.searchsorted(self.moments, self.load_begins_us))


def schedule_of(plan: Plan, folder: Path = Path()) -> Schedule:
    """The moments of a plan; a history to replay is looked for beside `folder`.

    Raise `InputError` or `EnvironmentFailed` when that history cannot be read.
    """
    load, seed = plan.load, plan.seed
    if isinstance(load, Replay):
        times, lasts_us = replayed(folder / load.history, load.speed)
        rate = len(times) * SECOND_US / lasts_us
    else:
        pieces = pieces_of(load)
        times, lasts_us = moments(pieces, load.spacing, seed, "load"), duration_us(pieces)
        rate = pieces[0].first
    before = moments([Piece(plan.warmup, rate, rate)], load.spacing, seed, "warmup")
    together = np.concatenate([before, times + plan.warmup])
    return Schedule(together, plan.warmup, plan.warmup + lasts_us)


def fingerprint(role: Role, numbers: range | None = None) -> str:
    """The SHA-256 of moments, topics, keys and events of some of a role's messages, or of all.

    It is of a test that begins at 0 of model time, so that it depends on the plan alone.
    """
    schedule, found = role.schedule, hashlib.sha256()
    for number in range(len(schedule)) if numbers is None else numbers:
        record = role.record(number, 0)
        found.update(b"%d %d " % (number, int(schedule.moments[number])))
        found.update(f"{record.topic} {record.key} ".encode())
        found.update(encode_event(record.event) + b"\n")
    return found.hexdigest()
