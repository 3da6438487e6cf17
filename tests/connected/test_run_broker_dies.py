"""A closed run whose broker dies: it waits, and comes to the same; or it gives up, and says so."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.connected.closed_runs import (
    SHORT,
    SHORT_RUN,
    digest_in_memory,
    digest_of,
    lienthong,
    records_of,
    run_over,
    scenario,
    topics_of,
)
from topics.broker import Broker, kill, restart
from topics.connection import Connection

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]
OwnBroker = Callable[..., Broker]
COMMAND = (sys.executable, "-c", "import sys; from simulator.cli import main; sys.exit(main())")
AWAY_S = 10.0
UNDER_WAY = 500  # records in the log when the broker is killed: far from all of demo's


class Outage:
    """Kills a broker when every run is in its midst, and brings it back after a while."""

    def __init__(self, folder: Path, runs: int) -> None:
        self._folder = folder
        self._all_there = threading.Barrier(runs, self._begin)
        self._back = threading.Thread(target=self._end)
        self._met: set[int] = set()

    def _begin(self) -> None:
        kill(self._folder)
        self._back.start()

    def _end(self) -> None:
        time.sleep(AWAY_S)
        restart(self._folder)

    def progress(self, fraction: float, _: int) -> None:
        """Of a run; each has a thread of its own."""
        if fraction > 0.4 and threading.get_ident() not in self._met:
            self._met.add(threading.get_ident())
            self._all_there.wait(60)

    def over(self) -> None:
        self._back.join()


RUNS = [(client, ahead) for client in ("kafka", "confluent") for ahead in (100, 10_000)]


def test_a_run_outlives_its_broker(own_broker: OwnBroker, tmp_path: Path) -> None:
    """Killed in mid-run and back after ten seconds: the same digest, on either client.

    Whether the run stands still meanwhile, or goes on to its end before the broker is back.
    """
    running, resolved = own_broker(), scenario("tiny", *SHORT)
    outage = Outage(running.folder, len(RUNS))

    def run(client: str, ahead: int) -> str:
        prefix = f"run-{client}-{ahead}"
        result = run_over(
            running.connection, prefix, resolved, tmp_path / prefix, outage.progress,
            transport=client, run_ahead_records=ahead,
        )  # fmt: skip
        assert result.foreign == {}
        return digest_of(result)

    with ThreadPoolExecutor(len(RUNS)) as all_of_them:
        digests = list(all_of_them.map(run, *zip(*RUNS, strict=True)))
    outage.over()
    assert digests == [digest_in_memory(resolved, tmp_path)] * len(RUNS)
    assert topics_of(running.connection, "run-") == []


def test_an_absent_broker_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence within ten seconds, exit status 3, and nothing is left."""
    begin_s = time.monotonic()
    over = ["--bus", "kafka", "--bootstrap", "127.0.0.1:1", "--out", str(tmp_path / "runs")]
    assert lienthong(*SHORT_RUN, *over) == 3
    assert time.monotonic() - begin_s < 10
    told = [line for line in capsys.readouterr().err.splitlines() if "warning" not in line]
    assert told == ["lienthong: no broker answers at 127.0.0.1:1: Connection refused"]
    assert not (tmp_path / "runs").exists()


def test_what_listens_and_says_nothing_is_told_in_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same for an address where something else is."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        begin_s = time.monotonic()
        over = ["--bus", "kafka", "--bootstrap", address, "--out", str(tmp_path / "runs")]
        assert lienthong(*SHORT_RUN, *over) == 3
        assert time.monotonic() - begin_s < 10
    assert f"what listens at {address} does not answer as Kafka does" in capsys.readouterr().err


@contextmanager
def demo(bootstrap: str, out: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A long run as a user starts it; never left running."""
    arguments = ["run", "demo", "--replications", "1", "--bus", "kafka", *more]
    running = subprocess.Popen(
        [*COMMAND, *arguments, "--bootstrap", bootstrap, "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    try:
        yield running
    finally:
        if running.poll() is None:
            running.kill()
            running.communicate()


def await_records(connection: Connection, *running: subprocess.Popen[str]) -> None:
    """Until each run has records in the log."""
    end_s = time.monotonic() + 120
    while True:
        assert all(each.poll() is None for each in running), [r.communicate() for r in running]
        assert time.monotonic() < end_s
        prefixes = {topic.split(".")[0] for topic in topics_of(connection, "run-")}
        logs = [records_of(connection, f"{prefix}.") for prefix in prefixes]
        if len([log for log in logs if len(log) >= UNDER_WAY]) == len(running):
            return
        time.sleep(0.2)


def test_a_broker_that_stays_away(own_broker: OwnBroker, tmp_path: Path) -> None:
    """Then a run gives up when it was told to, with exit status 3, and says how far it came.

    Another that is stopped by Ctrl-C meanwhile ends soon, not at its own end of patience. Neither
    leaves a folder.
    """
    running = own_broker()
    patient, hasty = tmp_path / "patient", tmp_path / "hasty"
    with (
        demo(running.bootstrap, patient) as stopped,
        demo(running.bootstrap, hasty, "--give-up", "3") as ended,
    ):
        await_records(running.connection, stopped, ended)
        begun_s = time.monotonic()  # a dying broker confirms nothing either
        kill(running.folder)
        killed_s = time.monotonic()
        time.sleep(1.0)
        stopped.send_signal(signal.SIGINT)
        _, told = stopped.communicate(timeout=60)
        assert time.monotonic() - killed_s < 30
        assert stopped.returncode == 130, told
        assert "lienthong: stopped; nothing was written" in told
        assert "Traceback" not in told
        out, told = ended.communicate(timeout=60)
        assert 2.5 < time.monotonic() - begun_s < 40
    assert (ended.returncode, out) == (3, ""), told
    (line,) = [line for line in told.splitlines() if line.startswith("lienthong: ")]
    found = re.search(r": ([\d,]+) of ([\d,]+) records of .* confirmed .*, ([\d,]+) are not$", line)
    assert found is not None, line
    back, sent, missing = (int(number.replace(",", "")) for number in found.groups())
    assert (missing > 0, back + missing) == (True, sent)
    assert "Traceback" not in told
    assert not patient.exists()
    assert not hasty.exists()
