"""Load tests written in Python: the plugin's marker and fixtures, in a pytest of their own."""

from __future__ import annotations

import pytest

from tests.connected.brokers import Shared
from tests.connected.loadtests import PATIENT, ROOT, answering
from tests.simulator.loadtest.plans import document
from topics.connection import BOOTSTRAP

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.connected

PLAN = document(
    connector=answering("provider"), load={"profile": "constant", "rate": 20, "duration": "3s"},
    drain="30s", generator=PATIENT, objectives={"errors": "0%"}, contract={"deadline": "20s"},
)  # fmt: skip
TESTS = f"""
from contextlib import suppress

import pytest
from kafka import KafkaConsumer, KafkaProducer
from kafka.errors import RebalanceInProgressError
from topics.catalogue import exchange_in, exchange_out
from topics.envelope import UNNUMBERED, WireRecord, from_wire, request_hash, to_wire
from topics.events import DataReply, StatusCreate
from topics.record import Record

PLAN = {PLAN!r}


def reply(asked):
    return DataReply(
        request=asked.request, dossier=asked.dossier, requester=asked.requester,
        provider=asked.provider, outcome="answered", error=None, fields=asked.fields,
        values=tuple("made up" for _ in asked.fields), attempt=asked.attempt,
        request_hash=request_hash(asked),
    )


def answers(told, over):
    prefix, agency = told["LIENTHONG_PREFIX"], told["LIENTHONG_AGENCY"]
    consumer = KafkaConsumer(
        bootstrap_servers=told["LIENTHONG_BOOTSTRAP"],
        group_id=f"{{prefix}}.{{agency.lower()}}.test", auto_offset_reset="earliest",
        enable_auto_commit=False, session_timeout_ms=6_000, heartbeat_interval_ms=1_000,
    )
    consumer.subscribe([exchange_in(prefix, agency)])
    while not consumer.partitions_for_topic(exchange_in(prefix, agency)):
        over.wait(0.1)
    producer = KafkaProducer(bootstrap_servers=told["LIENTHONG_BOOTSTRAP"], acks="all")
    while not over.is_set():
        for found in consumer.poll(100).values():
            for each in found:
                asked = from_wire(WireRecord(each.topic, each.key, each.value, each.headers)).event
                said = Record(
                    exchange_out(prefix, agency), asked.request, reply(asked), UNNUMBERED,
                    UNNUMBERED, UNNUMBERED,
                )
                wire = to_wire(said)
                producer.send(wire.topic, wire.value, wire.key, wire.headers)
        producer.flush()
        with suppress(RebalanceInProgressError):
            consumer.commit()
    consumer.close()
    producer.close()


@pytest.mark.lienthong(scenario="tiny")
def test_a_bus(lienthong_bus):
    asked = lienthong_bus.prefix, "G15-HOTICH"
    assert asked[1] in lienthong_bus.agencies
    consumer = lienthong_bus.bus.consumer([exchange_in(*asked)])
    assert consumer.poll(10, 0.1) == []


def test_a_command(lienthong_load):
    verdict = lienthong_load(PLAN)
    assert verdict.word == "pass", verdict.reasons


def test_a_function(lienthong_load):
    verdict = lienthong_load(PLAN, answers)
    assert verdict.word == "pass", verdict.reasons
    assert verdict.counts["replies"] > 60


def test_a_function_that_breaks(lienthong_load):
    def breaks(told, over):
        raise ZeroDivisionError(told["LIENTHONG_AGENCY"])

    quick = {{"drain": "1s", "contract": {{"deadline": "1s"}}}}
    plan = PLAN | quick | {{"connector": PLAN["connector"] | {{"ready": "1s"}}}}
    with pytest.raises(ZeroDivisionError, match="G15-HOTICH"):
        lienthong_load(plan, breaks)
"""


def inner(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    pytester.makepyfile(test_inner=TESTS)
    return pytester.runpytest_subprocess("--strict-markers", "-p", "no:cacheprovider", *words)


@pytest.fixture(autouse=True)
def surroundings(broker: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BOOTSTRAP, broker.bootstrap)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_a_bus_of_a_test_and_a_function_under_load(pytester: pytest.Pytester) -> None:
    """The marker says whose topics there are; a function is a connector."""
    inner(pytester, "-k", "test_a_bus or (test_a_function and not breaks)").assert_outcomes(
        passed=2, deselected=2
    )


@pytest.mark.full
def test_a_command_under_load_and_a_function_that_breaks(pytester: pytest.Pytester) -> None:
    """A verdict is returned; what the function raised is raised."""
    inner(pytester, "-k", "command or breaks").assert_outcomes(passed=2, deselected=2)


def test_the_marker_is_known(pytester: pytest.Pytester) -> None:
    """And pytest explains it."""
    found = pytester.runpytest_subprocess("--markers")
    found.stdout.fnmatch_lines(["@pytest.mark.lienthong(scenario=*"])
