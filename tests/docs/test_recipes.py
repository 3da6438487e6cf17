"""The questions of planners in `config/README.md`: each is answered by the command beside it."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from simulator.cli import main
from tests.docs.pages import ROOT

PAGE = (ROOT / "config" / "README.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Questions and their commands")[2]
COMMANDS = [
    line.removeprefix("lienthong ")
    for block in re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
    for line in block.splitlines()
]
SHORT = (
    "scale=0.005",
    "warmup=1d",
    "duration=7d",
    "drain=10d",
)  # from Tuesday to Monday: two weeks
HISTORY = ("publication.documents_per_year=6", "publication.history=fixed")  # some matter in them
QUICK = [word for change in (*SHORT, *HISTORY) for word in ("--set", change)]


def answer(command: str, folder: Path) -> dict[str, Any]:
    """What a command of the page answers, quickly: of a week, a small scale, one replication."""
    words = shlex.split(command.partition(">")[0])
    if "--precision" in words:
        words[words.index("--precision") + 1] = "99%"
    else:
        words += ["--replications", "1"]
    with contextlib.redirect_stdout(io.StringIO()) as told:
        assert main([*words, *QUICK, "--out", str(folder), "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(told.getvalue())
    return found


def comparisons() -> list[Any]:
    """The comparisons of the page; those of many arms are long."""
    found = [command for command in COMMANDS if command.startswith("compare")]
    marks = [[pytest.mark.full] if len(command) > 100 else [] for command in found]
    return [pytest.param(c, marks=mark) for c, mark in zip(found, marks, strict=True)]


@pytest.mark.parametrize("command", comparisons())
def test_a_comparison_of_the_page_answers(command: str, tmp_path: Path) -> None:
    """Every arm changes some dossiers, has a title of its own, and is ranked."""
    found = answer(command, tmp_path)
    for arm in found["arms"]:
        assert arm["dossiers"]["changed"] > 0, arm["name"]
        assert arm["title"] != found["baseline"]["title"]
        assert len(arm["by"]["week"]["names"]) >= 2
        assert arm["by"]["procedure"]["names"]
    assert len(found["ranking"]) == len(found["arms"])
    together = [one["arm"] for one in found["beyond_the_sum"]]
    assert together == [
        a["name"] for a in found["arms"] if a["name"] == "both" or "-and-" in a["name"]
    ]


def test_the_other_commands_of_the_page_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new scenario, and a run of some precision; there are no others."""
    monkeypatch.chdir(tmp_path)
    new, run = (command for command in COMMANDS if not command.startswith("compare"))
    assert main(shlex.split(new)) == 0
    assert (tmp_path / "my-province.yaml").is_file()
    assert answer(run, tmp_path)["precision"]["met"]


def test_every_question_has_a_command() -> None:
    """Each bold question is followed by a block to run."""
    questions = re.split(r'\n(?=\*\*")', SECTION)[1:]
    assert len(questions) >= 9
    assert all("```sh\nlienthong " in question for question in questions)


def test_what_the_page_writes_is_what_the_levers_of_demo_have() -> None:
    """Its snippets are scenarios' own words."""
    demo = (ROOT / "config" / "scenarios" / "demo.yaml").read_text(encoding="utf-8")
    for line in re.findall(r"- (\{id: (?:land-sooner|police-justice).*\})", SECTION):
        assert line in demo
