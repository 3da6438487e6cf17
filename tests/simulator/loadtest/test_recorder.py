"""The recorder of a live run, without a broker: what it keeps, its phases, and how it is ended."""

import os
import queue
import signal
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from kafka import TopicPartition

from simulator.cli.choice import Choice
from simulator.cli.failures import Terminated
from simulator.cli.record import Wanted, recording_of
from simulator.cli.signals import Told, until_told
from simulator.cli.verdicts import new_folder
from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Commit, Entry, Phase, Seen
from simulator.loadtest.history import HistoryReader, HistoryWriter
from simulator.loadtest.journal import Journal
from simulator.loadtest.observing import Read
from simulator.loadtest.recording import (
    Noted,
    Recorder,
    Recording,
    check_topics,
    header_of,
    is_of,
    is_wanted,
    note_commit,
)
from simulator.loadtest.verdict import judge
from simulator.signals import ENDINGS
from tests.simulator.loadtest.histories import (
    IN,
    MS,
    OUT,
    PREFIX,
    STATUS,
    THEIR_IN,
    THEIR_OUT,
    S,
    Story,
    answered,
    asked,
    terms,
)
from topics import catalogue
from topics.connection import Connection
from topics.errors import EnvironmentFailed, InputError
from topics.events import Event, decode_event

TERMS = terms(recorded=True)
ENDS = {TopicPartition(OUT, 0): 7}


@dataclass
class Ticking:
    """A clock that goes on by what is read."""

    at_us: int = 0

    def now_us(self) -> int:
        return self.at_us

    header = Clock.header
    began_us = 1_700_000_000_000_000


@dataclass
class Reader:
    """Reads what a story holds when its time has come, 100 ms at a time; the end comes `behind`."""

    clock: Ticking
    waiting: list[Seen]
    behind: int = 0
    closed: list[int] = field(default_factory=list)

    def read(self, clock: Any, wait_ms: int) -> list[Read]:
        self.clock.at_us += wait_ms * MS
        new = [seen for seen in self.waiting if seen.at_us <= clock.now_us()]
        self.waiting = self.waiting[len(new) :]
        return [Read(seen, event_of(seen)) for seen in new]

    def ends(self) -> Mapping[TopicPartition, int]:
        return ENDS

    def reached(self, ends: object) -> bool:
        assert ends == ENDS
        self.behind -= 1
        return self.behind < 0


@dataclass
class Asking:
    """Asks for what was committed, when it is told to."""

    gone_s: float = 0.0
    times: int = 0

    def sample(self) -> None:
        self.times += 1


def event_of(seen: Seen) -> Event | None:
    return decode_event(seen.type, seen.event) if seen.type else None


@dataclass
class Trial:
    """One recording: `story` is what happens, `path` the history."""

    path: Path
    story: Story = field(default_factory=lambda: Story(TERMS))
    lasts_us: int | None = None
    stop_us: int = 10 * S
    behind: int = 0
    asking: Asking = field(default_factory=Asking)
    told: list[Noted] = field(default_factory=list)

    def run(self) -> list[Entry]:
        clock: Any = Ticking()
        seen = [entry for entry in self.story.entries if isinstance(entry, Seen)]
        observer: Any = Reader(clock, sorted(seen, key=lambda one: one.at_us), self.behind)
        plan = Recording(Connection(), TERMS, "made", self.lasts_us)
        with HistoryWriter(self.path, header_of(plan, clock)) as history:
            journal = Journal(history, clock, queue.SimpleQueue())
            asking: Any = self.asking
            recorder = Recorder(plan, clock, observer, journal, asking)
            assert recorder.run(lambda: clock.at_us >= self.stop_us, self.told.append) == self.path
        return list(HistoryReader(self.path))


def phases(entries: list[Entry]) -> dict[str, int]:
    return {entry.name: entry.at_us for entry in entries if isinstance(entry, Phase)}


