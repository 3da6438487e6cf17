"""The search for a connector's capacity on a real broker, and what Prometheus sees meanwhile."""

from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from simulator.metrics.catalogue import LOADTEST_METRICS
from tests.connected.brokers import Shared
from tests.connected.loadtests import LOAD, PATIENCE_S, at_work, leftovers, plan

pytestmark = [
    pytest.mark.connected, pytest.mark.full, pytest.mark.filterwarnings("ignore::ResourceWarning"),
]  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def scraped(port: int) -> str:
    try:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:  # not yet there, or just gone
        return ""


def test_a_capacity_is_searched_and_scraped(
    broker: Shared, kafka_admin: Any, tmp_path: Path
) -> None:
    """Rates double up to the highest that is asked for; every metric of a load test is there."""
    path = plan(
        tmp_path, load=LOAD | {"rate": 10, "duration": "3s"}, drain="30s",
        contract={"deadline": "20s"},
        capacity={"most": 20, "repeats": 2}, objectives={"errors": "0%"},
    )  # fmt: skip
    port, out, text = free_port(), tmp_path / "out", ""
    with at_work(path, out, broker.bootstrap, "--metrics-port", str(port)) as process:
        end_s = time.monotonic() + PATIENCE_S
        while process.poll() is None and time.monotonic() < end_s:
            text = scraped(port) or text
            time.sleep(0.2)
        told, said = process.communicate(timeout=PATIENCE_S)
    found = json.loads(told)
    assert (process.returncode, found["verdict"], found["limit"]) == (0, "pass", "most"), said
    assert [trial["rate"] for trial in found["trials"]] == [10.0, 20.0]
    (folder,) = out.iterdir()
    assert json.loads((folder / "verdict.json").read_text()) == found
    for trial in found["trials"]:
        with (folder / trial["folder"] / "history.jsonl").open() as history:
            assert leftovers(json.loads(history.readline())["prefix"], kafka_admin) == []
    for metric in LOADTEST_METRICS.values():
        assert f"# TYPE {metric.name} {metric.kind}" in text
    assert 'lienthong_wall_connector_answered_total{group="civil-status"}' in text
