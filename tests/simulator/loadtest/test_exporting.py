"""Prometheus reads how a load test goes."""

from __future__ import annotations

import socket
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from simulator.loadtest.exporting import HOST, exported
from simulator.metrics.catalogue import LOADTEST_METRICS
from topics.errors import EnvironmentFailed
from topics.events import DataReply


def reply(error: str | None) -> DataReply:
    return DataReply(
        request="r", dossier="d", requester="H03", provider="G15-HOTICH",
        outcome="answered" if error is None else "refused", error=error, fields=(), values=(),
        attempt=0, request_hash="",
    )  # fmt: skip


def free_port() -> int:
    with socket.create_server((HOST, 0)) as taken:
        return int(taken.getsockname()[1])


def scraped(port: int) -> dict[str, tuple[str, dict[tuple[str, ...], float]]]:
    with urlopen(f"http://{HOST}:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found = {}
    for family in text_string_to_metric_families(text):
        values = {
            (sample.name.removeprefix(family.name), *sample.labels.values()): sample.value
            for sample in family.samples
        }
        found[family.name] = family.type, values
    return found


def test_what_is_scraped_is_what_the_catalogue_says() -> None:
    """Every metric with its kind and labels, and the values that were told."""
    port = free_port()
    with exported(port) as meter:
        meter.expected(["civil-status", "justice"])
        meter.struck()
        for late_us in (0, 250_000):
            meter.sent("civil-status", late_us)
        meter.answered("civil-status", 30_000, reply(None))
        meter.answered("civil-status", 400_000, reply("provider.business.no_such_person"))
        found = scraped(port)
    for metric in LOADTEST_METRICS.values():
        assert found[metric.family][0] == metric.kind
    ours = "lienthong_wall_connector_"
    assert found[f"{ours}sent"][1]["_total", "civil-status"] == 2
    assert found[f"{ours}answered"][1]["_total", "civil-status"] == 2
    assert found[f"{ours}send_lag_seconds"][1] == {("",): 0.25}
    assert found[f"{ours}sent"][1]["_total", "justice"] == 0
    assert found["lienthong_wall_faults"][1]["_total", "accepted"] == 1
    response = found[f"{ours}response_seconds"][1]
    assert response["_bucket", "civil-status", "0.05"] == 1
    assert response["_sum", "civil-status"] == pytest.approx(0.43)
    errors = found[f"{ours}errors"][1]
    assert (errors["_total", "provider"], errors["_total", "bus"]) == (1, 0)


def test_a_port_that_is_taken_is_said() -> None:
    """And afterwards it is free again."""
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EnvironmentFailed, match=f"port {port} of"), exported(port):
            raise AssertionError
    with exported(port), pytest.raises(EnvironmentFailed), exported(port):
        raise AssertionError
