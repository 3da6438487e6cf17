"""The shipped plans against our twins and each of the example connectors, on a real broker."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.connected.brokers import Shared
from tests.connected.connectors import ANSWERERS
from tests.connected.loadtests import LOAD, ROOT, outcome_of, plan
from tests.simulator.loadtest.junit_form import faults

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

PLANS = ROOT / "config" / "loadtests"


@pytest.mark.full
@pytest.mark.parametrize("name", ANSWERERS)
def test_each_example_passes_the_smoke_test(name: str, broker: Shared, tmp_path: Path) -> None:
    """With exit status 0, and a JUnit report in the form that is read everywhere."""
    report = tmp_path / "junit.xml"
    words = ("--junit", str(report), "--", *ANSWERERS[name].command())
    status, verdict, said = outcome_of(
        PLANS / "smoke.yaml", tmp_path / "out", broker.bootstrap, *words
    )
    assert (status, verdict["verdict"], verdict["reasons"]) == (0, "pass", []), said
    assert verdict["counts"]["sent"] > 1_000
    suites = ElementTree.parse(report).getroot()
    assert faults(suites) == []
    assert (suites.get("failures"), suites.get("errors")) == ("0", "0")


@pytest.mark.full
@pytest.mark.parametrize("name", ANSWERERS)
def test_each_example_outlives_its_broker(name: str, tmp_path: Path) -> None:
    """Killed for a second, and back on its port: the connector goes on, and answers all."""
    path = plan(
        tmp_path, broker="own", faults=[{"fault": "broker-kill", "at": "3s", "for": "1s"}],
        load=LOAD | {"duration": "10s"}, drain="60s", contract={"deadline": "60s"}, objectives={},
    )  # fmt: skip
    status, verdict, said = outcome_of(path, tmp_path / "out", "", "--", *ANSWERERS[name].command())
    assert verdict is not None, said
    assert (status, verdict["verdict"], verdict["reasons"]) == (0, "pass", []), said


@pytest.mark.full
def test_our_syncer_passes_its_plan(broker: Shared, tmp_path: Path) -> None:
    """By the command that the plan itself names."""
    status, verdict, said = outcome_of(
        PLANS / "portal-sync.yaml", tmp_path / "out", broker.bootstrap
    )
    assert (status, verdict["verdict"], verdict["reasons"]) == (0, "pass", []), said
