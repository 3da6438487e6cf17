"""A twin that real software replaces in a live run: good, silent, slow and wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from simulator.relay.deadletter import parse
from tests.connected.brokers import Shared
from tests.connected.hosts import Judge, live, members, relay
from tests.connected.relays import Side, until
from tests.connected.replacing import (
    SETTINGS,
    SPEED,
    answer,
    excess,
    late,
    software,
    topics_made,
)
from topics.catalogue import dlt, exchange_out

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

GOOD, SILENT, SLOW, WRONG = "G01-CSDLDC", "G15-HOTICH", "G13-DATDAI", "G24"
REPLACED = (GOOD, SILENT, SLOW, WRONG)


@pytest.fixture
def side(broker: Shared, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    """The topics of a run, and a look at them."""
    with topics_made(broker, prefix, SETTINGS, monkeypatch) as made:
        yield made


def again(judge: Judge) -> int:
    """How often something was asked once more."""
    return sum(1 for _, attempt in judge.look().asked if attempt)


def of(found: Sequence[str], agency: str) -> str:
    """What the process told of an agency, in one text."""
    return "\n".join(line for line in found if line.startswith(f"live: {agency}: "))


def test_each_is_dealt_with_as_it_deserves(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """Good answers arrive, silence costs attempts, late ones are counted, wrong ones are buried.

    At last the good one is killed, and is as silent as the one that never was there.
    """
    sets = [word for setting in SETTINGS for word in ("--set", setting)]
    replaced = [word for agency in REPLACED for word in ("--replace", agency)]
    words = {
        "relay": relay(prefix, *sets, scenario="demo"),
        "live": live(prefix, SPEED, *sets, *replaced, scenario="demo"),
    }
    judges = {agency: Judge(side, prefix, "H49", [agency], only=agency) for agency in REPLACED}
    letters = side.reader(dlt(exchange_out(prefix, WRONG)))
    with (
        software(broker.connection, prefix, SLOW, late),
        software(broker.connection, prefix, WRONG, excess),
        members(tmp_path, words) as run,
    ):
        with software(broker.connection, prefix, GOOD, answer):
            until(lambda: all(j.look().ids for j in judges.values()), 90)
            until(lambda: len(judges[GOOD].look().brought) > 5)
            until(lambda: again(judges[SILENT]))
            until(lambda: judges[SLOW].look().brought)
            until(lambda: letters.more() is not None and len(letters.found) > 2)
        before = again(judges[GOOD])
        until(lambda: again(judges[GOOD]) > before + 2)
        assert run["live"].stop() == 0
        assert run["relay"].stop() == 0
    told = run["live"].told().splitlines()
    for agency in (GOOD, SILENT, WRONG):
        assert "attempts without a reply in time" in of(told, agency)
    assert "replies after their time" in of(told, SLOW)
    assert not judges[SILENT].look().brought
    assert not judges[WRONG].look().brought
    assert {str(parse(wire).error) for wire in letters.found} == {
        "provider.authority.excess_fields"
    }
