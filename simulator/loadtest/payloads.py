"""What is said in a load test: a pure function of (seed, number), so any process makes the same.

The number of a message is in the code of its dossier, and is read from it again: whoever waits
for an answer needs no table of what was asked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate

from agents.draws import arrival_key, name_key, raw, tag, uniform_of
from agents.people import People
from simulator.loadtest.cast import Ask
from topics.envelope import request_hash
from topics.events import DataReply, DataRequest

_EPOCH_DAY = 719_163  # of 1970-01-01, as `date.toordinal` counts
_WHICH = tag("loadtest-which")


def dossier_code(agency: str, day: int, number: int) -> str:
    """The code of dossier `number` (from 0) of a test, dated by the scenario's first day."""
    return f"000.00.00.{agency}-{_dated(day)}-{number + 1:04d}"


@lru_cache
def _dated(day: int) -> str:
    return f"{date.fromordinal(day + _EPOCH_DAY):%y%m%d}"


def number_of(dossier: str) -> int:
    """The number in a dossier's code or in a request's id; -1 when it is none of ours."""
    digits = dossier.partition("/")[0].rpartition("-")[2]
    return int(digits) - 1 if digits.isascii() and digits.isdigit() else -1


class Choices:
    """Picks the same of several weighted things for the same number and seed."""

    def __init__(self, weights: Sequence[float], seed: int, what: str) -> None:
        self._sums = list(accumulate(weights))
        self._stream = name_key("loadtest-choice", what, seed)

    def pick(self, number: int) -> int:
        """The index of what is picked for `number`."""
        draw = uniform_of(raw(arrival_key(self._stream, number), _WHICH))
        return min(bisect_right(self._sums, draw * self._sums[-1]), len(self._sums) - 1)


def request_of(ask: Ask, number: int, day: int, deadline_us: int) -> DataRequest:
    """The request `number`; `deadline_us` is in model time, as its event has it."""
    dossier = dossier_code(ask.requester, day, number)
    return DataRequest(
        request=f"{dossier}/{ask.name}", dossier=dossier, procedure=ask.procedure,
        requester=ask.requester, provider=ask.provider, fields=ask.fields, basis=ask.basis,
        purpose=ask.purpose, deadline_us=deadline_us, attempt=0,
    )  # fmt: skip


def reply_to(request: DataRequest, people: People) -> DataReply:
    """What a provider with the invented people of a seed answers."""
    key = name_key("loadtest-person", people.seed, request.dossier)
    return DataReply(
        request=request.request, dossier=request.dossier, requester=request.requester,
        provider=request.provider, outcome="answered", error=None, fields=request.fields,
        values=people.values(key, request.fields), attempt=request.attempt,
        request_hash=request_hash(request),
    )  # fmt: skip
