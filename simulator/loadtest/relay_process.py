"""The relay of a test: `lienthong relay` as a child, with the plan's message faults as rules."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from simulator.loadtest.children import Child
from topics.connection import BOOTSTRAP
from topics.errors import EnvironmentFailed

READY_S = 90.0
_STOP_S = 25.0
_POLL_S = 0.02
_GIVE_UP_S = "120"  # longer than any broker of a plan is gone
# What it remembers of an hour's test is bounded by time; the harness asks for many at once.
_PATIENCE = (
    "--grace", "5m", "--remember", "5m", "--most-open", "2000000", "--most-kept", "2GiB",
    "--most-rate", "0",
)  # fmt: skip
_CODE = "import sys; from simulator.cli import main; sys.exit(main())"


class RelayProcess:
    """The relay of one prefix; `rules` are texts as `lienthong relay --fault` takes them."""

    def __init__(
        self, scenario: str, prefix: str, bootstrap: str, seed: int, rules: Sequence[str],
        folder: Path,
    ) -> None:  # fmt: skip
        faults = [word for rule in rules for word in ("--fault", rule)]
        command = [
            sys.executable, "-c", _CODE, "relay", scenario, "--prefix", prefix,
            "--seed", str(seed), "--give-up", _GIVE_UP_S, *_PATIENCE, *faults,
        ]  # fmt: skip
        log = folder / "relay.log"
        self._before = len(log.read_bytes()) if log.exists() else 0
        self.child = Child(command, log, {**os.environ, BOOTSTRAP: bootstrap})

    def ready(self) -> None:
        """Wait until it reads. Raise `EnvironmentFailed` with its words when it does not."""
        deadline_s = time.monotonic() + READY_S
        while b": ready" not in self._told():
            if self.child.status is not None or time.monotonic() > deadline_s:
                raise EnvironmentFailed(f"the relay did not begin: {self.child.said(400).strip()}")
            time.sleep(_POLL_S)

    def check(self) -> None:
        """Raise `EnvironmentFailed` when it has ended by itself."""
        if self.child.status is not None:
            words = self.child.said(400).strip()
            raise EnvironmentFailed(f"the relay ended, status {self.child.status}: {words}")

    def stop(self) -> None:
        """As an operator does."""
        self.child.stop(_STOP_S)

    def kill(self) -> None:
        """At once."""
        self.child.kill()

    def _told(self) -> bytes:
        return self.child.log.read_bytes()[self._before :]
