"""Which broker, and who we are to it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from pathlib import Path

import pytest

from topics.connection import (
    DEFAULT_BOOTSTRAP,
    BrokerAbsent,
    Connection,
    TlsRefused,
    probe,
)
from topics.errors import EnvironmentFailed, InputError, NotSent
from topics.properties import read_properties

JAAS = (
    "sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required \\\n"
    '    username="h26" password="s\\\\"e c=r;et";\n'
)


@pytest.fixture
def properties(tmp_path: Path) -> Path:
    return tmp_path / "client.properties"


def test_without_anything_said_it_is_the_broker_of_this_machine() -> None:
    """An empty environment means a broker on loopback, without TLS or login."""
    assert Connection.from_environment(environ={}) == Connection(DEFAULT_BOOTSTRAP)


def test_the_nearest_word_says_where(properties: Path) -> None:
    """An argument goes before LIENTHONG_BOOTSTRAP, and that before the file."""
    properties.write_text("bootstrap.servers=file:1\nacks=all\n")
    environ = {"LIENTHONG_KAFKA_PROPERTIES": str(properties)}
    assert Connection.from_environment(environ=environ).bootstrap == "file:1"
    environ["LIENTHONG_BOOTSTRAP"] = "variable:2"
    assert Connection.from_environment(environ=environ).bootstrap == "variable:2"
    assert Connection.from_environment("argument:3,b:4", environ).addresses == (
        "argument:3",
        "b:4",
    )


def test_a_java_clients_file_is_read(properties: Path) -> None:
    """Its security keys, its login with escaped signs, and lines that go on in the next."""
    properties.write_text(
        "# of a Java client\n! and this\n\nsecurity.protocol: sasl_ssl\n"
        "sasl.mechanism SCRAM-SHA-256\n" + JAAS + "ssl.truststore.type=PEM\n"
        "ssl.truststore.location=/etc/ca.pem\nssl.endpoint.identification.algorithm=\n"
    )
    environ = {"LIENTHONG_KAFKA_PROPERTIES": str(properties)}
    assert Connection.from_environment("a:1", environ) == Connection(
        bootstrap="a:1",
        security_protocol="SASL_SSL",
        sasl_mechanism="SCRAM-SHA-256",
        sasl_username="h26",
        sasl_password='s"e c=r;et',
        ssl_cafile=Path("/etc/ca.pem"),
        ssl_check_hostname=False,
    )


def test_a_byte_order_mark_hides_no_line(properties: Path) -> None:
    """Else the default broker would be used in the place of the one that the file names."""
    properties.write_text("bootstrap.servers=there:9092\nclient.id=x\n", encoding="utf-8-sig")
    assert read_properties(properties) == {"bootstrap.servers": "there:9092", "client.id": "x"}


def test_a_login_in_the_environment_overrides_the_files(properties: Path) -> None:
    """User and password of the environment count, and of themselves ask for a login."""
    login = {"LIENTHONG_KAFKA_USERNAME": "g01", "LIENTHONG_KAFKA_PASSWORD": "other"}
    found = Connection.from_environment("a:1", login)
    assert (found.security_protocol, found.sasl_mechanism) == ("SASL_PLAINTEXT", "SCRAM-SHA-512")
    properties.write_text("security.protocol=SSL\n" + JAAS)
    found = Connection.from_environment(
        "a:1", login | {"LIENTHONG_KAFKA_PROPERTIES": str(properties)}
    )
    assert found.security_protocol == "SASL_SSL"
    assert (found.sasl_username, found.sasl_password) == ("g01", "other")


@pytest.mark.parametrize(
    "text, complaint",
    [
        ("security.protocol=TLS\n", "security protocol 'TLS'; expected one of PLAINTEXT"),
        ("sasl.mechanism=GSSAPI\n", "SASL mechanism 'GSSAPI'; expected one of PLAIN"),
        ("ssl.truststore.locaton=x\n", "did you mean ssl.truststore.location"),
        ("ssl.truststore.type=JKS\n", "only PEM files are read"),
        ("security.protocol=SASL_SSL\n", "needs a user and a password"),
        ("sasl.jaas.config=ScramLoginModule required s3cret;\n", "expected a login module"),
        ("bootstrap.servers=no-port\n", "'no-port': expected HOST:PORT"),
        ("bootstrap.servers=a:70000\n", "'a:70000': expected HOST:PORT"),
        ("=s3cret\n", "client.properties:1: expected key=value"),
    ],
)
def test_a_wrong_file_is_refused(properties: Path, text: str, complaint: str) -> None:
    """The message says what is wrong and what would be right, and gives nothing away."""
    properties.write_text(text)
    with pytest.raises(InputError, match=complaint) as raised:
        Connection.from_environment(environ={"LIENTHONG_KAFKA_PROPERTIES": str(properties)})
    assert "s3cret" not in str(raised.value)


def test_a_file_that_is_not_there_is_no_fault_of_the_input(tmp_path: Path) -> None:
    """It is named with what the system says."""
    with pytest.raises(EnvironmentFailed, match=r"missing: No such file"):
        read_properties(tmp_path / "missing")


def test_a_certificate_file_that_is_no_use_is_named(tmp_path: Path) -> None:
    """Whether it is missing or not PEM."""
    (tmp_path / "ca.pem").write_text("not PEM")
    for name, why in (("absent.pem", "No such file"), ("ca.pem", "NO_CERTIFICATE|no start line")):
        connection = Connection(security_protocol="SSL", ssl_cafile=tmp_path / name)
        with pytest.raises(EnvironmentFailed, match=rf"{name}: .*({why})"):
            connection.ssl_context()


def test_passwords_are_not_shown() -> None:
    """Neither in the repr nor in the text of a connection."""
    connection = Connection(
        security_protocol="SASL_SSL",
        sasl_username="h26",
        sasl_password="s3cret",
        ssl_password="s3cret",
    )
    assert "s3cret" not in repr(connection) + str(connection)
    assert "h26" in repr(connection)


def test_an_absent_broker_is_told_in_one_sentence_at_once() -> None:
    """A port where nobody listens, and a name that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    start_s = time.monotonic()
    with pytest.raises(BrokerAbsent, match=f"^no broker answers at 127.0.0.1:{free}: [^.]*$"):
        probe(Connection(f"127.0.0.1:{free}"), 10)
    with pytest.raises(BrokerAbsent, match=r"^no broker answers at nowhere.invalid:1: [^.]*$"):
        probe(Connection("nowhere.invalid:1"), 10)
    assert time.monotonic() - start_s < 10
    assert issubclass(BrokerAbsent, NotSent)
    assert BrokerAbsent.exit_status == 3


