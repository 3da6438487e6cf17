"""The command line as on a system without POSIX: its modules and names are not to be had by us.

What others import is left to them: on such a system they take another way.
"""

from __future__ import annotations

import builtins
import os
import signal
import socket
import sys
import time
from types import ModuleType
from typing import Any

OURS = ("topics", "agents", "simulator")
MODULES = ("fcntl", "termios", "resource", "pwd", "grp", "tty", "pty", "posix", "syslog", "curses")
NAMES: dict[ModuleType, str] = {
    signal: (
        "SIGKILL SIGALRM SIGHUP SIGUSR1 SIGUSR2 SIGSTOP SIGCONT SIGPIPE SIGCHLD setitimer alarm "
        "ITIMER_REAL pthread_sigmask pthread_kill sigwait SIG_BLOCK SIG_UNBLOCK SIG_SETMASK"
    ),
    os: (
        "fork getuid geteuid getgid getegid setsid getpgid getpgrp killpg mkfifo pwrite pread "
        "sched_getaffinity statvfs chown wait4"
    ),
    socket: "AF_UNIX",
    time: "tzset",
}
_import = builtins.__import__


def _hiding(name: str, globals: Any = None, *rest: Any, **named: Any) -> Any:  # noqa: A002  its name is given
    asking = str((globals or {}).get("__name__", "")).partition(".")[0]
    if asking in OURS and name.partition(".")[0] in MODULES:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return _import(name, globals, *rest, **named)


def main() -> int:
    """Run commands, given with `--` between them, one after the other; the first status above 0."""
    import joblib.externals.loky  # noqa: F401  these look for POSIX when they are imported
    import kafka  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    builtins.__import__ = _hiding
    for module, names in NAMES.items():
        for name in names.split():
            if hasattr(module, name):
                delattr(module, name)
    from simulator.cli import main as command

    commands = " ".join(sys.argv[1:]).split(" -- ")
    return next((status for words in commands if (status := command(words.split()))), 0)


if __name__ == "__main__":
    sys.exit(main())
