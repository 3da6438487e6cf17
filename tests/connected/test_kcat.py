"""kcat, the console tool of many operators, reads what is on the bus."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.relay.process import local_time_us
from tests.connected.brokers import Shared
from tests.connected.relays import Side, make_topics, relaying
from tests.simulator.relay.malformed import ASKED, ASKER, DOSSIER, HOLDER, changed, out
from tests.simulator.relay.worlds import tiny
from topics.catalogue import exchange_in, exchange_out
from topics.envelope import WireRecord

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

HOUR_US = 3_600_000_000
Read = Callable[..., list[str]]


@pytest.fixture
def side(broker: Shared, prefix: str) -> Iterator[Side]:
    make_topics(broker.connection, prefix, sorted(tiny().agencies))
    made = Side(broker.connection)
    yield made
    made.close()


@pytest.fixture
def read(broker: Shared, require: Callable[[str], Path]) -> Read:
    """The lines that kcat prints of a topic, from its beginning to its end."""
    kcat = require("kcat")

    def lines(topic: str, *options: str) -> list[str]:
        command = [str(kcat), "-C", "-q", "-e", "-b", broker.bootstrap, "-t", topic, *options]
        done = subprocess.run(command, capture_output=True, timeout=60, check=True)
        return done.stdout.decode().splitlines()

    return lines


def requests(prefix: str, count: int) -> list[WireRecord]:
    deadline_us = local_time_us() + HOUR_US
    return [
        out(
            prefix, ASKER,
            changed(ASKED, request=f"{DOSSIER}/n{number}", deadline_us=deadline_us),
        )
        for number in range(count)
    ]  # fmt: skip


def printed(wire: WireRecord) -> str:
    assert wire.key is not None
    assert wire.value is not None
    headers = ",".join(f"{name}={text.decode()}" for name, text in wire.headers)
    return f"{wire.key.decode()} {headers} {wire.value.decode()}"


def test_it_prints_keys_headers_and_values(prefix: str, side: Side, read: Read) -> None:
    """Just as they were sent, Vietnamese words in headers and values too."""
    sent = requests(prefix, 10)
    side.write(*sent)
    lines = read(exchange_out(prefix, ASKER), "-f", r"%k %h %s\n")
    assert sorted(lines) == sorted(map(printed, sent))
    assert "NĐ 47/2020" in lines[0]


def test_it_reads_what_the_relay_delivers(
    broker: Shared, prefix: str, side: Side, read: Read, tmp_path: Path
) -> None:
    """As JSON: what an agency gets, without the marks of the relay's transactions."""
    delivered = side.reader(exchange_in(prefix, HOLDER))
    with relaying(broker.bootstrap, prefix, tmp_path / "relay") as relay:
        side.write(*requests(prefix, 3))
        delivered.at_least(3)
        assert relay.stop() == 0
    found = {
        record["key"]: record for record in map(json.loads, read(exchange_in(prefix, HOLDER), "-J"))
    }
    assert len(found) == 3
    for wire in delivered.found:
        record = found[(wire.key or b"").decode()]
        assert record["payload"] == (wire.value or b"").decode()
        names, texts = record["headers"][::2], record["headers"][1::2]
        assert list(zip(names, texts, strict=True)) == [
            (name, text.decode()) for name, text in wire.headers
        ]
