"""A real broker, from its start to its end."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.connected.brokers import Shared
from topics.broker import Broker, BrokerPlan, kill, restart, start, status, stop
from topics.broker.folder import Folder
from topics.broker.process import recorded, running
from topics.connection import Connection, probe
from topics.errors import EnvironmentFailed, InputError, NotSent
from topics.kafka.python_options import client_options

pytestmark = pytest.mark.connected
OwnBroker = Callable[..., Broker]
COMMAND = (sys.executable, "-c", "import sys; from simulator.cli import main; sys.exit(main())")
WAIT_S = 60.0
DAY_MS = 86_400_000


def test_what_was_confirmed_outlives_a_kill(own_broker: OwnBroker) -> None:
    """Its status then says crashed, with its last lines; restarted, it is where it was.

    A stop is no crash.
    """
    first = own_broker()
    send(first.connection, "dossiers", b"submitted")
    kill(first.folder)
    crashed = status(first.folder)
    assert crashed.state == "crashed"
    assert any("INFO" in line for line in crashed.last_lines)
    second = restart(first.folder)
    assert second.bootstrap == first.bootstrap
    assert second.pid != first.pid
    assert read(second.connection, "dossiers", 1) == [b"submitted"]
    assert stop(first.folder)
    assert not running(second.pid, str(first.folder / "server.properties"))
    assert status(first.folder).state == "stopped"
    assert not stop(first.folder)


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    """Before anything is made; the sentence names the port and both ways out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EnvironmentFailed, match=f"already listens on 127.0.0.1:{port}; port 0"):
            start(BrokerPlan(tmp_path / "broker", port=port))
    assert not (tmp_path / "broker" / "data").exists()


def test_a_broker_that_does_not_come_up_leaves_no_process(tmp_path: Path) -> None:
    """Neither when it takes too long, nor when it ends by itself, which is told with its words."""
    folder = tmp_path / "broker"
    with pytest.raises(EnvironmentFailed, match="does not answer after 0 s"):
        start(BrokerPlan(folder, timeout_s=0.3))
    assert status(folder).state == "stopped"
    with pytest.raises(EnvironmentFailed, match=r"(?s)ended while it started.*heap"):
        start(BrokerPlan(folder, heap_mb=1))
    assert status(folder).state == "stopped"


def test_a_setting_that_kafka_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    """And a folder that was not finished is made anew by the next start."""
    folder = tmp_path / "broker"
    with pytest.raises(EnvironmentFailed, match=r"cannot make a broker.*num\.io\.threads"):
        start(BrokerPlan(folder, settings={"num.io.threads": "many"}))
    assert not Folder.of(folder).formatted


def test_ctrl_c_while_it_starts_leaves_no_process(tmp_path: Path) -> None:
    """Exit status 130."""
    folder = tmp_path / "broker"
    command = [*COMMAND, "broker", "start", "--port", "0", "--folder", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as cli:
        until(lambda: recorded(folder / "pid") is not None or cli.poll() is not None)
        pid = recorded(folder / "pid")
        cli.send_signal(signal.SIGINT)
        assert cli.wait(WAIT_S) == 130
    assert pid is not None
    assert not running(pid, str(folder / "server.properties"))
    assert status(folder).state == "stopped"


def test_the_commands(tmp_path: Path) -> None:
    """Standard output of a start is for the shell; exit statuses tell running from stopped."""
    with_folder = ["--folder", str(tmp_path / "broker")]
    started = lienthong("broker", "start", "--port", "0", *with_folder)
    try:
        assert started.returncode == 0
        name, _, bootstrap = started.stdout.removeprefix("export ").strip().partition("=")
        assert name == "LIENTHONG_BOOTSTRAP"
        probe(Connection(bootstrap=bootstrap))
        asked = lienthong("broker", "status", *with_folder)
        assert (asked.returncode, asked.stdout.split(" (")[0]) == (0, f"running at {bootstrap}")
        again = lienthong("broker", "start", "--port", bootstrap.partition(":")[2], *with_folder)
        assert (again.returncode, again.stderr.count("\n")) == (3, 1)
        assert "runs already" in again.stderr
    finally:
        stopped = lienthong("broker", "stop", *with_folder)
    assert stopped.stdout == f"stopped; its data is in {tmp_path / 'broker'}\n"
    assert lienthong("broker", "status", *with_folder).returncode == 1


def test_it_is_to_be_reached_from_this_machine_only(broker: Shared) -> None:
    """Not even by another address of the loopback."""
    if broker.bootstrap != f"127.0.0.1:{port_of(broker)}":
        pytest.skip(f"the broker at {broker.bootstrap} is not ours")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port_of(broker)), timeout=5.0)


