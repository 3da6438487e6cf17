"""The pages' console blocks: what they show, what is printed, and how to renew them.

A page is the README.md of the folder that it is about. Its commands run one after the other in a
folder of their own, apart from those of other pages.

A block is fenced as `console`, as `console slow` where its commands take long, or as `console
kafka` where they need a broker (LIENTHONG_BOOTSTRAP). A line `$ …` is
a command, lines `> …` after it continue it, and the lines up to the next command are its output. A
line `…` stands for any lines, `…` within a line for any text. A digest may be another one on
another machine than that of which `made_with.json` has the versions and the arithmetic; here it may
not, and is renewed with the rest.

After a change that alters what is printed: python -m tests.docs.pages [PAGE]
"""

import difflib
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from simulator.ledger.runfolder import versions

BOOTSTRAP = "LIENTHONG_BOOTSTRAP"
ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(
    ROOT / place / "README.md"
    for place in (
        "", "agents", "config", "dashboards", "simulator", "simulator/answer", "simulator/live",
        "simulator/loadtest", "tests", "tests/bench", "tests/coverage", "topics",
    )
    if (ROOT / place / "README.md").is_file()
)  # fmt: skip
MADE_WITH = Path(__file__).with_name("made_with.json")
FAST, SLOW, KAFKA = "console", "console slow", "console kafka"
_FENCE = re.compile(r"^```(.*)$")
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_NAMED = re.compile(r"[\w-]+-[0-9a-f]{8}\b|000\.00\.00\.[\w.-]+\d")  # runs and dossiers
_SAID = re.compile(r"Written to |One dossier's story: ")
_MAIN = "import sys; from simulator.cli import main; sys.exit(main())"


@dataclass(frozen=True)
class Command:
    """A command of a page, and the lines of the page that show its output."""

    kind: str  # of its block
    text: str
    first: int
    last: int


def commands(lines: list[str], *kinds: str) -> list[Command]:
    """The commands of the blocks of these kinds, in order."""
    found: list[Command] = []
    kind: str | None = None
    text: list[str] = []
    first = 0
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if text and (fence or line.startswith("$ ")):
            found.append(Command(kind or "", "\n".join(text), first, number))
            text = []
        if fence:
            kind = None if kind is not None else fence[1]
        elif kind in kinds and line.startswith("$ "):
            text, first = [line[2:]], number + 1
        elif text and first == number and line.startswith("> "):
            text, first = [*text, line[2:]], number + 1
    return found


