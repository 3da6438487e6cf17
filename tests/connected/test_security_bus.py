"""The bus of a user who may not do everything: what is refused is told, all else goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.connected.relays import until
from tests.connected.secured import Secured, secured_broker
from tests.simulator.relay.malformed import ASKER, HOLDER
from topics.bus import Bus, open_bus
from topics.catalogue import exchange_in, exchange_out, status_out
from topics.envelope import WireRecord
from topics.kafka import acl_admin
from topics.kafka.acl import Acl, AclPlan, AclStep
from topics.kafka.faults import Forbidden
from topics.kafka.grants import RELAY
from topics.kafka.options import KafkaOptions
from topics.kafka.users import make_users

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

FORBIDDEN_IN, OUT, STATUS = (
    topic("sim", HOLDER) for topic in (exchange_in, exchange_out, status_out)
)
READABLE = exchange_in("sim", ASKER)
each_transport = pytest.mark.parametrize("transport", ["kafka", "confluent"])


@pytest.fixture(scope="module")
def secured(
    tmp_path_factory: pytest.TempPathFactory, require: Callable[[str], Path]
) -> Iterator[Secured]:
    """With user `reader`, who may read one topic and has no right to any group."""
    with secured_broker(tmp_path_factory.mktemp("secured"), require("openssl")) as made:
        make_users(made.broker.connection, ["reader"], made.users)
        steps = [
            AclStep("create", Acl("topic", READABLE, "User:reader", operation))
            for operation in ("read", "describe")
        ]
        acl_admin.apply(made.broker.connection, AclPlan("sim", tuple(steps)))
        yield made


def bus_of(secured: Secured, user: str, transport: str) -> Bus:
    options = KafkaOptions(linger_ms=100, batch_bytes=400)
    return open_bus(transport, connection=secured.login(user), options=options)


def numbered(topic: str, *numbers: int) -> list[WireRecord]:
    return [WireRecord(topic, b"key", b"%d" % number, []) for number in numbers]


def written(secured: Secured, topic: str) -> list[int]:
    """The numbers in a topic, each where it was first seen; the relay may read it."""
    with closing(bus_of(secured, RELAY, "kafka")) as bus:
        found: dict[bytes, None] = {}
        reader = bus.consumer([topic])
        while reader.lag_records():
            found |= dict.fromkeys(raw.wire.value or b"" for raw in reader.poll_raw(500, 0.5))
    return [int(value) for value in found if value.isdigit()]


def mixed(number: int) -> Iterator[WireRecord]:
    """One for either of two topics that the user may write, and now and then one for another."""
    yield from numbered(STATUS if number % 3 else OUT, number)
    if number % 10 == 5:
        yield from numbered(FORBIDDEN_IN, number)


@each_transport
def test_what_is_forbidden_takes_nothing_with_it(secured: Secured, transport: str) -> None:
    """Records for two allowed topics, in flight with it: all are in the log, in their order.

    One topic is refused, by its name, and the broker is not asked for each of its records.
    """
    first = 1_000 if transport == "kafka" else 2_000
    numbers = range(first, first + 300)
    denied = f"Principal = User:{HOLDER} is Denied operation = WRITE"
    before, told = secured.logged(denied), []
    with closing(bus_of(secured, HOLDER, transport)) as bus:
        wires = [wire for number in numbers for wire in mixed(number)]
        for act in (lambda: bus.publish_raw(wires), bus.flush):
            try:
                act()
            except Forbidden as error:
                told.append(str(error))
        bus.publish_raw(numbered(OUT, first + 300))
        bus.flush()
        assert bus.confirmed == 301  # type: ignore[attr-defined]
    refusal = (
        f"topic {FORBIDDEN_IN} at {secured.where}: user '{HOLDER}' lacks the right to write it ("
    )
    assert all(text.startswith(refusal) for text in told)
    assert sum(int(text.removeprefix(refusal).split()[0]) for text in told) == 30
    assert [n for n in written(secured, STATUS) if n in numbers] == [n for n in numbers if n % 3]
    outs = [n for n in written(secured, OUT) if n >= first]
    assert [n for n in outs if n <= first + 300] == [
        *(n for n in numbers if not n % 3),
        first + 300,
    ]
    assert secured.logged(denied) - before <= 10


@each_transport
def test_who_has_no_right_to_any_group_can_read(secured: Secured, transport: str) -> None:
    """Partitions, without a group: records, positions and lag, and no error meanwhile.

    As a member of a group it is refused.
    """
    with closing(bus_of(secured, "reader", transport)) as bus:
        with closing(bus.consumer([READABLE])) as reader:
            until(lambda: reader.poll_raw(10, 0.2))
            assert reader.lag_records() == 0
            for _ in range(15):  # by then librdkafka has been refused its group some times
                assert reader.poll_raw(10, 0.2) == []
        with pytest.raises(Forbidden), closing(bus.consumer([READABLE], "sim.group")) as member:
            until(lambda: member.poll_raw(10, 0.5))


def test_an_agency_that_reads_partitions_asks_for_no_group_of_others(secured: Secured) -> None:
    """Librdkafka wants a group of every reader: it is one that the agency has a right to."""
    before = secured.logged(f"User:{ASKER} is Denied", "Group:")
    with (
        closing(bus_of(secured, ASKER, "confluent")) as bus,
        closing(bus.consumer([READABLE])) as reader,
    ):
        until(lambda: reader.poll_raw(10, 0.2))
        assert reader.poll_raw(10, 2.0) == []
    assert secured.logged(f"User:{ASKER} is Denied", "Group:") == before
