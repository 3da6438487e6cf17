"""The relay's memory on its topic holds, whatever else stands there."""

from __future__ import annotations

from simulator.relay.session import Session, Tally
from tests.simulator.relay.malformed import ASKED, ASKER, HOLDER, answer, out
from tests.simulator.relay.memory import Topics
from tests.simulator.relay.worlds import PREFIX
from topics.catalogue import relay_table
from topics.envelope import WireRecord


def test_junk_in_the_table_is_passed_and_its_place_known(topics: Topics) -> None:
    """Under a key of nobody's or of a row: the row before it holds, and the request is answered."""
    first = Session(topics.plan(), Tally())
    first.open("me", again=False)
    topics.write(out(PREFIX, ASKER, ASKED))
    first.step()
    table = relay_table(PREFIX)
    rows = topics.records[table]
    key = next(wire.key for wire in rows if (wire.key or b"").startswith(b"request/"))
    before = len(rows)
    topics.write(
        WireRecord(table, key, b"junk", []),
        WireRecord(table, b"counters", b"{}", [("content-type", b"text/plain")]),
        WireRecord(table, None, b"\xff", []),
        WireRecord(table, b"x", b"[]", []),
    )
    second = Session(topics.plan(), Tally())
    second.open("me", again=True)
    assert [int(place.rpartition("@")[2]) - before for place in second.passed] == [0, 1, 2, 3]
    topics.write(out(PREFIX, HOLDER, answer(ASKED)))
    second.step()
    assert second.tally.errors == {}
