"""Which broker, and who we are to it: from the environment, never from a scenario.

Passwords appear in no repr, message or log.
"""

from __future__ import annotations

import difflib
import os
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from topics.errors import EnvironmentFailed, InputError, NotSent
from topics.properties import read_properties

DEFAULT_BOOTSTRAP = "127.0.0.1:9092"
BOOTSTRAP = "LIENTHONG_BOOTSTRAP"
PROPERTIES = "LIENTHONG_KAFKA_PROPERTIES"
USERNAME = "LIENTHONG_KAFKA_USERNAME"
PASSWORD = "LIENTHONG_KAFKA_PASSWORD"  # noqa: S105 - the variable's name

PROTOCOLS = ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
_ADDRESS = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:,\[\]]+):([0-9]{1,5})")
_LOGIN = re.compile(r"""\b(username|password)=(["'])((?:(?!\2)[^\\]|\\.)*)\2""", re.DOTALL)


class BrokerAbsent(NotSent):
    """Nobody answers at the address, or not as Kafka does."""


class LoginRefused(NotSent):
    """The broker answers, and does not accept who we say we are."""


class TlsRefused(NotSent):
    """The broker answers, and the two sides do not trust each other's certificates."""


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach a Kafka and log in. `bootstrap` is ``HOST:PORT``, or several with commas.

    The ``ssl_*`` files are PEM. Raise `InputError` for what no broker could accept.
    """

    bootstrap: str = DEFAULT_BOOTSTRAP
    security_protocol: str = "PLAINTEXT"
    sasl_mechanism: str = "SCRAM-SHA-512"
    sasl_username: str | None = None
    sasl_password: str | None = field(default=None, repr=False)
    ssl_cafile: Path | None = None
    ssl_certfile: Path | None = None
    ssl_keyfile: Path | None = None
    ssl_password: str | None = field(default=None, repr=False)
    ssl_check_hostname: bool = True

    def __post_init__(self) -> None:
        for address in self.addresses:
            found = _ADDRESS.fullmatch(address)
            if found is None or not 0 < int(found[2]) < 65_536:
                raise InputError(f"broker address {address!r}: expected HOST:PORT")
        _one_of("security protocol", self.security_protocol, PROTOCOLS)
        _one_of("SASL mechanism", self.sasl_mechanism, MECHANISMS)
        if self.uses_sasl and (self.sasl_username is None or self.sasl_password is None):
            raise InputError(
                f"{self.security_protocol} needs a user and a password: "
                f"set {USERNAME} and {PASSWORD}, or name a file in {PROPERTIES}"
            )

    @property
    def addresses(self) -> tuple[str, ...]:
        """Each ``HOST:PORT`` of `bootstrap`."""
        return tuple(part.strip() for part in self.bootstrap.split(","))

    @property
    def who(self) -> str:
        """Who we are to the broker, in words."""
        return f"user {self.sasl_username!r}" if self.uses_sasl else "this user"

    @property
    def uses_sasl(self) -> bool:
        """Whether we log in."""
        return self.security_protocol.startswith("SASL")

    @property
    def uses_tls(self) -> bool:
        """Whether the wire is encrypted."""
        return self.security_protocol.endswith("SSL")

    @classmethod
    def from_environment(
        cls, bootstrap: str | None = None, environ: Mapping[str, str] = os.environ
    ) -> Connection:
        """The connection that the environment describes.

        `bootstrap`, then ``LIENTHONG_BOOTSTRAP``, then the file named by
        ``LIENTHONG_KAFKA_PROPERTIES`` (of a Java client; only the keys of address and security are
        read) say where. ``LIENTHONG_KAFKA_USERNAME`` and ``_PASSWORD`` override the file's login.
        Raise `InputError` or `EnvironmentFailed` for a file that is wrong or cannot be read.
        """
        named = environ.get(PROPERTIES)
        given = _from_file(Path(named)) if named else {}
        if environ.get(BOOTSTRAP):
            given["bootstrap"] = environ[BOOTSTRAP]
        if bootstrap:
            given["bootstrap"] = bootstrap
        _take_login(given, environ)
        return cls(**given)

    def ssl_context(self) -> ssl.SSLContext:
        """Whom we trust and what we show. Raise `EnvironmentFailed` for a file that is no use."""
        try:
            context = ssl.create_default_context(cafile=self.ssl_cafile)
        except OSError as error:
            raise _unusable(self.ssl_cafile, error) from error
        context.check_hostname = self.ssl_check_hostname
        if self.ssl_certfile is not None:
            try:
                context.load_cert_chain(
                    self.ssl_certfile, self.ssl_keyfile, lambda: self.ssl_password or ""
                )
            except OSError as error:
                raise _unusable(self.ssl_certfile, error) from error
        return context


def probe(connection: Connection, timeout_s: float = 10.0) -> None:
    """Return when a broker answers and lets us in.

    Otherwise raise `BrokerAbsent`, `LoginRefused` or `TlsRefused`, with one sentence, within
    `timeout_s`. One attempt for each address: a wrong password does not lock an account.
    """
    from topics.kafka.probing import probe_broker  # here, since Kafka's client is slow to import

    probe_broker(connection, timeout_s)


def _one_of(what: str, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise InputError(f"{what} {found!r}; expected one of {', '.join(allowed)}")


def _unusable(path: Path | None, error: OSError) -> EnvironmentFailed:
    # An `ssl.SSLError` says what is wrong in `reason`: a wrong pass phrase, a file not PEM.
    reason = getattr(error, "reason", None) or error.strerror or "no PEM file, or wrong pass phrase"
    return EnvironmentFailed(f"{path}: {reason}")


def _take_login(given: dict[str, Any], environ: Mapping[str, str]) -> None:
    user, password = environ.get(USERNAME), environ.get(PASSWORD)
    if user is None and password is None:
        return
    given["sasl_username"] = user or given.get("sasl_username")
    if password is not None:
        given["sasl_password"] = password
    protocol = given.get("security_protocol", "PLAINTEXT")
    if not protocol.startswith("SASL"):
        given["security_protocol"] = f"SASL_{protocol}"


def _from_file(path: Path) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for key, value in read_properties(path).items():
        if key in _FIELDS:
            name, convert = _FIELDS[key]
            given[name] = convert(value)
        elif key == "sasl.jaas.config":
            given.update(_jaas(path, value))
        elif key.endswith("store.type"):
            _only_pem(path, key, value)
        elif key.startswith(("security.", "sasl.", "ssl.")):
            raise InputError(f"{path}: {key} is not understood{_hint(key)}")
    return given


def _jaas(path: Path, value: str) -> dict[str, str]:
    found = {
        f"sasl_{name}": re.sub(r"\\(.)", r"\1", text) for name, _, text in _LOGIN.findall(value)
    }
    if len(found) != 2:
        raise InputError(
            f'{path}: sasl.jaas.config: expected a login module with username="…" password="…"'
        )
    return found


def _only_pem(path: Path, key: str, value: str) -> None:
    if value.upper() != "PEM":
        raise InputError(f"{path}: {key}={value}: only PEM files are read; convert it with keytool")


def _hint(key: str) -> str:
    close = difflib.get_close_matches(key, [*_FIELDS, "sasl.jaas.config"], n=1)
    return f"; did you mean {close[0]}" if close else ""


def _is_checked(value: str) -> bool:
    return value.strip().lower() == "https"


_FIELDS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "bootstrap.servers": ("bootstrap", str),
    "security.protocol": ("security_protocol", str.upper),
    "sasl.mechanism": ("sasl_mechanism", str.upper),
    "sasl.mechanisms": ("sasl_mechanism", str.upper),
    "sasl.username": ("sasl_username", str),
    "sasl.password": ("sasl_password", str),
    "ssl.truststore.location": ("ssl_cafile", Path),
    "ssl.ca.location": ("ssl_cafile", Path),
    "ssl.keystore.location": ("ssl_certfile", Path),
    "ssl.certificate.location": ("ssl_certfile", Path),
    "ssl.key.location": ("ssl_keyfile", Path),
    "ssl.key.password": ("ssl_password", str),
    "ssl.endpoint.identification.algorithm": ("ssl_check_hostname", _is_checked),
}
"""Key of Java's clients, and of librdkafka's -> field of `Connection`."""
