"""Signals that a part of the program handles for a while."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from topics.errors import EnvironmentFailed

HANGUP: tuple[signal.Signals, ...] = (
    (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()  # not on Windows
)
ENDINGS = (signal.SIGINT, signal.SIGTERM, *HANGUP)
"""Ctrl-C, being told to end, and the terminal's going away."""
Handler = Callable[[int, FrameType | None], None]


def terminating() -> tuple[signal.Signals, ...]:
    """SIGTERM and SIGHUP; the second not where it is ignored, as under nohup."""
    heard = [number for number in HANGUP if not _is_ignored(number)]
    return signal.SIGTERM, *heard


@contextmanager
def handling(handlers: Mapping[signal.Signals, Handler]) -> Iterator[None]:
    """Let each signal call its handler while the block lasts; an alarm of it rings no more then.

    A signal that this process was started to ignore (`nohup`, a script's `&`) stays ignored.
    """
    heard = {number: handler for number, handler in handlers.items() if not _is_ignored(number)}
    before = {number: signal.signal(number, handler) for number, handler in heard.items()}
    try:
        yield
    finally:
        if hasattr(signal, "SIGALRM") and signal.SIGALRM in handlers:
            signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_ignored(number: signal.Signals) -> bool:
    return signal.getsignal(number) is signal.SIG_IGN


@contextmanager
def held_back(*numbers: signal.Signals) -> Iterator[None]:
    """Let these signals wait until the block ends; where a system cannot, they do not wait."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def check_posix(what: str) -> None:
    """Raise `EnvironmentFailed` where `what` does not work: on Windows itself."""
    if not hasattr(signal, "pthread_sigmask"):
        raise EnvironmentFailed(
            f"{what} needs Linux or macOS; on Windows, run it in WSL 2 or in a container"
        )
