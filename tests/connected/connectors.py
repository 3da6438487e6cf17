"""The connectors of `tests/connectors`, written by outside authors, as processes."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulator.loadtest.twins import listeners
from topics.broker import PartMissing
from topics.broker.jars import find_jars
from topics.broker.java import find_java, java_environ
from topics.connection import Connection

FOLDER = Path(__file__).parents[1] / "connectors"
PATIENCE_S = 240


@dataclass(frozen=True, slots=True)
class Connector:
    """A program that answers requests. `ended` is its exit status after a SIGTERM."""

    source: Path
    command: Callable[[], Sequence[str]]
    ended: int


def _node() -> Sequence[str]:
    return [_program("node"), str(_installed(FOLDER / "node") / "answerer.mjs")]


def _java() -> Sequence[str]:
    """With the broker's jars, among which are Kafka's client and a reader of JSON."""
    try:
        java, jars = find_java(), find_jars()
    except PartMissing as missing:
        pytest.skip(str(missing))
    if "jdk.compiler" not in _said([java, "--list-modules"]):
        pytest.skip(f"{java} has no compiler: the Java connector needs a JDK")
    options = ["-Xmx96m", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}/*"]
    return [str(java), *options, str(FOLDER / "java" / "Answerer.java")]


def _python() -> Sequence[str]:
    return [sys.executable, str(FOLDER / "python" / "answerer.py")]


CONNECTORS: Mapping[str, Connector] = {
    "node": Connector(FOLDER / "node" / "answerer.mjs", _node, ended=0),
    "java": Connector(FOLDER / "java" / "Answerer.java", _java, ended=128 + signal.SIGTERM),
    "python": Connector(FOLDER / "python" / "answerer.py", _python, ended=0),
}

TWIN = "twin"
"""Our own provider, which is one of those that answer."""


def _twin() -> Sequence[str]:
    return [str(Path(sys.executable).with_name("lienthong")), TWIN, "provider"]


ANSWERERS: Mapping[str, Connector] = {
    **CONNECTORS,
    TWIN: Connector(Path(listeners.__file__), _twin, ended=0),
}


class Answering:
    """A connector at work; `stop` returns its exit status."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("ab") as told:
            self.process = subprocess.Popen(command, stdout=told, stderr=told, env=dict(environ))

    def stop(self) -> int:
        assert self.process.poll() is None, self.told()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def told(self) -> str:
        return self._log.read_text()


@contextmanager
def answering(
    connector: Connector, connection: Connection, prefix: str, agency: str, log: Path
) -> Iterator[Answering]:
    """It runs; whatever happens, nothing is left running. A test that fails shows what it told."""
    answerer = Answering(connector.command(), _environ(connection, prefix, agency), log)
    try:
        yield answerer
    finally:
        if answerer.process.poll() is None:
            answerer.process.kill()
            answerer.process.wait()
        print(answerer.told())


def _environ(connection: Connection, prefix: str, agency: str) -> dict[str, str]:
    """What an operator tells a connector."""
    said = {
        "LIENTHONG_BOOTSTRAP": connection.bootstrap,
        "LIENTHONG_PREFIX": prefix,
        "LIENTHONG_AGENCY": agency,
        "LIENTHONG_KAFKA_USERNAME": connection.sasl_username,
        "LIENTHONG_KAFKA_PASSWORD": connection.sasl_password,
    }
    other = {name: text for name, text in java_environ().items() if name not in said}
    return other | {name: text for name, text in said.items() if text is not None}


# -- what the Node connector needs -----------------------------------------------------------------


def _installed(folder: Path) -> Path:
    """The folder with what its lock says in it, installed once for each lock."""
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    stamp = folder / "node_modules" / ".lienthong-stamp"
    with (folder / "package.json").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # workers of one test run share the folder
        if not stamp.exists() or stamp.read_text() != wanted:
            _install(folder)
            stamp.write_text(wanted)
    return folder


def _install(folder: Path) -> None:
    try:
        done = subprocess.run(
            [_program("npm"), "ci"], cwd=folder, capture_output=True, text=True,
            timeout=PATIENCE_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        pytest.skip(f"`npm ci` for the Node connector did not end within {PATIENCE_S} s")
    if done.returncode:
        pytest.skip(f"`npm ci` for the Node connector failed: {done.stderr.strip()[-300:]}")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"the Node connector needs {name}, which is not installed")
    return found


def _said(command: Sequence[str | Path]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout
