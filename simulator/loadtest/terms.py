"""What a load test is judged by: the delivery contract and the objectives of its plan.

The terms stand in the history's header, so that a history can be judged again without the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from topics.errors import InputError

ROLES = ("provider", "requester", "syncer", "subscriber")
SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault of the plan, by its place there."""

    number: int
    name: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The connector of `agency` plays `role`; what is asked of it.

    `deadline_us`: so long it may take over one message. `allow`: names of checkers whose findings
    are tolerated. `objectives`: name -> at most (of `throughput`: at least) so much, in µs, as a
    share of 1, in records, a second, or in bytes; see `simulator.loadtest.objectives`. `buries`:
    it has to answer, refuse or dead-letter even what it cannot read. `sends`: how many messages
    the schedule has, -1 if that is not known. The test is invalid when less than `send_share` of
    them was sent in time, 1 % later than `send_lag_us`, or any later than `stall_us`. `recorded`:
    nobody sent for the test; it looked on while others asked, some of whom had begun before.
    """

    agency: str
    role: str = "provider"
    prefix: str = "lienthong"
    deadline_us: int = 5 * SECOND_US
    allow: frozenset[str] = frozenset()
    objectives: Mapping[str, float] = field(default_factory=dict)
    faults: tuple[Planned, ...] = ()
    buries: bool = False
    sends: int = -1
    send_lag_us: int = 10_000
    send_share: float = 0.99
    stall_us: int = SECOND_US
    recorded: bool = False

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise InputError(f"role {self.role!r}; expected one of {', '.join(ROLES)}")
        if self.deadline_us < 1:
            raise InputError(f"deadline of {self.deadline_us} µs; expected at least 1")

    def document(self) -> dict[str, Any]:
        """Plain data for the header, under `terms`."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return {**found, "allow": sorted(self.allow)}

    @classmethod
    def from_header(cls, header: Mapping[str, Any]) -> Terms:
        """The terms of a history. Raise `InputError` when they are not there or not such."""
        try:
            return msgspec.convert(header["terms"], cls)
        except KeyError:
            raise InputError("the history's header has no terms; expected `terms`") from None
        except msgspec.ValidationError as error:
            raise InputError(f"the history's header: terms: {error}") from error