def test_it_drains_for_the_deadline_and_the_way_when_it_is_told_to_end(tmp_path: Path) -> None:
    """2 s and 3 s; commits are asked for once more."""
    trial = Trial(tmp_path / "h.jsonl")
    found = phases(trial.run())
    assert found == {"load": 0, "drain": 10 * S, "end": 15 * S}
    assert trial.asking.times == 1
    assert [trial.told[0].phase, trial.told[-1].phase] == ["load", "drain"]


def test_it_ends_by_itself_after_the_time_that_it_was_given(tmp_path: Path) -> None:
    """Unless it is told to before."""
    given = phases(Trial(tmp_path / "h.jsonl", lasts_us=4 * S).run())
    before = phases(Trial(tmp_path / "h.jsonl", lasts_us=40 * S).run())
    assert (given["drain"], before["drain"]) == (4 * S, 10 * S)


def test_it_reads_what_was_said_before_the_end(tmp_path: Path) -> None:
    """However long that takes, up to a minute."""
    assert phases(Trial(tmp_path / "h.jsonl", behind=8).run())["end"] == 15 * S + 800 * MS
    with pytest.raises(EnvironmentFailed, match="the reader is behind by more than 60 s"):
        Trial(tmp_path / "h.jsonl", behind=10_000).run()


def test_a_broker_that_is_gone_ends_it_with_the_history_kept(tmp_path: Path) -> None:
    """It says where that is."""
    trial = Trial(tmp_path / "h.jsonl", asking=Asking(gone_s=16.0))
    with pytest.raises(EnvironmentFailed, match=r"gone since 16 s, in phase load; .*h\.jsonl"):
        trial.run()
    assert phases(list(HistoryReader(trial.path))) == {"load": 0}


def test_what_it_wrote_is_judged(tmp_path: Path) -> None:
    """By its own header; what is said during the drain is there, too."""
    story = Story(TERMS)
    for number in range(1, 31):
        story.exchange(number * 300 * MS, asked(number))
    story.exchange(9_900 * MS, asked(100), took_us=S)
    trial = Trial(tmp_path / "h.jsonl", story)
    trial.run()
    verdict = judge(trial.path)
    assert (verdict.word, verdict.counts["requests"], verdict.counts["replies"]) == ("pass", 31, 31)
    assert (trial.told[-1].asked, trial.told[-1].replied) == (31, 31)
    assert verdict.terms == TERMS


# -- what is kept ----------------------------------------------------------------------------------


def test_it_reads_the_topics_that_checkers_ask_for() -> None:
    """Not the memory of the relay or of twins, not the clock, no table."""
    wanted = [IN, OUT, STATUS, THEIR_IN, THEIR_OUT, catalogue.audit(PREFIX), catalogue.dlt(IN)]
    other = [
        catalogue.relay_table(PREFIX), catalogue.agency_work(PREFIX, "G01"), catalogue.retry(IN),
        catalogue.control_clock(PREFIX), catalogue.status_table(PREFIX), catalogue.dlt(THEIR_IN),
        "t.something.else", catalogue.dlt(OUT),
    ]  # fmt: skip
    published = [catalogue.published(PREFIX), catalogue.procedure_table(PREFIX)]
    is_mine = partial(is_wanted, TERMS)
    assert [*filter(is_mine, [*wanted, *other, *published])] == wanted
    assert all(is_wanted(terms(role="subscriber"), topic) for topic in published)


