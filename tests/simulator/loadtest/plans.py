"""Plans for tests, in text and read."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import yaml

from simulator.loadtest.cast import cast_of
from simulator.loadtest.clock import Clock
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles import role_of
from simulator.loadtest.roles.base import Role
from simulator.loadtest.schedule import schedule_of
from simulator.loadtest.sender import made_of

PROVIDER = "G15-HOTICH"


def document(**changes: Any) -> dict[str, Any]:
    """A plan as its author writes it."""
    return {
        "version": 1, "name": "test", "scenario": "tiny",
        "connector": {"agency": PROVIDER, "role": "provider", "command": ["true"]},
        "load": {"profile": "constant", "rate": 50, "duration": "4s"}, "warmup": "1s",
    } | changes  # fmt: skip


def plan_of(**changes: Any) -> Plan:
    return Plan.model_validate(document(**changes))


def written(folder: Path, **changes: Any) -> Path:
    path = folder / "plan.yaml"
    path.write_text(yaml.safe_dump(document(**changes), allow_unicode=True), encoding="utf-8")
    return path


def role(**changes: Any) -> Role:
    plan = plan_of(**changes)
    cast = cast_of(plan.scenario, plan.connector.agency)
    return role_of(plan, cast, schedule_of(plan), "test")


def share(number: int, of: int) -> dict[int, str]:
    """What worker `number` of so many sends: each message's number and the hash of its bytes."""
    driven = role()
    wires = made_of(driven, Clock(0, 0), range(number, len(driven.schedule), of))
    return {each.number: hashlib.sha256(repr(each.wire).encode()).hexdigest() for each in wires}
