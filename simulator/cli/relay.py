"""`lienthong relay`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from simulator.cli.choice import Choice
from simulator.relay.entitlements import entitlements_of
from simulator.relay.process import Stop, local_time_us, serve
from simulator.relay.rules import parse_rule
from simulator.relay.session import RelayPlan
from topics.connection import Connection
from topics.errors import EnvironmentFailed

_STOP_S = 20.0


def run_relay(
    choice: Choice,
    prefix: str,
    bootstrap: str | None = None,
    faults: Sequence[str] = (),
    every_s: float = 10.0,
    give_up_s: float = 60.0,
) -> None:
    """Relay the messages of a scenario's agencies until SIGTERM or Ctrl-C; lines go to stderr.

    `faults` are rules as `simulator.relay.rules.parse_rule` reads them. The time is the wall's.
    """
    resolved = choice.load()
    plan = RelayPlan(
        connection=Connection.from_environment(bootstrap),
        prefix=prefix,
        entitlements=entitlements_of(resolved.agencies, resolved.procedures),
        clock=local_time_us,
        rules=tuple(map(parse_rule, faults)),
        seed=resolved.scenario.seed,
    )
    with _until_told() as stop:
        serve(plan, stop, _tell, every_s=every_s, give_up_s=give_up_s)


@contextmanager
def _until_told() -> Iterator[Stop]:
    """Whether SIGTERM or SIGINT came. If it then takes too long (a dead broker), it is ended."""
    told: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        signal.setitimer(signal.ITIMER_REAL, _STOP_S)

    def enough(_number: int, _frame: FrameType | None) -> None:
        raise EnvironmentFailed(
            f"the relay was told to stop, and did not within {_STOP_S:.0f} s: what it was doing "
            "is undone when it, or the next one, starts"
        )

    wanted = {signal.SIGTERM: note, signal.SIGINT: note, signal.SIGALRM: enough}
    before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
    try:
        yield lambda: bool(told)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
