"""A verdict as JUnit XML: a test case for each objective, each checker and each fault.

The form is the one that Jenkins and Surefire read: ``testsuites``, ``testsuite``, ``properties``,
``testcase`` with ``failure``, ``error`` or ``skipped``, and ``system-out``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from simulator.foreign_text import foreign_lines, foreign_text
from simulator.loadtest.objectives import Figure, shown
from simulator.loadtest.parts import NEVER, Window
from simulator.loadtest.verdict import Checked, Verdict
from topics.errors import EnvironmentFailed


@dataclass(frozen=True, slots=True)
class _Case:
    suite: str
    name: str
    seconds: float = 0.0
    kind: str = ""  # failure | error | skipped
    message: str = ""
    told: str = ""


def write(verdict: Verdict, path: Path) -> None:
    """Write the file. Raise `EnvironmentFailed` when the disk refuses."""
    tree = ElementTree(document(verdict))
    indent(tree)
    try:
        tree.write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise EnvironmentFailed(f"{path}: {error.strerror or error}") from error


def document(verdict: Verdict) -> Element:
    """The root element, ``testsuites``."""
    root = Element("testsuites", name=foreign_text(f"lienthong {_plan(verdict)}"))
    suites = ("run", "objectives", "checkers", "faults")
    by_suite: dict[str, list[_Case]] = {name: [] for name in suites}
    for case in _cases(verdict):
        by_suite[case.suite].append(case)
    for number, name in enumerate(suites):
        _suite(root, number, name, by_suite[name], verdict)
    _count(root, [case for cases in by_suite.values() for case in cases])
    return root


def _plan(verdict: Verdict) -> str:
    plan = verdict.header.get("plan")
    name = plan.get("name") if isinstance(plan, dict) else None
    return str(name or "loadtest")


def _cases(verdict: Verdict) -> Iterator[_Case]:
    yield _run(verdict)
    # Nothing is shown about the connector by a test that broke down.
    skip = verdict.word if verdict.word in ("invalid", "error") else ""
    yield from (_of_figure(one, skip) for one in verdict.objectives)
    yield from (_of_checker(one, skip) for one in verdict.checked)
    yield from (_of_fault(one, verdict) for one in verdict.windows)


def _run(verdict: Verdict) -> _Case:
    seconds = verdict.phases.get("end", 0) / 1e6
    kind = {"invalid": "error", "error": "error"}.get(verdict.word, "")
    reasons = "; ".join(verdict.reasons) if kind else ""
    return _Case("run", "the test itself", seconds, kind, reasons, reasons)


def _of_figure(one: Figure, skip: str) -> _Case:
    found = "nothing was measured" if one.measured is None else shown(one.name, one.measured)
    told = f"measured {found}, wanted {one.relation} {shown(one.name, one.limit)}"
    if skip:
        return _Case("objectives", one.name, 0.0, "skipped", f"the test is {skip}", told)
    kind, message = ("", "") if one.met else ("failure", one.sentence)
    return _Case("objectives", one.name, 0.0, kind, message, told)


def _of_checker(one: Checked, skip: str) -> _Case:
    told = one.says if not one.count else "\n".join(_told(one))
    if skip and one.failed:
        return _Case("checkers", one.name, 0.0, "skipped", f"the test is {skip}", told)
    if one.failed:
        return _Case("checkers", one.name, 0.0, "failure", one.findings[0].message, told)
    return _Case("checkers", one.name, 0.0, "", "", told)


def _told(one: Checked) -> Iterator[str]:
    tolerated = ", tolerated by the contract" if one.tolerated else ""
    yield f"{one.count} found{tolerated}; first {len(one.findings)}:"
    for finding in one.findings:
        yield finding.message
        yield from (f"  {evidence}" for evidence in finding.evidence)
    yield f"again: {one.command}"


def _of_fault(window: Window, verdict: Verdict) -> _Case:
    end_us = verdict.phases.get("end", window.begin_us)
    seconds = (min(window.end_us, max(end_us, window.begin_us)) - window.begin_us) / 1e6
    until = "" if window.end_us == NEVER else f" to {window.end_us / 1e6:.1f} s"
    told = f"from {window.begin_us / 1e6:.1f} s{until}"
    return _Case("faults", f"{window.number} {window.name}", seconds, "", "", told)


# -- elements ----------------------------------------------------------------------------------


def _suite(
    root: Element, number: int, name: str, cases: list[_Case], verdict: Verdict
) -> None:  # fmt: skip
    suite = SubElement(root, "testsuite", id=str(number), name=name)
    if began := str(verdict.header.get("began", ""))[:19]:
        suite.set("timestamp", foreign_text(began))
    _count(suite, cases)
    if name == "run":
        _properties(SubElement(suite, "properties"), verdict)
    for case in cases:
        _case(suite, case)


def _properties(parent: Element, verdict: Verdict) -> None:
    found = {
        "verdict": verdict.word,
        "agency": verdict.terms.agency,
        "role": verdict.terms.role,
        "history": verdict.history,
        **{f"count.{name}": str(count) for name, count in verdict.counts.items()},
        **{f"latency.{name}": f"{value:g}" for name, value in verdict.measured.latency.items()},
    }
    for name, value in found.items():
        SubElement(parent, "property", name=name, value=foreign_text(value))


def _case(suite: Element, case: _Case) -> None:
    found = SubElement(
        suite, "testcase", classname=f"lienthong.{case.suite}", name=foreign_text(case.name),
        time=f"{case.seconds:.3f}",
    )  # fmt: skip
    if case.kind == "skipped":
        SubElement(found, "skipped", message=foreign_text(case.message))
    elif case.kind:
        kind = "lienthong.finding" if case.kind == "failure" else "lienthong.run"
        what = SubElement(found, case.kind, type=kind, message=foreign_text(case.message))
        what.text = foreign_lines(case.told)
    if case.kind not in ("failure", "error") and case.told:
        SubElement(found, "system-out").text = foreign_lines(case.told)


def _count(parent: Element, cases: Iterable[_Case]) -> None:
    every = list(cases)
    parent.set("tests", str(len(every)))
    for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if not (attribute == "skipped" and parent.tag == "testsuites"):
            parent.set(attribute, str(sum(case.kind == kind for case in every)))
    parent.set("time", f"{sum(case.seconds for case in every):.3f}")
