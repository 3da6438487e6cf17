"""A hosted answer is right, or says in its first line what it lacks; then its exit status is 4."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import main
from simulator.cli.choice import Choice
from simulator.hosting.clock import SharedClock
from simulator.hosting.keeping import CURSOR, cursor_of
from simulator.model.horizon import Horizon
from tests.connected.brokers import Shared
from tests.connected.hosts import live, members, relay
from tests.connected.relays import Reading, Side, make_topics, until
from tests.connected.replacing import answer, software
from tests.simulator.relay.worlds import tiny
from topics.agency_work import AgencyWork
from topics.catalogue import agency_work, control_clock, exchange_in, exchange_out
from topics.envelope import WireRecord, from_wire
from topics.events import DataReply, DataRequest

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SPEED, SLOW = 400_000, 14_400
REPLACED = "G15-HOTICH"
SHORT = ("--set", "drain=7d")
ASKED = (
    "sharing.platform.timeout=1s", "sharing.platform.share=1", "sharing.reuse=0",
    "sharing.platform.established=1", "sharing.platform.failure=0",
    "warmup=0d", "duration=1d", "drain=3d",
)  # fmt: skip
ALL = [word for agency in ("G15", "G22", "H03") for word in ("--host", agency)]


@pytest.fixture
def topics(broker: Shared, prefix: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The prefix of a run of `tiny` whose processes find the broker."""
    monkeypatch.setitem(os.environ, "LIENTHONG_BOOTSTRAP", broker.bootstrap)
    make_topics(broker.connection, prefix, sorted(tiny().agencies))
    return prefix


@pytest.fixture
def side(broker: Shared) -> Iterator[Side]:
    with closing(Side(broker.connection)) as made:
        yield made


def finished(kept: Reading) -> int:
    """Dossiers of the measured window that the province has finished, as its table says."""
    found = 0
    kept.more()
    for wire in kept.found:
        if wire.key == CURSOR.encode() and wire.value is not None:
            row = from_wire(wire).event
            assert isinstance(row, AgencyWork)
            cursor = cursor_of({CURSOR: row})
            assert cursor is not None
            found = cursor.tally.cohort
    return found


def answer_of(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Summary and manifest of the one run there."""
    (place,) = (path.parent for path in folder.glob("runs/*/manifest.json"))
    return json.loads((place / "summary.json").read_text()), json.loads(
        (place / "manifest.json").read_text()
    )


def of_plain_run(out: Path, *sets: str) -> int:
    """Dossiers of the measured window of the same scenario in one process."""
    plain = ["run", "tiny", "--replications", "1", "--out", str(out), *sets]
    assert main(plain) == 0
    (summary,) = out.glob("*/summary.json")
    found: int = json.loads(summary.read_text())["dossiers"]["cohort"]
    return found


def test_a_run_that_was_killed_says_how_many_dossiers_are_gone(
    topics: str, side: Side, tmp_path: Path
) -> None:
    """The same words again go on from what was open; what had been finished is gone, and counted.

    All that there are: those of a plain run, of which nothing can be gone.
    """
    words = {"relay": relay(topics, *SHORT), "live": live(topics, SPEED, *SHORT, *ALL)}
    tables = [agency_work(topics, "H03"), control_clock(topics)]
    kept = side.reader(tables[0])
    with members(tmp_path, words) as run:
        member = run["live"]
        until(lambda: finished(kept) > 20)
        member.kill()
        side.write(*(WireRecord(topic, b"junk", b"{}", []) for topic in tables))
        before = len(member.told())
        member.start()
        assert member.process.wait(90) == 4
        assert run["relay"].stop() == 0
    told = member.told()[before:]
    summary, manifest = answer_of(tmp_path)
    lacking = summary["incomplete"]
    here, of = lacking["dossiers"]["here"], lacking["dossiers"]["of"]
    first = f"\nINCOMPLETE: {here} of {of} dossiers of the measured window are in this answer."
    assert told.index(first) < told.index("SIMULATION")
    assert of == of_plain_run(tmp_path / "plain", *SHORT)
    assert 0 < here == summary["dossiers"]["cohort"] < of
    assert lacking["simulated"]["here"] == summary["dossiers"]["simulated"]
    assert manifest["hosted"]["incomplete"] == lacking
    assert "lienthong: the answer is incomplete: see its first line, or runs/tiny-" in told
    assert "live: passed 2 records that are not what belongs there, such as " in told
    assert manifest["hosted"]["passed"] == 2


def test_letters_that_the_relay_refuses_for_an_attempt_of_the_past_are_told(
    broker: Shared, topics: str, side: Side, tmp_path: Path
) -> None:
    """The relay stands still until letters are written: it ends what it finds, and takes none.

    The dossiers wait for them to the end of the run, and not a word came of it before.
    """
    sets = [word for setting in ASKED for word in ("--set", setting)]
    words = {
        "relay": relay(topics, *sets),
        "live": live(topics, SLOW, *sets, "--replace", REPLACED),
    }
    asked = side.reader(exchange_out(topics, "H03"))
    told = side.reader(exchange_in(topics, "H03"))
    with (
        pace(broker, topics) as clock,
        software(broker.connection, topics, REPLACED, answer),
        members(tmp_path, words) as run,
    ):
        run["relay"].ready("ready")
        run["live"].ready("act here")
        clock.set(clock.now_us(), SLOW, paused=False)
        until(lambda: asked.more())
        os.kill(run["relay"].process.pid, signal.SIGSTOP)
        until(lambda: any(is_fallback(wire) for wire in asked.more()))
        os.kill(run["relay"].process.pid, signal.SIGCONT)
        until(lambda: told.more() is not None and told_again(told))
        clock.set(clock.now_us(), SPEED, paused=False)
        assert run["live"].process.wait(90) == 4
    summary, manifest = answer_of(tmp_path)
    lacking = summary["incomplete"]
    assert lacking["swallowed"] > 0
    assert lacking["since_us"] is None
    assert lacking["dossiers"]["here"] == lacking["dossiers"]["of"] > 0
    assert manifest["hosted"]["incomplete"] == lacking
    printed = " ".join(run["live"].told().split())
    assert f"reached their provider, for all that is known here: {lacking['swallowed']}." in printed


def is_fallback(wire: WireRecord) -> bool:
    """Whether it is a letter after attempts over the platform, to the agency that is replaced."""
    event = from_wire(wire).event
    after = isinstance(event, DataRequest) and event.mode == "letter" and event.attempt > 0
    return after and event.provider == REPLACED


def told_again(told: Reading) -> bool:
    """Whether an end was told twice: to an attempt, and again to a later one."""
    events = [from_wire(wire).event for wire in told.found]
    ends = Counter(
        (event.request, event.attempt)
        for event in events
        if isinstance(event, DataReply) and (event.error or "").endswith("deadline_passed")
    )
    return max(ends.values(), default=0) > 1


@contextmanager
def pace(broker: Shared, prefix: str) -> Iterator[SharedClock]:
    """The clock of the run, which stands still."""
    resolved = Choice("tiny", ASKED).load()
    with closing(SharedClock(broker.connection, prefix, resolved)) as clock:
        clock.open()
        clock.set(Horizon.of(resolved.scenario).start_us, SLOW, paused=True)
        yield clock
