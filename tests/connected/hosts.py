"""Processes that host agencies of a live run, with their relay, and what the topics say of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.connected.relays import Side, until
from topics.audit import Audited
from topics.catalogue import agency_work, audit, exchange_in, exchange_out
from topics.envelope import WireRecord, from_wire
from topics.events import DataReply, DataRequest

MAIN = "import sys; from simulator.cli import main; sys.exit(main())"
"""Of `python -c`: the command `lienthong`."""
Words = Sequence[str]


class Member:
    """One process of a live run, which can be killed and started again; `log` is what it told."""

    def __init__(self, name: str, words: Words, folder: Path) -> None:
        self.name, self.log, self._words = name, folder / f"{name}.log", words
        self._folder, self._before = folder, 0
        self.start()

    def start(self) -> None:
        """Start it, once more perhaps."""
        self._before = len(self.told())
        with self.log.open("ab") as told:
            self.process = subprocess.Popen(
                [sys.executable, "-c", MAIN, *self._words],
                stdout=told, stderr=told, cwd=self._folder,
                env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
            )  # fmt: skip

    def told(self) -> str:
        """All lives of it."""
        return self.log.read_text() if self.log.exists() else ""

    def ready(self, word: str) -> None:
        """Wait until its present life has told a word."""
        until(lambda: word in self.told()[self._before :] or self.process.poll() is not None)
        assert self.process.poll() is None, self.told()

    def kill(self) -> None:
        """By SIGKILL."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """By SIGTERM; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def members(folder: Path, words: dict[str, Words]) -> Iterator[dict[str, Member]]:
    """They run; whatever happens, none is left running."""
    found: dict[str, Member] = {}
    try:
        for name, said in words.items():
            found[name] = Member(name, said, folder)
        yield found
    finally:
        for member in found.values():
            if member.process.poll() is None:
                member.kill()


def live(prefix: str, speed: int, *words: str, scenario: str = "tiny") -> Words:
    """The words that start a process with agencies."""
    common = ["--bus", "kafka", "--prefix", prefix, "--speed", str(speed), "--out", "runs"]
    return ["live", scenario, *common, *words]


def relay(prefix: str, *words: str, scenario: str = "tiny") -> Words:
    """The words that start their relay."""
    return ["relay", scenario, "--prefix", prefix, "--live", *words]


@dataclass(slots=True)
class Requests:
    """What the topics say of one agency's requests; keys are (request, attempt)."""

    asked: Counter[tuple[str, int]] = field(default_factory=Counter)
    replied: Counter[tuple[str, int]] = field(default_factory=Counter)
    brought: Counter[tuple[str, int]] = field(default_factory=Counter)  # answers to the requester
    ended: Counter[str] = field(default_factory=Counter)
    refused: set[str] = field(default_factory=set)
    answering: set[str] = field(default_factory=set)  # letters on providers' tables

    @property
    def lost(self) -> set[str]:
        """Requests that have not ended, and that nobody has to do with any more."""
        return self.ids - set(self.ended) - self.refused - self.answering

    @property
    def ids(self) -> set[str]:
        """Every request, over all its attempts."""
        return {request for request, _ in self.asked}


class Judge:
    """Reads the topics of a run as it goes on; `only`: of requests to that agency."""

    def __init__(
        self, side: Side, prefix: str, requester: str, providers: Sequence[str], only: str = ""
    ) -> None:
        self._only = only
        self._out = exchange_out(prefix, requester)
        outs = [exchange_out(prefix, provider) for provider in providers]
        tables = [agency_work(prefix, agency) for agency in (requester, *providers)]
        topics = [self._out, *outs, *tables, exchange_in(prefix, requester), audit(prefix)]
        self._inbox, self._reading = exchange_in(prefix, requester), side.reader(*topics)
        self.found = Requests()

    def look(self) -> Requests:
        """What they say by now."""
        while new := self._reading.more(500):
            for wire in new:
                found = self.found
                if wire.topic.split(".")[2] == "tbl":
                    self._work(wire)
                    continue
                event = from_wire(wire).event
                if self._only not in ("", getattr(event, "provider", None)):
                    continue
                if isinstance(event, Audited):
                    if event.ended:
                        found.ended[event.request] += 1
                elif isinstance(event, DataRequest) and wire.topic == self._out:
                    found.asked[event.request, event.attempt] += 1
                elif isinstance(event, DataReply) and wire.topic == self._inbox:
                    if event.outcome == "answered":
                        found.brought[event.request, event.attempt] += 1
                    else:
                        found.refused.add(event.request)
                elif isinstance(event, DataReply):
                    found.replied[event.request, event.attempt] += 1
        return self.found

    def _work(self, wire: WireRecord) -> None:
        kind, _, rest = (wire.key or b"").decode().partition("/")
        if kind != "request":
            return
        request = rest.partition("/")[2].rpartition("/")[0]
        if wire.value is None:
            self.found.answering.discard(request)
        else:
            self.found.answering.add(request)
