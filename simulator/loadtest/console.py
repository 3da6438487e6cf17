"""A verdict on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simulator.loadtest.objectives import PERCENT, shown
from simulator.loadtest.verdict import Checked, Verdict

_STYLES = {"pass": "green", "fail": "red", "invalid": "yellow", "error": "yellow"}
_TOLD = 3  # findings of one checker


def show(verdict: Verdict, console: Console | None = None) -> None:
    """Print what was found and what was measured, the verdict last."""
    out = console or Console(highlight=False)
    _counts(verdict, out)
    _measured(verdict, out)
    for one in verdict.checked:
        if one.count:
            _findings(one, out)
    style = _STYLES[verdict.word]
    out.print(f"[bold {style}]{verdict.word}[/] {escape(_about(verdict))}", soft_wrap=True)
    if verdict.word in ("invalid", "error"):
        for reason in verdict.reasons:
            out.print(f"  {escape(reason)}", soft_wrap=True)


def _about(verdict: Verdict) -> str:
    failed = [one.name for one in verdict.checked if one.failed]
    missed = [one.name for one in verdict.objectives if not one.met]
    told = f"{verdict.terms.role} {verdict.terms.agency}"
    told += f"; found: {', '.join(failed)}" if failed else ""
    return told + (f"; missed: {', '.join(missed)}" if missed else "")


def _counts(verdict: Verdict, out: Console) -> None:
    counts, health = verdict.counts, verdict.health
    if verdict.terms.recorded:
        out.print(
            f"{counts['requests']:,} requests, {counts['not_judged']:,} more from before or at the "
            f"end; {counts['delivered']:,} delivered, {counts['said']:,} records of the connector, "
            f"{counts['entries']:,} entries",
            soft_wrap=True,
        )
        return
    out.print(
        f"{counts['sent']:,} sent, {counts['said']:,} records of the connector, "
        f"{counts['entries']:,} entries; {health['achieved_share']:.1%} of the load sent in time, "
        f"late by {health.get('send_lag_p99_us', 0.0) / 1e3:.1f} ms (p99)",
        soft_wrap=True,
    )


def _measured(verdict: Verdict, out: Console) -> None:
    latency = verdict.measured.latency
    times = [
        f"{name} {shown(name, latency[name])}" for name in (*PERCENT, "max") if name in latency
    ]
    if times:
        out.print("response time: " + ", ".join(times), soft_wrap=True)
    if not verdict.objectives:
        return
    table = Table("objective", "measured", "wanted", "", box=None, pad_edge=False)
    for one in verdict.objectives:
        found = "nothing" if one.measured is None else shown(one.name, one.measured)
        wanted = f"{one.relation} {shown(one.name, one.limit)}"
        met = "[green]met[/]" if one.met else "[red]missed[/]"
        table.add_row(one.name, found, wanted, met)
    out.print(table)


def _findings(one: Checked, out: Console) -> None:
    tolerated = " [dim](tolerated by the contract)[/]" if one.tolerated else ""
    style = "yellow" if one.tolerated else "red"
    out.print(f"[{style}]{one.name}[/]: {one.count:,}{tolerated}")
    for finding in one.findings[:_TOLD]:
        out.print(f"  {escape(finding.message)}", soft_wrap=True)
        for evidence in finding.evidence:
            out.print(f"    {escape(str(evidence))}", soft_wrap=True)
    out.print(f"  again: {escape(one.command)}", soft_wrap=True)
