"""The relay as a process on a real broker."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from simulator.relay.audit import Head, verify
from simulator.relay.deadletter import parse
from simulator.relay.process import local_time_us
from tests.connected.brokers import Shared
from tests.connected.hosts import members
from tests.connected.relays import RelayProcess, Side, ending, make_topics, relaying, until
from tests.simulator.relay.malformed import (
    ASKED,
    ASKER,
    CASES,
    DOSSIER,
    HOLDER,
    answer,
    changed,
    out,
)
from tests.simulator.relay.worlds import tiny
from topics.audit import Audited
from topics.broker import Broker, kill, restart
from topics.catalogue import audit, dlt, exchange_in, exchange_out, relay_table, status_out
from topics.connection import Connection
from topics.envelope import WireRecord, from_wire
from topics.events import DataRequest

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

HOUR_US = 3_600_000_000
AGENCIES = sorted(tiny().agencies)


@pytest.fixture
def side(broker: Shared, prefix: str) -> Iterator[Side]:
    make_topics(broker.connection, prefix, AGENCIES)
    made = Side(broker.connection)
    yield made
    made.close()


def asked(name: str, **fields: Any) -> DataRequest:
    deadline_us = local_time_us() + HOUR_US
    request: DataRequest = changed(
        ASKED, request=f"{DOSSIER}/{name}", deadline_us=deadline_us, **fields
    )
    return request


def chain_of(found: list[WireRecord]) -> list[Audited]:
    return [event for wire in found if isinstance(event := from_wire(wire).event, Audited)]


def test_a_request_goes_there_and_its_reply_comes_back(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """Each is delivered once to whom it is for; what is wrong is a dead letter; SIGTERM ends it."""
    holder, asker = (side.reader(exchange_in(prefix, agency)) for agency in (HOLDER, ASKER))
    letters, chain = side.reader(dlt(exchange_out(prefix, ASKER))), side.reader(audit(prefix))
    with relaying(broker.bootstrap, prefix, tmp_path / "log") as relay:
        request = asked("one")
        side.write(out(prefix, ASKER, request))
        assert [from_wire(wire).event for wire in holder.at_least(1)] == [request]
        side.write(out(prefix, HOLDER, answer(request)))
        assert [from_wire(wire).event for wire in asker.at_least(1)] == [answer(request)]
        broken = changed(out(prefix, ASKER, asked("two")), value=b'{"request":')
        side.write(broken)
        (letter,) = map(parse, letters.at_least(1))
        assert str(letter.error) == "requester.protocol.invalid_json"
        assert letter.original == broken
        assert relay.stop() == 0
    events = chain_of(chain.at_least(3))
    assert [event.outcome for event in events] == ["delivered", "delivered", "dead_lettered"]
    head = Head.parse(relay.told().strip().rpartition("audit ")[2])
    assert verify(events, head) is None


def test_it_tells_prometheus_what_it_did(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """Dead letters by culprit, what it read and delivered, what it remembers; and that it lives."""
    holder, letters = (
        side.reader(topic)
        for topic in (exchange_in(prefix, HOLDER), dlt(exchange_out(prefix, ASKER)))
    )
    words = ["relay", "tiny", "--prefix", prefix, "--bootstrap", broker.bootstrap]
    with members(tmp_path, {"relay": [*words, "--metrics-port", "0"]}) as run:
        relay = run["relay"]
        relay.ready(": ready")
        (url,) = re.findall(r"metrics at (http://127\.0\.0\.1:\d+)/metrics", relay.told())
        at_first = metrics(url)
        assert set(at_first["dead_letters"].values()) == {0}
        assert "requester" in at_first["dead_letters"]
        sound = out(prefix, ASKER, asked("one"))
        side.write(sound, changed(out(prefix, ASKER, asked("two")), value=b'{"request":'))
        holder.at_least(1)
        letters.at_least(1)
        until(lambda: metrics(url)["relayed"]["read"] == 2)
        found = metrics(url)
        with urlopen(f"{url}/healthz", timeout=10) as answer:
            assert (answer.status, answer.read()) == (200, b"ok\n")
        assert relay.stop() == 0
    assert found["dead_letters"] == at_first["dead_letters"] | {"requester": 1}
    assert found["relayed"] == {
        "read": 2, "delivered": 1, "put_off": 0, "dead_lettered": 1, "audited": 2,
        "quarantined": 0,
    }  # fmt: skip
    assert found["relay_rows"] == {"": 1}


def metrics(url: str) -> dict[str, dict[str, float]]:
    """What it tells of the real world: values by metric, and by the values of their labels."""
    with urlopen(f"{url}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return {
        family.name.removeprefix("lienthong_wall_"): {
            ",".join(one.labels.values()): one.value for one in family.samples
        }
        for family in parsed(text)
    }


def test_no_malformed_message_stops_it(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """After the whole table, and a header that the client cannot read, it still relays."""
    chain, holder = side.reader(audit(prefix)), side.reader(exchange_in(prefix, HOLDER))
    wires = [case.wire(prefix) for case in CASES if case.name != "five megabytes"]
    wires = [
        wire if None not in dict(wire.headers).values() else changed(wire, headers=[])  # type: ignore[comparison-overlap]
        for wire in wires
    ]
    unreadable = changed(wires[0], headers=[(NotText("x"), b"y")], key=b"k")
    with relaying(broker.bootstrap, prefix, tmp_path / "log") as relay:
        side.write(*wires, unreadable)
        last = asked("last")
        side.write(out(prefix, ASKER, last))
        until(lambda: holder.more() and from_wire(holder.found[-1]).event == last)
        events = chain_of(chain.at_least(len(wires) + 2))
        assert relay.stop() == 0
    assert verify(events) is None
    assert len(events) == len(wires) + 2
    assert Counter(event.outcome for event in events)["dead_lettered"] >= 25


class NotText(str):
    """A header's name that other software wrote in another encoding."""

    __slots__ = ()

    def encode(self, *_args: str) -> bytes:
        return b"\xff\xfe"


