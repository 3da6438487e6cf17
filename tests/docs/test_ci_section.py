"""What the page on load tests gives to copy into a CI can be used as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner

from simulator.cli.app import app
from simulator.loadtest.plan_reader import read_plan
from tests.docs.pages import ROOT

PAGE = (ROOT / "simulator/loadtest/README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def block(begins: str) -> str:
    (found,) = (text for _, text in BLOCKS if text.startswith(begins))
    return str(found)


def workflow() -> dict[str, Any]:
    found = yaml.safe_load(block("# .github/workflows/bus.yml"))
    assert isinstance(found, dict)
    return found


def test_the_plan_can_be_read(tmp_path: Path) -> None:
    """And takes the command that is shown."""
    path = tmp_path / "loadtest.yaml"
    path.write_text(block("# loadtest.yaml"), encoding="utf-8")
    assert read_plan(path).connector.external
    assert read_plan(path, ["node", "connector.mjs"]).connector.command is not None


def test_the_workflow_runs_what_there_is() -> None:
    """Each step uses or runs something, and the load test's options exist."""
    steps = workflow()["jobs"]["connector"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    (command,) = (step["run"] for step in steps if "loadtest.yaml" in step.get("run", ""))
    options = re.findall(r" (--[a-z-]+)", command.partition(" -- ")[0])
    assert options == ["--format", "--junit"]
    helped = CliRunner().invoke(app, ["loadtest", "--help"], env={"COLUMNS": "200"}).output
    named = {*options, "--metrics-port", "--client", "--workers"}
    assert {option for option in named if option in helped} == named


def test_the_test_in_python_is_python() -> None:
    """With the fixture that the plugin has."""
    code = block("def test_our_connector")
    compile(code, "README.md", "exec")
    from simulator.loadtest import pytest_plugin

    assert "(lienthong_load)" in code
    assert hasattr(pytest_plugin, "lienthong_load")
