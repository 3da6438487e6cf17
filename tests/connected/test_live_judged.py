"""Software that stands in for agencies of a live run is judged as in a load test."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import main
from tests.connected.brokers import Shared
from tests.connected.hosts import Member, Words, live, members, relay
from tests.connected.relays import Side, until
from tests.connected.replacing import answer, forgetful, settings, software, topics_made
from topics.catalogue import exchange_in, exchange_out
from topics.envelope import from_wire
from topics.events import DataReply, DataRequest

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

TIMEOUT_S = 8  # what good software keeps on a busy machine, too
SPEED = 14_400
SETTINGS = settings(TIMEOUT_S)
SETS = [word for setting in SETTINGS for word in ("--set", setting)]
GOOD, TWICE, FORGETFUL = "G01-CSDLDC", "G15-HOTICH", "G13-DATDAI"
REPLACED = {GOOD: (answer, 1), TWICE: (answer, 2), FORGETFUL: (forgetful, 1)}
ENOUGH = 5  # requests of each agency while it is recorded
SAID = {"pass": 0, "fail": 1, "error": 3}


class Tally:
    """Which requests were delivered to each agency, and answered by it."""

    def __init__(self, side: Side, prefix: str) -> None:
        topics = [name(prefix, a) for a in REPLACED for name in (exchange_in, exchange_out)]
        self._reading = side.reader(*topics)
        self.delivered: dict[str, dict[str, DataRequest]] = {agency: {} for agency in REPLACED}
        self.answered: set[str] = set()

    def look(self) -> Tally:
        """By now, by the first attempt over the platform."""
        for wire in self._reading.more(500):
            event = from_wire(wire).event
            if isinstance(event, DataReply):
                self.answered.add(event.provider)
            elif isinstance(event, DataRequest) and (event.attempt, event.mode) == FIRST:
                self.delivered[event.provider][event.request] = event
        return self

    def since(self, before: dict[str, int]) -> dict[str, list[DataRequest]]:
        """Those delivered after so many."""
        found = self.look().delivered
        return {agency: [*found[agency].values()][before[agency] :] for agency in REPLACED}


FIRST = (0, "platform")


def enough(delivered: dict[str, list[DataRequest]]) -> bool:
    """To show what is wrong with each, too."""
    forgotten = [each for each in delivered[FORGETFUL] if forgetful(each) is None]
    return len(forgotten) > 1 and all(len(found) > ENOUGH for found in delivered.values())


def saw_enough(tally: Tally, before: dict[str, int]) -> bool:
    return enough(tally.since(before))


@pytest.fixture
def side(broker: Shared, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    """The topics of a run, and a look at them."""
    with topics_made(broker, prefix, SETTINGS, monkeypatch) as made:
        yield made


def recorder(prefix: str, agency: str, out: str) -> Words:
    """The words that start one, whose deadline is the platform's time-out."""
    return ["record", "demo", *SETS, "--prefix", prefix, "--agency", agency, "--out", out]


def failed(verdict: Any) -> set[str]:
    return {one["name"] for one in verdict["checkers"] if one["failed"]}


def found_in(verdict: Any) -> object:
    """All but where the history is."""
    checked = [(one["name"], one["count"], one["findings"]) for one in verdict["checkers"]]
    return verdict["verdict"], verdict["reasons"], verdict["counts"], verdict["latency"], checked


def kept(out: Path, name: str) -> Path:
    (found,) = out.glob(f"*/{name}")
    return found


def check(history: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    """What `lienthong check` makes of it, without a broker."""
    capsys.readouterr()
    status = main(["check", str(history), "--format", "json"])
    return status, json.loads(capsys.readouterr().out)


def interrupt(*recording: Member) -> None:
    for each in recording:
        each.process.send_signal(signal.SIGINT)


def ended(recording: Sequence[Member]) -> list[int]:
    return [each.process.wait(90) for each in recording]


def recorded(
    broker: Shared, prefix: str, side: Side, folder: Path
) -> tuple[Member, dict[str, int]]:
    """A recording of each that saw enough, and one that was cut off; how each ended."""
    replaced = [word for agency in REPLACED for word in ("--replace", agency)]
    run = {
        "relay": relay(prefix, *SETS, scenario="demo"),
        "live": live(prefix, SPEED, *SETS, *replaced, scenario="demo"),
    }
    tally = Tally(side, prefix)
    with ExitStack() as stack:
        for agency, (reply, times) in REPLACED.items():
            stack.enter_context(software(broker.connection, prefix, agency, reply, times))
        stack.enter_context(members(folder, run))
        until(lambda: tally.look().answered == set(REPLACED), 90)
        words = {agency: recorder(prefix, agency, agency) for agency in REPLACED}
        words["cut"] = recorder(prefix, GOOD, "cut")
        recording = stack.enter_context(members(folder, words))
        for each in recording.values():
            each.ready("recording")
        # What is delivered at first was asked before, on a busy machine all of it.
        for _ in range(2):
            before = {agency: len(found) for agency, found in tally.look().delivered.items()}
            until(partial(saw_enough, tally, before), 90)
        interrupt(*recording.values())
        recording["cut"].ready("draining")
        interrupt(recording["cut"])
        statuses = dict(zip(recording, ended(list(recording.values())), strict=True))
    return recording["cut"], statuses


def test_each_is_judged_by_what_it_did(
    broker: Shared, prefix: str, side: Side, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Good software passes; who answers twice or forgets fails for just that.

    Each joins a run in which it was asked before, and ends while it goes on. The history alone
    says the same again; one that was ended at once says that it has no end.
    """
    cut_off, statuses = recorded(broker, prefix, side, tmp_path)
    assert statuses == {GOOD: 0, TWICE: 1, FORGETFUL: 1, "cut": 130}
    found = {}
    for agency in REPLACED:
        verdict = json.loads(kept(tmp_path / agency, "verdict.json").read_text())
        history = kept(tmp_path / agency, "history.jsonl")
        status, again = check(history, capsys)
        assert status == SAID[verdict["verdict"]]
        assert found_in(again) == found_in(verdict)
        assert verdict["counts"]["delivered"] >= ENOUGH
        found[agency] = failed(verdict)
    assert found[GOOD] == set()
    assert found[TWICE] == {"duplicate"}
    assert "lost" in found[FORGETFUL] <= {"lost", "stuck-after-heal"}
    assert cut_off.told().count("the test has no verdict") == 1
    status, cut = check(kept(tmp_path / "cut", "history.jsonl"), capsys)
    assert (status, cut["reasons"][0]) == (SAID["error"], "the test did not come to its end")
