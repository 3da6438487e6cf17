"""One load test of a mutant or of a sound connector, and what came of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.connected.loadtests import PATIENT, outcome_of, plan
from tests.connected.mutants import processes, providers, tellers  # noqa: F401 - they register
from tests.connected.mutants.registry import MUTANTS, Mutant
from tests.connected.mutants.sound import SOUND
from tests.simulator.loadtest.plans import PROVIDER

__all__ = ["MUTANTS", "SOUND", "Outcome", "program", "try_mutant", "try_sound"]

ASKS_AND_PUSHES = "H03"
_LOAD = {"profile": "constant", "rate": 40, "duration": "5s"}
_DEADLINE, _DRAIN = "3s", "4500ms"
_PATIENT_DEADLINE, _PATIENT_DRAIN = "6s", "8s"  # a busy machine is no connector's fault
_DUPLICATES = [{"fault": "duplicate", "share": "10%", "at": "1s", "for": "3s"}]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one connector. `failed`: the names of the checkers that failed it."""

    verdict: str
    failed: tuple[str, ...]
    reasons: tuple[str, ...]
    said: str = ""

    def named(self, checker: str) -> bool:
        """Whether it is failed, and for this reason."""
        return self.verdict == "fail" and checker in self.failed


def program(name: str) -> list[str]:
    """What starts a mutant or a sound connector."""
    return [sys.executable, "-m", "tests.connected.mutants", name]


def try_mutant(mutant: Mutant, folder: Path, bootstrap: str, seed: int = 1) -> Outcome:
    changes = dict(mutant.plan)
    agency = changes.pop("agency", _agency(mutant.role))
    connector = _connector(mutant.role, program(mutant.name), agency)
    return _tried(folder, bootstrap, connector=connector, seed=seed, **changes)


def try_sound(
    role: str, command: Sequence[str], folder: Path, bootstrap: str, seed: int
) -> Outcome:
    """With some messages that come twice."""
    connector = _connector(role, command, _agency(role))
    faults = _DUPLICATES if role == "provider" else []
    return _tried(
        folder, bootstrap, connector=connector, seed=seed, faults=faults, drain=_PATIENT_DRAIN,
        contract={"deadline": _PATIENT_DEADLINE},
    )  # fmt: skip


def _agency(role: str) -> str:
    return PROVIDER if role == "provider" else ASKS_AND_PUSHES


def _connector(role: str, command: Sequence[str], agency: str) -> dict[str, Any]:
    return {"agency": agency, "role": role, "command": list(command), "stop": "5s"}


def _tried(folder: Path, bootstrap: str, **changes: Any) -> Outcome:
    usual: dict[str, Any] = {
        "load": _LOAD, "warmup": "1s", "drain": _DRAIN, "generator": PATIENT,
        "contract": {"deadline": _DEADLINE}, "objectives": {},
    }  # fmt: skip
    path = plan(folder, **(usual | changes))
    _, verdict, said = outcome_of(path, folder / "out", bootstrap)
    if verdict is None:
        return Outcome("error", (), (said,), said)
    failed = tuple(one["name"] for one in verdict["checkers"] if one["failed"])
    return Outcome(verdict["verdict"], failed, tuple(verdict["reasons"]), said)
