"""A record at which the relay ends is set aside after two lives; all else goes on."""

from __future__ import annotations

from typing import Any

import pytest
from kafka import TopicPartition

from simulator.relay import core as module
from simulator.relay.core import QUARANTINED
from simulator.relay.deadletter import parse
from simulator.relay.judge import read
from simulator.relay.session import Session, Tally
from simulator.relay.trying import RecordKills, Trying
from tests.simulator.relay.malformed import ASKED, ASKER, HOLDER, changed, out
from tests.simulator.relay.memory import Topics
from tests.simulator.relay.worlds import PREFIX
from topics.audit import Audited
from topics.catalogue import audit, dlt, exchange_in, exchange_out
from topics.envelope import WireRecord, from_wire

POISON = changed(out(PREFIX, ASKER, ASKED), value=b"poison")
NAMES = ("a", "b", "c", "d")


class Killed(BaseException):
    """The process was killed: nothing of it runs any more."""


def sound(name: str) -> WireRecord:
    return out(PREFIX, ASKER, changed(ASKED, request=f"{ASKED.dossier}/{name}"))


def planted(how: type[BaseException]) -> Any:
    """A reader that one record ends."""

    def reading(wire: WireRecord) -> Any:
        if wire.value == POISON.value:
            raise how("planted")
        return read(wire)

    return reading


def life(topics: Topics, tally: Tally, *, again: bool, by_broker: bool = False) -> Session:
    session = Session(topics.plan(), tally)
    session.open("me", again=again, by_broker=by_broker)
    return session


def read_on(session: Session, topics: Topics) -> None:
    """Until all is read."""
    end = len(topics.records[exchange_out(PREFIX, ASKER)])
    while sum(topics.offsets.values()) < end:
        session.step()


def delivered(topics: Topics) -> list[str]:
    wires = topics.records[exchange_in(PREFIX, HOLDER)]
    return [(wire.key or b"").decode().rpartition("/")[2] for wire in wires]


@pytest.mark.parametrize("how, lives", [(RuntimeError, 2), (Killed, 4)])
def test_two_lives_end_at_a_record_and_the_next_sets_it_aside(
    topics: Topics, monkeypatch: pytest.MonkeyPatch, how: type[BaseException], lives: int
) -> None:
    """An error of ours names it at once; a process that is killed has to find it out first."""
    monkeypatch.setattr(module, "read", planted(how))
    topics.write(*map(sound, NAMES[:2]), POISON, *map(sound, NAMES[2:]))
    tally = Tally()
    for number in range(lives):
        session = life(topics, tally, again=number > 0)
        with pytest.raises((RecordKills, Killed)):
            read_on(session, topics)
    session = life(topics, tally, again=True)
    read_on(session, topics)
    assert delivered(topics) == list(NAMES)
    (letter,) = map(parse, topics.records[dlt(exchange_out(PREFIX, ASKER))])
    assert (str(letter.error), letter.offset) == (QUARANTINED, 2)
    assert "the relay ended at it 2 times" in letter.cut
    assert tally.counts["quarantined"] == 1
    entries = [from_wire(wire).event for wire in topics.records[audit(PREFIX)]]
    errors = [entry.error for entry in entries if isinstance(entry, Audited) and entry.error]
    assert errors == [QUARANTINED]


def test_a_life_that_the_broker_ends_makes_nobody_suspect(topics: Topics) -> None:
    """However often; the next one reads on as usual."""
    topics.write(*map(sound, NAMES))
    tally = Tally()
    for number in range(5):
        session = life(topics, tally, again=number > 0, by_broker=number > 0)
        assert session._care.before([]) is None
    read_on(session, topics)
    assert delivered(topics) == list(NAMES)


def test_a_life_that_ended_as_it_was_told_to_leaves_nothing(topics: Topics) -> None:
    """After a kill the next one writes names before it handles; after a rest it does not."""
    life(topics, Tally(), again=False)
    topics.write(sound("a"))
    killed = life(topics, Tally(), again=True)
    record = topics.found(TopicPartition(exchange_out(PREFIX, ASKER), 0), 0)
    assert killed._care.before(record) == Trying(batch={f"{PREFIX}.exchange.out.h03.v1/0": (0, 0)})
    killed.rest()
    assert life(topics, Tally(), again=True)._care.before(record) is None


def test_kills_at_many_records_set_none_aside(
    topics: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is killed at each of its records once passes all of them on."""
    seen: set[bytes | None] = set()

    def reading(wire: WireRecord) -> Any:
        if wire.key not in seen:
            seen.add(wire.key)
            raise Killed
        return read(wire)

    monkeypatch.setattr(module, "read", reading)
    topics.write(*map(sound, NAMES))
    tally = Tally()
    for number in range(len(NAMES)):
        session = life(topics, tally, again=number > 0)
        with pytest.raises(Killed):
            read_on(session, topics)
    read_on(life(topics, tally, again=True), topics)
    assert delivered(topics) == list(NAMES)
    assert tally.counts["quarantined"] == 0
