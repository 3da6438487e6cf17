"""What is fuzzed: functions of bytes that may do nothing but return.

A target raises only for a fault of ours: an error that is none of those which its subject promises,
or a promise that does not hold.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import TypeVar

import msgspec

from simulator.loadtest.history import is_history
from simulator.loadtest.verdict import judge as judge_history
from simulator.relay.core import Core
from simulator.relay.judge import Judge, Verdict, judge_answer, judge_deadline, read, sender_of
from simulator.relay.post import DUE
from simulator.scenario.loader import examine
from simulator.scenario.schema import Scenario
from simulator.scenario.shapes import shaped
from simulator.scenario.yaml_positions import parse_yaml
from tests.fuzz.framing import record_of, records_of
from tests.simulator.relay.malformed import ASKED, MINUTE_US, NOW_US
from tests.simulator.relay.memory import Topics
from tests.simulator.relay.worlds import PREFIX, Reader, audited, relay, tiny
from topics.envelope import (
    MAX_WIRE_BYTES,
    WireRecord,
    from_wire,
    record_bytes,
    request_hash,
    to_wire,
)
from topics.errors import REASONS, LienthongError, Malformed
from topics.events import DataReply, DataRequest
from topics.history import HistoryReader
from topics.record import canonical_bytes, parse_record

T = TypeVar("T")
Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {}
_MOST_RECORDS = 12  # of a sequence; more say nothing new and take longer


def target(function: Target) -> Target:
    """Register a target under its name."""
    TARGETS[function.__name__] = function
    return function


@target
def wire(data: bytes) -> None:
    """`from_wire`: a record or `Malformed` of a known reason; what was read is written alike."""
    wire = record_of(data)
    found = _or_reason(lambda: from_wire(wire))
    if isinstance(found, str):
        assert any(reason == found for _, reason in REASONS), found
        return
    again = _or_reason(lambda: to_wire(found))
    if isinstance(again, str):
        assert again == "too_large"
        return
    assert from_wire(again) == found
    assert canonical_bytes(parse_record(canonical_bytes(found))) == canonical_bytes(found)


def _or_reason(do: Callable[[], T]) -> T | str:
    try:
        return do()
    except Malformed as error:
        return error.reason


@target
def judge(data: bytes) -> None:
    """The relay's judge: a verdict of a registered error, and a sentence that can be shown."""
    wire = record_of(data)
    found = read(wire)
    verdicts = [found] if isinstance(found, Verdict) else []
    if not isinstance(found, Verdict):
        verdicts.append(Judge(tiny()).of(found.event, sender_of(wire.topic)))
        if isinstance(found.event, DataRequest):
            verdicts.append(judge_deadline(found.event, NOW_US))
        if isinstance(found.event, DataReply):
            verdicts.append(judge_answer(found.event, ASKED, request_hash(ASKED)))
    for verdict in verdicts:
        assert verdict.error is None or len(verdict.message) <= 400


@target
def core(data: bytes) -> None:
    """The relay: each record once on record, all of it fits a broker, its rows are whole."""
    reader = Reader(relay())
    sources = Topics().plan().sources()
    for wire in islice(records_of(data), _MOST_RECORDS):
        if wire.topic not in sources:
            continue  # it reads no others
        outputs = reader.hand(wire)
        assert len(audited(outputs)) == 1
        letters = [output for output in outputs if output.what == "dead_letter"]
        assert len(letters) == (audited(outputs)[0].outcome == "dead_lettered")
        assert all(record_bytes(output.wire) <= MAX_WIRE_BYTES for output in outputs)
        for output in outputs:
            if output.what != "dead_letter":
                from_wire(_without_due(output.wire))
        reader.now_us += MINUTE_US
        reader.core.due(reader.now_us)
    _check_restored(reader.core)


def _without_due(wire: WireRecord) -> WireRecord:
    headers = [each for each in wire.headers if each[0] != DUE]
    return msgspec.structs.replace(wire, headers=headers)


def _check_restored(was: Core) -> None:
    other = Core(PREFIX, tiny())
    other.restore(was.state())
    assert other.state() == was.state()
    assert other.head == was.head


@target
def history(data: bytes) -> None:
    """Both readers of histories, and every checker: a verdict, or an error that says the place."""
    path = _file()
    path.write_bytes(data)
    try:
        if is_history(path):
            judge_history(path).document()
        else:
            for _ in HistoryReader(path):
                pass
    except LienthongError:
        pass


@target
def yaml(data: bytes) -> None:
    """The reader of YAML and the shape of a scenario: a model, or findings with their places."""
    root, findings = parse_yaml(data, "fuzz")
    if root is None:
        assert findings
        return
    model, found = shaped(Scenario, root)
    assert model is not None or found
    for finding in (*findings, *found):
        str(finding)


@target
def scenario(data: bytes) -> None:
    """A whole scenario: layers, catalogues, calendars, every check."""
    path = _file()
    path.write_bytes(data)
    try:
        for finding in examine(path).findings:
            str(finding)
    except LienthongError:
        pass


@cache
def _file() -> Path:
    """In memory where that is to be had: it is written a thousand times a second."""
    memory = Path("/dev/shm")
    parent = str(memory) if os.access(memory, os.W_OK) else None
    return Path(mkdtemp(prefix="lienthong-fuzz-", dir=parent)) / "input"
