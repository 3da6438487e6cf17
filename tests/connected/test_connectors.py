"""Software made from nothing but the AsyncAPI document takes part in the bus."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from kafka import KafkaConsumer, TopicPartition

from simulator.relay.process import local_time_us
from tests.connected.brokers import Shared
from tests.connected.connectors import ANSWERERS, CONNECTORS, answering
from tests.connected.relays import Reading, Side, make_topics, relaying
from tests.simulator.relay.malformed import ASKED, ASKER, DOSSIER, HOLDER, OTHER, changed, out
from tests.simulator.relay.worlds import tiny
from topics.broker import Broker
from topics.catalogue import audit, exchange_in, exchange_out
from topics.connection import Connection
from topics.contract import check_contract
from topics.envelope import WireRecord, from_wire, request_hash, to_wire
from topics.events import DataReply, DataRequest
from topics.kafka import acl_admin
from topics.kafka.admin import topics_of
from topics.kafka.python_options import client_options
from topics.partition import partition_of
from topics.record import Record

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

AGENCIES = sorted(tiny().agencies)
DOCUMENT = Path(__file__).parents[2] / "config" / "contracts" / "asyncapi-provider.yaml"
REQUESTS = 50
SECOND_US = 1_000_000
STARTING_US = 120 * SECOND_US
IN_TIME_US = 15 * SECOND_US


@pytest.fixture
def side(broker: Shared, prefix: str) -> Iterator[Side]:
    make_topics(broker.connection, prefix, AGENCIES)
    made = Side(broker.connection)
    yield made
    made.close()


def asked(name: str, within_us: int = IN_TIME_US, fields: int = 2) -> DataRequest:
    request: DataRequest = changed(
        ASKED,
        request=f"{DOSSIER}/{name}",
        deadline_us=local_time_us() + within_us,
        fields=ASKED.fields[:fields],
    )
    return request


def ask(side: Side, prefix: str, requests: Sequence[DataRequest]) -> None:
    side.write(*(out(prefix, ASKER, each) for each in requests))


def replies_of(found: Sequence[WireRecord]) -> dict[str, DataReply]:
    """By the request's id; each is there once."""
    records = [from_wire(wire) for wire in found]
    replies = {
        record.key: record.event for record in records if isinstance(record.event, DataReply)
    }
    assert len(replies) == len(records)
    return replies


# -- the answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERERS)
def test_every_request_is_answered(
    name: str, broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """Once, in time, with just the fields asked for, under the hash and id of the request.

    The relay passes all of it on and nothing is a dead letter.
    """
    connector, relay_log = ANSWERERS[name], tmp_path / "relay"
    asker, given = (
        side.reader(exchange_in(prefix, ASKER)),
        side.reader(exchange_out(prefix, HOLDER)),
    )
    chain, buried = side.reader(audit(prefix)), dead_letters(side, broker.connection, prefix)
    first = asked("first", STARTING_US)
    with (
        relaying(broker.bootstrap, prefix, relay_log) as relay,
        answering(connector, broker.connection, prefix, HOLDER, tmp_path / name) as answerer,
    ):
        ask(side, prefix, [first])
        asker.at_least(1)
        requests = [asked(f"n{number:02}", fields=1 + number % 2) for number in range(REQUESTS)]
        ask(side, prefix, requests)
        asker.at_least(1 + REQUESTS)
        assert answerer.stop() == connector.ended, answerer.told()
        assert relay.stop() == 0
    asker.more(300)
    assert buried.more(300) == []
    check_replies([first, *requests], asker.found)
    assert all(from_wire(wire).sim_time_us <= requests[0].deadline_us for wire in asker.found)
    events = [from_wire(wire).event for wire in chain.at_least(2 * (1 + REQUESTS))]
    assert {event.outcome for event in events} == {"delivered"}  # type: ignore[attr-defined]
    check_written(given.at_least(1 + REQUESTS))
    check_partitions(broker.connection, exchange_out(prefix, HOLDER))


def check_replies(requests: Sequence[DataRequest], found: Sequence[WireRecord]) -> None:
    replies = replies_of(found)
    assert set(replies) == {request.request for request in requests}
    for request in requests:
        reply = replies[request.request]
        assert (reply.outcome, reply.fields) == ("answered", request.fields)
        assert len(reply.values) == len(request.fields)
        assert reply.request_hash == request_hash(request)
        assert (reply.dossier, reply.requester, reply.provider) == (DOSSIER, ASKER, HOLDER)


def check_written(found: Sequence[WireRecord]) -> None:
    """As the connector wrote it, each is what the contract and the document say."""
    document = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["components"]
    headers = Draft202012Validator(document["messages"]["DataReplySent"]["headers"])
    value = Draft202012Validator(document["schemas"]["DataReply"])
    for wire in found:
        assert wire.key is not None
        assert wire.value is not None
        check_contract(from_wire(wire))
        told = {name: text.decode() for name, text in wire.headers}
        assert len(told) == len(wire.headers)
        assert [*headers.iter_errors(told), *value.iter_errors(json.loads(wire.value))] == []
        assert told["ce_correlationid"] == wire.key.decode() == json.loads(wire.value)["request"]
    assert len({dict(wire.headers)["ce_id"] for wire in found}) == len(found)


def check_partitions(connection: Connection, topic: str) -> None:
    """Its client agrees with everybody else's about where a key belongs."""
    with KafkaConsumer(
        **client_options(connection), enable_auto_commit=False, auto_offset_reset="earliest"
    ) as consumer:
        places = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic)]
        consumer.assign(places)
        ends, found = consumer.end_offsets(places), set()
        while any(consumer.position(place) < ends[place] for place in places):
            for records in consumer.poll(timeout_ms=100).values():
                found |= {(record.key.decode(), record.partition) for record in records}
    assert len(found) == 1 + REQUESTS
    assert found == {(key, partition_of(key, len(places))) for key, _ in found}


