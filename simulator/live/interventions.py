"""What an operator has changed in a running model, and the rules that follow from it.

The rules in force are those of the scenario with its levers, then altered by each fault that lasts,
in the order in which they were injected. They are made anew whenever a lever is pulled and whenever
a fault begins or ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agents.calendar_spec import DAY_US
from agents.deadlines import parse_duration
from simulator.live.levers import changes_of, follow, laid_over
from simulator.live.registry import LiveFault, make_live_fault
from simulator.model.model import Model
from simulator.scenario.laws import rules_of
from simulator.scenario.quantities import ELAPSED_ONLY, ELAPSED_UNITS
from simulator.scenario.resolved import ResolvedScenario
from topics.errors import InputError

LASTS = "for"
"""The setting that every fault has: how long it lasts, in simulated time."""

LONGEST_US = 3_650 * DAY_US


@dataclass(frozen=True, slots=True)
class Lasting:
    """A fault that was injected, and the end of it."""

    fault: LiveFault
    end_us: int


class Interventions:
    """Changes a model between two events; each call is at the instant that the run has reached."""

    def __init__(self, model: Model, resolved: ResolvedScenario) -> None:
        self._model, self._base, self._current = model, resolved, resolved
        self._lasting: list[Lasting] = []

    @property
    def next_end_us(self) -> int | None:
        """When the next fault ends: the run has to stop there for `expire`."""
        return min((each.end_us for each in self._lasting), default=None)

    def inject(self, name: str, settings: Mapping[str, str], now_us: int) -> int:
        """Begin a fault; returns its end. Raise `InputError`, and change nothing, if wrong."""
        own = {key: value for key, value in settings.items() if key != LASTS}
        end_us = now_us + _length_us(name, settings.get(LASTS))
        fault = make_live_fault(name, own)
        fault.check(self._model)
        fault.strike(self._model, now_us, end_us)
        self._lasting.append(Lasting(fault, end_us))
        self._apply()
        return end_us

    def pull(self, lever: ResolvedScenario) -> None:
        """Let the scenario with a lever, laid over the run's own, hold from now on.

        What it has otherwise than the run's own is laid over what was pulled before. Raise
        `InputError`, with nothing changed, when a running model cannot take it.
        """
        wanted = laid_over(self._current, changes_of(self._base, lever))
        follow(self._model, self._current, wanted)
        self._current = wanted
        self._apply()

    def expire(self, now_us: int) -> None:
        """End the faults whose time is over."""
        left = [each for each in self._lasting if each.end_us > now_us]
        if len(left) < len(self._lasting):
            self._lasting = left
            self._apply()

    def _apply(self) -> None:
        rules = rules_of(self._current.scenario)
        for each in self._lasting:
            rules = each.fault.alter(rules)
        self._model.world.rules = rules


def _length_us(name: str, text: str | None) -> int:
    if text is None:
        raise InputError(f"fault {name}: say how long it lasts, in simulated time: {LASTS}=6h")
    length = parse_duration(text)
    if length.unit not in ELAPSED_UNITS:
        raise InputError(f"fault {name}: found {LASTS}={text}; {ELAPSED_ONLY}")
    if not 0 < length.elapsed_us <= LONGEST_US:
        raise InputError(f"fault {name}: found {LASTS}={text}; expected more than 0, 3650d at most")
    return length.elapsed_us
