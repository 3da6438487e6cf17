"""Users who log in by SCRAM, and a private file for each with which its software does so."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import UserScramCredentialUpsertion

from topics.broker.folder import write_private
from topics.broker.settings import client_properties, properties
from topics.connection import PROPERTIES, Connection
from topics.errors import EnvironmentFailed, InputError, NotSent
from topics.kafka.administering import administering

_WHAT = "administering users"
_RANDOM_BYTES = 24
_ITERATIONS = 8_192  # Kafka's own tool takes as many; at most 16,384 are accepted
_IN_FORCE_S = 30.0
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Logins:
    """Names of users: `made` by this call, `kept` with their file here, `elsewhere` without."""

    made: tuple[str, ...]
    kept: tuple[str, ...]
    elsewhere: tuple[str, ...]

    def text(self, folder: Path) -> str:
        """What was done, in a line or two; no password."""
        lines = [f"{folder}: {len(self.made)} users made, {len(self.kept)} kept"]
        if self.elsewhere:
            named = ", ".join(self.elsewhere)
            lines.append(f"their passwords are not in that folder, and were left alone: {named}")
        return "\n".join(lines)


def file_of(folder: Path, user: str) -> Path:
    """The client properties file of a user."""
    return folder / f"{user}.properties"


def make_users(connection: Connection, users: Sequence[str], folder: Path) -> Logins:
    """Make the users that the broker does not know, with random passwords. Again does nothing.

    Each gets a client properties file in `folder`, readable by its owner only, which
    ``LIENTHONG_KAFKA_PROPERTIES`` names to its software; it is there before the user is, so that
    no password is lost. A user that is known keeps its password. Raise `InputError` when the
    `connection` has no login, or a file is another user's, `EnvironmentFailed` when the folder
    cannot be written, and `NotSent` when the broker does not do it.
    """
    if not connection.uses_sasl:
        raise InputError(
            f"users are for a broker with logins: security.protocol is "
            f"{connection.security_protocol}, expected SASL_PLAINTEXT or SASL_SSL"
        )
    with administering(connection, _WHAT) as admin:
        known = _known(admin, users)
        missing = [user for user in users if user not in known]
        theirs = [_login_of(connection, user, folder) for user in missing]
        _write(folder, theirs)
        _make(admin, theirs, connection.bootstrap)
    there = {user: file_of(folder, user).exists() for user in users if user in known}
    return Logins(
        tuple(missing),
        tuple(user for user, is_here in there.items() if is_here),
        tuple(user for user, is_here in there.items() if not is_here),
    )


def _known(admin: KafkaAdminClient, users: Sequence[str]) -> frozenset[str]:
    # By name: a broker that refuses to tell of all users at once does not answer at all.
    said = admin.describe_user_scram_credentials(list(users))
    return frozenset(user for user, about in said.items() if about["credential_infos"])


def _login_of(connection: Connection, user: str, folder: Path) -> Connection:
    """A new password, or that of a file which was written before the user could be made."""
    file, password = file_of(folder, user), secrets.token_urlsafe(_RANDOM_BYTES)
    if file.exists():
        written = Connection.from_environment(environ={PROPERTIES: str(file)})
        if written.sasl_username != user:
            raise InputError(f"{file}: it is for user {written.sasl_username!r}, expected {user}")
        password = written.sasl_password or password
    mechanism = connection.sasl_mechanism
    return replace(
        connection,
        sasl_mechanism=mechanism if mechanism.startswith("SCRAM") else "SCRAM-SHA-512",
        sasl_username=user,
        sasl_password=password,
        ssl_certfile=None,  # the operator's own
        ssl_keyfile=None,
        ssl_password=None,
    )


def _make(admin: KafkaAdminClient, logins: Sequence[Connection], where: str) -> None:
    if not logins:
        return
    wanted = [
        UserScramCredentialUpsertion(
            login.sasl_username, login.sasl_mechanism, login.sasl_password, _ITERATIONS
        )
        for login in logins
    ]
    said = admin.alter_user_scram_credentials(wanted)
    for user, refused in said.items():
        if refused is not None:
            raise NotSent(f"user {user} at {where}: {refused}")
    _await(admin, list(said), where)


def _await(admin: KafkaAdminClient, users: Sequence[str], where: str) -> None:
    """A broker lets new users in when the controller's news have come to it."""
    deadline_s = time.monotonic() + _IN_FORCE_S
    while len(_known(admin, users)) < len(users):
        if time.monotonic() > deadline_s:
            raise NotSent(f"{_WHAT} at {where}: they are not known after {_IN_FORCE_S:.0f} s")
        time.sleep(_LOOK_S)


def _write(folder: Path, logins: Sequence[Connection]) -> None:
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True)
        for login in logins:
            write_private(file_of(folder, str(login.sasl_username)), properties(_settings(login)))
    except OSError as error:
        raise EnvironmentFailed(f"{folder}: cannot be written: {error.strerror}") from error


def _settings(login: Connection) -> dict[str, str]:
    """By the keys that every Java client knows."""
    authority = None if login.ssl_cafile is None else str(login.ssl_cafile.resolve())
    who = str(login.sasl_username), str(login.sasl_password)
    settings = {"bootstrap.servers": login.bootstrap}
    settings |= client_properties(login.security_protocol, who, authority)
    settings["sasl.mechanism"] = login.sasl_mechanism
    if login.uses_tls and not login.ssl_check_hostname:
        settings["ssl.endpoint.identification.algorithm"] = ""
    return settings
