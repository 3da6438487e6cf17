"""Prometheus itself judges our files: rules, configuration, and every expression of a dashboard."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.connected.prometheus import Prometheus, make_blocks, prometheus_over
from tests.simulator.dashboards import expressions, made

pytestmark = pytest.mark.connected
ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config" / "prometheus"
CASES = Path(__file__).parent / "lienthong.rules.test.yml"
# Late in the made-up run, when something is out.
AT_S = made.START + made.LENGTH_S - 60
# What is empty when all is well, or stands on what rules record; CASES shows them.
EMPTY = {"Paused", "Alerts"}


@pytest.fixture(scope="module")
def promtool(require: Callable[[str], Path]) -> Callable[..., str]:
    """Runs promtool with some words; what it says, or a failure with that."""
    program = require("promtool")

    def run(*words: str | Path) -> str:
        done = subprocess.run([program, *words], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def prometheus(
    require: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Prometheus]:
    """One that has seen the made-up run."""
    folder = tmp_path_factory.mktemp("prometheus")
    seen, config = folder / "seen.om", folder / "empty.yml"
    seen.write_text("".join(f"{line}\n" for line in made.exposition()))
    config.write_text("{}\n")
    make_blocks(require("promtool"), seen, folder / "data")
    with prometheus_over(require("prometheus"), folder / "data", config) as started:
        yield started


def test_rules_and_configuration_are_valid(promtool: Callable[..., str]) -> None:
    """The configuration finds the generated rules."""
    assert "SUCCESS: 20 rules found" in promtool("check", "config", CONFIG / "prometheus.yml")


def test_targets_are_lists_of_addresses() -> None:
    """Which promtool does not read; both files are of the form that Prometheus reads."""
    for name in ("targets.yml", "targets-docker.yml"):
        (target,) = yaml.safe_load((CONFIG / name).read_text())
        assert [re.fullmatch(r"[\w.]+:9464", address) for address in target["targets"]]


def test_alerts_fire_when_they_should_and_only_then(promtool: Callable[..., str]) -> None:
    """Each has a case where it fires and one where it does not; so have rates."""
    promtool("test", "rules", CASES)


def test_every_alert_has_both_cases() -> None:
    """In the file of cases."""
    told: dict[str, set[bool]] = {}
    for case in yaml.safe_load(CASES.read_text())["tests"]:
        for one in case.get("alert_rule_test", []):
            told.setdefault(one["alertname"], set()).add(bool(one["exp_alerts"]))
    alerts = {
        rule["alert"]
        for group in expressions.rule_groups()
        for rule in group["rules"]
        if "alert" in rule
    }
    assert told == {alert: {True, False} for alert in alerts}


def test_every_panel_gets_an_answer(prometheus: Prometheus) -> None:
    """Of its own labels, filled in as Grafana would; the run has something of everything."""
    for dashboard in expressions.dashboards().values():
        for panel in expressions.panels(dashboard):
            for target in panel["targets"]:
                asked = expressions.Asked(panel["title"], target["expr"])
                series = prometheus.instant(asked.filled(), AT_S)
                assert series, asked
                assert all(one["value"][1] != "NaN" for one in series), asked
                named = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
                assert all(named <= set(one["metric"]) for one in series), asked


def test_variables_and_annotations_get_an_answer(prometheus: Prometheus) -> None:
    """But annotations of a pause and of alerts are empty when there is neither."""
    for asked in (*expressions.of_variables(), *expressions.of_annotations()):
        series = prometheus.instant(asked.filled(), AT_S)
        assert bool(series) == (asked.where.rpartition("annotation ")[2] not in EMPTY), asked


def test_agencies_of_either_side_can_be_chosen(prometheus: Prometheus) -> None:
    """The exchange's variable offers who asks and who is asked, once each."""
    (variable,) = (
        asked
        for asked in expressions.of_variables()
        if asked.where == "exchange.json: variable agency"
    )
    found = [one["metric"]["agency"] for one in prometheus.instant(variable.filled(), AT_S)]
    known = {*made.VALUES["requester"], *made.VALUES["provider"]}
    assert sorted(found) == sorted(known)


def test_a_pair_is_counted_once(prometheus: Prometheus) -> None:
    """Also when both its sides are chosen; one side alone is a part of it."""
    (asked,) = (
        one for one in expressions.of_panels() if one.where == "exchange.json: Ended a day A"
    )
    both, one_side = (
        float(
            prometheus.instant(asked.filled({**expressions.FILLED, "agency": who}), AT_S)[0][
                "value"
            ][1]
        )
        for who in (".*", "H49")
    )
    (every,) = prometheus.instant(
        "86400 * sum(increase(lienthong_sim_requests_total[40s]))"
        " / scalar(delta(lienthong_sim_clock_seconds[40s]))",
        AT_S,
    )
    assert both == pytest.approx(float(every["value"][1]))
    assert 0 < one_side < both


def test_another_scenario_is_not_summed(prometheus: Prometheus) -> None:
    """A dashboard shows the run that plays the chosen scenario, or nothing."""
    other = {**expressions.FILLED, "scenario": "tiny"}
    scenarios = [asked for asked in expressions.of_panels() if "$scenario" in asked.expr]
    assert len(scenarios) > 40
    for asked in scenarios:
        series = prometheus.instant(asked.filled(other), AT_S)
        assert all(one["value"][1] == "NaN" for one in series), asked


def test_rates_do_not_depend_on_the_window(prometheus: Prometheus) -> None:
    """A rule's minute and a dashboard's forty seconds agree on what comes in a simulated day."""
    rule = next(asked for asked in expressions.of_rules() if "dossiers_submitted" in asked.where)
    panel = next(
        asked for asked in expressions.of_panels() if asked.where == "time.json: Submitted a day A"
    )
    weekday_s = made.START + 1_210  # day 50 of the run: no weekend in either window
    by_rule = sum(float(one["value"][1]) for one in prometheus.instant(rule.expr, weekday_s))
    (by_panel,) = prometheus.instant(panel.filled(), weekday_s)
    assert float(by_panel["value"][1]) == pytest.approx(by_rule, rel=1e-6)
