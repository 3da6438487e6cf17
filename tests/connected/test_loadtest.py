"""Load tests of real connectors on a real broker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.loadtest.entries import Fault, Phase, Seen, Send
from tests.connected.brokers import Shared
from tests.connected.connectors import CONNECTORS
from tests.connected.loadtests import (
    LOAD,
    answering,
    check_clean,
    folder_of,
    history_of,
    outcome_of,
    plan,
)
from topics import broker as brokers

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def test_a_correct_provider_passes(broker: Shared, kafka_admin: Any, tmp_path: Path) -> None:
    """Under duplicates, with two senders; every message is on record, and nothing is left."""
    faults = [{"fault": "duplicate", "on": {"event": "request"}, "share": "20%", "at": "1s",
               "for": "3s"}]  # fmt: skip
    path, out, report = plan(tmp_path, faults=faults), tmp_path / "out", tmp_path / "junit.xml"
    words = ("--workers", "2", "--junit", str(report))
    status, verdict, said = outcome_of(path, out, broker.bootstrap, *words)
    assert (status, verdict["verdict"], verdict["reasons"]) == (0, "pass", []), said
    history = history_of(out)
    entries = list(history)
    sends = [entry for entry in entries if isinstance(entry, Send)]
    assert sorted(send.number for send in sends) == list(range(history.header["terms"]["sends"]))
    assert all(send.confirmed_us >= send.at_us >= send.intended_us for send in sends)
    replied = {
        entry.key for entry in entries
        if isinstance(entry, Seen) and entry.topic.endswith(".exchange.in.h03.v1")
    }  # fmt: skip
    assert replied == {send.key for send in sends}
    phases = [entry.name for entry in entries if isinstance(entry, Phase)]
    assert phases == ["warmup", "load", "heal", "drain", "end"]
    assert [e.begins for e in entries if isinstance(e, Fault)] == [True, False]
    made = {each.name for each in folder_of(out).iterdir()}
    assert made >= {"history.jsonl", "latency.hdr", "verdict.json", "page.html"}
    assert "<testsuite" in report.read_text(encoding="utf-8")
    check_clean(history, kafka_admin)


def test_the_node_connector_passes(broker: Shared, tmp_path: Path) -> None:
    """Its command is given in the place of the plan's."""
    words = ("--", *CONNECTORS["node"].command())
    status, verdict, said = outcome_of(plan(tmp_path), tmp_path / "out", broker.bootstrap, *words)
    assert (status, verdict["verdict"]) == (0, "pass"), (verdict["reasons"], said)


@pytest.mark.full
def test_a_provider_that_drops_requests_fails(broker: Shared, tmp_path: Path) -> None:
    """For that reason."""
    path = plan(tmp_path, connector=answering("provider", "drops"))
    status, verdict, _ = outcome_of(path, tmp_path / "out", broker.bootstrap)
    assert (status, verdict["verdict"]) == (1, "fail")
    assert any(reason.startswith("lost: ") for reason in verdict["reasons"])


@pytest.mark.full
def test_a_connector_that_crashes_fails(broker: Shared, kafka_admin: Any, tmp_path: Path) -> None:
    """The test goes on to its end, and says so."""
    path = plan(tmp_path, connector=answering("provider", "crashes"))
    status, verdict, _ = outcome_of(path, tmp_path / "out", broker.bootstrap)
    assert (status, verdict["verdict"]) == (1, "fail")
    assert any("ended by itself with status 7" in reason for reason in verdict["reasons"])
    check_clean(history_of(tmp_path / "out"), kafka_admin)


@pytest.mark.full
def test_what_waited_while_a_connector_froze_is_in_the_percentiles(
    broker: Shared, tmp_path: Path
) -> None:
    """Of 8 s, 3 are frozen: three of eight messages wait, evenly from 0 to 3 s.

    So the median is quick, and the 90th percentile is 2.2 s.
    """
    path = plan(
        tmp_path, connector=answering("provider", "freezes"),
        load=LOAD | {"duration": "8s", "spacing": "even"}, objectives={},
    )  # fmt: skip
    _, verdict, _ = outcome_of(path, tmp_path / "out", broker.bootstrap)
    latency = verdict["latency"]
    assert latency["p50"] < 1_000_000
    assert 1_400_000 < latency["p90"] < 3_200_000
    assert 2_500_000 < latency["max"] < 4_500_000


@pytest.mark.full
@pytest.mark.parametrize("role", ["requester", "syncer", "subscriber"])
def test_a_correct_connector_of_another_role_passes(
    role: str, broker: Shared, tmp_path: Path
) -> None:
    """It does the work that it is given, or reads what is published."""
    objectives = {} if role == "subscriber" else {"errors": "0%"}
    path = plan(tmp_path, connector=answering(role, agency="H03"), objectives=objectives)
    status, verdict, said = outcome_of(path, tmp_path / "out", broker.bootstrap)
    assert (status, verdict["verdict"]) == (0, "pass"), (verdict["reasons"], said)


@pytest.mark.full
def test_a_provider_lives_through_faults_of_processes(tmp_path: Path) -> None:
    """Its own process is killed, another joins its group, and the broker pauses and dies."""
    faults = [
        {"fault": "rebalance", "at": "1s", "for": "4s"},
        {"fault": "connector-kill", "at": "7s", "for": "1s"},
        {"fault": "slow-consumer", "share": "50%", "at": "10s", "for": "2s"},
        {"fault": "broker-pause", "at": "14s", "for": "1s"},
        {"fault": "broker-kill", "at": "17s", "for": "1s"},
    ]
    path = plan(
        tmp_path, broker="own", faults=faults, load=LOAD | {"duration": "20s"}, drain="60s",
        contract={"deadline": "60s"}, objectives={},
    )  # fmt: skip
    out = tmp_path / "out"
    status, verdict, said = outcome_of(path, out, "")
    assert verdict is not None, said
    assert (status, verdict["verdict"]) == (0, "pass"), (verdict["reasons"], said)
    struck = [e for e in history_of(out) if isinstance(e, Fault)]
    assert [e.begins for e in struck if e.number == 4] == [True, False]
    assert {e.number for e in struck} == {0, 1, 2, 3, 4}
    assert brokers.status(folder_of(out) / "broker").state == "stopped"
