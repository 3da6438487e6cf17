"""Messages go at their time; what becomes of them is known; faults are what the plan says."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest

from simulator.loadtest.children import Child
from simulator.loadtest.clients import Done
from simulator.loadtest.clock import Clock
from simulator.loadtest.latency import Latency, merged, save
from simulator.loadtest.message_faults import KINDS, rule_of
from simulator.loadtest.plan import PlanFault
from simulator.loadtest.process_faults import PROCESS_FAULTS, ProcessFault, Strikes, process_fault
from simulator.loadtest.sender import Reports, Sender
from simulator.relay.rules import parse_rule
from tests.simulator.loadtest.plans import role
from topics.envelope import WireRecord
from topics.errors import EnvironmentFailed, InputError

LOAD = {"profile": "constant", "rate": 100, "duration": "1s", "spacing": "even"}


class Wire:
    """A producer of a broker that takes some, refuses some, and stands still for a while."""

    def __init__(self, stand_still_at: int = -1, still_s: float = 0.0) -> None:
        self.keys: list[bytes | None] = []
        self._at, self._still_s = stand_still_at, still_s

    def prepare(self, topics: Iterable[str]) -> None:
        self.keys += [topic.encode() for topic in topics]

    def send(self, wire: WireRecord, done: Done) -> None:
        self.keys.append(wire.key)
        if len(self.keys) == self._at:
            time.sleep(self._still_s)
        if len(self.keys) % 10 != 0:
            done(len(self.keys) % 10 != 5)

    def flush(self, seconds: float) -> None:
        time.sleep(0 * seconds)

    def close(self) -> None:
        self.keys.clear()


def sent(client: Wire) -> tuple[Reports, Sender]:
    driven = role(load=LOAD, warmup="0s")
    clock = Clock.beginning_in(100_000)
    reports = Reports(clock)
    return reports, Sender(driven, clock, client, reports, range(len(driven.schedule)))


def test_messages_go_at_their_time() -> None:
    """None before its moment, and a broker that says nothing or no holds none up."""
    reports, sender = sent(Wire())
    sender.run()
    ended, lost = reports.take(), reports.give_up()
    assert [each.number for each in lost] == list(range(9, 100, 10))
    assert all(each.confirmed_us == -1 for each in lost)
    refused = [each.number for each in ended if each.confirmed_us < 0]
    assert refused == list(range(4, 100, 10))
    every = sorted([*ended, *lost], key=lambda each: each.number)
    assert [each.intended_us for each in every] == [5_000 + 10_000 * n for n in range(100)]
    assert all(each.at_us >= each.intended_us for each in every)


def test_a_stall_of_the_sender_is_seen_in_its_messages() -> None:
    """Those that were due meanwhile are late, and none is left out."""
    reports, sender = sent(Wire(stand_still_at=50, still_s=0.3))
    sender.run()
    every = sorted([*reports.take(), *reports.give_up()], key=lambda each: each.number)
    late = [each.number for each in every if each.at_us - each.intended_us > 100_000]
    assert len(every) == 100
    assert set(range(51, 65)) <= set(late)
    assert min(late) >= 50


def test_a_sender_that_is_told_to_stop_stops() -> None:
    """In the middle of its schedule."""
    client = Wire()
    _, sender = sent(client)
    threading.Timer(0.3, sender.stopped.set).start()
    sender.run()
    assert 0 < len(client.keys) < 60


def peak_of(messages: int) -> int:
    """The most bytes that were in use while so many messages were sent and reported."""
    driven = role(load={"profile": "constant", "rate": messages, "duration": "1s"}, warmup="0s")
    clock = Clock.beginning_in(-2_000_000)  # all of them are due
    reports, count, over = Reports(clock), 0, threading.Event()

    class Taken:
        def prepare(self, topics: object) -> None:
            raise AssertionError(topics)

        def send(self, wire: WireRecord, done: Done) -> None:
            nonlocal count
            assert wire.value
            done(True)
            count += 1
            if count % 500 == 0:
                reports.take()

        def flush(self, seconds: float) -> None:
            over.wait(seconds)

        def close(self) -> None:
            over.set()

    sender = Sender(driven, clock, Taken(), reports, range(len(driven.schedule)))
    tracemalloc.start()
    sender.run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == len(driven.schedule)
    return peak


def test_a_sender_keeps_nothing_of_what_is_reported() -> None:
    """Four times as many messages need no more memory: an hour no more than a minute."""
    peak_of(500)  # what is made once
    assert peak_of(20_000) < 1.1 * peak_of(5_000) + 50_000


# -- latencies -------------------------------------------------------------------------------------


def test_percentiles_have_three_digits() -> None:
    """From 1 µs to 7 days; what is beyond counts as the limit."""
    found = Latency()
    for number in range(1, 1_001):
        found.record(number * 1_000)
    assert found.at(50) == pytest.approx(500_000, rel=1e-3)
    assert found.at(99) == pytest.approx(990_000, rel=1e-3)
    found.record(10**15)
    found.record(-5)
    assert found.at(100) == pytest.approx(7 * 86_400 * 10**6, rel=1e-3)
    assert (found.at(0.01), found.count) == (1, 1_002)
    assert Latency().at(99) == 0


@pytest.mark.parametrize("count", [7, 5_000])
def test_many_are_counted_as_one_by_one(count: int) -> None:
    """Also those below and beyond the range."""
    rng = random.Random(count)
    times = [rng.choice([-3, 0, 10**15, int(10 ** rng.uniform(0, 11))]) for _ in range(count)]
    one, many = Latency(), Latency()
    for us in times:
        one.record(us)
    many.record_many(times)
    assert many.encoded() == one.encoded()
    assert [many.at(p) for p in (1, 50, 99, 100)] == [one.at(p) for p in (1, 50, 99, 100)]
    assert many.count == count


def test_files_of_histograms_add_up(tmp_path: Path) -> None:
    """Those of two processes are as if one had counted all."""
    parts, whole = [Latency(), Latency()], Latency()
    for number in range(2_000):
        parts[number % 2].record(number**2)
        whole.record(number**2)
    for place, part in enumerate(parts):
        save(tmp_path / f"{place}.hdr", {"response": part, "lag": Latency()})
    found = merged(tmp_path / "0.hdr", tmp_path / "1.hdr")
    assert found["response"].encoded() == whole.encoded()
    assert (found["response"].count, found["lag"].count) == (2_000, 0)


def test_a_file_that_is_none_of_histograms_is_refused(tmp_path: Path) -> None:
    """With its line."""
    (tmp_path / "x.hdr").write_text("response nonsense\n")
    with pytest.raises(InputError, match=r"x\.hdr:1: no histogram"):
        merged(tmp_path / "x.hdr")


# -- faults ----------------------------------------------------------------------------------------


def fault(**settings: object) -> PlanFault:
    return PlanFault.model_validate(settings)


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_of_messages_is_a_rule_of_the_relay(name: str) -> None:
    """With its window, its share and its match."""
    plan = fault(fault=name, share="10%", on={"agency": "H03", "nth": 3})
    rule = parse_rule(rule_of(plan, 2, 1_000, 2_000))
    assert (rule.name, rule.share) == (f"2-{name}", 0.1)
    assert (rule.begin_us, rule.end_us) == (1_000, 2_000)
    assert (rule.match.agency, rule.match.nth) == ("H03", 3)


def test_a_half_sync_loses_the_second_step() -> None:
    """Unless the plan says that it is the first."""
    rule = parse_rule(rule_of(fault(fault="half-sync"), 0, 0, 1))
    assert (rule.match.topic, rule.match.event) == ("status", "progress")
    first = parse_rule(rule_of(fault(fault="half-sync", on={"event": "create"}), 0, 0, 1))
    assert first.match.event == "create"


def striking(*, fails: bool = False) -> tuple[list[str], Strikes]:
    did: list[str] = []

    class Test(ProcessFault):
        def begin(self) -> None:
            did.append("begin")
            if fails:
                raise EnvironmentFailed("it does not")

        def heal(self) -> None:
            did.append("heal")

    plan = fault(fault="test", at="50ms", **{"for": "50ms"})
    strikes = Strikes({4: Test(plan, None, None)}, lambda *what: did.append(repr(what)))  # type: ignore[arg-type]
    strikes.begin(time.monotonic_ns() // 1_000)
    return did, strikes


def until_healed(strikes: Strikes) -> None:
    end_s = time.monotonic() + 5
    while not strikes.healed:
        assert time.monotonic() < end_s
        time.sleep(0.01)


def test_a_process_fault_begins_lasts_and_is_healed() -> None:
    """And is noted when it has begun and when all is whole again."""
    did, strikes = striking()
    until_healed(strikes)
    assert did == ["(4, 'test', True)", "begin", "heal", "(4, 'test', False)"]
    assert (strikes.error, strikes.striking) == (None, 0)


def test_a_fault_that_cannot_strike_is_an_error() -> None:
    """Kept for whoever looks."""
    _, strikes = striking(fails=True)
    until_healed(strikes)
    assert str(strikes.error) == "it does not"


def test_a_new_process_fault_is_one_class() -> None:
    """Found by the name it is registered with."""

    @process_fault("test-fault")
    class New(ProcessFault):
        def begin(self) -> None:
            self.over.set()

        def heal(self) -> None:
            self.over.clear()

    assert PROCESS_FAULTS["test-fault"] is New


# -- programs --------------------------------------------------------------------------------------


def test_a_child_ends_with_all_that_it_started(tmp_path: Path) -> None:
    """Also with what does not listen to SIGTERM."""
    code = (
        "import subprocess, sys, time, signal\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print(subprocess.Popen(['sleep', '60']).pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    child = Child([sys.executable, "-c", code], tmp_path / "log", os.environ)
    while "\n" not in child.said():
        time.sleep(0.02)
    assert child.resident_bytes() > 1_000_000
    assert child.stop(0.3) == -signal.SIGKILL
    grandchild = int(child.said())
    end_s = time.monotonic() + 5
    while Path(f"/proc/{grandchild}").exists() and not is_zombie(grandchild):
        assert time.monotonic() < end_s
        time.sleep(0.02)


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_command_that_is_no_program_is_bad_input(tmp_path: Path) -> None:
    """Said with its name."""
    with pytest.raises(InputError, match="command 'no-such-program': No such file"):
        Child(["no-such-program"], tmp_path / "log", {})
