"""Each with a login of its own, by the lines of the page: what all may do, and what none may."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from simulator.cli import main
from tests.connected.brokers import private_broker
from tests.connected.relays import Side, until
from tests.connected.secured import AGENCIES, FORBIDDEN, Wire
from tests.docs.pages import ROOT, shell
from topics.broker import BrokerPlan
from topics.catalogue import dlt, exchange_out
from topics.connection import BOOTSTRAP, PROPERTIES, Connection
from topics.envelope import WireRecord
from topics.kafka.admin import topics_of
from topics.kafka.faults import Forbidden
from topics.kafka.grants import rights_of_host
from topics.kafka.transactions import Transactor

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

PAGE = (ROOT / "topics" / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"```sh logins\n(.*?)```", PAGE, re.DOTALL)[0].splitlines()
WAIT_S = 120
VERDICTS = (0, 1, 4)  # of a recording: by how busy this machine is, not by rights


@dataclass(frozen=True, slots=True)
class Deployment:
    """What the page's lines have made in `folder`; `told` is line -> exit status and output."""

    folder: Path
    environment: dict[str, str]
    told: dict[str, tuple[int, str]] = field(default_factory=dict)

    def run(self, line: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", line], cwd=self.folder, env=self.environment, timeout=WAIT_S,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False,
        )  # fmt: skip
        return done.returncode, done.stdout

    def file(self, user: str) -> Path:
        return self.folder / "logins" / f"{user}.properties"

    def login(self, user: str) -> Connection:
        return Connection.from_environment(environ={PROPERTIES: str(self.file(user))})

    @contextmanager
    def going_on(self, line: str, ready: str) -> Iterator[Path]:
        """A line that ends with ``&``: what it tells, while it runs; it ends when it is told to."""
        log = self.folder / f"{len(list(self.folder.glob('*.log')))}.log"
        with log.open("wb") as told:
            process = subprocess.Popen(
                ["bash", "-c", f"exec env {line.removesuffix('&')}"],
                cwd=self.folder, env=self.environment, stdout=told, stderr=told,
            )  # fmt: skip
        try:
            if ready:
                until(lambda: ready in log.read_text() or process.poll() is not None)
            yield log
            assert process.poll() is None, log.read_text()
            process.send_signal(signal.SIGTERM)
            self.told[line] = process.wait(WAIT_S), log.read_text()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """After every line of the page, in their order; nobody goes on any more."""
    folder = tmp_path_factory.mktemp("page")
    with private_broker(BrokerPlan(folder / "broker", sasl=True)) as broker:
        admins = str(broker.properties_of("admin"))
        environment = shell(folder, broker.bootstrap) | {PROPERTIES: admins}
        environment["XDG_RUNTIME_DIR"] = str(folder)
        made = Deployment(folder, environment)
        making, (relay, *hosts), looking = LINES[:2], LINES[2:5], LINES[5:]
        made.told.update((line, made.run(line)) for line in making)
        with (
            made.going_on(relay, "") as of_relay,
            made.going_on(hosts[0], "control at") as log,
            made.going_on(hosts[1], "control at"),
        ):
            until(lambda: ": ready" in of_relay.read_text())
            put_something_aside(made)
            with ThreadPoolExecutor() as at_once:
                made.told.update(zip(looking, at_once.map(made.run, looking), strict=True))
            port = re.findall(r"control at port (\d+)", log.read_text())[0]
            made.told["ctl"] = made.run(f"lienthong live ctl pause --port {port}")
        yield made


def put_something_aside(made: Deployment) -> None:
    """An agency writes what nobody can use; it is a dead letter when this returns."""
    topic = exchange_out("live", "H03")
    with closing(Side(made.login("H03"))) as agency, closing(Side(made.login("observer"))) as other:
        agency.write(WireRecord(topic, b"key", b"value", []))
        other.reader(dlt(topic)).at_least(1)


