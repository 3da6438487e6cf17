"""Names that nobody else has, and folders that are known to be alive or dead.

A process's number is no name: in a container each is number 1. What is being filled has a name of
its own, and whoever fills a folder holds a lock on it, which the system lets go however the process
ends. So the next one can tell what is left of a dead one, and take it away. Where the system or the
disk knows no such locks, nothing is taken away.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_MARK = ".partial-"
_PARTIAL = re.compile(r"\..+\.partial-[0-9a-f]{12}")


class Lock(Enum):
    """Why there is none: another process has it, or there are no locks."""

    TAKEN = 1
    UNKNOWN = 2


def part_of(path: Path) -> Path:
    """A hidden name beside `path` that nobody else has: for what is not whole yet."""
    return path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")


def locked(path: Path, flags: int = os.O_RDONLY) -> int | Lock:
    """A handle that holds the lock of a file or folder until it is closed; never of a link.

    Does not wait. OSError as raised when there is nothing of that name, or it may not be opened.
    """
    try:
        import fcntl
    except ImportError:  # not on Windows
        return Lock.UNKNOWN
    handle = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        return Lock.TAKEN if isinstance(error, BlockingIOError) else Lock.UNKNOWN
    return handle


@contextmanager
def unshared_folder(parent: Path, stem: str) -> Iterator[Path]:
    """A hidden folder of one's own in `parent`, gone when the block ends unless it was renamed.

    Those that dead processes have left in `parent` are taken away first. OSError as raised.
    """
    if parent.exists() and not parent.is_dir():  # `mkdir` would say that the file exists
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(parent))
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    folder, held = _made(parent, stem)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if not isinstance(held, Lock):
            os.close(held)


def sweep(parent: Path) -> None:
    """Take away what dead processes have left there; what cannot be, stays."""
    for folder in parent.iterdir():
        if _PARTIAL.fullmatch(folder.name):
            with suppress(OSError):
                if not isinstance(held := locked(folder, _FOLDER), Lock):
                    shutil.rmtree(folder, ignore_errors=True)
                    os.close(held)


def _made(parent: Path, stem: str) -> tuple[Path, int | Lock]:
    """A new folder and its lock; one that was swept before it had its lock is made again."""
    while True:
        folder = parent / f".{stem}{_MARK}{secrets.token_hex(6)}"
        with suppress(FileNotFoundError):
            folder.mkdir()
            held = locked(folder, _FOLDER)
            if held is not Lock.TAKEN and folder.exists():
                return folder, held
