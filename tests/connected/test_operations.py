"""What the runbook promises of backups and upgrades, tried on a real broker."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from simulator.cli.dead_letters import replay_dead_letters
from simulator.relay.audit import Head, verify
from simulator.relay.deadletter import parse
from tests.connected.brokers import Shared
from tests.connected.relays import RelayProcess, Side, ending, make_topics
from tests.connected.test_relay_process import AGENCIES, asked, chain_of
from tests.simulator.relay.malformed import ASKER, HOLDER, answer, changed, out
from topics.broker import Broker, restart, stop
from topics.catalogue import audit, dlt, exchange_in, exchange_out
from topics.envelope import WireRecord, from_wire
from topics.events import DataRequest

pytestmark = [
    pytest.mark.connected,
    pytest.mark.full,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ROOT = Path(__file__).parents[2]
LAST_FIELD = '    mode: Literal["platform", "letter"] = "platform"\n'
NEW_FIELD = "    channel: str | msgspec.UnsetType = msgspec.UNSET\n"


def head_of(relay: RelayProcess) -> Head:
    """Where its audit ends, by its last line."""
    return Head.parse(relay.told().strip().rpartition("audit ")[2])


def requests_of(wires: list[WireRecord]) -> list[str]:
    return [json.loads(wire.value or b"")["request"] for wire in wires]


# -- backup and restore ----------------------------------------------------------------------------


def test_a_relay_goes_on_from_a_backup(own_broker: Callable[..., Broker], tmp_path: Path) -> None:
    """Nothing is doubled: what was open is answered, what was answered stays so, by one chain.

    What happened after the backup is lost with the broker; who had no reply asks again.
    """
    broker, backup, log = own_broker(), tmp_path / "backup", tmp_path / "log"
    make_topics(broker.connection, "live", AGENCIES)
    done, still_open, later = asked("done"), asked("open"), asked("later")
    with closing(Side(broker.connection)) as side:
        holder, asker = (side.reader(exchange_in("live", a)) for a in (HOLDER, ASKER))
        with ending(RelayProcess(broker.bootstrap, "live", log).ready()) as relay:
            side.write(out("live", ASKER, done), out("live", ASKER, still_open))
            holder.at_least(2)
            side.write(out("live", HOLDER, answer(done)))
            asker.at_least(1)
            assert relay.stop() == 0
            saved = head_of(relay)
    stop(broker.folder)
    shutil.copytree(broker.folder, backup)
    restart(broker.folder)
    with ending(RelayProcess(broker.bootstrap, "live", log).ready()) as relay:
        with closing(Side(broker.connection)) as side:
            side.write(out("live", ASKER, later))
            side.reader(exchange_in("live", HOLDER)).at_least(3)
        relay.kill()
    stop(broker.folder)
    shutil.rmtree(broker.folder)
    shutil.copytree(backup, broker.folder)
    restart(broker.folder)
    check_that_it_goes_on(broker, log, saved, [done, still_open, later])


def check_that_it_goes_on(
    broker: Broker, log: Path, saved: Head, requests: list[DataRequest]
) -> None:
    """After the restore: each request once at its provider, each answer once at who asked."""
    done, still_open, later = requests
    with (
        closing(Side(broker.connection)) as side,
        ending(RelayProcess(broker.bootstrap, "live", log).ready()) as relay,
    ):
        holder, asker = (side.reader(exchange_in("live", a)) for a in (HOLDER, ASKER))
        side.write(out("live", ASKER, still_open), out("live", ASKER, later))
        assert sorted(requests_of(holder.at_least(3))) == sorted(r.request for r in requests)
        side.write(*(out("live", HOLDER, answer(each)) for each in (done, still_open, later)))
        asker.at_least(3)
        assert relay.stop() == 0
        chain = side.reader(audit("live"))
        events = chain_of(chain.at_least(head_of(relay).count))
        assert sorted(requests_of(asker.found + asker.more())) == sorted(
            r.request for r in requests
        )
        assert len(holder.found + holder.more()) == 3
    assert verify(events, head_of(relay)) is None
    assert events[saved.count - 1].hash == saved.hash
    ended = [event.request for event in events if event.ended]
    assert sorted(ended) == sorted(each.request for each in requests)


# -- contract versions side by side ----------------------------------------------------------------


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it would be when a request had gained an optional field."""
    tree = tmp_path_factory.mktemp("newer")
    for name in ("topics", "agents", "simulator", "config"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    events = tree / "topics" / "events.py"
    text = events.read_text()
    assert text.count(LAST_FIELD) == 1
    events.write_text(text.replace(LAST_FIELD, LAST_FIELD + NEW_FIELD))
    return tree


@pytest.fixture
def side(broker: Shared, prefix: str) -> Iterator[Side]:
    make_topics(broker.connection, prefix, AGENCIES)
    with closing(Side(broker.connection)) as made:
        yield made


def newer_request(prefix: str, request: DataRequest) -> WireRecord:
    """As software writes it that knows the newer contract, with headers of its own besides."""
    wire = out(prefix, ASKER, request)
    fields: dict[str, Any] = json.loads(wire.value or b"") | {"channel": "counter"}
    more = [("ce_vendornote", b"1"), ("x-vendor", b"\xff")]
    return changed(wire, value=json.dumps(fields).encode(), headers=[*wire.headers, *more])


def test_relay_and_agencies_are_upgraded_one_after_the_other(
    broker: Shared, prefix: str, side: Side, newer: Path, tmp_path: Path
) -> None:
    """First the relay: what was open goes on; then agencies, in any order, beside older ones.

    An agency that writes by the newer contract too soon gets a dead letter, which may be replayed.
    """
    holder, asker = (side.reader(exchange_in(prefix, agency)) for agency in (HOLDER, ASKER))
    letters, chain = side.reader(dlt(exchange_out(prefix, ASKER))), side.reader(audit(prefix))
    before, soon, older = asked("before"), asked("soon"), asked("older")
    with ending(RelayProcess(broker.bootstrap, prefix, tmp_path / "log").ready()) as old:
        side.write(out(prefix, ASKER, before), newer_request(prefix, soon))
        holder.at_least(1)
        (letter,) = map(parse, letters.at_least(1))
        assert str(letter.error) == "requester.protocol.invalid_fields"
        assert "unknown field" in letter.exception
        assert old.stop() == 0
    upgraded = RelayProcess(broker.bootstrap, prefix, tmp_path / "log", tree=newer)
    with ending(upgraded.ready()) as relay:
        side.write(out(prefix, HOLDER, answer(before)))
        assert [from_wire(wire).event for wire in asker.at_least(1)] == [answer(before)]
        side.write(out(prefix, ASKER, older))
        holder.at_least(2)
        replay_dead_letters(prefix, None, broker.bootstrap, 5)
        *known, of_newer = holder.at_least(3)
        assert [from_wire(wire).event for wire in known] == [before, older]
        assert json.loads(of_newer.value or b"")["channel"] == "counter"
        assert not {"ce_vendornote", "x-vendor"} & {name for name, _ in of_newer.headers}
        side.write(out(prefix, HOLDER, answer(older)), out(prefix, HOLDER, answer(soon)))
        asker.at_least(3)
        assert relay.stop() == 0
    events = chain_of(chain.at_least(head_of(relay).count))
    assert verify(events, head_of(relay)) is None
    assert [e.request for e in events if e.ended] == [e.request for e in (before, older, soon)]
