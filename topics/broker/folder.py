"""The folder of a broker: what is where, and what is known of it between commands."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from topics.broker.plan import LOOPBACK
from topics.connection import Connection
from topics.errors import EnvironmentFailed, InputError

_TAIL_BYTES = 20_000


class Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`broker.json`: how to start this broker again and how to talk to it."""

    java: str
    jars: str
    heap_mb: int
    port: int
    protocol: str
    admin: str
    users: dict[str, str] = {}
    authority: str | None = None

    @property
    def bootstrap(self) -> str:
        """Where clients find it."""
        return f"{LOOPBACK}:{self.port}"

    def connection(self) -> Connection:
        """Of the user who may do everything, where there are users."""
        return Connection(
            bootstrap=self.bootstrap,
            security_protocol=self.protocol,
            sasl_username=self.admin if self.users else None,
            sasl_password=self.users.get(self.admin),
            ssl_cafile=Path(self.authority) if self.authority else None,
        )

    def __repr__(self) -> str:
        return f"Known(port={self.port}, protocol={self.protocol})"  # no passwords


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths; `path` is absolute. All that holds a secret can be read by its owner only."""

    path: Path

    @classmethod
    def of(cls, path: Path) -> Folder:
        """Of any path; nothing need be there."""
        return cls(path.expanduser().resolve())

    def make(self) -> None:
        """Make the folder, for its owner only.

        Raises:
            InputError: it holds what is not a broker's; or its name has a comma, which Kafka
                takes for the end of it.
        """
        if "," in str(self.path):
            raise InputError(f"the broker's folder {self.path} must not have a comma in its name")
        if self.path.is_dir() and any(self.path.iterdir()) and not self.lock.exists():
            raise InputError(f"{self.path} is neither empty nor the folder of a broker")
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)  # Kafka writes salted passwords into its data

    @property
    def data(self) -> Path:
        """Kafka's own."""
        return self.path / "data"

    @property
    def formatted(self) -> bool:
        """Whether there is a broker's data."""
        return (self.data / "meta.properties").is_file()

    @property
    def properties(self) -> Path:
        """The broker's."""
        return self.path / "server.properties"

    @property
    def marker(self) -> str:
        """The word of a process's command by which it is known to be this folder's broker."""
        return str(self.properties)

    @property
    def pid_file(self) -> Path:
        """There from a start to the next stop, so that a crash can be told from a stop."""
        return self.path / "pid"

    @property
    def console(self) -> Path:
        """What Java itself says; the log is the broker's."""
        return self.path / "console.log"

    @property
    def archive(self) -> Path:
        """Of classes; see `archive.py`."""
        return self.path / "classes.jsa"

    @property
    def lock(self) -> Path:
        """Held by whoever starts the broker."""
        return self.path / "lock"

    def client(self, user: str | None) -> Path:
        """The properties file for a client; of `user` where there are users."""
        return self.path / (f"client-{user}.properties" if user else "client.properties")

    def known(self) -> Known | None:
        """What an earlier start left, or None. Raise `EnvironmentFailed` if it is broken."""
        file = self.path / "broker.json"
        try:
            return msgspec.json.decode(file.read_bytes(), type=Known)
        except FileNotFoundError:
            return None
        except msgspec.MsgspecError as error:
            raise EnvironmentFailed(f"{file}: {error}; delete the folder") from error

    def remember(self, known: Known) -> None:
        """For later commands."""
        write_private(self.path / "broker.json", msgspec.json.encode(known))

    def last_lines(self, lines: int = 8) -> list[str]:
        """The end of what the broker wrote: its log, then what Java itself said."""
        found = [_tail(self.path / "server.log", lines), _tail(self.console, lines)]
        return [line for part in found for line in part]


def write_private(path: Path, text: str | bytes) -> None:
    """Whole or not at all, and readable by its owner only from the first byte on."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text.encode() if isinstance(text, str) else text)
    new.replace(path)


def _tail(path: Path, lines: int) -> list[str]:
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            return file.read().decode(errors="replace").splitlines()[-lines:]
    except FileNotFoundError:
        return []