def test_every_line_of_the_page_works(deployment: Deployment) -> None:
    """Hosts, relay, observer and operator, each by its own file; only the first is the admin's."""
    assert len(deployment.told) == len(LINES) + 1  # and what is said to a host
    assert [line for line in LINES if PROPERTIES not in line] == LINES[:1]
    recorded = next(line for line in LINES if " record " in line)
    status, told = deployment.told.pop(recorded)
    assert status in VERDICTS, told
    assert "records of the connector" in told
    assert not {line: told for line, told in deployment.told.items() if told[0] != 0}
    assert "act 1, pause" in deployment.told["ctl"][1]
    delivered = re.findall(r"(\d+) delivered", deployment.told[LINES[2]][1])
    assert int(delivered[-1]) > 20
    (replayed,) = (told[1] for line, told in deployment.told.items() if "replay" in line)
    assert re.search(r"^[1-9]\d* replayed$", replayed, re.MULTILINE)


def test_each_topic_is_open_to_just_those_around_who_may(deployment: Deployment) -> None:
    """Asked of the broker itself, for every topic of the catalogue."""
    topics = topics_of(deployment.login("operator"), "live")
    private = {"live.bus.tbl.relay.v1", *(f"live.agency.tbl.{a.lower()}.v1" for a in AGENCIES)}
    north = rights_of_host("live", ["H03"])
    may = {
        "host-north": tuple({t for t in north if r in north[t]} for r in ("write", "read")),
        "observer": (set(), set(topics) - private),
        "operator": (
            {t for t in topics if ".out." in t and t.endswith(".v1")},
            {t for t in topics if t.endswith(".dlt")},
        ),
    }
    for user, (writable, readable) in may.items():
        with Wire(deployment.login(user)) as wire:
            assert wire.writes(topics) == {t: 0 if t in writable else FORBIDDEN for t in topics}
            assert wire.reads(topics) == {t: 0 if t in readable else FORBIDDEN for t in topics}


@pytest.mark.parametrize("user, agency", [("host-north", "g15"), ("observer", "h03")])
def test_nobody_takes_anothers_seat(deployment: Deployment, user: str, agency: str) -> None:
    """A transactional id is its agency's process's alone; the sentence says which it is."""
    name = f"live.{agency}.twin"
    with (
        closing(Transactor(deployment.login(user), name, WAIT_S, linger_ms=0)) as transactor,
        pytest.raises(Forbidden) as told,
    ):
        transactor.take_over()
    lacks = f"user '{user}' lacks the right to write transactional id {name}"
    assert str(told.value).endswith(lacks)


@pytest.mark.parametrize(
    "user, words, lacking",
    [
        ("H03", "live tiny --bus kafka --prefix live --host H03", "write topic live.control.evt"),
        (
            "host-north",
            "live tiny --bus kafka --prefix live --host G22",
            "read topic live.agency.tbl.g22",
        ),
        ("observer", "relay tiny --prefix live", "write topic live.bus.evt.audit.v1"),
        ("observer", "topics dlt replay --prefix live", "write topic live.exchange.out.g15"),
        ("operator", "record tiny --prefix live --agency G15", "read topic live.exchange.in.g15"),
        ("operator", "topics acl apply tiny --prefix live --yes", "alter the cluster"),
        ("observer", "topics apply tiny --prefix live --yes", "describe its settings"),
    ],
)
def test_what_is_missing_is_named(
    deployment: Deployment, user: str, words: str, lacking: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Which right on which resource, and for whom, in one line; exit status 3.

    Nothing is "missing" that is there.
    """
    monkeypatch.delenv(BOOTSTRAP, raising=False)
    monkeypatch.setenv(PROPERTIES, str(deployment.file(user)))
    with pytest.raises(SystemExit) as ended:
        sys.exit(main(words.split()))
    told = capsys.readouterr().err
    assert (ended.value.code, told.count("\n")) == (3, 1)
    assert f"user '{user}'" in told
    assert "lacks the right to" in told
    assert lacking in told
    assert "missing" not in told
