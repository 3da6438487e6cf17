"""The plugin is loaded by every pytest of an environment, so it has to be light."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

HEAVY = ("numpy", "kafka", "pydantic", "msgspec", "yaml", "simpy", "topics", "simulator.cli")


def test_it_is_found_by_its_entry_point() -> None:
    """Under the name by which `-p no:lienthong` turns it off."""
    (found,) = entry_points(group="pytest11", name="lienthong")
    assert found.value == "simulator.loadtest.pytest_plugin"


def test_it_loads_nothing_before_a_fixture_is_asked_for() -> None:
    """Neither Kafka's client nor anything else of ours."""
    code = "import sys, simulator.loadtest.pytest_plugin; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(HEAVY) & set(done.stdout.split())
