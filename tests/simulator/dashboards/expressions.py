"""What the generated files ask Prometheus, and what they mean by it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[3] / "dashboards"
# As Grafana fills them in: an hour is shown, a query's smallest step is 10 s, and all are chosen.
FILLED = {
    "__rate_interval": "40s",
    "__range": "3600s",
    "__interval": "10s",
    "scenario": "demo",
    "agency": ".*",
    "group": ".*",
    "cause": ".*",
}
METRIC = re.compile(r"\b(?:lienthong_\w+)\b")
VARIABLE = re.compile(r"\$(\w*[A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression and where it stands."""

    where: str
    expr: str

    def filled(self, variables: Mapping[str, str] = FILLED) -> str:
        """With its variables filled in; KeyError when one has no value."""
        return VARIABLE.sub(lambda found: variables[found[1]], self.expr)


def dashboards() -> dict[str, dict[str, Any]]:
    """The committed dashboards by file name."""
    return {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


def panels(dashboard: dict[str, Any]) -> list[dict[str, Any]]:
    """All but headings."""
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def of_panels() -> Iterator[Asked]:
    for name, dashboard in dashboards().items():
        for panel in panels(dashboard):
            for target in panel["targets"]:
                yield Asked(f"{name}: {panel['title']} {target['refId']}", target["expr"])


def of_annotations() -> Iterator[Asked]:
    for name, dashboard in dashboards().items():
        for annotation in dashboard["annotations"]["list"]:
            yield Asked(f"{name}: annotation {annotation['name']}", annotation["expr"])


def of_variables() -> Iterator[Asked]:
    """Only those that ask for more than the values of one label."""
    for name, dashboard in dashboards().items():
        for variable in dashboard["templating"]["list"]:
            if variable["type"] == "query":
                inner = re.fullmatch(r"\w+\((.*?)(?:, \w+)?\)", variable["query"]["query"])
                assert inner, variable
                yield Asked(f"{name}: variable {variable['name']}", inner[1])


def rule_groups() -> list[dict[str, Any]]:
    file = yaml.safe_load((FOLDER / "lienthong.rules.yml").read_text())
    groups: list[dict[str, Any]] = file["groups"]
    return groups


def of_rules() -> Iterator[Asked]:
    for group in rule_groups():
        for rule in group["rules"]:
            yield Asked(rule.get("record", rule.get("alert")), rule["expr"])


def everything() -> list[Asked]:
    return [*of_panels(), *of_annotations(), *of_variables(), *of_rules()]


def metrics_of(expr: str) -> set[str]:
    """The series of ours that an expression names; names of recorded ones have colons."""
    return set(METRIC.findall(re.sub(r"[\w]*:[\w:]+", "", expr)))
