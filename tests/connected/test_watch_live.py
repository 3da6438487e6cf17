"""A real Prometheus watches a live run over a real Kafka: what we ask of it has an answer."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.connected.brokers import Shared
from tests.connected.hosts import MAIN, Member, members
from tests.connected.watching import asked_of_live, await_answers, watched
from topics.broker.ports import free_port
from topics.bus import open_bus
from topics.catalogue import exchange_in
from topics.envelope import WireRecord
from topics.kafka.admin import delete_prefix

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SPEED = 60_000
# People who cannot keep up, so that a queue grows without bound.
SLOW_PEOPLE = "sharing.letter.answer={fixed: 20h}"
PAUSED = "annotation Paused"
AT_LAST = ("LienthongLiveBehind", "LienthongNotScraped")


@dataclass(frozen=True, slots=True)
class Run:
    """A live run that tells its metrics on `port`, and takes commands on `control`."""

    member: Member
    port: int
    control: int

    @property
    def prefix(self) -> str:
        """Of its topics."""
        found = re.search(r"topics begin with (\S+)\.", self.member.told())
        assert found is not None
        return found[1]

    def ctl(self, *words: str) -> None:
        """What an operator types."""
        command = [sys.executable, "-c", MAIN, "live", "ctl", *words, "--port", str(self.control)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def run(broker: Shared, tmp_path: Path) -> Iterator[Run]:
    """A live run; its topics are removed after it."""
    port, control = free_port(), free_port()
    words = [
        "live", "demo", "--bus", "kafka", "--bootstrap", broker.bootstrap, "--speed", str(SPEED),
        "--metrics-port", str(port), "--control-port", str(control), "--set", SLOW_PEOPLE,
        "--set", "publication.documents_per_year=40", "--out", "runs",
    ]  # fmt: skip
    with members(tmp_path, {"run": words}) as started:
        found = Run(started["run"], port, control)
        found.member.ready("metrics at")
        yield found
    delete_prefix(broker.connection, found.prefix)


def test_all_that_we_ask_is_answered(
    run: Run, broker: Shared, require: Callable[[str], Path], tmp_path: Path
) -> None:
    """Every expression of every dashboard, rule and alert that a live run can answer.

    What is empty when all is well is provoked first: a silent provider, lost statuses, a dead
    letter, a lever, a pause; at last the run is asked for too much, and killed.
    """
    begin_s, everything = time.time(), asked_of_live()
    with watched(require("prometheus"), tmp_path, run.port) as prometheus:
        time.sleep(3)
        provoke(run, broker)
        run.ctl("pause")
        await_answers(prometheus, [a for a in everything if a.where.endswith(PAUSED)], begin_s)
        run.ctl("resume")
        await_answers(prometheus, [a for a in everything if a.where not in AT_LAST], begin_s)
        run.ctl("speed", "1000000000")
        await_answers(prometheus, [a for a in everything if a.where == AT_LAST[0]], begin_s)
        run.member.kill()
        await_answers(prometheus, [a for a in everything if a.where == AT_LAST[1]], begin_s)


def provoke(run: Run, broker: Shared) -> None:
    """All that goes wrong, and what an operator does."""
    run.ctl("fault", "silence", "agency=G24", "for=90d")
    run.ctl("fault", "status-loss", "share=0.5", "for=90d")
    run.ctl("lever", "better-sharing")
    with closing(open_bus("kafka", connection=broker.connection)) as stranger:
        topic = exchange_in(run.prefix, "H03")
        stranger.publish_raw([WireRecord(topic, b"key", b"value", [])])
        stranger.flush()
