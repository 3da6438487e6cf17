"""A verdict as one HTML page that needs nothing else: no script, no font, no other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from simulator.foreign_text import foreign_html
from simulator.loadtest.chart import chart
from simulator.loadtest.findings import Evidence
from simulator.loadtest.objectives import PERCENT
from simulator.loadtest.parts import NEVER
from simulator.loadtest.telling import evidence_line, measured, told_word
from simulator.loadtest.verdict import Checked, Verdict
from simulator.report.printing import in_language, label, numbers
from topics.errors import EnvironmentFailed

_STYLE = """
:root { color-scheme: light dark; --line: #8886; --red: #c62828; --green: #2e7d32; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 2rem auto; padding: 0 1rem; }
h1 span { border-radius: 4px; padding: 0 .4em; color: #fff; background: var(--red); }
h1 span.pass { background: var(--green); }
h1 span.invalid, h1 span.error { background: #8d6e00; }
table { border-collapse: collapse; width: 100%; margin-bottom: 1rem; }
th, td { border-bottom: 1px solid var(--line); padding: .25em .6em; text-align: left;
         vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.bad { color: var(--red); font-weight: 600; }
code { font-size: 13px; overflow-wrap: anywhere; }
svg { width: 100%; height: auto; font-size: 11px; }
svg text { fill: currentColor; } svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
svg .grid { stroke: var(--line); } svg rect.fault { fill: #d8433133; }
svg text.fault { fill: #d84331; } svg polyline { fill: none; stroke-width: 1.6; }
svg polyline.p50 { stroke: #2e7d32; } svg polyline.p95 { stroke: #1565c0; }
svg polyline.p99 { stroke: #6a1b9a; } svg polyline.max { stroke: #9e9e9e; stroke-width: 1; }
"""


def write(verdict: Verdict, path: Path) -> None:
    """Write the file. Raise `EnvironmentFailed` when the disk refuses."""
    try:
        path.write_text(html(verdict), encoding="utf-8")
    except OSError as error:
        raise EnvironmentFailed(f"{path}: {error.strerror or error}") from error


def html(verdict: Verdict) -> str:
    """The page."""
    title = foreign_html(f"{_name(verdict)}: {verdict.terms.role} {verdict.terms.agency}")
    parts = [
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}: {verdict.word}</title>", f"<style>{_STYLE}</style>", "</head>", "<body>",
        f'<h1>{title} <span class="{verdict.word}">{told_word(verdict.word)}</span></h1>',
        *_reasons(verdict), *_over_time(verdict), *_objectives(verdict), *_checkers(verdict),
        *_findings(verdict), *_faults(verdict), *_numbers(verdict), "</body>", "</html>", "",
    ]  # fmt: skip
    return "\n".join(parts)


def _name(verdict: Verdict) -> str:
    plan = verdict.header.get("plan")
    name = plan.get("name") if isinstance(plan, dict) else None
    return str(name or label("load test"))


def _reasons(verdict: Verdict) -> Iterator[str]:
    if verdict.reasons:
        yield "<ul>"
        yield from (f"<li>{foreign_html(reason)}</li>" for reason in verdict.reasons)
        yield "</ul>"


def _over_time(verdict: Verdict) -> Iterator[str]:
    slices = verdict.measured.over_time
    if not slices:
        return
    yield _title("Response times")
    end_us = verdict.phases.get("end", slices[-1].at_us)
    yield chart(slices, verdict.windows, end_us)
    latency = verdict.measured.latency
    names = [name for name in (*PERCENT, "max") if name in latency]
    if names:
        yield from _table(names, [[measured(name, latency[name]) for name in names]])
    since = "request" if verdict.terms.recorded else "intended send"
    shaded = f"From the {since} to the connector's record; faults are shaded."
    yield f"<p>{foreign_html(in_language(shaded))}</p>"


def _objectives(verdict: Verdict) -> Iterator[str]:
    if not verdict.objectives:
        return
    yield _title("Objectives")
    yield from _table(
        ("objective", "measured", "wanted", ""),
        [
            [
                foreign_html(one.name),
                label("nothing") if one.measured is None else measured(one.name, one.measured),
                f"{foreign_html(one.relation)} {measured(one.name, one.limit)}",
                label("met") if one.met else _bad(label("missed")),
            ]
            for one in verdict.objectives
        ],
    )


def _checkers(verdict: Verdict) -> Iterator[str]:
    yield _title("Checkers")
    rows = [
        [foreign_html(one.name), foreign_html(one.says), _result(one)] for one in verdict.checked
    ]
    yield from _table(("checker", "what it holds the connector to", "found"), rows)


def _result(one: Checked) -> str:
    if not one.count:
        return label("nothing")
    return (
        in_language(f"{one.count:,}, tolerated")
        if one.tolerated
        else _bad(numbers(f"{one.count:,}"))
    )


def _findings(verdict: Verdict) -> Iterator[str]:
    for one in verdict.checked:
        if not one.count:
            continue
        yield f"<h3>{foreign_html(one.name)}</h3>"
        rows = [
            [foreign_html(found.message), "<br>".join(map(_evidence, found.evidence))]
            for found in one.findings
        ]
        yield from _table((f"first {len(rows)} of {one.count:,}", "evidence"), rows)
        yield f"<p>{label('Again:')} <code>{foreign_html(one.command)}</code></p>"


def _evidence(one: Evidence) -> str:
    return f"<code>{foreign_html(evidence_line(one))}</code>"


def _faults(verdict: Verdict) -> Iterator[str]:
    if not verdict.windows:
        return
    yield _title("Faults")
    rows = [
        [
            str(window.number),
            foreign_html(window.name),
            numbers(f"{window.begin_us / 1e6:.1f} s"),
            "" if window.end_us == NEVER else numbers(f"{window.end_us / 1e6:.1f} s"),
        ]
        for window in verdict.windows
    ]
    yield from _table(("number", "fault", "from", "to"), rows)


def _numbers(verdict: Verdict) -> Iterator[str]:
    yield _title("The test itself")
    found = {**verdict.counts, **verdict.health}
    rows = [
        [foreign_html(name.replace("_", " ")), numbers(f"{value:,.6g}")]
        for name, value in found.items()
    ]
    yield from _table(("", ""), rows)


def _title(text: str) -> str:
    return f"<h2>{label(text)}</h2>"


def _bad(text: str) -> str:
    return f'<span class="bad">{text}</span>'


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield "<table>"
    yield "<tr>" + "".join(f"<th>{label(cell)}</th>" for cell in head) + "</tr>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
    yield "</table>"
