"""A real Prometheus watches a live run in which real software stands in for some agencies."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.cli.choice import Choice
from tests.connected.brokers import Shared
from tests.connected.hosts import live, members, relay
from tests.connected.relays import make_topics
from tests.connected.test_live_replaced import SETTINGS, SILENT, SLOW, SPEED, late, software
from tests.connected.watching import asked_of_hosted, await_answers, watched
from tests.simulator.dashboards.expressions import Asked
from topics.broker.ports import free_port

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SETS = [word for setting in SETTINGS for word in ("--set", setting)]
REPLACED = ("--replace", SILENT, "--replace", SLOW)
OWED = ((SILENT, "silent"), (SLOW, "late"))
BLAMED = "sum(lienthong_wall_blamed_total{{provider='{}',outcome='{}'}}) > 0"


@pytest.fixture
def port(
    broker: Shared, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """Where a run tells its metrics: one agency never answers, and one does after the time-out."""
    monkeypatch.setitem(os.environ, "LIENTHONG_BOOTSTRAP", broker.bootstrap)
    agencies = [entry.id for entry in Choice("demo", SETTINGS).load().agencies]
    make_topics(broker.connection, prefix, agencies)
    found = free_port()
    metrics = ("--metrics-port", str(found))
    words = {
        "relay": relay(prefix, *SETS, scenario="demo"),
        "live": live(prefix, SPEED, *SETS, *REPLACED, *metrics, scenario="demo"),
    }
    with software(broker.connection, prefix, SLOW, late), members(tmp_path, words) as run:
        run["live"].ready("metrics at")
        yield found
        assert [run[name].stop() for name in ("live", "relay")] == [0, 0]


def test_all_that_we_ask_is_answered(
    port: int, require: Callable[[str], Path], tmp_path: Path
) -> None:
    """Every expression about what agencies elsewhere owe, by more than nothing, and who owes it."""
    begin_s = time.time()
    owed = [Asked(asked.where, f"({asked.expr}) > 0") for asked in asked_of_hosted()]
    owed += [Asked(f"{agency}: {what}", BLAMED.format(agency, what)) for agency, what in OWED]
    with watched(require("prometheus"), tmp_path, port) as prometheus:
        await_answers(prometheus, owed, begin_s)
