"""A plan is refused with every mistake at once, each with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.loadtest.plan_reader import documented, find_plan, read_plan, terms_of
from simulator.resources import shipped
from simulator.scenario.findings import ScenarioErrors
from tests.simulator.loadtest.plans import PROVIDER, plan_of, written
from topics.errors import InputError


def mistakes(folder: Path, **changes: Any) -> list[str]:
    with pytest.raises(ScenarioErrors) as found:
        read_plan(written(folder, **changes))
    return [f"{each.place}: {each.found}; {each.expected}" for each in found.value.findings]


@pytest.mark.parametrize("name", shipped("loadtests"))
def test_a_shipped_plan_is_right(name: str) -> None:
    """It can be read, and is named as its file."""
    assert read_plan(find_plan(name)).name == name


def test_quantities_have_units() -> None:
    """Milliseconds to hours become µs, sizes bytes, and percent a share."""
    plan = plan_of(
        warmup="1.5s", drain="2m", objectives={"p99": "250ms", "errors": "1%", "memory": "512MB"}
    )
    assert (plan.warmup, plan.drain) == (1_500_000, 120_000_000)
    assert plan.objectives.given() == {"p99": 250_000, "errors": 0.01, "memory": 512_000_000}


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    """Not the first alone."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        "version: 1\nname: x\nscenario: tiny\nconector: {}\n"
        "load: {profile: constant, rate: -1, duration: 20}\n"
    )
    with pytest.raises(ScenarioErrors) as found:
        read_plan(path)
    said = [(each.line, each.found) for each in found.value.findings]
    assert said == [
        (4, "unknown key 'conector'"),
        (5, "found -1"),
        (5, "found 20"),
    ]


def test_a_fault_has_to_be_known(tmp_path: Path) -> None:
    """A near one is proposed."""
    (said,) = mistakes(tmp_path, faults=[{"fault": "duplicat"}])
    assert said.startswith("faults[0].fault: no fault is called 'duplicat'")
    assert "did you mean 'duplicate'" in said


def test_a_broker_that_is_not_the_tests_own_is_never_harmed(tmp_path: Path) -> None:
    """Neither killed nor paused."""
    for fault in ("broker-kill", "broker-pause"):
        (said,) = mistakes(tmp_path, faults=[{"fault": fault, "for": "1s"}])
        assert f"{fault} with a given broker; write broker: own" in said
    read_plan(written(tmp_path, broker="own", faults=[{"fault": "broker-kill", "for": "1s"}]))


def test_the_processes_of_an_external_connector_are_not_known(tmp_path: Path) -> None:
    """So they cannot be struck."""
    connector = {"agency": PROVIDER, "role": "provider", "external": True}
    faults = [{"fault": "connector-kill", "for": "1s"}]
    (said,) = mistakes(tmp_path, connector=connector, faults=faults)
    assert "connector-kill with an external connector; give its command" in said


def test_a_connector_is_started_or_external(tmp_path: Path) -> None:
    """One of the two."""
    connector = {"agency": PROVIDER, "role": "provider"}
    (said,) = mistakes(tmp_path, connector=connector)
    assert "neither command nor external: true" in said
    (said,) = mistakes(tmp_path, connector=connector | {"external": True, "command": ["x"]})
    assert "command and external: true" in said


def test_a_fault_ends_with_the_load(tmp_path: Path) -> None:
    """Not after it."""
    (said,) = mistakes(tmp_path, faults=[{"fault": "lose", "at": "3s", "for": "2s"}])
    assert "a fault that ends after the load, which lasts 4s" in said


@pytest.mark.parametrize(
    "changes, told",
    [
        (
            {"drain": "2s", "contract": {"deadline": "3s"}},
            "drain: a drain of 2s is shorter than the deadline of 3s; write drain: 3s or more",
        ),
        (
            {"contract": {"deadline": "30s"}},
            (
                "contract.deadline: a drain of 10s is shorter than the deadline of 30s; "
                "write drain: 30s or more"
            ),
        ),
        (
            {"drain": "5s", "faults": [{"fault": "delay", "delay": "2s", "spread": "1s"}]},
            (
                "drain: a drain of 5s is shorter than the deadline of 5s and the 3s for which a "
                "fault holds messages back; write drain: 8s or more"
            ),
        ),
    ],
)
def test_a_drain_is_as_long_as_the_last_message_may_take(
    changes: dict[str, Any], told: str, tmp_path: Path
) -> None:
    """Or the test would end before it can be said whether that one was answered."""
    assert mistakes(tmp_path, **changes) == [told]
    read_plan(written(tmp_path, drain="8s", contract={"deadline": "5s"}))


def test_settings_that_the_relay_would_refuse_are_refused(tmp_path: Path) -> None:
    """With its own words."""
    (said,) = mistakes(tmp_path, faults=[{"fault": "corrupt", "how": "gently"}])
    assert "how=gently; one of truncated" in said


def test_allowed_anomalies_have_to_be_known(tmp_path: Path) -> None:
    """They are names of checkers."""
    (said,) = mistakes(tmp_path, contract={"allow": ["duplicat"]})
    assert "no checker is called 'duplicat' (did you mean 'duplicate'" in said
    read_plan(written(tmp_path, contract={"allow": ["duplicate"]}))


def test_another_command_takes_the_place_of_the_plans(tmp_path: Path) -> None:
    """Also of an external connector's."""
    connector = {"agency": PROVIDER, "role": "provider", "external": True}
    plan = read_plan(written(tmp_path, connector=connector), ["node", "x.mjs"])
    assert (plan.connector.command, plan.connector.external) == (["node", "x.mjs"], False)


def test_a_plan_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A path, or a name with those that are shipped."""
    with pytest.raises(InputError, match="there is no such file"):
        read_plan(find_plan(str(tmp_path / "none.yaml")))
    with pytest.raises(InputError, match="did you mean 'smoke'"):
        find_plan("smok")


def test_the_terms_are_the_plans() -> None:
    """What the checkers judge by."""
    plan = plan_of(
        faults=[{"fault": "lose"}], generator={"lag": "20ms"},
        contract={"allow": ["duplicate"], "deadline": "3s"}, objectives={"p50": "100ms"},
    )  # fmt: skip
    terms = terms_of(plan, "lt-1", 200)
    assert (terms.agency, terms.role, terms.prefix) == (PROVIDER, "provider", "lt-1")
    assert (terms.deadline_us, terms.send_lag_us, terms.sends) == (3_000_000, 20_000, 200)
    assert terms.allow == frozenset({"duplicate"})
    assert dict(terms.objectives) == {"p50": 100_000.0}
    assert [(each.number, each.name) for each in terms.faults] == [(0, "lose")]


def test_what_a_connector_is_told_is_not_in_the_history() -> None:
    """Its environment may hold a password."""
    connector = {
        "agency": PROVIDER, "role": "provider", "command": ["x"], "environment": {"KEY": "secret"}
    }  # fmt: skip
    assert "secret" not in str(documented(plan_of(connector=connector)))