class Mute:
    """Accepts connections on a loopback port; `say` is all it ever says."""

    def __init__(self, say: bytes = b"") -> None:
        self._say = say
        self._server = socket.create_server(("127.0.0.1", 0))
        self._kept: list[socket.socket] = []
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            client.sendall(self._say)
            self._kept.append(client)

    def __enter__(self) -> Mute:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()
        for client in self._kept:
            client.close()


def test_something_else_that_listens_is_no_broker() -> None:
    """What accepts a connection and is silent is given up when the time is up."""
    start_s = time.monotonic()
    with Mute() as mute, pytest.raises(BrokerAbsent, match="does not answer as Kafka does"):
        probe(Connection(mute.address), 1.0)
    assert time.monotonic() - start_s < 20


def test_what_talks_no_tls_is_told_apart() -> None:
    """A handshake that gets no answer, or another than TLS."""
    with Mute() as mute, pytest.raises(TlsRefused, match="does not answer in TLS"):
        probe(Connection(mute.address, security_protocol="SSL"), 1.0)
    with Mute(b"HTTP/1.1 400 Bad Request\r\n\r\n") as web, pytest.raises(TlsRefused, match="TLS"):
        probe(Connection(web.address, security_protocol="SSL"), 5.0)


def test_a_context_trusts_the_authority_named() -> None:
    """By default it checks certificate and name; the name only if asked."""
    assert Connection(security_protocol="SSL").ssl_context().check_hostname
    lax = Connection(security_protocol="SSL", ssl_check_hostname=False).ssl_context()
    assert not lax.check_hostname
    assert lax.verify_mode == ssl.CERT_REQUIRED
