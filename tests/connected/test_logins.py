"""Logins and certificates on a real broker: who is let in, what is said if not, what is kept."""

from __future__ import annotations

import logging
import os
import socket
import stat
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from simulator.cli.choice import Choice
from simulator.cli.failures import guarded
from simulator.cli.relay import run_relay
from simulator.cli.topics_acl import apply_acls
from tests.connected.brokers import Shared
from tests.connected.secured import Secured, authority, secured_broker
from tests.simulator.relay.malformed import ASKER
from topics.bus import open_bus
from topics.connection import (
    BOOTSTRAP,
    PASSWORD,
    PROPERTIES,
    BrokerAbsent,
    Connection,
    LoginRefused,
    TlsRefused,
)
from topics.errors import InputError, LienthongError
from topics.kafka.faults import Forbidden
from topics.kafka.options import KafkaOptions
from topics.kafka.users import file_of, make_users

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

CLI = (sys.executable, "-c", "import sys; from simulator.cli import main; sys.exit(main())")
WRONG = "hunter2-is-wrong"
QUICK = KafkaOptions(connect_s=3.0)
COMMANDS: dict[str, Callable[[], None]] = {
    "acl": lambda: apply_acls("tiny", "sim", do_it=True),
    "relay": lambda: run_relay(Choice("tiny"), "sim"),
    "bus": lambda: open_bus("kafka", connection=Connection.from_environment()).close(),
}
Capture = pytest.CaptureFixture[str]
Be = Callable[[str], None]


@pytest.fixture(scope="module")
def secured(
    tmp_path_factory: pytest.TempPathFactory, require: Callable[[str], Path]
) -> Iterator[Secured]:
    with secured_broker(tmp_path_factory.mktemp("secured"), require("openssl")) as made:
        yield made


@pytest.fixture
def be(monkeypatch: pytest.MonkeyPatch, secured: Secured) -> Be:
    """Makes commands be of a user, by the environment alone."""
    monkeypatch.delenv(BOOTSTRAP, raising=False)
    return lambda user: monkeypatch.setenv(PROPERTIES, str(secured.file(user)))


def ended(name: str, capsys: Capture) -> tuple[object, str]:
    """Exit status, and what was told on the error stream; it takes no 10 s."""
    began_s = time.monotonic()
    with pytest.raises(SystemExit) as exit_:
        guarded(COMMANDS[name])()
    assert time.monotonic() - began_s < 10.0
    return exit_.value.code, capsys.readouterr().err


