"""A real Prometheus watches a live run over a real Kafka: what we ask of it has an answer.

Time is fifteen times quicker than for an operator: scrapes, and the windows of every expression.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml

from tests.connected.brokers import Shared
from tests.connected.hosts import Member, members
from tests.connected.prometheus import Prometheus, prometheus_over
from tests.simulator.dashboards import expressions
from tests.simulator.dashboards.expressions import Asked
from topics.broker.ports import free_port
from topics.bus import open_bus
from topics.catalogue import exchange_in
from topics.envelope import WireRecord
from topics.kafka.admin import delete_prefix

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

QUICKER = 15
SCRAPE_MS = 333
SPEED = 60_000
PATIENCE_S = 150.0
SECONDS = {"s": 1, "m": 60, "h": 3600}
DURATION = re.compile(r"(\[|offset )(\d+)([smh])\b")
# People who cannot keep up, so that a queue grows without bound.
SLOW_PEOPLE = "sharing.letter.answer={fixed: 20h}"
AT_LAST = ("LienthongLiveBehind", "LienthongNotScraped")
OF_OTHERS = ("lienthong_wall_connector_", "lienthong_wall_blamed_total")


def quicker(expr: str) -> str:
    """With every window and offset fifteen times shorter."""

    def shorter(found: re.Match[str]) -> str:
        begin, number, unit = found.groups()
        return f"{begin}{int(number) * SECONDS[unit] * 1_000 // QUICKER}ms"

    return DURATION.sub(shorter, expr)


@pytest.fixture
def run(broker: Shared, tmp_path: Path) -> Iterator[Member]:
    """A live run whose metrics Prometheus scrapes; its topics are removed after it."""
    port, control = free_port(), free_port()
    words = [
        "live", "demo", "--bus", "kafka", "--bootstrap", broker.bootstrap, "--speed", str(SPEED),
        "--metrics-port", str(port), "--control-port", str(control), "--set", SLOW_PEOPLE,
        "--set", "publication.documents_per_year=40", "--out", "runs",
    ]  # fmt: skip
    with members(tmp_path, {"run": words}) as started:
        member = started["run"]
        member.ready("metrics at")
        (tmp_path / "port").write_text(str(port))
        (tmp_path / "control").write_text(str(control))
        yield member
    delete_prefix(broker.connection, prefix_of(member))


def prefix_of(run: Member) -> str:
    found = re.search(r"topics begin with (\S+)\.", run.told())
    assert found is not None
    return found[1]


@pytest.fixture
def prometheus(run: Member, require: Callable[[str], Path], tmp_path: Path) -> Iterator[Prometheus]:
    """One with our rules, all of it quicker."""
    rules = [
        {
            key: quicker(text) if key == "expr" else text
            for key, text in rule.items()
            if key != "for"
        }
        for group in expressions.rule_groups()
        for rule in group["rules"]
    ]
    group = {"name": "ours", "interval": "1s", "rules": rules}
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [group]}))
    target = f"127.0.0.1:{(tmp_path / 'port').read_text()}"
    scrape = {
        "job_name": "lienthong", "scrape_interval": f"{SCRAPE_MS}ms",
        "scrape_timeout": f"{SCRAPE_MS}ms", "static_configs": [{"targets": [target]}],
    }  # fmt: skip
    (tmp_path / "prometheus.yml").write_text(
        yaml.safe_dump({"rule_files": ["rules.yml"], "scrape_configs": [scrape]})
    )
    with prometheus_over(
        require("prometheus"), tmp_path / "data", tmp_path / "prometheus.yml"
    ) as started:
        yield started


def ctl(folder: Path, *words: str) -> None:
    """What an operator types."""
    code = "import sys; from simulator.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "live", "ctl", *words]
    port = (folder / "control").read_text()
    done = subprocess.run([*command, "--port", port], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def answered(prometheus: Prometheus, asked: Asked, begin_s: float) -> bool:
    """Whether it has had a number since then."""
    found = prometheus.course(quicker(asked.filled()), begin_s, time.time(), 1)
    return any(value != "NaN" for one in found for _, value in one["values"])


def await_answers(prometheus: Prometheus, wanted: list[Asked], begin_s: float) -> None:
    """Each of them has had an answer once."""
    end_s = time.monotonic() + PATIENCE_S
    while wanted := [asked for asked in wanted if not answered(prometheus, asked, begin_s)]:
        assert time.monotonic() < end_s, "\n".join(asked.where for asked in wanted)
        time.sleep(0.5)


def test_all_that_we_ask_is_answered(
    run: Member, prometheus: Prometheus, broker: Shared, tmp_path: Path
) -> None:
    """Every expression of every dashboard, rule and alert.

    What is empty when all is well is provoked first: a silent provider, lost statuses, a dead
    letter, a lever, a pause; at last the run is asked for too much, and killed.
    """
    begin_s, everything = time.time(), list(of_this_run())
    time.sleep(3)
    ctl(tmp_path, "fault", "silence", "agency=G24", "for=90d")
    ctl(tmp_path, "fault", "status-loss", "share=0.5", "for=90d")
    ctl(tmp_path, "lever", "better-sharing")
    with closing(open_bus("kafka", connection=broker.connection)) as stranger:
        topic = exchange_in(prefix_of(run), "H03")
        stranger.publish_raw([WireRecord(topic, b"key", b"value", [])])
        stranger.flush()
    ctl(tmp_path, "pause")
    time.sleep(2)
    ctl(tmp_path, "resume")
    await_answers(prometheus, [a for a in everything if a.where not in AT_LAST], begin_s)
    ctl(tmp_path, "speed", "1000000000")
    await_answers(prometheus, [a for a in everything if a.where == AT_LAST[0]], begin_s)
    run.kill()
    await_answers(prometheus, [a for a in everything if a.where == AT_LAST[1]], begin_s)


def of_this_run() -> Iterator[Asked]:
    """All but what only a load test, or a process with some of the agencies, has to tell."""
    for asked in expressions.everything():
        if not any(other in asked.expr for other in OF_OTHERS):
            yield asked
