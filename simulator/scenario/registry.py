"""Cross checks, found by registration: a new module in `simulator.scenario.checks` is enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from simulator.scenario.findings import Finding, errors_of
from simulator.scenario.world import World
from topics.discovery import load_package

Check = Callable[[World], Iterable[Finding]]

_CHECKS: dict[str, Check] = {}
_SOUND_CHECKS: dict[str, Check] = {}


def check(function: Check) -> Check:
    """Register a cross check; it may meet any mistake."""
    _CHECKS[f"{function.__module__}.{function.__name__}"] = function
    return function


def check_sound(function: Check) -> Check:
    """Register a cross check of quantities; it runs only when nothing else is wrong."""
    _SOUND_CHECKS[f"{function.__module__}.{function.__name__}"] = function
    return function


def run_checks(
    world: World, known: Iterable[Finding] = (), package: str = "simulator.scenario.checks"
) -> list[Finding]:
    """The findings of every registered check, those of the package's modules among them.

    `known`: what is known to be wrong already.
    """
    load_package(package)
    findings = [finding for name in sorted(_CHECKS) for finding in _CHECKS[name](world)]
    if not errors_of([*known, *findings]):
        for name in sorted(_SOUND_CHECKS):
            findings += _SOUND_CHECKS[name](world)
    return findings
