"""A relay of scenario tiny, and what it wrote in words."""

from __future__ import annotations

from functools import cache
from typing import Any

from simulator.relay.core import Core
from simulator.relay.entitlements import Entitlements, entitlements_of
from simulator.relay.post import Output
from simulator.scenario.loader import find_scenario, load_scenario
from tests.simulator.relay.malformed import NOW_US, before
from topics.audit import Audited
from topics.catalogue import exchange_out
from topics.envelope import WireRecord, from_wire
from topics.errors import ErrorCode

PREFIX = "test"


@cache
def tiny() -> Entitlements:
    path, levers = find_scenario("tiny")
    resolved = load_scenario(path, levers=levers)
    return entitlements_of(resolved.agencies, resolved.procedures)


def relay(**settings: Any) -> Core:
    return Core(PREFIX, tiny(), **settings)


class Reader:
    """Hands records to a relay, each at the next offset, and keeps what it wrote."""

    def __init__(self, core: Core | None = None, now_us: int = NOW_US) -> None:
        self.core, self.now_us, self.offset = core or relay(), now_us, 0
        self.written: list[Output] = []

    def hand(self, *wires: WireRecord) -> list[Output]:
        outputs = []
        for wire in wires:
            outputs += self.core.handle(self.now_us, 0, self.offset, wire)
            self.offset += 1
        self.written += outputs
        return outputs

    def wait(self, us: int) -> list[Output]:
        self.now_us += us
        outputs = self.core.due(self.now_us)
        self.written += outputs
        return outputs

    def audit(self) -> list[Audited]:
        return audited(self.written)


def audited(outputs: list[Output]) -> list[Audited]:
    events = [from_wire(output.wire).event for output in outputs if output.what == "audit"]
    return [event for event in events if isinstance(event, Audited)]


def delivered(outputs: list[Output]) -> list[tuple[str, Any]]:
    """(topic without prefix, event) of what was delivered."""
    records = [from_wire(output.wire) for output in outputs if output.what == "delivery"]
    return [(record.topic.removeprefix(f"{PREFIX}."), record.event) for record in records]


def after_before() -> Reader:
    reader = Reader()
    reader.hand(*before(PREFIX))
    return reader


__all__ = ["ErrorCode", "PREFIX", "Reader", "after_before", "audited", "delivered", "exchange_out"]
