"""How a live run is found: a file that only its owner can read, with port and token.

Anybody on the machine can connect to a port of 127.0.0.1. The token, new for each run, is what
tells the run's owner from others: it lies in a file with mode 0600, in a folder with mode 0700,
and is never printed or passed on a command line, where others could see it. Its run holds a lock on
it while it lives: a process's number says nothing, since in a container each is number 1.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from topics.broker.parts import cache_dir
from topics.errors import EnvironmentFailed, InputError
from topics.events import UNREADABLE
from topics.unshared import Lock, locked, part_of

_TOKEN_BYTES = 32


class Door(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a live run listens, on loopback, and the word that opens."""

    port: int
    token: str
    pid: int
    scenario: str


def doors_folder() -> Path:
    """Where the files are: `$XDG_RUNTIME_DIR/lienthong/live`, or below the cache folder."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return (Path(runtime) / "lienthong" if runtime else cache_dir()) / "live"


def new_token() -> str:
    """A word that cannot be guessed."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


@contextmanager
def announced(door: Door, folder: Path | None = None) -> Iterator[Path]:
    """Keep the file of a door while the block lasts. Raise `EnvironmentFailed` if it is unsafe."""
    where = folder or doors_folder()
    path = where / f"{door.port}-{secrets.token_hex(4)}.json"
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_owned(where)
        _live(where)  # those of runs that were killed go
        held = _hung(path, door)
    except OSError as error:
        raise EnvironmentFailed(f"{path}: {error.strerror or error}") from error
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        os.close(held)


def _hung(path: Path, door: Door) -> int:
    """Write the file, which has its name only when it is whole and locked; returns the lock.

    OSError as raised.
    """
    part = part_of(path)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
    held = locked(part, os.O_WRONLY)
    if isinstance(held, Lock):
        part.unlink()
        raise OSError(0, "this disk knows no locks, by which a run could be known to live")
    os.write(held, msgspec.json.encode(door))
    part.rename(path)
    return held


def _check_owned(folder: Path) -> None:
    """The folder is ours, and nobody else may look into it."""
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise EnvironmentFailed(f"{folder}: a link, which may lead anywhere; remove it")
    if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise EnvironmentFailed(
            f"{folder}: other users may read it, so a token would not be safe there; "
            "make it yours alone (chmod 700)"
        )


def find_door(port: int | None = None, folder: Path | None = None) -> Door:
    """The door of the live run at `port`, or of the only one. Raise `InputError` if unclear."""
    doors = _doors(folder or doors_folder())
    if port is not None:
        doors = [door for door in doors if door.port == port]
    if len(doors) == 1:
        return doors[0]
    if not doors:
        at = "" if port is None else f" at port {port}"
        raise InputError(f"no live run of yours{at} was found; begin one with: lienthong live")
    known = ", ".join(f"{door.port} ({door.scenario}, pid {door.pid})" for door in doors)
    raise InputError(f"several live runs: say --port, one of {known}")


def _doors(folder: Path) -> list[Door]:
    """Those whose run lives; the file of one that was killed is taken away."""
    if not folder.exists():
        return []
    _check_owned(folder)
    found = []
    for path in _live(folder):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=Door))
        except FileNotFoundError:
            continue  # it has ended just now
        except (OSError, *UNREADABLE) as error:
            raise EnvironmentFailed(f"{path}: cannot be read: {error}") from error
    return found


def _live(folder: Path) -> list[Path]:
    """The files that a run holds; all others go."""
    found = []
    for path in sorted(folder.glob("*.json")):
        with suppress(OSError):  # it is gone, or a link: nobody's
            held = locked(path)
            if isinstance(held, Lock):
                found.append(path)
            else:
                path.unlink(missing_ok=True)
                os.close(held)
    return found
