"""`lienthong relay`."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from types import FrameType

from simulator.cli.choice import Choice
from simulator.hosting.clock import SharedClock
from simulator.loadtest.quantities import bytes_of, span_us
from simulator.relay.entitlements import entitlements_of
from simulator.relay.process import Moved, Stop, local_time_us, serve, still
from simulator.relay.rows import Policy, Quota
from simulator.relay.rules import parse_rule
from simulator.relay.session import RelayPlan, Tally
from simulator.report.printing import tell
from simulator.signals import ENDINGS, check_posix, handling
from topics.catalogue import control_clock
from topics.connection import Connection
from topics.errors import EnvironmentFailed
from topics.kafka.rights import check_rights

_STOP_S = 20.0
_LOOK_S = 0.5
_PATIENCE_S = 60.0  # real seconds; messages need them whatever the speed


def run_relay(
    choice: Choice,
    prefix: str,
    bootstrap: str | None = None,
    faults: Sequence[str] = (),
    every_s: float = 10.0,
    give_up_s: float = 60.0,
    *,
    live: bool = False,
    policy: Policy | None = None,
    metrics_port: int | None = None,
    metrics_host: str = "127.0.0.1",
) -> None:
    """Relay the messages of a scenario's agencies until SIGTERM or Ctrl-C; lines go to stderr.

    `faults` are rules as `simulator.relay.rules.parse_rule` reads them. The time is the wall's, or
    with `live` that of the clock which the processes of a live run share: it waits for one. With
    `metrics_port` it serves its metrics from the start, at any free port for 0.
    """
    check_posix("lienthong relay")
    resolved = choice.load()
    plan = RelayPlan(
        connection=Connection.from_environment(bootstrap),
        prefix=prefix,
        entitlements=entitlements_of(resolved.agencies, resolved.procedures),
        clock=local_time_us,
        rules=tuple(map(parse_rule, faults)),
        seed=resolved.scenario.seed,
        policy=policy or Policy(),
    )
    tally, moved = Tally(), still
    with _until_told() as stop, ExitStack() as opened:
        if metrics_port is not None:
            metrics = _metrics(tally, resolved.scenario.name, prefix, metrics_port, metrics_host)
            moved = opened.enter_context(metrics)
        check_rights(plan.connection, _rights(plan, live=live))
        if live:
            clock = opened.enter_context(closing(SharedClock(plan.connection, prefix, resolved)))
            plan = _by(clock, plan, stop, moved)
        serve(plan, stop, _tell, every_s=every_s, give_up_s=give_up_s, tally=tally, moved=moved)


def _rights(plan: RelayPlan, *, live: bool) -> dict[str, Sequence[str]]:
    return plan.rights() | ({control_clock(plan.prefix): ("read",)} if live else {})


def policy_of(
    grace: str | None,
    remember: str | None,
    most_open: int | None = None,
    most_kept: str | None = None,
    most_rate: int | None = None,
) -> Policy:
    """The usual one with other times and quotas. Raise `InputError` for a text that is none."""
    usual = Policy()
    return Policy(
        grace_us=usual.grace_us if grace is None else span_us(grace, "--grace"),
        remember_us=usual.remember_us if remember is None else span_us(remember, "--remember"),
        quota=Quota(
            open=usual.quota.open if most_open is None else most_open,
            bytes=usual.quota.bytes if most_kept is None else bytes_of(most_kept, "--most-kept"),
            rate=usual.quota.rate if most_rate is None else most_rate,
        ),
    )


@contextmanager
def _metrics(tally: Tally, scenario: str, prefix: str, port: int, host: str) -> Iterator[Moved]:
    """Serve them; what is to be called after each step. Without it nothing of this is loaded."""
    from simulator.metrics.relay import exporter_of

    exporter = exporter_of(tally, scenario)
    exporter.start(port, host)
    try:
        _tell(f"relay {prefix}: metrics at http://{host}:{exporter.port}/metrics")
        yield exporter.refresh
    finally:
        exporter.close()


def _by(clock: SharedClock, plan: RelayPlan, stop: Stop, moved: Moved) -> RelayPlan:
    """The same by a shared clock, as patient in real time as in simulated.

    While it waits for one it has nothing to do, and is well.
    """
    clock.open()
    while not clock.is_set and not stop():
        moved()
        time.sleep(_LOOK_S)
        clock.open()
    if stop():
        return plan
    stretched_us = round(_PATIENCE_S * clock.latest.resumed_us)
    policy = replace(plan.policy, grace_us=max(plan.policy.grace_us, stretched_us))
    return replace(plan, clock=clock.now_us, policy=policy)


@contextmanager
def _until_told() -> Iterator[Stop]:
    """Whether SIGTERM, SIGHUP or SIGINT came.

    If it then takes too long (a dead broker), it is ended.
    """
    told: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        signal.setitimer(signal.ITIMER_REAL, _STOP_S)

    def enough(_number: int, _frame: FrameType | None) -> None:
        raise EnvironmentFailed(
            f"the relay was told to stop, and did not within {_STOP_S:.0f} s: what it was doing "
            "is undone when it, or the next one, starts"
        )

    notes = dict.fromkeys(ENDINGS, note)
    with handling({**notes, signal.SIGALRM: enough}):
        yield lambda: bool(told)


def _tell(words: str) -> None:
    tell(words)