def test_simulated_dates_are_neither_refused_nor_expired(broker: Shared, prefix: str) -> None:
    """Ten years ago and in ten years."""
    now_ms = time.time_ns() // 1_000_000
    send(broker.connection, f"{prefix}.dates", b"past", now_ms - 3_650 * DAY_MS)
    send(broker.connection, f"{prefix}.dates", b"future", now_ms + 3_650 * DAY_MS)
    assert read(broker.connection, f"{prefix}.dates", 2) == [b"past", b"future"]


def test_a_topic_is_not_made_by_asking_for_it(broker: Shared, prefix: str) -> None:
    """A misspelt name stays unknown."""
    from kafka import KafkaConsumer

    with closing(KafkaConsumer(**client_options(broker.connection))) as consumer:
        assert consumer.partitions_for_topic(f"{prefix}.misspelt") == set()


def test_users_log_in_over_tls(own_broker: OwnBroker, tmp_path: Path, tls: Any) -> None:
    """By a properties file that holds their login; a wrong password is not let in."""
    password = 'quote " backslash \\ comma , dấu'
    secured = own_broker("ổ chứa", scram={"h26": password}, tls=tls)
    assert secured.connection.security_protocol == "SASL_SSL"
    named = {"LIENTHONG_KAFKA_PROPERTIES": str(secured.properties_of("h26"))}
    theirs = Connection.from_environment(secured.bootstrap, named)
    assert (theirs.sasl_username, theirs.sasl_password) == ("h26", password)
    probe(theirs)
    with pytest.raises(NotSent):
        probe(
            Connection.from_environment(
                secured.bootstrap, {**named, "LIENTHONG_KAFKA_PASSWORD": "wrong"}
            )
        )
    assert_secrets_are_kept(secured, password)
    stop(secured.folder)
    with pytest.raises(InputError, match="made for other users or passwords"):
        start(BrokerPlan(secured.folder, scram={"h26": "another"}, tls=tls))


def assert_secrets_are_kept(broker: Broker, password: str) -> None:
    """In files of the owner's only, and in no log, and nowhere in the process table."""
    known = json.loads((broker.folder / "broker.json").read_text())
    assert stat.S_IMODE(broker.folder.stat().st_mode) == 0o700
    command = Path(f"/proc/{broker.pid}/cmdline").read_text()
    logs = "".join(file.read_text() for file in broker.folder.glob("*.log"))
    for secret in (password, *known["users"].values()):
        assert secret not in command + logs + repr(broker)
    for file in broker.folder.iterdir():
        if file.is_file() and any(word in file.read_text() for word in known["users"].values()):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


@pytest.fixture
def tls(tmp_path: Path, require: Callable[[str], Path]) -> Any:
    from topics.broker import Tls

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=broker"]
    asked += ["-addext", "subjectAltName=IP:127.0.0.1"]
    written = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        [str(require("openssl")), *asked, *written], check=True, capture_output=True, timeout=WAIT_S
    )
    return Tls(key=key, certificate=certificate, authority=certificate)


def lienthong(*arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if key != "LIENTHONG_BOOTSTRAP"}
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=WAIT_S * 3,
        check=False,
        env=environ,
    )


def until(true: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def port_of(broker: Shared) -> int:
    return int(broker.bootstrap.rpartition(":")[2])


def send(connection: Connection, topic: str, value: bytes, timestamp_ms: int | None = None) -> None:
    """One record, confirmed, to a topic that is made if need be."""
    from kafka import KafkaProducer
    from kafka.admin import KafkaAdminClient

    with KafkaAdminClient(**client_options(connection)) as admin:
        if topic not in admin.list_topics():
            admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}})
    with closing(KafkaProducer(**client_options(connection))) as producer:
        producer.send(topic, value, timestamp_ms=timestamp_ms).get(timeout=WAIT_S)


def read(connection: Connection, topic: str, records: int) -> list[bytes]:
    """So many records from the beginning of a topic of one partition."""
    from kafka import KafkaConsumer, TopicPartition

    found: list[bytes] = []
    deadline_s = time.monotonic() + WAIT_S
    with closing(KafkaConsumer(**client_options(connection))) as consumer:
        partition = TopicPartition(topic, 0)
        consumer.assign([partition])
        consumer.seek_to_beginning(partition)
        while len(found) < records:
            assert time.monotonic() < deadline_s, found
            batches = consumer.poll(timeout_ms=500).values()
            found += [record.value for batch in batches for record in batch]
    return found