def test_it_keeps_what_is_of_the_agency() -> None:
    """All on its own topics, read or not; on others' what it is asked, or says there."""
    other = asked(2, provider="G07")
    story = Story(TERMS)
    story.audit(S, story.see(S, THEIR_OUT, "", asked(1)), asked(1), "delivered")
    (audited,) = [one for one in story.entries if getattr(one, "topic", "").endswith("audit.v1")]
    assert isinstance(audited, Seen)
    kept: list[tuple[str, Event | None]] = [
        (IN, asked(1)), (OUT, answered(asked(1))), (OUT, None), (IN, None),
        (THEIR_OUT, asked(1)), (THEIR_IN, answered(asked(1))), (THEIR_OUT, answered(asked(1))),
        (audited.topic, event_of(audited)),
    ]  # fmt: skip
    left = [(THEIR_OUT, other), (THEIR_IN, answered(other)), (THEIR_OUT, None)]
    assert all(is_of(TERMS, topic, event) for topic, event in kept)
    assert not any(is_of(TERMS, topic, event) for topic, event in left)


def test_the_group_of_its_twin_is_not_the_softwares() -> None:
    """Others that begin with the agency's name are."""
    found: list[Entry] = []
    for group in ("t.g01.twin", "t.g01.real"):
        commit = Commit(at_us=0, group=group, topic=IN, partition=0, offset=1)
        note_commit(TERMS, found.append, commit)
    assert [entry.group for entry in found if isinstance(entry, Commit)] == ["t.g01.real"]


def test_without_its_topics_nothing_is_recorded() -> None:
    """It names the first that is missing."""
    there = (IN, OUT, catalogue.audit(PREFIX))
    check_topics(TERMS, there, Connection())
    with pytest.raises(EnvironmentFailed, match=f"topic {OUT} is missing at 127.0.0.1:9092"):
        check_topics(TERMS, (IN, catalogue.audit(PREFIX)), Connection())


# -- the command -----------------------------------------------------------------------------------


def test_the_deadline_is_the_platforms_time_out_unless_another_is_given() -> None:
    """In real time; letters have none."""
    resolved = Choice("tiny", ("sharing.platform.timeout=7s",)).load()
    agency = resolved.agencies[0].id
    own = recording_of(resolved, Wanted("p", agency))
    other = recording_of(resolved, Wanted("p", agency, deadline="250ms", lasts="2m"))
    assert (own.terms.deadline_us, own.lasts_us, own.title) == (7 * S, None, "tiny")
    assert (other.terms.deadline_us, other.lasts_us) == (250 * MS, 120 * S)
    assert own.terms.recorded


@pytest.mark.parametrize(
    "given, why",
    [
        ({"agency": "G99"}, "--agency G99: no agency of this scenario"),
        ({"prefix": "Big"}, "prefix 'Big'; expected lower-case letters"),
        ({"deadline": "5"}, "--deadline: found '5'; a time is needed, such as 100ms, 20s or 5m"),
        ({"lasts": "0s"}, "--for 0s: expected more than 0"),
    ],
)
def test_what_cannot_be_recorded_is_said(given: dict[str, str], why: str) -> None:
    """Before anything is asked of a broker."""
    resolved = Choice("tiny").load()
    wanted = {"prefix": "p", "agency": resolved.agencies[0].id, **given}
    with pytest.raises(InputError, match=why.replace("(", r"\(")):
        recording_of(resolved, Wanted(**wanted))


def test_what_is_recorded_is_its_owners_alone(tmp_path: Path) -> None:
    """The folder, from the moment that it is there, whatever the umask."""
    before = os.umask(0)
    try:
        folder = new_folder(tmp_path / "runs", "tiny-g01")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def signal_twice(told: Told, number: signal.Signals) -> None:
    assert not told()
    os.kill(os.getpid(), number)
    assert told()
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(
    "number, raised",
    [
        (signal.SIGINT, KeyboardInterrupt),
        (signal.SIGTERM, Terminated),
        (signal.SIGHUP, Terminated),
    ],
)
def test_the_first_signal_is_noted_and_the_second_does_not_wait(
    number: signal.Signals, raised: type[BaseException]
) -> None:
    """Afterwards signals are whose they were."""
    before = [signal.getsignal(each) for each in ENDINGS]
    with pytest.raises(raised), until_told() as told:
        signal_twice(told, number)
    assert [signal.getsignal(each) for each in ENDINGS] == before
