"""The capacity of a connector on the terminal, as annotations and as JUnit XML."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from rich.console import Console
from rich.text import Text

from simulator.foreign_text import foreign_lines, foreign_text
from simulator.loadtest.capacity import Capacity, Trial
from simulator.loadtest.telling import told_word
from simulator.report.printing import in_language, numbers, output
from simulator.scenario.annotations import annotation
from topics.errors import EnvironmentFailed

_STYLES = {"pass": "green", "fail": "red", "invalid": "yellow", "error": "yellow"}


def told(trial: Trial) -> str:
    """A trial in a line."""
    reason = f": {trial.reason}" if trial.reason else ""
    return f"{trial.rate:,.4g}/s {trial.word}{reason}"


def show(found: Capacity, console: Console | None = None) -> None:
    """Print the trials, and the answer last."""
    out = console or output()
    for trial in found.trials:
        out.print(Text(foreign_text(_line(trial))), soft_wrap=True)
    word = Text(told_word(found.word), style=f"bold {_STYLES[found.word]}")
    out.print(word + Text(f" {foreign_text(in_language(_answer(found)))}"), soft_wrap=True)


def _line(trial: Trial) -> str:
    """A trial in the language of the command."""
    reason = f": {in_language(trial.reason)}" if trial.reason else ""
    return f"{numbers(f'{trial.rate:,.4g}/s')} {told_word(trial.word)}{reason}"


def annotated(found: Capacity) -> str:
    """For `--format github`."""
    level = "notice" if found.word == "pass" else "error"
    return annotation(level, in_language(_answer(found)), title="capacity")


def _answer(found: Capacity) -> str:
    wanted = found.search.wanted
    return found.sentence + (f"; wanted {wanted:,.4g}" if wanted is not None else "")


def write_junit(found: Capacity, name: str, path: Path) -> None:
    """One test case: the capacity. Raise `EnvironmentFailed` when the disk refuses."""
    failures, errors = int(found.word == "fail"), int(found.word == "invalid")
    counts = {"tests": "1", "failures": str(failures), "errors": str(errors)}
    name, answer = foreign_text(name), foreign_text(_answer(found))
    root = Element("testsuites", {"name": f"lienthong {name}", **counts})
    suite = SubElement(root, "testsuite", {"name": "capacity", **counts})
    case = SubElement(suite, "testcase", name="capacity", classname=f"lienthong.{name}")
    if failures or errors:
        kind = "failure" if failures else "error"
        SubElement(case, kind, message=answer, type=found.word).text = answer
    text = "\n".join([*map(told, found.trials), answer])
    SubElement(suite, "system-out").text = foreign_lines(text)
    tree = ElementTree(root)
    indent(tree)
    try:
        tree.write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise EnvironmentFailed(f"{path}: {error.strerror or error}") from error
