"""`lienthong loadtest`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from simulator.cli.terminal import print_json
from simulator.cli.verdicts import (
    history_stays,
    new_folder,
    print_verdict,
    write_document,
    write_verdict,
)
from simulator.ledger.runfolder import check_writable
from simulator.loadtest import capacity_report
from simulator.loadtest.capacity import Capacity, Trial
from simulator.loadtest.clients import check_client
from simulator.loadtest.course import Progress, Watch
from simulator.loadtest.metering import NO_METER, Meter
from simulator.loadtest.plan import Plan
from simulator.loadtest.plan_reader import find_plan, read_plan
from simulator.loadtest.run import run_plan
from simulator.loadtest.trials import search_capacity
from simulator.loadtest.verdict import Verdict, judge
from simulator.report.printing import errors, in_language, label, say, tell
from simulator.signals import check_posix
from topics.connection import Connection
from topics.errors import InputError


@dataclass(frozen=True, slots=True)
class LoadTest:
    """What was chosen on the command line."""

    plan: str
    command: tuple[str, ...] = ()
    bootstrap: str | None = None
    workers: int = 1
    seed: int | None = None
    junit: Path | None = None
    out: Path = Path("runs")
    client: str = "python"
    metrics_port: int | None = None


def run_loadtest(chosen: LoadTest, printed: str) -> None:
    """Test, judge, write what was asked for; ends with the verdict's exit status unless it is 0.

    Raise `LienthongError` for what keeps the test from its end; then the history stays as it is.
    """
    check_posix("lienthong loadtest")
    path = find_plan(chosen.plan)
    plan = _seeded(read_plan(path, chosen.command), chosen.seed)
    check_client(chosen.client)
    check_writable("--junit", chosen.junit)
    connection = _connection(plan, chosen)
    folder = new_folder(chosen.out, plan.name)
    with history_stays(folder), _progress(plan.name) as watch, _metrics(chosen) as meter:

        def run(one: Plan, where: Path) -> Path:
            return run_plan(
                one, where, connection, workers=chosen.workers, beside=path.parent, watch=watch,
                client=chosen.client, meter=meter,
            )  # fmt: skip

        if plan.capacity is None:
            told: Verdict | Capacity = judge(run(plan, folder))
        else:
            told = search_capacity(plan, folder, run, _said)
    _write(told, plan, folder, chosen.junit)
    _print(told, printed)
    if told.exit_status:
        raise SystemExit(told.exit_status)


def _connection(plan: Plan, chosen: LoadTest) -> Connection | None:
    if plan.broker == "given":
        return Connection.from_environment(chosen.bootstrap)
    if chosen.bootstrap is not None:
        raise InputError("--bootstrap: the plan says broker: own; leave one of the two away")
    return None


def _metrics(chosen: LoadTest) -> AbstractContextManager[Meter]:
    """Metrics for Prometheus, when a port was given for them."""
    if chosen.metrics_port is None:
        return nullcontext(NO_METER)
    from simulator.loadtest.exporting import exported

    return exported(chosen.metrics_port)


def _said(trial: Trial) -> None:
    tell(f"trial {capacity_report.told(trial)}")


def _seeded(plan: Plan, seed: int | None) -> Plan:
    return plan if seed is None else plan.model_copy(update={"seed": seed})


@contextmanager
def _progress(name: str) -> Iterator[Watch]:
    """A bar on the error stream, when that is a terminal."""
    console = errors()
    columns = (
        TextColumn("{task.description}", markup=False), BarColumn(),
        TextColumn("{task.fields[now]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Bar(*columns, console=console, transient=True, disable=not console.is_watched) as bar:
        task = bar.add_task(in_language(f"{name}: getting ready"), total=None, now="")

        def watch(now: Progress) -> None:
            said = f"{now.settled:,} of {now.sent:,} answered, p99 {now.p99_us / 1e3:,.0f} ms"
            bar.update(
                task, description=f"{name}: {label(now.phase)}", total=now.ends_us,
                completed=min(max(now.at_us, 0), now.ends_us), now=in_language(said),
            )  # fmt: skip

        yield watch


def _write(told: Verdict | Capacity, plan: Plan, folder: Path, junit_file: Path | None) -> None:
    """What the verdict stands on, beside the history; and the report for a CI where it wants it."""
    if isinstance(told, Verdict):
        write_verdict(told, folder, junit_file)
        return
    write_document(told.document(), folder)
    if junit_file is not None:
        capacity_report.write_junit(told, plan.name, junit_file)


def _print(told: Verdict | Capacity, printed: str) -> None:
    if isinstance(told, Verdict):
        print_verdict(told, printed)
    elif printed == "json":
        print_json(told.document())
    elif printed == "github":
        say(capacity_report.annotated(told))
    else:
        capacity_report.show(told)
