"""What can happen to a load test itself: each ends in a clear error and leaves its history."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.loadtest.entries import Process, Send
from simulator.loadtest.history import HistoryReader
from tests.connected.brokers import Shared
from tests.connected.loadtests import (
    LOAD,
    PATIENCE_S,
    ROOT,
    at_work,
    check_clean,
    gone,
    history_of,
    outcome_of,
    plan,
)
from tests.simulator.loadtest.plans import PROVIDER
from topics import broker as brokers
from topics.broker import Broker

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def until_loading(out: Path, process: subprocess.Popen[str]) -> HistoryReader:
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s and process.poll() is None:
        found = list(out.glob("*/history.jsonl"))
        if found and b'"name":"load"' in found[0].read_bytes():
            return HistoryReader(found[0])
        time.sleep(0.05)
    pytest.fail("the load never began")


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.full)]
)
def test_a_test_that_is_stopped_leaves_its_history_and_nothing_else(
    number: signal.Signals, broker: Shared, kafka_admin: Any, tmp_path: Path
) -> None:
    """By Ctrl-C or SIGTERM, in the middle of the load."""
    path, out = plan(tmp_path, load=LOAD | {"duration": "60s"}), tmp_path / "out"
    with at_work(path, out, broker.bootstrap) as process:
        history = until_loading(out, process)
        time.sleep(1.5)
        process.send_signal(number)
        told, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert (told, "the history so far is" in said) == ("", True)
    assert sum(isinstance(entry, Send) for entry in history) > 10
    check_clean(history, kafka_admin)


@pytest.mark.full
def test_a_broker_that_dies_is_an_error(own_broker: Callable[..., Broker], tmp_path: Path) -> None:
    """Within half a minute, with the history up to there, and no process is left."""
    own = own_broker()
    path, out = plan(tmp_path, load=LOAD | {"duration": "120s"}), tmp_path / "out"
    with at_work(path, out, own.bootstrap) as process:
        history = until_loading(out, process)
        time.sleep(1.5)
        brokers.kill(own.folder)
        began_s = time.monotonic()
        _, said = process.communicate(timeout=90)
        assert time.monotonic() - began_s < 60
    assert process.returncode == 3
    assert "is gone since" in said
    assert sum(isinstance(entry, Send) for entry in history) > 10
    assert all(gone(entry.pid) for entry in history if isinstance(entry, Process))


def test_a_full_disk_is_an_error(broker: Shared, kafka_admin: Any, tmp_path: Path) -> None:
    """Said in a sentence; topics and processes are gone."""
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from simulator.loadtest.plan_reader import read_plan\n"
        "from simulator.loadtest.run import run_plan\n"
        "from topics.connection import Connection\n"
        "from topics.errors import EnvironmentFailed\n"
        "if __name__ == '__main__':\n"
        "    try:\n"
        "        run_plan(read_plan(Path(sys.argv[1])), Path(sys.argv[2]),\n"
        "                 Connection(bootstrap=sys.argv[3]))\n"
        "    except EnvironmentFailed as error:\n"
        "        sys.exit(f'found: {error}')\n"
    )
    (tmp_path / "full.py").write_text(code)
    out = tmp_path / "out"
    out.mkdir()
    (out / "history.jsonl").symlink_to("/dev/full")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "full.py"), str(plan(tmp_path)), str(out),
         broker.bootstrap],
        capture_output=True, text=True, timeout=PATIENCE_S, cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "No space left on device" in done.stderr
    assert done.returncode == 1
    (prefix,) = set(re.findall(r"lt-[0-9a-f]{8}", (out / "relay.log").read_text()))
    assert [topic for topic in kafka_admin.list_topics() if topic.startswith(prefix)] == []


@pytest.mark.full
def test_two_tests_on_one_broker_do_not_meet(
    broker: Shared, kafka_admin: Any, tmp_path: Path
) -> None:
    """Each has topics of its own, and passes."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    outs = [tmp_path / name / "out" for name in ("a", "b")]
    with (
        at_work(plan(outs[0].parent), outs[0], broker.bootstrap) as one,
        at_work(plan(outs[1].parent), outs[1], broker.bootstrap) as other,
    ):
        found = [process.communicate(timeout=PATIENCE_S) for process in (one, other)]
    assert [json.loads(told)["verdict"] for told, _ in found] == ["pass", "pass"]
    histories = [history_of(out) for out in outs]
    assert histories[0].header["prefix"] != histories[1].header["prefix"]
    for history in histories:
        check_clean(history, kafka_admin)


def test_a_connector_that_does_not_start_is_told(broker: Shared, tmp_path: Path) -> None:
    """With what it said, before anything is sent."""
    connector = {"agency": PROVIDER, "role": "provider",
                 "command": [sys.executable, "-c", "raise SystemExit('no settings')"]}  # fmt: skip
    status, verdict, said = outcome_of(plan(tmp_path, connector=connector), tmp_path / "out",
                                   broker.bootstrap)  # fmt: skip
    assert (status, verdict) == (3, None)
    assert "the connector ended before the test began; it said: no settings" in said
