"""A closed run's records count when their copies have come back, and not before."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pytest

from simulator.carrying.confirm import DIFFERS, FOREIGN, Confirmed
from simulator.carrying.held import HeldRows
from simulator.model.options import KafkaRun
from topics.bus import Raw
from topics.catalogue import status_out
from topics.connection import Connection
from topics.envelope import WireRecord, to_wire
from topics.errors import CheckFailed, MaybeSent
from topics.events import StatusProgress
from topics.memory import MemoryBus
from topics.record import Record

TOPIC = status_out("run", "H26")
Change = Callable[[list[WireRecord]], list[WireRecord]]


def record(seq: int, replication: int = 0, status: int = 4) -> Record:
    key = f"000.00.00.H26-230705-{seq % 5:04d}"
    event = StatusProgress(dossier=key, agency="H26", status=status, at_us=seq)
    return Record(TOPIC, key, event, seq * 1_000, replication, seq)


class Between(MemoryBus):
    """A log in which somebody changes what is written, on its way there."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self.change = change

    def publish_raw(self, records: Sequence[WireRecord]) -> None:
        super().publish_raw(self.change(list(records)))


class Case:
    """A replication that sends records through a log."""

    def __init__(self, change: Change = list, run_ahead: int = 10_000) -> None:
        self.bus = Between(change)
        self.released: list[int] = []
        self.foreign: list[tuple[Raw, str]] = []
        limits = KafkaRun(Connection(), "run", give_up_s=0.3, run_ahead_records=run_ahead)
        self.confirmed = Confirmed(
            self.bus, self.bus.consumer([TOPIC]), 0, limits,
            self.released.append, lambda raw, code: self.foreign.append((raw, code)),
        )  # fmt: skip

    def send(self, count: int) -> None:
        self.confirmed.publish_many([record(seq) for seq in range(count)])


def test_what_comes_back_is_confirmed() -> None:
    """After the flush every record has come back, and its windows may be released."""
    case = Case()
    case.send(20)
    case.confirmed.flush()
    assert (case.confirmed.sent, case.confirmed.confirmed) == (20, 20)
    assert case.released[-1] == 20
    assert case.foreign == []


def test_what_comes_twice_counts_once() -> None:
    """A repeated copy is counted as repeated and changes nothing."""
    case = Case(lambda wires: [wires[0], *wires, wires[3]])
    case.send(5)
    case.confirmed.flush()
    assert (case.confirmed.confirmed, case.confirmed.repeated) == (5, 2)
    assert case.foreign == []


def test_rows_wait_for_the_first_record_that_is_missing() -> None:
    """Nothing is released past a gap, although later records have come back."""
    case = Case(lambda wires: [wire for wire in wires if wire.key != b"000.00.00.H26-230705-0003"])
    case.send(5)
    assert case.released == [3]
    assert (case.confirmed.confirmed, case.confirmed.awaited) == (4, 1)


def test_a_missing_record_is_named() -> None:
    """A record that is not in the log at its end fails the run, with its number, key and topic."""
    case = Case(lambda wires: wires[:7] + wires[8:])
    case.send(10)
    with pytest.raises(CheckFailed) as found:
        case.confirmed.flush()
    assert str(found.value) == (
        "the log does not hold what was sent: record 7 of replication 0 "
        f"(key 000.00.00.H26-230705-0002) is missing in {TOPIC}"
    )


def test_an_altered_record_is_named() -> None:
    """Other bytes under the number of a record that did not come back: it was altered."""

    def alter(wires: list[WireRecord]) -> list[WireRecord]:
        return [*wires[:4], to_wire(record(4, status=9)), *wires[5:]]

    case = Case(alter)
    case.send(10)
    with pytest.raises(CheckFailed) as found:
        case.confirmed.flush()
    assert str(found.value) == (
        f"the log does not hold what was sent: record 4 of replication 0 was altered: {TOPIC} "
        "partition 0 offset 4 has other bytes than were sent"
    )


@pytest.mark.parametrize("before", [True, False])
def test_a_forgery_beside_the_true_record_is_foreign(before: bool) -> None:
    """Whether it comes before the true copy or after it."""
    forged = to_wire(record(4, status=9))
    case = Case(lambda wires: [forged, *wires] if before else [*wires, forged])
    case.send(10)
    case.confirmed.flush()
    assert [(raw.wire, code) for raw, code in case.foreign] == [(forged, DIFFERS)]


@pytest.mark.parametrize(
    "wire",
    [
        to_wire(record(99)),
        to_wire(record(4, replication=1)),
        WireRecord(TOPIC, b"k", b"{", []),
        WireRecord(TOPIC, None, None, [("ce_seq", b"4"), ("ce_replication", b"x")]),
        WireRecord(TOPIC, None, b"", [("ce_seq", "٤".encode()), ("ce_replication", b"0")]),
    ],
)
def test_what_is_not_ours_is_handed_over(wire: WireRecord) -> None:
    """Another replication's, a number never sent, no record at all: it never enters the run."""
    case = Case(lambda wires: [*wires, wire])
    case.send(10)
    case.confirmed.flush()
    assert [(raw.wire, code) for raw, code in case.foreign] == [(wire, FOREIGN)]


def test_the_engine_waits_when_it_is_too_far_ahead() -> None:
    """Without copies it stops at the limit, and gives up when none come for so long."""
    case = Case(run_ahead=8)
    case.bus.consumer([TOPIC])
    case.confirmed._reader.poll_raw = lambda *_: []  # type: ignore[method-assign]
    case.confirmed._reader.lag_records = lambda: 1  # type: ignore[method-assign]
    case.send(8)
    with pytest.raises(MaybeSent, match=r"no copy .* came back for 0.3 s: 0 of 9 records"):
        case.confirmed.publish_many([record(8)])


def test_held_rows_are_written_window_by_window() -> None:
    """A window is written once every record below its mark is confirmed."""
    out = io.BytesIO()
    rows = HeldRows(out)
    rows.write(b"a")
    rows.write(b"b")
    rows.seal(10)
    rows.write(b"c")
    rows.seal(20)
    rows.release(9)
    assert (out.getvalue(), rows.held_bytes) == (b"", 3)
    rows.release(10)
    assert (out.getvalue(), rows.held_bytes) == (b"ab", 1)
    rows.release(20)
    assert out.getvalue() == b"abc"