def test_killed_again_and_again_it_loses_and_doubles_nothing(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """Kill -9 at any instant: every request is delivered once and answered once."""
    holder, asker = (side.reader(exchange_in(prefix, agency)) for agency in (HOLDER, ASKER))
    chain, log, chance = side.reader(audit(prefix)), tmp_path / "log", random.Random(4)
    requests = [asked(f"n{number:03}") for number in range(240)]
    for part in range(4):
        with relaying(broker.bootstrap, prefix, log):  # and killed at its end
            side.write(*(out(prefix, ASKER, each) for each in requests[part * 60 : part * 60 + 60]))
            enough = part * 60 + chance.randrange(1, 50)
            while len(holder.found) < enough:
                new = [from_wire(wire).event for wire in holder.more(10)]
                side.write(*(out(prefix, HOLDER, answer(each)) for each in new))  # type: ignore[arg-type]
    with relaying(broker.bootstrap, prefix, log) as relay:
        holder.at_least(240)
        side.write(*(out(prefix, HOLDER, answer(each)) for each in requests))
        asker.at_least(240)
        events = chain_of(chain.at_least(240 * 3))
        assert relay.stop() == 0
    for reading in (holder, asker):
        reading.more(500)
        assert Counter(wire.key for wire in reading.found) == Counter(
            each.request.encode() for each in requests
        )
    assert verify(events) is None
    ends = Counter(event.request for event in events if event.ended)
    assert ends == Counter(each.request for each in requests)


def test_what_waits_comes_after_a_crash(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """A delayed message is still delivered, once, by the relay's next life."""
    holder, waiting = (
        side.reader(topic)
        for topic in (exchange_in(prefix, HOLDER), f"{exchange_in(prefix, HOLDER)}.retry")
    )
    fault = "delay:us=4000000,event=request"
    with relaying(broker.bootstrap, prefix, tmp_path / "log", [fault]):  # and killed at its end
        side.write(out(prefix, ASKER, asked("slow")))
        waiting.at_least(1)
    assert holder.more(200) == []
    with relaying(broker.bootstrap, prefix, tmp_path / "log", [fault]) as relay:
        assert len(holder.at_least(1)) == 1
        assert relay.stop() == 0
    assert holder.more(300) == []


def test_a_second_relay_takes_over(broker: Shared, prefix: str, side: Side, tmp_path: Path) -> None:
    """The first is fenced: it ends with exit status 3 and says why."""
    holder = side.reader(exchange_in(prefix, HOLDER))
    with (
        relaying(broker.bootstrap, prefix, tmp_path / "first") as first,
        relaying(broker.bootstrap, prefix, tmp_path / "second") as second,
    ):
        side.write(out(prefix, ASKER, asked("one")))
        holder.at_least(1)
        assert first.process.wait(30) == 3
        assert "another relay of prefix" in first.told()
        assert second.stop() == 0
    assert holder.more(300) == []


def test_missing_topics_are_named(broker: Shared, prefix: str, tmp_path: Path) -> None:
    """One sentence and exit status 3, when nobody made the topics."""
    with ending(RelayProcess(broker.bootstrap, prefix, tmp_path / "log")) as relay:
        assert relay.process.wait(60) == 3
    assert f"topics of prefix {prefix} are missing" in relay.told()


def test_the_table_forgets_nothing_open(
    broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """Each row is under a key of its own, so that compaction keeps what is open."""
    table = side.reader(relay_table(prefix))
    with relaying(broker.bootstrap, prefix, tmp_path / "log") as relay:
        side.write(out(prefix, ASKER, asked("one")), out(prefix, ASKER, asked("two")))
        table.at_least(4)
        assert relay.stop() == 0
    table.more(300)
    keys = {wire.key for wire in table.found}
    assert keys == {
        b"owner", b"counters", b"trying", f"request/{ASKER}/{DOSSIER}/one".encode(),
        f"request/{ASKER}/{DOSSIER}/two".encode(),
    }  # fmt: skip
    assert status_out(prefix, ASKER) not in {wire.topic for wire in table.found}


def test_it_outlives_a_broker_that_is_killed(
    own_broker: Callable[..., Broker], tmp_path: Path
) -> None:
    """After the broker's restart it goes on by itself; nothing is lost or delivered twice."""
    running, prefix = own_broker(), "mine"
    connection = Connection(bootstrap=running.bootstrap)
    make_topics(connection, prefix, AGENCIES)
    requests = [asked(f"n{number}") for number in range(20)]
    with relaying(running.bootstrap, prefix, tmp_path / "log") as relay:
        first = Side(connection)
        holder = first.reader(exchange_in(prefix, HOLDER))
        first.write(*(out(prefix, ASKER, each) for each in requests[:10]))
        holder.at_least(10)
        first.close()
        kill(running.folder)
        restart(running.folder)
        second = Side(connection)
        holder = second.reader(exchange_in(prefix, HOLDER))
        second.write(*(out(prefix, ASKER, each) for each in requests[10:]))
        holder.at_least(20)
        assert relay.stop() == 0
        holder.more(300)
        second.close()
    assert Counter(wire.key for wire in holder.found) == Counter(
        each.request.encode() for each in requests
    )
