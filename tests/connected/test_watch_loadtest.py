"""A real Prometheus watches a load test of a connector on a real Kafka."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from simulator.loadtest.entries import Seen, Send
from simulator.loadtest.history import HistoryReader
from tests.connected.brokers import Shared
from tests.connected.loadtests import PATIENCE_S, at_work, check_clean, history_of, plan
from tests.connected.mutants.trial import program
from tests.connected.prometheus import Prometheus
from tests.connected.watching import asked_of_loadtest, await_answers, watched
from tests.simulator.dashboards import expressions
from tests.simulator.dashboards.expressions import Asked
from tests.simulator.loadtest.plans import PROVIDER
from topics.broker.ports import free_port
from topics.errors import ErrorCode

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

# It thinks that every tenth request came too late, and says so of the requester; what it cannot
# read, it says that the bus has spoilt.
COMMAND = program("finds-in-time-too-late")
CONNECTOR = {"agency": PROVIDER, "role": "provider", "command": COMMAND}
FAULTS = [
    {"fault": "poison", "on": {"event": "request"}, "share": "10%", "at": "1s", "for": "4s"},
    {"fault": "connector-pause", "at": "6s", "for": "1s"},
]
LOAD = {"profile": "constant", "rate": 30, "duration": "9s"}
INBOX = ".exchange.in.h03.v1"  # of the only requester
MARK = "connector.json: annotation Faults"
TOTAL = "lienthong_wall_connector_{}_total"


def test_all_that_we_ask_is_answered(
    broker: Shared, kafka_admin: Any, require: Callable[[str], Path], tmp_path: Path
) -> None:
    """Every expression of the dashboard *Connector under test*; its numbers are the history's.

    A connector blames requesters for what is not their fault, some requests come to it spoilt,
    and it stands still for a second.
    """
    path = plan(tmp_path, connector=CONNECTOR, faults=FAULTS, load=LOAD)
    out, port, begin_s = tmp_path / "out", free_port(), time.time()
    with watched(require("prometheus"), tmp_path, port) as prometheus:
        with at_work(path, out, broker.bootstrap, "--metrics-port", str(port)) as process:
            _, said = process.communicate(timeout=PATIENCE_S)
        assert process.returncode in (1, 4), said  # invalid, where the machine was too busy
        await_answers(prometheus, [*asked_of_loadtest(), *struck()], begin_s)
        told = told_at_last(prometheus, begin_s)
    history = history_of(out)
    check_clean(history, kafka_admin)
    assert told == noted(history)
    assert set(told) == {"sent", "answered", "requester", "bus"}


def struck() -> list[Asked]:
    """The mark that a fault of the plan leaves on the dashboard."""
    return [one for one in expressions.of_annotations() if one.where == MARK]


def told_at_last(prometheus: Prometheus, begin_s: float) -> dict[str, float]:
    """What the load test had counted by its end: messages, answers, and errors by culprit."""
    found = {}
    for name in ("sent", "answered", "errors"):
        asked = f"sum by (culprit) ({TOTAL.format(name)}) > 0"
        for series in prometheus.course(asked, begin_s, time.time(), 1):
            values = [float(value) for _, value in series["values"]]
            found[series["metric"].get("culprit", name)] = max(values)
    return found


def noted(history: HistoryReader) -> dict[str, float]:
    """The same by the history: only the first reply that a requester got to a request counts."""
    sent, replies = 0, dict[str, str | None]()
    for entry in history:
        sent += isinstance(entry, Send)
        if isinstance(entry, Seen) and entry.type and entry.topic.endswith(INBOX):
            replies.setdefault(entry.key, msgspec.json.decode(entry.event)["error"])
    errors = Counter(ErrorCode.parse(error).culprit for error in replies.values() if error)
    return {"sent": sent, "answered": len(replies), **errors}
