"""A run folder that is damaged or another program's: one sentence with the file and the remedy."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from simulator.cli import main

RUN = ("run", "tiny", "--set", "duration=1d", "--set", "warmup=0d", "--set", "drain=3d")
Damage = Callable[[Path], object]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of one replication, with its history."""
    out = tmp_path_factory.mktemp("runs")
    assert (
        main([*RUN, "--replications", "1", "--history", "--rows", "parquet", "--out", str(out)])
        == 0
    )
    (place,) = out.iterdir()
    return place


def emptied(name: str) -> Damage:
    return lambda run: (run / name).write_bytes(b"")


def cut(name: str) -> Damage:
    return lambda run: (run / name).write_bytes((run / name).read_bytes()[:3000])


def folder(name: str) -> Damage:
    def damage(run: Path) -> None:
        (run / name).unlink()
        (run / name).mkdir()

    return damage


def gone(name: str) -> Damage:
    return lambda run: (run / name).unlink()


def manifest(**changed: object) -> Damage:
    """Another value, or none, for a key of the manifest."""

    def damage(run: Path) -> None:
        path = run / "manifest.json"
        document = {**json.loads(path.read_text(encoding="utf-8")), **changed}
        kept = {key: value for key, value in document.items() if value is not ...}
        path.write_text(json.dumps(kept), encoding="utf-8")

    return damage


def scenario(run: Path) -> None:
    """Somebody tried another value by hand."""
    path = run / "manifest.json"
    text = path.read_text(encoding="utf-8")
    assert '"scale": 0.25' in text
    path.write_text(text.replace('"scale": 0.25', '"scale": 0.5'), encoding="utf-8")


def other_table(run: Path) -> None:
    """A table of something else."""
    pyarrow.parquet.write_table(pyarrow.table({"x": [1]}), run / "dossiers.parquet")


MANIFEST: dict[str, Damage] = {
    "empty": emptied("manifest.json"),
    "cut": cut("manifest.json"),
    "a folder": folder("manifest.json"),
    "missing": gone("manifest.json"),
    "bytes": lambda run: (run / "manifest.json").write_bytes(b"\xff\xfe\x00{"),
    "a list": lambda run: (run / "manifest.json").write_text("[]"),
    "too deep": lambda run: (run / "manifest.json").write_text("[" * 100_000),
    "only its format": lambda run: (run / "manifest.json").write_text(
        '{"format": "lienthong-run/2"}'
    ),
    "another's": manifest(format="other/1"),
    "a word for a number": manifest(replications="two"),
    "no replication": manifest(replications=0),
    "no document": manifest(document=...),
    "an odd document": manifest(document={"format": 1, "scenario": 5}),
    "a later document": manifest(document={"format": 7}),
    "a changed scenario": scenario,
    "no publication": manifest(publication={}),
    "odd versions": manifest(versions=[]),
    "odd acts": manifest(acts=[{"x": 1}]),
}
TABLE: dict[str, Damage] = {
    "empty": emptied("dossiers.parquet"),
    "cut": cut("dossiers.parquet"),
    "a folder": folder("dossiers.parquet"),
    "missing": gone("dossiers.parquet"),
    "text": lambda run: (run / "dossiers.parquet").write_text("replication,dossier\n"),
    "another's": other_table,
}
CODE = "000.00.00.H03-230731-0001"


def refused(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence of a command that ends with status 2."""
    capsys.readouterr()
    status = main(command)
    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    (line,) = printed.err.splitlines()
    assert "fault of the program" not in line
    return line


def damaged(sound: Path, tmp_path: Path, damage: Damage) -> Path:
    run = tmp_path / "run"
    shutil.copytree(sound, run)
    damage(run)
    return run


@pytest.mark.parametrize("kind", MANIFEST)
def test_a_manifest_that_is_none_is_named(
    kind: str, sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By whatever reads it: explain and rerun."""
    run = damaged(sound, tmp_path, MANIFEST[kind])
    for command in (["explain", str(run), CODE], ["rerun", str(run)]):
        line = refused(command, capsys)
        assert line.startswith(f"lienthong: {run / 'manifest.json'}: ")
        assert re.search(r"another copy|expected|damaged", line)


@pytest.mark.parametrize("kind", TABLE)
def test_a_table_that_is_none_is_named(
    kind: str, sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By what reads it, with what to do."""
    run = damaged(sound, tmp_path, TABLE[kind])
    line = refused(["explain", str(run), CODE], capsys)
    if (run / "dossiers.parquet").is_file():
        assert line.startswith(f"lienthong: {run / 'dossiers.parquet'}: ")
        assert line.endswith("take another copy of the run folder, or run its scenario again")
    else:
        assert line.startswith(f"lienthong: {run}: holds neither dossiers.parquet nor ")
        assert line.endswith("run the scenario again with --rows parquet")


HISTORY: dict[str, Damage] = {
    "empty": emptied("history.jsonl"),
    "a folder": folder("history.jsonl"),
    "missing": gone("history.jsonl"),
    "bytes": lambda run: (run / "history.jsonl").write_bytes(b"\xff\xfe\x00{"),
    "another's": lambda run: (run / "history.jsonl").write_text('{"format": "x"}\n'),
    "too deep": lambda run: (run / "history.jsonl").write_text("[" * 100_000),
    "a header alone": lambda run: (run / "history.jsonl").write_text(
        '{"format": "lienthong-loadtest-history", "version": 1}\n'
    ),
    "odd terms": lambda run: (run / "history.jsonl").write_text(
        '{"format": "lienthong-loadtest-history", "version": 1, "terms": 5, "began_us": 0}\n'
    ),
    "nonsense below": lambda run: (run / "history.jsonl").write_bytes(
        (run / "history.jsonl").read_bytes() + b'{"x": 1}\n'
    ),
}


@pytest.mark.parametrize("kind", HISTORY)
def test_a_history_that_is_none_is_named(
    kind: str, sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By check, with --audit and without."""
    run = damaged(sound, tmp_path, HISTORY[kind])
    for options in ([], ["--audit"]):
        if kind == "nonsense below" and not options:
            continue  # it is the history of a run until it is read
        line = refused(["check", str(run / "history.jsonl"), *options], capsys)
        assert "history" in line


def test_what_a_run_leaves_behind_is_no_scenario(
    sound: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither its folder nor its manifest; nobody is told to write keys into them."""
    line = refused(["compare", "tiny", str(sound)], capsys)
    assert "is a folder" in line
    assert main(["run", str(sound / "manifest.json")]) == 2
    assert "lienthong rerun makes a run again" in capsys.readouterr().err
    assert "history.jsonl" in refused(["check", str(sound)], capsys)
