"""A twin that real software replaces in a live run: good, silent, slow and wrong."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from kafka import KafkaConsumer, KafkaProducer

from simulator.relay.deadletter import parse
from tests.connected.brokers import Shared
from tests.connected.hosts import Judge, live, members, relay
from tests.connected.relays import Side, make_topics, until
from tests.simulator.relay.malformed import answer as signed
from topics.catalogue import dlt, exchange_in, exchange_out
from topics.connection import Connection
from topics.envelope import UNNUMBERED, WireRecord, from_wire, to_wire
from topics.events import DataReply, DataRequest
from topics.kafka.python_options import client_options
from topics.record import Record

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SPEED = 3_600
TIMEOUT_S = 2
GOOD, SILENT, SLOW, WRONG = "G01-CSDLDC", "G15-HOTICH", "G13-DATDAI", "G24"
REPLACED = (GOOD, SILENT, SLOW, WRONG)
SETTINGS = (
    f"sharing.platform.timeout={TIMEOUT_S}s", "sharing.platform.share=1", "sharing.reuse=0",
    "sharing.platform.established=1", "sharing.platform.failure=0",
    "start=2023-06-05", "seed=3",
)  # fmt: skip
Reply = Callable[[DataRequest], DataReply | None]


def answer(asked: DataRequest) -> DataReply:
    """As it should be."""
    return signed(asked, values=tuple(f"made-up {name}" for name in asked.fields))


def excess(asked: DataRequest) -> DataReply:
    """With a field that nobody asked for."""
    reply = answer(asked)
    return msgspec.structs.replace(
        reply, fields=(*reply.fields, "blood_group"), values=(*reply.values, "O")
    )


def late(asked: DataRequest) -> DataReply:
    """After the time-out, and before the next attempt's."""
    time.sleep(TIMEOUT_S * 1.2)
    return answer(asked)


@contextmanager
def software(connection: Connection, prefix: str, agency: str, reply: Reply) -> Iterator[None]:
    """Somebody's program that answers for an agency."""
    ended = threading.Event()

    def work() -> None:
        options = client_options(connection)
        consumer = KafkaConsumer(
            exchange_in(prefix, agency), **options, group_id=f"{prefix}.{agency.lower()}.real",
            auto_offset_reset="earliest", isolation_level="read_committed",
        )  # fmt: skip
        producer = KafkaProducer(**options)
        while not ended.is_set():
            for records in consumer.poll(timeout_ms=500, max_records=1).values():
                for each in records:
                    wire = WireRecord(each.topic, each.key, each.value, each.headers)
                    said = _said(prefix, agency, from_wire(wire).event, reply)
                    if said is not None:
                        producer.send(said.topic, said.value, said.key, said.headers)
                        producer.flush()
        consumer.close()
        producer.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(20)


def _said(prefix: str, agency: str, event: object, reply: Reply) -> WireRecord | None:
    made = reply(event) if isinstance(event, DataRequest) else None
    if made is None:
        return None
    topic = exchange_out(prefix, agency)
    record = Record(topic, made.request, made, UNNUMBERED, UNNUMBERED, UNNUMBERED)
    return to_wire(record)


@pytest.fixture
def side(broker: Shared, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Side]:
    """The topics of a run, and a look at them."""
    from simulator.cli.choice import Choice

    monkeypatch.setitem(os.environ, "LIENTHONG_BOOTSTRAP", broker.bootstrap)
    agencies = [entry.id for entry in Choice("demo", SETTINGS).load().agencies]
    make_topics(broker.connection, prefix, agencies)
    with closing(Side(broker.connection)) as made:
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
