"""What somebody else writes into the topics of a closed run never enters it, and is never lost."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import confluent_kafka
import pytest

import topics.bus
from simulator.carrying import over_kafka
from simulator.carrying.confirm import Confirmed
from simulator.relay.deadletter import DeadLetter, parse
from tests.connected.brokers import Shared
from tests.connected.closed_runs import SHORT_RUN, lienthong, records_of
from tests.connected.foreign_cases import REPEATED, TABLE, Case
from topics.bus import Bus
from topics.connection import Connection
from topics.envelope import WireRecord
from topics.kafka.bus import KafkaBus
from topics.kafka.confluent import ConfluentBus

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

Place = tuple[str, int, int]
FIVE_MEGABYTES = 5_000_000
MIDST = 600  # of the run's 1,300 records


class Somebody:
    """Other software with access to the broker, which writes what it likes."""

    def __init__(self, connection: Connection, compression: str = "gzip") -> None:
        self._producer = confluent_kafka.Producer(
            {
                "bootstrap.servers": connection.bootstrap,
                "message.max.bytes": 8_000_000,
                "compression.type": compression,
            }
        )

    def write(self, wire: WireRecord) -> Any:
        """The message as it was delivered, or the error that it met."""
        met: list[Any] = []
        parts: Any = wire.headers
        self._producer.produce(
            wire.topic, wire.value, wire.key, headers=parts,
            on_delivery=lambda error, message: met.append(error or message),
        )  # fmt: skip
        self._producer.flush(30)
        (what,) = met
        return what


@dataclass
class Visit:
    """What somebody wrote into a run, and what the run made of it."""

    written: dict[Place, Case] = field(default_factory=dict)
    letters: list[DeadLetter] = field(default_factory=list)
    refused: str = ""
    confirmed: list[Confirmed] = field(default_factory=list)
    status: int = -1
    told: str = ""
    manifest: Any = None
    bytes_of: dict[Place, WireRecord] = field(default_factory=dict)

    def watched(self, confirmed: Confirmed) -> Confirmed:
        self.confirmed.append(confirmed)
        return confirmed

    def pay(self, connection: Connection, prefix: str) -> None:
        own = [raw.wire for raw in records_of(connection, f"{prefix}.")]
        somebody = Somebody(connection)
        for case in TABLE:
            wire = case.wire(prefix, own)
            sent = somebody.write(wire)
            place = sent.topic(), sent.partition(), sent.offset()
            self.written[place], self.bytes_of[place] = case, wire
        huge = WireRecord(own[0].topic, b"k", b"a" * FIVE_MEGABYTES, [])
        self.refused = Somebody(connection, "none").write(huge).name()

    def look(self, connection: Connection, prefix: str) -> None:
        found = records_of(connection, f"{prefix}.")
        self.letters = [parse(raw.wire) for raw in found if raw.wire.topic.endswith(".dlt")]


def visited(bus: Any, visit: Visit) -> Callable[..., Bus]:
    """A transport over which a run gets a visit in its midst."""

    class Visited(bus):  # type: ignore[misc]
        sent = 0
        prefix = ""

        def publish_raw(self, records: Sequence[WireRecord]) -> None:
            super().publish_raw(records)
            before, self.sent = self.sent, self.sent + len(records)
            if before < MIDST <= self.sent:
                self.flush()
                self.prefix = records[0].topic.split(".")[0]
                visit.pay(self.connection, self.prefix)

        def close(self) -> None:
            super().close()
            visit.look(self.connection, self.prefix)

    return Visited


BUSES = {"kafka": KafkaBus, "confluent": ConfluentBus}


@pytest.fixture(scope="module", params=list(BUSES))
def visit(
    broker: Shared, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Visit:
    """A run over the command line, visited in its midst."""
    made, out = Visit(), tmp_path_factory.mktemp("visited")
    bus = BUSES[request.param]
    over = ["--bus", request.param, "--bootstrap", broker.bootstrap, "--out", str(out)]
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(StringIO()) as told:
        patch.setattr(over_kafka, "Confirmed", lambda *given: made.watched(Confirmed(*given)))
        patch.setitem(topics.bus._transports, request.param, visited(bus, made))
        made.status = lienthong(*SHORT_RUN, *over)
    made.told = told.getvalue()
    made.manifest = [json.loads(path.read_text()) for path in out.glob("*/manifest.json")]
    return made


def test_each_ends_where_the_table_says(visit: Visit) -> None:
    """A dead letter with its place, bytes and error; or no letter, for what is the run's own."""
    letters = {(at.original.topic, at.partition, at.offset): at for at in visit.letters}
    ended = {
        case.name: str(letters[place].error) if place in letters else REPEATED
        for place, case in visit.written.items()
    }
    assert ended == {case.name: case.ends for case in TABLE}
    assert len(letters) == len(visit.letters)
    assert set(letters) <= set(visit.written)


def test_a_dead_letter_holds_what_was_written(visit: Visit) -> None:
    """Byte by byte, unless it is too large: then its size and a hash."""
    for letter in visit.letters:
        wire = visit.bytes_of[letter.original.topic, letter.partition, letter.offset]
        if letter.cut:
            assert re.match(r"5,?000,?\d{3} bytes(,| of) (value )?sha256 [0-9a-f]{64}", letter.cut)
        else:
            assert letter.original == wire


def test_copies_of_its_own_are_counted(visit: Visit) -> None:
    """And nothing else is done about them."""
    assert [one.repeated for one in visit.confirmed] == [
        sum(case.ends == REPEATED for case in TABLE)
    ]


def test_the_run_comes_to_the_same(visit: Visit, tmp_path: Path) -> None:
    """Exit status 0, with the digest of a run that nobody visited."""
    assert visit.status == 0, visit.told
    assert lienthong(*SHORT_RUN, "--out", str(tmp_path)) == 0
    (alone,) = tmp_path.glob("*/manifest.json")
    assert visit.manifest == [json.loads(alone.read_text())]


def test_the_user_is_warned_of_each_error(visit: Visit) -> None:
    """One line for each, with how many there were."""
    warned = re.findall(r"warning: (\d+) foreign records were dead-lettered: (\S+)", visit.told)
    ends = Counter(case.ends for case in TABLE if case.ends != REPEATED)
    assert {error: int(count) for count, error in warned} == ends


def test_the_broker_itself_refuses_what_is_far_too_large(visit: Visit) -> None:
    """Five megabytes that do not compress get no further than their writer."""
    assert visit.refused == "MSG_SIZE_TOO_LARGE"


def test_the_table_is_long_enough() -> None:
    """At least 25 cases, no name twice."""
    assert len({case.name for case in TABLE}) == len(TABLE) >= 25
