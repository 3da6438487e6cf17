"""`lienthong record`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text

from simulator.cli.choice import Choice
from simulator.cli.signals import until_told
from simulator.cli.verdicts import history_stays, new_folder, print_verdict, write_verdict
from simulator.ledger.runfolder import check_writable
from simulator.loadtest.quantities import span_us
from simulator.loadtest.recording import Noted, Recording, Watch, record
from simulator.loadtest.terms import Terms
from simulator.loadtest.verdict import judge
from simulator.report.printing import errors, in_language, tell
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.suggest import did_you_mean
from simulator.signals import check_posix
from topics.catalogue import audit
from topics.connection import Connection
from topics.errors import InputError

_TELL_S = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was chosen on the command line."""

    prefix: str
    agency: str
    role: str = "provider"
    deadline: str | None = None
    lasts: str | None = None
    bootstrap: str | None = None
    junit: Path | None = None
    out: Path = Path("runs")


def run_record(choice: Choice, wanted: Wanted, printed: str) -> None:
    """Record, judge, write what was asked for; ends with the verdict's exit status unless it is 0.

    Raise `LienthongError` for what keeps the recording from its end; then the history stays.
    """
    check_posix("lienthong record")
    plan = recording_of(choice.load(), wanted)
    check_writable("--junit", wanted.junit)
    folder = new_folder(wanted.out, f"{plan.title}-{wanted.agency.lower()}")
    with history_stays(folder):
        with until_told() as stop, _told(wanted) as watch:
            path = record(plan, folder, stop, watch)
        verdict = judge(path)
    write_verdict(verdict, folder, wanted.junit)
    print_verdict(verdict, printed)
    if verdict.exit_status:
        raise SystemExit(verdict.exit_status)


def recording_of(resolved: ResolvedScenario, wanted: Wanted) -> Recording:
    """Of an agency of the scenario, by its time-out unless another deadline is given."""
    known = [entry.id for entry in resolved.agencies]
    if wanted.agency not in known:
        hint = did_you_mean(wanted.agency, known)
        raise InputError(f"--agency {wanted.agency}: no agency of this scenario{hint}")
    audit(wanted.prefix)  # raises for what is no prefix
    if wanted.deadline is None:  # as long as whoever asks waits for real software
        deadline_us = resolved.scenario.sharing.platform.timeout.elapsed_us
    else:
        deadline_us = span_us(wanted.deadline, "--deadline")
    return Recording(
        connection=Connection.from_environment(wanted.bootstrap),
        terms=Terms(
            agency=wanted.agency, role=wanted.role, prefix=wanted.prefix,
            deadline_us=deadline_us, recorded=True,
        ),
        title=resolved.scenario.name,
        lasts_us=None if wanted.lasts is None else span_us(wanted.lasts, "--for"),
    )  # fmt: skip


@contextmanager
def _told(wanted: Wanted) -> Iterator[Watch]:
    """A line for each phase on the error stream, and how far it is where that is a terminal."""
    console = errors()
    words = {
        "load": f"recording {wanted.agency} of prefix {wanted.prefix}; Ctrl-C ends it",
        "drain": "draining: what was asked so far has its time; Ctrl-C now ends without a verdict",
    }
    phase, told_s = "", 0.0
    with console.status(Text()) if console.is_watched else nullcontext() as status:

        def watch(now: Noted) -> None:
            nonlocal phase, told_s
            if now.phase != phase:
                phase = now.phase
                tell(f"lienthong: {words[phase]}")
            if status is not None and time.monotonic() - told_s > _TELL_S:
                told_s = time.monotonic()
                told = f"{now.at_us / 1e6:,.0f} s: {now.asked:,} asked, {now.replied:,} replied"
                status.update(Text(in_language(told)))

        yield watch
