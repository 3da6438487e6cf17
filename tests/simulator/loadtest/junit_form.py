"""The form of JUnit XML that Jenkins and Surefire read, checked by hand.

Each element: what it has to have, what it may have, and which elements it may hold, in what order.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

NUMBER, TIME = re.compile(r"\d+"), re.compile(r"\d+\.\d{1,6}")
ANY, STAMP = re.compile(r".*", re.DOTALL), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
COUNTS = {"tests": NUMBER, "failures": NUMBER, "errors": NUMBER}

FORM: dict[str, tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]], tuple[str, ...]]] = {
    "testsuites": ({}, {"name": ANY, "time": TIME, **COUNTS}, ("testsuite",)),
    "testsuite": (
        {"name": ANY, **COUNTS},
        {"id": NUMBER, "time": TIME, "skipped": NUMBER, "timestamp": STAMP, "hostname": ANY},
        ("properties", "testcase", "system-out", "system-err"),
    ),
    "properties": ({}, {}, ("property",)),
    "property": ({"name": ANY, "value": ANY}, {}, ()),
    "testcase": (
        {"name": ANY, "classname": ANY},
        {"time": TIME, "status": ANY},
        ("skipped", "error", "failure", "system-out", "system-err"),
    ),
    "skipped": ({}, {"message": ANY}, ()),
    "error": ({"type": ANY}, {"message": ANY}, ()),
    "failure": ({"type": ANY}, {"message": ANY}, ()),
    "system-out": ({}, {}, ()),
    "system-err": ({}, {}, ()),
}


def faults(element: Element) -> list[str]:
    """What is wrong with an element and all below it."""
    if element.tag not in FORM:
        return [f"<{element.tag}> is not known"]
    needed, allowed, children = FORM[element.tag]
    found = [f"<{element.tag}> has no {name}" for name in needed if name not in element.attrib]
    for name, value in element.attrib.items():
        pattern = {**needed, **allowed}.get(name)
        if pattern is None or not pattern.fullmatch(value):
            found.append(f"<{element.tag}> {name}={value!r}")
    order = [children.index(child.tag) for child in element if child.tag in children]
    if len(order) != len(element) or order != sorted(order):
        found.append(f"<{element.tag}> holds {[child.tag for child in element]}")
    found += _counted(element) if element.tag in ("testsuite", "testsuites") else []
    return found + [fault for child in element for fault in faults(child)]


def _counted(element: Element) -> list[str]:
    cases = element.findall(".//testcase")
    outcomes = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    right = {"tests": len(cases)} | {
        name: sum(case.find(tag) is not None for case in cases) for name, tag in outcomes.items()
    }
    names = {case.get("name") for case in cases} if element.tag == "testsuite" else set()
    found = [
        f"<{element.tag}> counts {name} {element.get(name)}; they are {count}"
        for name, count in right.items()
        if element.get(name) not in (None, str(count))
    ]
    if element.tag == "testsuite" and len(names) != len(cases):
        found.append(f"<testsuite> {element.get('name')} has a name twice")
    return found
