"""What a plan says is to happen when, apart from the messages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from simulator.loadtest.clock import Clock
from simulator.loadtest.connector_process import WORK_FILE
from simulator.loadtest.entries import Send
from simulator.loadtest.message_faults import KINDS
from simulator.loadtest.plan import Plan, PlanFault
from simulator.loadtest.process_faults import PROCESS_FAULTS, ProcessFault
from simulator.loadtest.roles.base import Role
from simulator.loadtest.stage import Stage
from topics.errors import EnvironmentFailed
from topics.events import encode_event, type_name


def process_faults(stage: Stage) -> dict[int, ProcessFault]:
    """Those of the plan, by their place in it."""
    return {
        number: PROCESS_FAULTS[fault.fault](fault, stage.connector, stage.broker_folder)
        for number, fault in enumerate(stage.plan.faults)
        if fault.fault in PROCESS_FAULTS
    }


def windows_of(plan: Plan, begins_us: int, ends_us: int) -> list[tuple[int, int, bool]]:
    """When each fault of messages begins and ends, in the order of time; the relay does it."""
    found = []
    for number, fault in enumerate(plan.faults):
        if fault.fault in KINDS:
            first_us = begins_us + fault.at
            last_us = ends_us if fault.lasting is None else first_us + fault.lasting
            found += [(first_us, number, True), (min(last_us, ends_us), number, False)]
    return sorted(found)


def settings_of(fault: PlanFault) -> list[str]:
    """What the plan says of a fault, as the history has it."""
    plain: Mapping[str, object] = fault.model_dump(mode="json", by_alias=True)
    return [f"{name}={value}" for name, value in plain.items() if value and name != "fault"]


class Given:
    """The work of a connector that speaks first, as the history has it: sends to no topic."""

    def __init__(self, role: Role, clock: Clock) -> None:
        self._role, self._clock, self._next = role, clock, 0

    def entries(self, now_us: int) -> list[Send]:
        """The work whose time has come since; none of a role to which the harness sends."""
        moments, found = self._role.schedule.moments, list[Send]()
        while not self._role.sends and self._next < len(moments):
            at_us = int(moments[self._next])
            if at_us > now_us:
                break
            record = self._role.record(self._next, self._clock.began_us)
            found.append(
                Send(
                    number=self._next, intended_us=at_us, at_us=at_us, confirmed_us=at_us,
                    topic="", key=record.key, type=type_name(record.event),
                    event=msgspec.Raw(encode_event(record.event)),
                )
            )  # fmt: skip
            self._next += 1
        return found


def write_work(folder: Path, role: Role, clock: Clock) -> None:
    """What a connector that speaks first is given to do; the file is there whole or not at all."""
    if role.sends:
        return
    half = folder / f"{WORK_FILE}.part"
    try:
        with half.open("wb") as file:
            for number in range(len(role.schedule)):
                file.write(msgspec.json.encode(role.work(number, clock.began_us)) + b"\n")
        half.rename(folder / WORK_FILE)
    except OSError as error:
        raise EnvironmentFailed(f"{half}: {error.strerror or error}") from error
