"""The levers and faults that a live run has to offer, by name."""

from __future__ import annotations

from typing import Any

from simulator.cli.choice import Choice
from simulator.live.registry import known_faults
from simulator.resources import shipped
from simulator.scenario.loader import find_scenario, lever_names
from simulator.scenario.overlay import is_overlay
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.yaml_positions import read_yaml


class Offered:
    """Finds a lever: one that the scenario names, or an overlay, shipped or by path."""

    def __init__(self, choice: Choice, name: str) -> None:
        self._choice, self._name = choice, name
        path, _ = find_scenario(choice.scenario)
        self._levers = tuple(lever_names(path))

    def load(self, lever: str) -> ResolvedScenario:
        """The run's scenario with this lever. Raise `InputError` if there is none such."""
        if lever in self._levers:
            return self._choice.load_lever(lever)
        return self._choice.load_arm(lever, self._name)

    def document(self) -> dict[str, Any]:
        """Plain data: levers by kind, and each fault with its settings."""
        return {
            "levers": list(self._levers),
            "overlays": overlay_names(),
            "faults": {
                name: {"settings": settings, "says": says}
                for name, (settings, says) in known_faults().items()
            },
        }


def overlay_names() -> list[str]:
    """The shipped overlays."""
    roots = {name: read_yaml(path)[0] for name, path in shipped("scenarios").items()}
    return [name for name, root in roots.items() if root is not None and is_overlay(root)]
