"""Two-way: what dashboards and rules ask for exists, and what exists is asked for."""

from __future__ import annotations

import re

import pytest

from tests.simulator.dashboards import expressions
from tests.simulator.dashboards.catalogue import EXPORTED, labels_of
from tests.simulator.dashboards.expressions import Asked

# Exported, and on no dashboard, with the reason.
NOT_SHOWN: dict[str, str] = {}
SERIES = {series: labels_of(metric, series) for metric in EXPORTED for series in metric.series}
RECORDED = {
    rule["record"]: rule
    for group in expressions.rule_groups()
    for rule in group["rules"]
    if "record" in rule
}
# Prometheus's own, with the labels that we ask for.
ITS_OWN = {"ALERTS": {"alertname", "alertstate", "job"}, "up": {"job", "instance"}}
EVERYTHING = expressions.everything()
each = pytest.mark.parametrize("asked", EVERYTHING, ids=[asked.where for asked in EVERYTHING])


def known_labels(series: str) -> set[str]:
    """Of an exported series, a recorded one or one of Prometheus's own."""
    if series in RECORDED:
        by = re.search(r"by \(([^)]*)\)", RECORDED[series]["expr"])
        assert by
        return set(by[1].split(", "))
    return SERIES.get(series) or ITS_OWN[series]


def named(expr: str) -> list[tuple[str, set[str]]]:
    """The series that an expression names, each with the labels that it is matched by."""
    found = re.findall(r"([\w:]*lienthong_[\w:]+|\bALERTS\b|\bup\b)(?:\{([^}]*)\})?", expr)
    return [(series, set(re.findall(r"(\w+)[!=]?=~?\"", where))) for series, where in found]


@each
def test_what_is_asked_for_exists(asked: Asked) -> None:
    """Each series by its name, each matcher by a label that the series has."""
    assert named(asked.expr)
    for series, matched in named(asked.expr):
        assert matched <= known_labels(series), series


@each
def test_what_is_grouped_by_exists(asked: Asked) -> None:
    """Each label in `by` and `on` is one of the series asked for, or is made on the way."""
    known = set().union(*(known_labels(series) for series, _ in named(asked.expr)))
    known |= set(re.findall(r'label_replace\(\w+, "(\w+)"', asked.expr))
    grouped = re.findall(r"\b(?:by|on) \(([^)]*)\)", asked.expr)
    assert {label for labels in grouped for label in labels.split(", ")} <= known


def test_what_is_exported_is_shown_or_excused() -> None:
    """On a dashboard, in a rule or in an alert, or in a list that says why not; never in both."""
    asked = set().union(*(expressions.metrics_of(one.expr) for one in EVERYTHING))
    shown = {metric.name for metric in EXPORTED if asked & set(metric.series)}
    assert shown | set(NOT_SHOWN) == {metric.name for metric in EXPORTED}
    assert not shown & set(NOT_SHOWN)


def test_alerts_ask_for_rules_that_exist() -> None:
    """A name with colons is recorded by this file."""
    alerts = [one.expr for one in expressions.of_rules() if one.where not in RECORDED]
    asked = {series for expr in alerts for series, _ in named(expr) if ":" in series}
    assert asked
    assert asked <= set(RECORDED)
