"""The connector as a process: its clock, its memory, its end; one slow procedure."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.loadtest.entries import Process
from simulator.loadtest.findings import Evidence, Finding, checker, record
from simulator.loadtest.parts import NEVER, Said
from simulator.loadtest.view import View
from topics.errors import ErrorCode, InputError
from topics.events import StatusProgress

_STOPPED = (0, -15, 143, None)  # as a process ends that was asked to, by SIGTERM
_SKEW_US = 2_000_000
_STEADY_SAMPLES = 12
_GROWTH_SHARE, _GROWTH_BYTES = 0.4, 48 << 20
_ENOUGH = 20  # responses of a procedure
_SLOWER, _SLOWER_US = 2.0, 100_000


# -- clock -------------------------------------------------------------------------------------


@checker("clock-skew", says="The connector's clock goes with everybody's.")
def clock_skew(view: View) -> Iterator[Finding]:
    """Stamps of its records; statuses entered in the future; refusals as too late that were not."""
    if abs(view.skew_us) > _SKEW_US:
        stamped = [said for said in view.said if said.place.log_us < NEVER]
        way = "behind" if view.skew_us > 0 else "ahead"
        yield Finding(
            f"the stamps of its records are {abs(view.skew_us) / 1e6:.1f} s {way}",
            (record("written", stamped[0].place),),
        )
    # The clock of a run that goes on may be years ahead of the wall's.
    for pushes in () if view.terms.recorded else view.pushes.values():
        for said in pushes:
            ahead_us = _entered_us(said) - view.local_us(said.place.at_us)
            if ahead_us > _SKEW_US:
                yield Finding(
                    f"a status was pushed {ahead_us / 1e6:.1f} s before its time",
                    (record("pushed", said.place),),
                )
    yield from _wrongly_late(view)


def _entered_us(said: Said) -> int:
    return said.event.at_us if isinstance(said.event, StatusProgress) else 0


def _wrongly_late(view: View) -> Iterator[Finding]:
    for said, event, x in view.replies:
        if event.error is None or not x.deliveries or not _says_late(event.error):
            continue
        taken = view.said_us(said) - x.intended_us
        if x.intended_us >= 0 and taken < view.terms.deadline_us // 2:
            yield Finding(
                f"request {event.request} was refused as too late, {taken / 1e6:.3f} s after it "
                f"was sent",
                (record("delivered", x.deliveries[0]), record("refused", said.place)),
            )


def _says_late(error: str) -> bool:
    try:
        return ErrorCode.parse(error).error_class == "time"
    except InputError:
        return False


# -- the process -------------------------------------------------------------------------------


@checker("crashed", says="The connector's process runs to the end of the test.")
def crashed(view: View) -> Iterator[Finding]:
    """It ended by itself before the test did, and no fault had killed it."""
    killed = {process.pid for process in view.processes if process.name == "killed"}
    over_us = view.phase_us("end", view.end_us + 1)
    for process in view.processes:
        if process.name != "ended" or process.pid in killed or process.at_us >= over_us:
            continue
        if not _sent_away(view, process):
            status = "" if process.status is None else f" with status {process.status}"
            yield Finding(
                f"process {process.pid} ended by itself{status}",
                (Evidence("ended", process.at_us),),
            )


def _sent_away(view: View, process: Process) -> bool:
    """A second member of the group, which a rebalance lets come and go."""
    return process.status in _STOPPED and any(
        window.name == "rebalance"
        and window.begin_us <= process.at_us <= window.end_us + view.recovery_us
        for window in view.windows
    )


@checker("memory-growth", says="The connector's memory does not grow for as long as it runs.")
def memory_growth(view: View) -> Iterator[Finding]:
    """From the first third of the load to the last, in both halves of the way, by enough."""
    begin_us, _ = view.load
    by_process: dict[int, list[Process]] = {}
    for process in view.processes:
        if process.resident_bytes >= 0 and process.at_us >= begin_us:
            by_process.setdefault(process.pid, []).append(process)
    for pid, samples in by_process.items():
        if len(samples) < _STEADY_SAMPLES:
            continue
        thirds = np.array_split(np.array([one.resident_bytes for one in samples]), 3)
        first, middle, last = (float(np.median(third)) for third in thirds)
        grown = last - first
        steadily = min(middle - first, last - middle) >= grown / 4
        if steadily and grown >= max(_GROWTH_BYTES, _GROWTH_SHARE * first):
            yield Finding(
                f"process {pid} grew from {first / 1e6:,.0f} MB to {last / 1e6:,.0f} MB",
                (
                    Evidence(f"{samples[0].resident_bytes:,} bytes", samples[0].at_us),
                    Evidence(f"{samples[-1].resident_bytes:,} bytes", samples[-1].at_us),
                ),
            )


# -- one slow procedure ------------------------------------------------------------------------


@checker("slow-procedure", says="No procedure is answered far more slowly than the others.")
def slow_procedure(view: View) -> Iterator[Finding]:
    """By the lower quartile and the median of each, against the median of the others' ones.

    Not by its slowest answers: when a machine stands still, they are of whatever was asked then.
    """
    times: dict[str, list[int]] = {}
    for one in view.responses.found:
        measured = one.procedure and one.done_us >= 0
        if measured and not view.disturbed(one.intended_us, one.done_us):
            times.setdefault(one.procedure, []).append(one.done_us - one.intended_us)
    usually = {
        name: np.percentile(found, (25, 50))
        for name, found in sorted(times.items())
        if len(found) >= _ENOUGH
    }
    for name, own in usually.items():
        others = [value for other, value in usually.items() if other != name]
        usual = np.median(others, axis=0) if others else own
        if all(own > _SLOWER * usual) and all(own > usual + _SLOWER_US):
            yield Finding(
                f"procedure {name}: half within {own[1] / 1e3:,.0f} ms; of the others usually "
                f"{usual[1] / 1e3:,.0f} ms",
                _slowest(view, name),
            )


def _slowest(view: View, procedure: str) -> tuple[Evidence, ...]:
    found = [
        (x.replied_us - x.intended_us, x.replies[0])
        for x in view.exchanges.values()
        if x.replies
        and x.asked is not None
        and x.asked.procedure == procedure
        and x.intended_us >= 0
    ]
    taken, said = max(found, key=lambda one: one[0])
    return (record(f"replied after {taken / 1e3:,.0f} ms", said.place),)
