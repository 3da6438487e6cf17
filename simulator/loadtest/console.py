"""A verdict on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.foreign_text import foreign_text
from simulator.loadtest.objectives import PERCENT, shown
from simulator.loadtest.telling import evidence_line, measured, told_word
from simulator.loadtest.verdict import Checked, Verdict
from simulator.report.printing import in_language, label, numbers, output

_STYLES = {"pass": "green", "fail": "red", "invalid": "yellow", "error": "yellow"}
_TOLD = 3  # findings of one checker


def show(verdict: Verdict, console: Console | None = None) -> None:
    """Print what was found and what was measured, the verdict last."""
    out = console or output()
    _counts(verdict, out)
    _measured(verdict, out)
    for one in verdict.checked:
        if one.count:
            _findings(one, out)
    word = Text(told_word(verdict.word), style=f"bold {_STYLES[verdict.word]}")
    out.print(word + Text(f" {foreign_text(in_language(_about(verdict)))}"), soft_wrap=True)
    if verdict.word in ("invalid", "error"):
        for reason in verdict.reasons:
            _line(out, f"  {foreign_text(reason)}")


def _about(verdict: Verdict) -> str:
    failed = [one.name for one in verdict.checked if one.failed]
    missed = [one.name for one in verdict.objectives if not one.met]
    told = f"{verdict.terms.role} {verdict.terms.agency}"
    told += f"; found: {', '.join(failed)}" if failed else ""
    return told + (f"; missed: {', '.join(missed)}" if missed else "")


def _counts(verdict: Verdict, out: Console) -> None:
    counts, health = verdict.counts, verdict.health
    if verdict.terms.recorded:
        counted = (
            f"{counts['requests']:,} requests, {counts['not_judged']:,} more from before or at the "
            f"end; {counts['delivered']:,} delivered, {counts['said']:,} records of the connector, "
            f"{counts['entries']:,} entries"
        )
    else:
        counted = (
            f"{counts['sent']:,} sent, {counts['said']:,} records of the connector, "
            f"{counts['entries']:,} entries; {health['achieved_share']:.1%} of the load sent in "
            f"time, late by {health.get('send_lag_p99_us', 0.0) / 1e3:.1f} ms (p99)"
        )
    out.print(in_language(counted), soft_wrap=True)


def _measured(verdict: Verdict, out: Console) -> None:
    latency = verdict.measured.latency
    times = [
        f"{name} {shown(name, latency[name])}" for name in (*PERCENT, "max") if name in latency
    ]
    if times:
        out.print(in_language(f"response time: {', '.join(times)}"), soft_wrap=True)
    if not verdict.objectives:
        return
    heads = map(label, ("objective", "measured", "wanted"))
    table = Table(*heads, "", box=None, pad_edge=False)
    for one in verdict.objectives:
        found = label("nothing") if one.measured is None else measured(one.name, one.measured)
        wanted = f"{one.relation} {measured(one.name, one.limit)}"
        met = Text(label("met" if one.met else "missed"), "green" if one.met else "red")
        table.add_row(Text(foreign_text(one.name)), found, wanted, met)
    out.print(table)


def _findings(one: Checked, out: Console) -> None:
    name = Text(foreign_text(one.name), style="yellow" if one.tolerated else "red")
    out.print(name + Text(numbers(f": {one.count:,}")) + _tolerated(one))
    for finding in one.findings[:_TOLD]:
        _line(out, f"  {foreign_text(finding.message)}")
        for evidence in finding.evidence:
            _line(out, f"    {foreign_text(evidence_line(evidence))}")
    _line(out, in_language(f"  again: {foreign_text(one.command)}"))


def _tolerated(one: Checked) -> Text:
    return Text(in_language(" (tolerated by the contract)") if one.tolerated else "", style="dim")


def _line(out: Console, text: str) -> None:
    out.print(Text(text), soft_wrap=True)
