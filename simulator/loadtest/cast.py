"""Who takes part in a load test, and who may ask whom for what: a scenario in a few plain tables.

A scenario is checked with the help of the model, which stands on SimPy; the harness keeps SimPy
out of its process. So a child process reads the scenario, and says what is in it as JSON.
"""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache

import msgspec

from topics.errors import EnvironmentFailed, InputError

_PATIENCE_S = 120


class Ask(msgspec.Struct, frozen=True):
    """`requester` may ask `provider` for `fields`; `weight` is how often it does, relatively."""

    name: str
    procedure: str
    requester: str
    provider: str
    fields: tuple[str, ...]
    basis: str
    purpose: str
    weight: float


class Worked(msgspec.Struct, frozen=True):
    """`agency` works dossiers of `procedure`, whose texts are the `owner`'s."""

    procedure: str
    owner: str
    agency: str
    weight: float


class Cast(msgspec.Struct, frozen=True):
    """What a load test takes from a scenario; `day` is the local day number of its start.

    `asks` are those that the agency under test makes or answers; `groups` is of each procedure.
    """

    scenario: str
    day: int
    agencies: tuple[str, ...]
    asks: tuple[Ask, ...]
    worked: tuple[Worked, ...]
    groups: dict[str, str] = msgspec.field(default_factory=dict)


@lru_cache(maxsize=8)
def cast_of(scenario: str, agency: str) -> Cast:
    """The cast of a scenario by path or shipped name, around one agency.

    Raise `InputError` with all that is wrong with it, `EnvironmentFailed` when it cannot be read.
    """
    command = [sys.executable, "-m", "simulator.loadtest.casting", scenario, agency]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PATIENCE_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise EnvironmentFailed(f"scenario {scenario}: not read in {_PATIENCE_S} s") from error
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == InputError.exit_status:
        raise InputError(said)
    if done.returncode:
        raise EnvironmentFailed(f"scenario {scenario} could not be read: {said[-400:]}")
    return msgspec.json.decode(done.stdout, type=Cast)
