"""`lienthong new`."""

from __future__ import annotations

import re
from pathlib import Path

from simulator.cli.choice import words_for
from simulator.ledger.runfolder import disk_errors
from simulator.report.printing import output
from simulator.resources import shipped
from simulator.scenario.first_scenario import first_scenario
from simulator.scenario.nodes import Node
from simulator.scenario.quantities import SLUG_PATTERN, WORDS_OF_PATTERN
from simulator.scenario.suggest import did_you_mean_named
from simulator.scenario.world import names_of
from simulator.scenario.yaml_positions import read_yaml
from simulator.words.translations import Words
from topics.errors import InputError

CATALOGUE = "agencies-2023"

_FIRST = ("shared-data", "in-time", "shared-data+in-time")  # levers worth a look
_LONGEST = 60  # letters of a name: folders of runs are named after it


def new_scenario(name: str, province: str, language: str) -> None:
    """Write NAME.yaml into the current folder, and say what to do next. Never over a file."""
    words = words_for(language)
    code, called = _province(province, words)
    path = _free(name)
    with disk_errors(path), path.open("x", encoding="utf-8") as file:
        file.write(first_scenario(name, code, called, words))
    console = output()
    for line in _told(path.name, called, words):
        console.print(line, soft_wrap=True, markup=False)


def _told(file: str, called: str, words: Words) -> list[str]:
    """What was written, which commands come next, and how to undo it."""
    return [
        words("new.written", file=file, province=called),
        words("new.next"),
        f"  lienthong validate {file}",
        f"  lienthong run {file}",
        f"  lienthong compare {file} {' '.join(f'--lever {lever}' for lever in _FIRST)}",
        words("new.read_on", file=file),
        words("new.undo", file=file),
    ]


def _free(name: str) -> Path:
    """The file of a new scenario. Raise `InputError` for a bad name, or one that is taken."""
    if not re.fullmatch(SLUG_PATTERN, name) or name.endswith("\n") or len(name) > _LONGEST:
        expected = WORDS_OF_PATTERN[SLUG_PATTERN]
        raise InputError(
            f"new: found {name[:_LONGEST]!r}; expected {expected}, {_LONGEST} letters at most"
        )
    if name in shipped("scenarios"):
        raise InputError(f"new: a shipped scenario is called {name!r}; choose another name")
    path = Path(f"{name}.yaml")
    if path.exists() or path.is_symlink():
        raise InputError(f"{path}: is there already; choose another name, or delete it")
    return path


def _province(wanted: str, words: Words) -> tuple[str, str]:
    """The code of a province, by it or by its name, and what it is called; else `InputError`."""
    root, _ = read_yaml(shipped("catalogues")[CATALOGUE])
    entries = {} if root is None else root.child("agencies").by_id()
    provinces = {k: node for k, node in entries.items() if node.child("kind").text == "province"}
    named = [code for code, name in names_of(provinces).items() if name == wanted]
    if len(named) == 1:
        wanted = named[0]
    if wanted not in provinces:
        guess = did_you_mean_named(wanted, names_of(provinces))
        expected = f"write the code of a province{guess or ', such as H26 or H49'}"
        raise InputError(f"--province: {CATALOGUE} has no province {wanted!r}; {expected}")
    return wanted, _called(provinces[wanted], words)


def _called(province: Node, words: Words) -> str:
    vietnamese = province.child("name_vi").text or ""
    english = province.child("name_en").text or vietnamese
    return vietnamese if words.language == "vi" else english
