"""The runbook: it has every alert, and its commands are ones that there are."""

from __future__ import annotations

import re
import shlex

import pytest
import yaml

from tests.connected.test_compose_agencies import parsed
from tests.docs.pages import ROOT
from topics.catalogue import TOPICS

PAGE = (ROOT / "dashboards" / "README.md").read_text(encoding="utf-8")
RULES = yaml.safe_load((ROOT / "dashboards" / "lienthong.rules.yml").read_text(encoding="utf-8"))
ALERTS = [rule["alert"] for group in RULES["groups"] for rule in group["rules"] if "alert" in rule]
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##)", PAGE, re.DOTALL | re.MULTILINE))
PARTS = ("Means", "Likely cause", "Look", "Recovery")
SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)).splitlines()
COMMANDS = [
    *(re.sub(r"\s+", " ", one) for one in re.findall(r"`(lienthong [^`]+)`", PAGE)),
    *(line for line in SHELL if line.startswith("lienthong ")),
]


def test_every_alert_is_in_the_runbook() -> None:
    """In the order of the rules, and nothing that is no alert."""
    assert len(ALERTS) >= 8
    assert list(SECTIONS) == ALERTS


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_has_cause_command_and_recovery(alert: str) -> None:
    """What it means, its likely cause, a command to look with, and what to do."""
    text = SECTIONS[alert]
    found = re.findall(r"^- \*\*(.+?)\.\*\* (.+?)(?=^- |\Z)", text, re.DOTALL | re.MULTILINE)
    assert [name for name, _ in found] == list(PARTS)
    parts = dict(found)
    assert "`lienthong " in parts["Look"]
    assert all(len(part.split()) > 8 for part in parts.values())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_runbook_is_one_that_there_is(command: str) -> None:
    """As far as the program reads its command line."""
    parsed(shlex.split(command)[1:])


def test_the_topics_of_the_backup_are_of_the_catalogue() -> None:
    """By name, so that a table that is renamed is not forgotten."""
    named = set(re.findall(r"`LIVE\.([\w.-]+\.v1)`", PAGE))
    known = {template.removeprefix("<prefix>.") for template in TOPICS}
    assert {"bus.tbl.relay.v1", "bus.evt.audit.v1"} <= named <= known
