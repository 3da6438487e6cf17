"""`lienthong topics` on a real broker, as an operator uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.relay.deadletter import dead_letter, parse
from tests.connected.brokers import Shared
from tests.connected.relays import Side, relaying
from tests.simulator.relay.malformed import ASKED, ASKER, changed, out
from topics.bus import open_bus
from topics.catalogue import dlt, exchange_out
from topics.envelope import WireRecord
from topics.errors import ErrorCode
from topics.kafka.transactions import Transactor

pytestmark = pytest.mark.connected
LOST = ErrorCode("bus", "transport", "lost")
NO_BASIS = ErrorCode("requester", "authority", "no_legal_basis")
Say = Callable[..., tuple[int, str]]


@pytest.fixture
def say(broker: Shared, prefix: str, capsys: pytest.CaptureFixture[str]) -> Say:
    """Runs `lienthong topics ...` and returns exit status and output; errors come after it."""

    def run(*words: str) -> tuple[int, str]:
        status = main(["topics", *words, "--bootstrap", broker.bootstrap])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    return run


def test_apply_shows_a_plan_before_it_does_anything(say: Say, prefix: str) -> None:
    """Without --yes nothing is made; with it everything; after that nothing is left to do."""
    status, text = say("apply", "tiny", "--prefix", prefix)
    assert status == 0
    assert f"+ {prefix}.exchange.in.h03.v1  3 partitions, delete\n" in text
    assert text.endswith("nothing was changed; say --yes to do it\n")
    assert say("list", "--prefix", prefix, "--format", "json")[1] == '{\n "topics": []\n}\n'
    status, text = say("apply", "tiny", "--prefix", prefix, "--yes")
    assert (status, text.splitlines()[-1]) == (0, "done")
    status, text = say("apply", "tiny", "--prefix", prefix)
    assert status == 0
    assert text.startswith(f"{prefix}: 0 to create, 0 to alter, 0 refused, ")
    status, text = say("apply", "tiny", "--prefix", prefix, "--keep", "30d")
    assert f"~ {prefix}.exchange.in.h03.v1  retention.ms -1 -> 2592000000\n" in text
    assert "audit.v1 " not in text


def test_what_is_not_wanted_is_refused_and_left_alone(say: Say, prefix: str) -> None:
    """Topics of agencies that the scenario does not have stay, and the exit status is 1."""
    assert say("apply", "demo", "--prefix", prefix, "--yes")[0] == 0
    status, text = say("apply", "tiny", "--prefix", prefix, "--yes")
    assert status == 1
    assert f"! {prefix}.exchange.in.h17.v1  not in the catalogue for these agencies" in text
    assert text.splitlines()[-1].endswith("and were left alone")
    names = [row["topic"] for row in json.loads(listed(say, prefix))["topics"]]
    assert f"{prefix}.exchange.in.h17.v1" in names


def listed(say: Say, prefix: str) -> str:
    return say("list", "--prefix", prefix, "--format", "json")[1]


def test_remove_lists_first_and_takes_no_other_prefix(say: Say, prefix: str) -> None:
    """A prefix that begins like another one is another one."""
    assert say("apply", "tiny", "--prefix", prefix, "--yes")[0] == 0
    assert say("remove", prefix[:-1], "--yes")[1] == "0 removed\n"
    assert "would go; say --yes to remove them" in say("remove", prefix)[1]
    assert len(json.loads(listed(say, prefix))["topics"]) > 10
    assert say("remove", prefix, "--yes")[0] == 0
    assert json.loads(listed(say, prefix))["topics"] == []


def test_dead_letters_are_listed_and_replayed_once(broker: Shared, say: Say, prefix: str) -> None:
    """As the relay writes them. Each of that error goes back to its topic, one attempt further."""
    assert say("apply", "tiny", "--prefix", prefix, "--yes")[0] == 0
    topic = exchange_out(prefix, "H03")
    letters = [
        dead_letter(WireRecord(topic, b"k%d" % n, b"v", [("a", b"b")]), 0, n, error, "it is gone")
        for n, error in enumerate((LOST, NO_BASIS, LOST))
    ]
    with closing(Transactor(broker.connection, f"{prefix}.relay", 10.0, linger_ms=1)) as relay:
        relay.take_over()
        relay.commit(letters)
    rows = json.loads(say("dlt", "list", "--prefix", prefix, "--format", "json")[1])
    found = sorted((row["place"], row["error"], row["attempt"]) for row in rows["dead_letters"])
    assert found == [
        (f"{topic}/0@0", str(LOST), "0"),
        (f"{topic}/0@1", str(NO_BASIS), "0"),
        (f"{topic}/0@2", str(LOST), "0"),
    ]
    replay = ("dlt", "replay", "--prefix", prefix, "--error", str(LOST))
    assert say(*replay) == (0, "2 replayed\n")
    assert say(*replay) == (0, "0 replayed\n")
    with closing(open_bus("kafka", connection=broker.connection)) as bus:
        again = bus.consumer([topic]).poll_raw(10, 2.0)
    assert sorted(raw.wire.key or b"" for raw in again) == [b"k0", b"k2"]
    assert {raw.wire.headers[-1] for raw in again} == {("lienthong_attempt", b"1")}


def test_without_dead_letter_topics_there_is_a_sentence(say: Say, prefix: str) -> None:
    """A prefix that the broker does not know is a mistake in the call."""
    status, text = say("dlt", "list", "--prefix", prefix)
    assert status == 2
    assert f"has no dead-letter topics of '{prefix}'" in text


def test_a_replay_beside_a_relay_that_refuses_again_ends(
    broker: Shared, say: Say, prefix: str, tmp_path: Path
) -> None:
    """Each letter goes back once a call, until it was tried often enough; none is lost."""
    assert say("apply", "tiny", "--prefix", prefix, "--yes")[0] == 0
    with closing(Side(broker.connection)) as side:
        letters = side.reader(dlt(exchange_out(prefix, ASKER)))
        wires = [changed(out(prefix, ASKER, ASKED), key=b"%d" % n) for n in range(8)]
        with relaying(broker.bootstrap, prefix, tmp_path / "log") as relay:
            side.write(*wires)
            letters.at_least(8)
            for tried in (1, 2):
                replay = ("dlt", "replay", "--prefix", prefix, "--most-attempts", "2")
                assert say(*replay) == (0, "8 replayed\n")
                letters.at_least(8 * (tried + 1))
            status, text = say(*replay)
            assert relay.stop() == 0
    assert status == 1
    assert text.count("cannot be replayed, it was tried 2 times") == 8
    assert sorted(int(parse(wire).attempt) for wire in letters.found) == [0] * 8 + [1] * 8 + [2] * 8