def dead_letters(side: Side, connection: Connection, prefix: str) -> Reading:
    names = [name for name in topics_of(connection, prefix) if name.endswith(".dlt")]
    assert exchange_out(prefix, HOLDER) + ".dlt" in names
    return side.reader(*names)


# -- what comes twice ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERERS)
def test_a_duplicate_gets_the_same_reply(
    name: str, broker: Shared, prefix: str, side: Side, tmp_path: Path
) -> None:
    """Byte for byte, under another id; after a restart nothing is answered that was before."""
    connector, fault = ANSWERERS[name], "duplicate:copies=1,event=request"
    asker, given = (
        side.reader(exchange_in(prefix, ASKER)),
        side.reader(exchange_out(prefix, HOLDER)),
    )
    buried = dead_letters(side, broker.connection, prefix)
    with relaying(broker.bootstrap, prefix, tmp_path / "relay", [fault]) as relay:
        for life in range(2):
            with answering(connector, broker.connection, prefix, HOLDER, tmp_path / name) as one:
                ask(side, prefix, [asked(f"{life}-{each}", STARTING_US) for each in range(10)])
                given.at_least(20 * (1 + life))
                assert one.stop() == connector.ended, one.told()
        asker.at_least(20)
        assert relay.stop() == 0
    assert given.more(300) == []
    assert Counter((wire.key, wire.value) for wire in given.found) == Counter(
        dict.fromkeys(((wire.key, wire.value) for wire in given.found), 2)
    )
    check_written(given.found)
    asker.more(300)
    assert len(replies_of(asker.found)) == 20
    assert buried.more(300) == []


# -- logging in ------------------------------------------------------------------------------------


def test_they_log_in(own_broker: Callable[..., Broker], tmp_path: Path) -> None:
    """By SCRAM, each as its agency, which may do just what the catalogue allows."""
    places = dict(zip([HOLDER, OTHER, "G12", "G15"], ANSWERERS, strict=True))
    own = own_broker(scram={agency: f"secret of {agency}" for agency in places})
    make_topics(own.connection, "sim", [*places, ASKER])
    acl_admin.apply(own.connection, acl_admin.plan(own.connection, "sim", [*places, ASKER]))
    side = Side(own.connection)
    for agency, name in places.items():
        request = changed(asked("one"), provider=agency)
        delivered = Record(exchange_in("sim", agency), request.request, request, 1, 0, 0)
        side.write(to_wire(delivered))
        reader = side.reader(exchange_out("sim", agency))
        with answering(ANSWERERS[name], login(own, agency), "sim", agency, tmp_path / name) as it:
            (reply,) = reader.at_least(1)
            assert it.stop() == ANSWERERS[name].ended, it.told()
        assert from_wire(reply).event.request_hash == request_hash(request)  # type: ignore[attr-defined]
        assert "secret" not in it.told()
    side.close()


def login(own: Broker, agency: str) -> Connection:
    return replace(own.connection, sasl_username=agency, sasl_password=f"secret of {agency}")


# -- their size ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CONNECTORS)
def test_an_answerer_is_short(name: str) -> None:
    """At most 80 lines, none of more than 132 columns."""
    lines = CONNECTORS[name].source.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 80
    assert max(map(len, lines)) <= 132
