"""`lienthong check`, and the history that `run --history` keeps."""

import json
from pathlib import Path

import pytest

from simulator.cli import main

TINY = ("tiny", "--set", "duration=7d", "--set", "warmup=1d", "--set", "drain=14d")
DELIVERED, LOST = b'"outcome":"delivered"', b'"outcome":"lost"'


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The history of one replication."""
    out = tmp_path_factory.mktemp("runs")
    arguments = ["run", *TINY, "--replications", "1", "--history", "--out", str(out)]
    assert main(arguments) == 0
    (place,) = out.iterdir()
    return place / "history.jsonl"


def head_of(printed: str) -> str:
    return printed.rsplit("head ", 1)[1].strip()


def test_a_whole_audit_holds(history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its length and its head are printed; with that head it still holds."""
    assert main(["check", str(history), "--audit"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("the audit holds: ")
    assert main(["check", str(history), "--audit", "--head", head_of(printed)]) == 0


def test_the_first_changed_record_is_named(
    history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1, and the number of the record in the chain."""
    lines = history.read_bytes().splitlines(keepends=True)
    audited = [number for number, line in enumerate(lines) if DELIVERED in line]
    lines[audited[7]] = lines[audited[7]].replace(DELIVERED, LOST)
    changed = tmp_path / "changed.jsonl"
    changed.write_bytes(b"".join(lines))
    assert main(["check", str(changed), "--audit"]) == 1
    assert capsys.readouterr().err == (
        f"lienthong: {changed}: the audit is broken: record 7 says other things than its hash\n"
    )
    assert main(["check", str(changed), "--audit", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["audit"]
    assert (found["holds"], found["broken"]["number"]) == (False, 7)


def test_a_missing_record_is_named(
    history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So is one that was taken out; at the very end only the head can show it."""
    assert main(["check", str(history), "--audit"]) == 0
    head = head_of(capsys.readouterr().out)
    lines = history.read_bytes().splitlines(keepends=True)
    audited = [number for number, line in enumerate(lines) if DELIVERED in line]
    without = tmp_path / "without.jsonl"
    without.write_bytes(b"".join(lines[: audited[3]] + lines[audited[3] + 1 :]))
    assert main(["check", str(without), "--audit"]) == 1
    assert "record 3 is missing: 4 comes instead" in capsys.readouterr().err
    without.write_bytes(b"".join(lines[: audited[-1]]))
    assert main(["check", str(without), "--audit"]) == 0
    assert main(["check", str(without), "--audit", "--head", head]) == 1
    assert "the chain ends before record" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text, arguments, said",
    [
        ("", ["--audit"], "expected the header of a lienthong-history file"),
        ("{}\n", ["--audit"], "expected the header of a lienthong-history file"),
        ("", [], "expected the header of a lienthong-history file"),
    ],
)
def test_what_is_no_history_is_refused(
    text: str, arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2 and one sentence."""
    path = tmp_path / "h.jsonl"
    path.write_text(text)
    assert main(["check", str(path), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_history_that_is_not_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong argument: exit status 2."""
    assert main(["check", str(tmp_path / "none"), "--audit"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_several_replications_have_a_history_each(tmp_path: Path) -> None:
    """Each has its own file, and the digest is what it is without."""
    for name, more in (("with", ["--history"]), ("without", [])):
        out = tmp_path / name
        assert main(["run", *TINY, "--replications", "2", "--out", str(out), *more]) == 0
    (kept,), (plain,) = (tmp_path / "with").iterdir(), (tmp_path / "without").iterdir()
    assert {path.name for path in kept.iterdir()} - {path.name for path in plain.iterdir()} == {
        "history-0.jsonl",
        "history-1.jsonl",
    }
    for name in ("manifest.json", "summary.json"):
        assert (kept / name).read_bytes() == (plain / name).read_bytes()