def shell(folder: Path, bootstrap: str | None = None) -> dict[str, str]:
    """The environment of a planner at a terminal of 80 columns, with `lienthong` on the path."""
    tools = folder / ".tools"
    tools.mkdir()
    script = tools / "lienthong"
    script.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{_MAIN}' \"$@\"\n", encoding="utf-8")
    script.chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if key in ("HOME", "TMPDIR", "LANG")}
    path = os.pathsep.join((str(tools), os.environ["PATH"]))
    own = {"COLUMNS": "80", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
    broker = {} if bootstrap is None else {BOOTSTRAP: bootstrap}
    return {**kept, **own, **broker, "PATH": path}


def printed_by(command: str, folder: Path, environment: dict[str, str]) -> list[str]:
    """The lines that a command prints on either stream, without blanks at their ends."""
    done = subprocess.run(
        ["bash", "-c", recipe(command)],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    return [line.rstrip() for line in done.stdout.splitlines()]


def recipe(command: str) -> str:
    """The command itself; of a make target, the last command of its recipe."""
    if not command.startswith("make "):
        return command
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.search(rf"^{command.split()[1]}:.*\n((?:\t.*\n)+)", text, re.MULTILINE)
    assert found, f"no target for {command}"
    return found[1].strip().splitlines()[-1].strip().replace(".venv/bin/", "")


def made_here() -> bool:
    """Whether the pages were made with these versions, on a machine that computes like this one."""
    return MADE_WITH.exists() and json.loads(MADE_WITH.read_text("utf-8")) == versions()


def agree(shown: list[str], printed: list[str], *, digests: bool = True) -> bool:
    """Whether the page shows what is printed; with the very digests, unless those are let be."""
    pattern = [r"(?:.*\n)*" if line == "…" else _pattern(line, digests) + r"\n" for line in shown]
    text = "".join(f"{_plain(line, digests)}\n" for line in printed)
    return re.fullmatch("".join(pattern), text) is not None


def _pattern(line: str, digests: bool) -> str:
    return re.escape(_plain(line, digests)).replace("…", ".*")


def _plain(line: str, digests: bool) -> str:
    return line.rstrip() if digests else _DIGEST.sub("DIGEST", line.rstrip())


def difference(shown: list[str], printed: list[str]) -> str:
    """What differs, for people."""
    return "\n".join(difflib.unified_diff(shown, printed, "page", "printed", lineterm=""))


def renewed(shown: list[str], printed: list[str]) -> list[str]:
    """The shown lines as they are printed now; each stretch between `…` stays a stretch."""
    stretches: list[list[str]] = [[]]
    for line in shown:
        if line == "…":
            stretches.append([])
        else:
            stretches[-1].append(line)
    found: list[str] = []
    at = 0
    for number, stretch in enumerate(stretches):
        last = number == len(stretches) - 1
        where = _place(stretch, printed, at, first=number == 0, last=last)
        now = printed[where : where + len(stretch)]
        found += [
            old if agree([old], [new]) else new for old, new in zip(stretch, now, strict=False)
        ]
        found += [] if last else ["…"]
        at = where + len(now)
    return found


def _place(stretch: list[str], printed: list[str], at: int, *, first: bool, last: bool) -> int:
    """Where in what is printed a stretch is found again: where it is most alike."""
    latest = len(printed) - len(stretch)
    if first or latest <= at:
        return at
    places = [latest] if last and stretch else range(at, latest + 1)
    return max(places, key=lambda place: _alike(stretch, printed[place : place + len(stretch)]))


def _alike(old: list[str], new: list[str]) -> float:
    return sum(
        difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
        for a, b in zip(old, new, strict=True)
    )


def renew(lines: list[str], folder: Path) -> list[str]:
    """A page's lines with every block as its commands print it now; a folder for each kind."""
    bootstrap = os.environ.get(BOOTSTRAP)
    kinds = (FAST, SLOW, KAFKA) if bootstrap else (FAST, SLOW)
    places = {kind: folder / kind.replace(" ", "-") for kind in kinds}
    for place in places.values():
        place.mkdir()
    environments = {kind: shell(place, bootstrap) for kind, place in places.items()}
    for number in range(len(commands(lines, *kinds))):
        command = commands(lines, *kinds)[number]  # earlier ones may have changed it
        print(f"$ {command.text.splitlines()[0]}", flush=True)
        shown = lines[command.first : command.last]
        kind = command.kind
        now = renewed(shown, printed_by(command.text, places[kind], environments[kind]))
        lines = [*lines[: command.first], *now, *lines[command.last :]]
        for old, new in _renamed(shown, now).items():
            lines = [line.replace(old, new) for line in lines]
    return lines


def _renamed(old: list[str], new: list[str]) -> dict[str, str]:
    """Runs and dossiers that have another name now; later commands use it."""
    return {a: b for a, b in zip(_written(old), _written(new), strict=False) if a != b}


def _written(lines: list[str]) -> list[str]:
    """The names in the lines that say where a run is and which dossier to explain."""
    return [name for line in lines if _SAID.match(line) for name in _NAMED.findall(line)]


def main(names: list[str]) -> None:
    """Renew the pages in these files, or all of them, and then what they were made with."""
    for page in [Path(name).resolve() for name in names] or PAGES:
        text = page.read_text(encoding="utf-8").splitlines()
        with tempfile.TemporaryDirectory() as scratch:
            page.write_text("\n".join(renew(text, Path(scratch))) + "\n", encoding="utf-8")
    if not names:
        MADE_WITH.write_text(json.dumps(versions(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