def run(out: Path) -> subprocess.CompletedProcess[str]:
    """The whole command, in a process of its own."""
    command = [*CLI, "run", "tiny", "--replications", "1", "--bus", "kafka", "--out", str(out)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_wrong_password_is_told_and_not_tried_again(
    secured: Secured, name: str, be: Be, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """The user is named, no password; exit status 3 after one attempt, as the broker counts."""
    be(ASKER)
    monkeypatch.setenv(PASSWORD, WRONG)
    before = secured.refused_logins()
    assert ended(name, capsys) == (3, refusal(secured))
    assert secured.refused_logins() - before == 1


def test_a_run_with_a_wrong_password_ends_so_too(
    secured: Secured, be: Be, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Before anything is simulated; no run folder is left."""
    be(ASKER)
    monkeypatch.setenv(PASSWORD, WRONG)
    before = secured.refused_logins()
    done = run(tmp_path / "runs")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", refusal(secured))
    assert secured.refused_logins() - before == 1


def refusal(secured: Secured) -> str:
    return (
        f"lienthong: the broker at {secured.where} refused the login of user '{ASKER}': "
        "no such user, or another password\n"
    )


def test_a_run_by_an_agency_is_forbidden(secured: Secured, be: Be, tmp_path: Path) -> None:
    """A closed run makes topics and is everybody: an agency's login is not enough, exit status 3.

    No retry storm: the broker refuses a bounded number of times.
    """
    be(ASKER)
    denied = f"Principal = User:{ASKER} is Denied"
    before = secured.logged(denied)
    done = run(tmp_path / "runs")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert f"user '{ASKER}' lacks the right to create it" in done.stderr
    assert secured.logged(denied) - before < 400  # some 60 topics to be made, each refused


def test_a_wrong_password_is_known_every_time(secured: Secured) -> None:
    """However the refusal and the broker's hanging up come together."""
    wrong = replace(secured.login(ASKER), sasl_password=WRONG)
    nobody = replace(wrong, sasl_username="H99")
    for login in (wrong, nobody) * 3:
        with pytest.raises(LoginRefused):
            open_bus("kafka", connection=login)


@pytest.mark.parametrize("name", COMMANDS)
def test_an_absent_broker_is_another_sentence(
    name: str, be: Be, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Exit status 3 as well, within 10 s, and nothing about logins."""
    be(ASKER)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
    monkeypatch.setenv(BOOTSTRAP, where)
    told = f"lienthong: no broker answers at {where}: Connection refused\n"
    assert ended(name, capsys) == (3, told)


def test_certificates_are_checked(
    secured: Secured, tmp_path: Path, require: Callable[[str], Path]
) -> None:
    """The properties file's authority is trusted, another is not, nor another name.

    Software that forgets TLS is told so.
    """
    login = secured.login(ASKER)
    assert login.security_protocol == "SASL_SSL"
    open_bus("kafka", connection=login).close()
    _, stranger = authority(tmp_path, require("openssl"), "stranger")
    refused = f"the broker at {secured.where} and we do not agree on TLS: "
    assert sentence(TlsRefused, replace(login, ssl_cafile=stranger)) == (
        f"{refused}unable to get local issuer certificate"
    )
    elsewhere = secured.where.replace("127.0.0.1", "localhost")
    assert sentence(TlsRefused, replace(login, bootstrap=elsewhere)) == (
        f"the broker at {elsewhere} and we do not agree on TLS: "
        "Hostname mismatch, certificate is not valid for 'localhost'."
    )
    plain = replace(login, security_protocol="SASL_PLAINTEXT")
    assert sentence(BrokerAbsent, plain) == (
        f"the broker at {secured.where} broke off: security.protocol may not be the one it expects"
    )


def sentence(kind: type[LienthongError], connection: Connection) -> str:
    with pytest.raises(kind) as told:
        open_bus("kafka", connection=connection, options=QUICK)
    return str(told.value)


# -- users and their secrets -----------------------------------------------------------------------


def test_users_are_made_once_each_with_a_private_file(secured: Secured, tmp_path: Path) -> None:
    """A password is never changed; who has its file elsewhere is named."""
    folder, operator = tmp_path / "users", secured.broker.connection
    made = make_users(operator, ["H97", "H98"], folder)
    assert (made.made, made.kept, made.elsewhere) == (("H97", "H98"), (), ())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file_of(folder, "H97").stat().st_mode) == 0o600
    before = file_of(folder, "H97").read_bytes()
    again = make_users(operator, ["H97", "H98", ASKER], folder)
    assert (again.made, again.kept, again.elsewhere) == ((), ("H97", "H98"), (ASKER,))
    assert file_of(folder, "H97").read_bytes() == before
    assert again.text(folder).splitlines() == [
        f"{folder}: 0 users made, 2 kept",
        f"their passwords are not in that folder, and were left alone: {ASKER}",
    ]


def test_making_users_that_broke_off_is_taken_up(secured: Secured, tmp_path: Path) -> None:
    """A file that was written before its user was made still has the password."""
    folder, operator = tmp_path / "users", secured.broker.connection
    make_users(operator, ["H95"], folder)
    text = file_of(folder, "H95").read_text().replace("H95", "H96")
    file_of(folder, "H96").write_text(text)
    assert make_users(operator, ["H96"], folder).made == ("H96",)
    assert stat.S_IMODE(file_of(folder, "H96").stat().st_mode) == 0o600
    theirs = {PROPERTIES: str(file_of(folder, "H96"))}
    open_bus("kafka", connection=Connection.from_environment(environ=theirs)).close()
    file_of(folder, "H94").write_text(text)
    with pytest.raises(InputError, match=r"H94.properties: it is for user 'H96', expected H94"):
        make_users(operator, ["H94"], folder)


def test_only_an_operator_makes_users(secured: Secured, broker: Shared, tmp_path: Path) -> None:
    """An agency is told at once, and where nobody logs in there are none; nothing is written."""
    with pytest.raises(
        Forbidden,
        match=r"administering users at .*: user '.*' lacks the right to alter the cluster",
    ):
        make_users(secured.login(ASKER), ["H93"], tmp_path / "users")
    with pytest.raises(InputError, match=r"security\.protocol is PLAINTEXT, expected SASL_"):
        make_users(broker.connection, ["H93"], tmp_path / "users")
    assert not (tmp_path / "users").exists()


def test_no_password_is_told_anywhere(
    secured: Secured, be: Be, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: Capture, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """Not in output, reprs, errors and their causes, nor in a client's log of everything."""
    caplog.set_level(logging.DEBUG, "kafka")
    folder, operator = tmp_path / "users", secured.broker.connection
    print(make_users(operator, ["H92"], folder), secured.broker, operator)
    made = Connection.from_environment(environ={PROPERTIES: str(file_of(folder, "H92"))})
    bus = open_bus("kafka", connection=made)
    print(bus, vars(bus), made)
    bus.close()
    be(ASKER)
    monkeypatch.setenv(PASSWORD, WRONG)
    for name in COMMANDS:
        with pytest.raises(SystemExit) as exit_:
            guarded(COMMANDS[name])()
        print(*traceback.format_exception(exit_.value))
    told = "".join(capsys.readouterr()) + caplog.text + repr(os.environ.get(PROPERTIES))
    assert "SCRAM" in told
    for secret in (WRONG, made.sasl_password, operator.sasl_password, secured.password(ASKER)):
        assert str(secret) not in told
