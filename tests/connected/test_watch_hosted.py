"""A real Prometheus watches a live run in which real software stands in, and its relay."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.cli.choice import Choice
from tests.connected.brokers import Shared
from tests.connected.hosts import live, members, relay
from tests.connected.prometheus import Prometheus
from tests.connected.relays import Side, make_topics, until
from tests.connected.test_live_replaced import SETTINGS, SILENT, SLOW, SPEED, late, software
from tests.connected.watching import asked_of_hosted, await_answers, watched
from tests.simulator.dashboards import expressions
from tests.simulator.dashboards.expressions import Asked
from topics.broker.ports import free_port
from topics.catalogue import exchange_out
from topics.envelope import WireRecord

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SETS = [word for setting in SETTINGS for word in ("--set", setting)]
REPLACED = ("--replace", SILENT, "--replace", SLOW)
OWED = ((SILENT, "silent"), (SLOW, "late"))
BLAMED = "sum(lienthong_wall_blamed_total{{provider='{}',outcome='{}'}}) > 0"
DEAD_LETTERS = "lienthong_wall_dead_letters_total"


@dataclass(frozen=True, slots=True)
class Told:
    """Where a process with agencies and the relay tell their metrics."""

    live: int
    relay: int


@pytest.fixture
def ports(
    broker: Shared, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Told]:
    """Of a run in which one agency never answers, and one does after the time-out."""
    monkeypatch.setitem(os.environ, "LIENTHONG_BOOTSTRAP", broker.bootstrap)
    agencies = [entry.id for entry in Choice("demo", SETTINGS).load().agencies]
    make_topics(broker.connection, prefix, agencies)
    found = Told(free_port(), free_port())
    told, of_relay = (("--metrics-port", str(port)) for port in (found.live, found.relay))
    words = {
        "relay": relay(prefix, *SETS, *of_relay, scenario="demo"),
        "live": live(prefix, SPEED, *SETS, *REPLACED, *told, scenario="demo"),
    }
    with software(broker.connection, prefix, SLOW, late), members(tmp_path, words) as run:
        run["live"].ready("metrics at")
        run["relay"].ready(": ready")
        yield found
        assert [run[name].stop() for name in ("live", "relay")] == [0, 0]


def test_all_that_we_ask_is_answered(
    ports: Told, broker: Shared, prefix: str, require: Callable[[str], Path], tmp_path: Path
) -> None:
    """Every expression about what agencies elsewhere owe, who owes it, and about the relay.

    By more than nothing; so is every one about dead letters, which only the relay writes here.
    """
    begin_s = time.time()
    wanted = [a for a in (*asked_of_hosted(), *of_dead_letters()) if a.where != NOT_SO]
    more = [Asked(asked.where, f"({asked.expr}) > 0") for asked in wanted]
    more += [Asked(f"{agency}: {what}", BLAMED.format(agency, what)) for agency, what in OWED]
    with watched(require("prometheus"), tmp_path, ports.live, ports.relay) as prometheus:
        await_scraped(prometheus, ports.relay)
        with closing(Side(broker.connection)) as stranger:
            stranger.write(WireRecord(exchange_out(prefix, SLOW), b"key", b"value", []))
        await_answers(prometheus, more, begin_s)
        (where,) = prometheus.instant(f"sum by (instance) ({DEAD_LETTERS}) > 0", time.time())
    assert where["metric"] == {"instance": f"127.0.0.1:{ports.relay}"}


NOT_SO = "LienthongRecordQuarantined"  # a fault of ours that a healthy relay does not have


def of_dead_letters() -> list[Asked]:
    """Of the dashboard, and of the alert; the ones of other metrics are asked elsewhere."""
    every = expressions.everything()
    found = [asked for asked in every if DEAD_LETTERS in expressions.metrics_of(asked.expr)]
    assert {asked.where for asked in found} == {
        "exchange.json: Dead letters A",
        "exchange.json: Dead letters by culprit A",
        "LienthongDeadLettersGrow",
    }
    return found


def await_scraped(prometheus: Prometheus, port: int) -> None:
    """Its counters have been seen at 0: what was born at 1 never grew."""
    wanted = f"{DEAD_LETTERS}{{instance='127.0.0.1:{port}'}} == 0"
    until(lambda: prometheus.instant(wanted, time.time()))
