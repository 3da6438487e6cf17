"""What others wrote is shown and does nothing: on a terminal, in annotations, in XML and HTML."""

import ast
import json
import re
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.foreign_text import foreign_html, foreign_lines, foreign_text
from simulator.scenario.annotations import annotation

HOSTILE = Path(__file__).with_name("hostile.yaml")
SIMULATOR = Path(__file__).parents[2] / "simulator"
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""All that moves a cursor, changes a colour or turns a line around; a line feed ends a line."""


def test_a_control_character_is_shown_as_its_code() -> None:
    """Escape sequences, reversed lines and halves of characters; line breaks become a space."""
    assert foreign_text("a\x1b[31mb\x9b1m\u202ec\udc80") == r"a\x1b[31mb\x9b1m\u202ec\udc80"
    assert foreign_text("title\r\nnext\tone\u2028two") == "title next one two"
    assert foreign_text(foreign_text("\x1b\n")) == foreign_text("\x1b\n")


def test_vietnamese_and_what_looks_like_markup_stay_as_they_are() -> None:
    """Only what acts is changed."""
    assert foreign_text("Bộ phận một cửa [online] :cat: 100 %") == (
        "Bộ phận một cửa [online] :cat: 100 %"
    )
    assert foreign_lines("one\ntwo\r") == "one\ntwo "
    assert foreign_html("<b>\x1b") == "&lt;b&gt;\\x1b"


def test_an_annotation_is_one_line_whatever_stands_in_it() -> None:
    """A forged second command stays within the text of the first."""
    line = annotation("error", "a\n::error::forged\r\x1b", file="x,y:z\n::stop::", line=3)
    assert line == "::error file=x%2Cy%3Az ::stop%3A%3A,line=3::a%0A::error::forged \\x1b".replace(
        "x%2Cy%3Az ::stop%3A%3A", "x%2Cy%3Az %3A%3Astop%3A%3A"
    )
    assert len(line.splitlines()) == 1


@pytest.fixture(scope="module")
def hostile_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the hostile scenario's run."""
    out = tmp_path_factory.mktemp("runs [online] :cat:")
    assert main(["run", str(HOSTILE), "--out", str(out)]) == 0
    (place,) = out.iterdir()
    return place


def commands(run: Path, language: str) -> list[list[str]]:
    explained = re.findall(r"000\.00\.00\.H03-\d{6}-\d{4}", (run / "dossiers.csv").read_text())
    with_language = [
        ["run", str(HOSTILE), "--out", str(run.parent)],
        ["compare", str(HOSTILE), "better-sharing", "--out", str(run.parent)],
        ["explain", str(run), explained[0]],
        ["rerun", str(run)],
        ["validate", str(HOSTILE), "--format", "github"],
    ]
    return [[*command, "--lang", language] for command in with_language]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_no_command_lets_a_hostile_scenario_act(
    language: str, hostile_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that acts comes out of any command, in either stream, and none ends in a fault."""
    for command in commands(hostile_run, language):
        status = main(command)
        printed = "".join(capsys.readouterr())
        assert status == 0, (command, printed)
        assert not ACTING.search(printed), command
        assert not re.search(r"^(lienthong: all is well|H04 Nowhere)", printed, re.MULTILINE)


def test_what_looks_like_markup_is_printed(
    hostile_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Brackets and colons do not disappear from titles, names and folders."""
    assert main(["run", str(HOSTILE), "--out", str(hostile_run.parent)]) == 0
    printed = capsys.readouterr().out
    for text in ("[online] :cat: \\x1b[31mred [/a]", "Marriage [/a]", "[bold]Birth[/]"):
        assert text in printed
    assert f"Written to {hostile_run}" in printed


def test_json_keeps_every_letter(hostile_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document is for programs: the title is in it as it was written, and acts on no terminal."""
    assert main(["run", str(HOSTILE), "--out", str(hostile_run.parent), "--format", "json"]) == 0
    printed = capsys.readouterr().out
    assert not ACTING.search(printed)
    assert json.loads(printed)["title"] == "Online [online] :cat: \x1b[31mred [/a] \u202edlrow"


def test_a_mistake_in_a_hostile_file_is_told_safely(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The found value and the file's name stand in the sentence; they print nothing else."""
    path = tmp_path / "a\x1b[2J\n::error::b.yaml"
    path.write_text('extends: tiny\nname: "x\\e[31m\\n::error::forged"\n"k\\ey": 1\n', "utf-8")
    for form in ("text", "github"):
        assert main(["validate", str(path), "--format", form]) == 2
        printed = "".join(capsys.readouterr())
        assert not ACTING.search(printed)
        assert printed
        assert "::error::forged" not in printed.splitlines()
    assert main(["validate", str(tmp_path / "no\x1b[2J.yaml")]) == 2
    assert not ACTING.search("".join(capsys.readouterr()))


# Places where print() or a console of its own is right.
_MAY_PRINT = {
    "report/printing.py",  # prints for all others
    "cli/__init__.py",  # before anything can be imported
    "live/view.py",  # to a stream that is handed over; through foreign_text
    "loadtest/casting.py",  # a process of its own, whose parent reads the sentence
    "scenario/json_schema.py",  # a tool of development
}


def test_nothing_prints_past_the_one_place() -> None:
    """No module calls print() or makes a console, or everything above could be forgotten there."""
    found = [
        (name, node.lineno)
        for path in SIMULATOR.rglob("*.py")
        if (name := path.relative_to(SIMULATOR).as_posix()) not in _MAY_PRINT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("print", "Console")
    ]
    assert found == []


def test_nothing_is_read_as_markup() -> None:
    """Rich reads markup in strings of some of its parts; those get texts, never strings."""
    words = ("rich.markup", "from_markup", "markup=True")
    found = [
        path.name
        for path in SIMULATOR.rglob("*.py")
        if any(word in path.read_text(encoding="utf-8") for word in words)
    ]
    assert found == []
