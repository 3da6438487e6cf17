"""What can be found out before a computation is not found out after it."""

import json
from pathlib import Path

import pytest

from simulator.cli import failures, main

SHORT = ("--set", "duration=1d", "--set", "warmup=0d", "--set", "drain=2d", "--replications", "1")


def ended(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(arguments)
    return status, capsys.readouterr().err


@pytest.mark.parametrize("name", ["a" * 101, "a" * 5000])
def test_a_name_that_no_folder_can_have_is_a_finding(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its place, before anything runs."""
    arguments = ["run", "tiny", *SHORT, "--set", f"name={name}", "--out", str(tmp_path)]
    status, told = ended(arguments, capsys)
    assert status == 2
    assert told.startswith("--set name: name: ")
    assert "at most 100" in told
    assert list(tmp_path.iterdir()) == []


def test_a_path_of_5000_letters_is_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Bad input, whether it looks like a name or a path."""
    for path in ("a" * 5000, f"{'a' * 5000}.yaml", f"{'a/' * 2500}b"):
        status, told = ended(["validate", path], capsys)
        assert status == 2
        assert "there is no such file" in told or "nothing shipped" in told


def test_arms_of_one_name_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where a number would make one of them another's name."""
    overlays = []
    for number, name in enumerate(("a", "a-2", "a")):
        path = tmp_path / f"{number}.yaml"
        path.write_text(f"name: {name}\nsharing: {{reuse: 0.{number}}}\n", encoding="utf-8")
        overlays.append(str(path))
    status, told = ended(["compare", "tiny", *overlays, *SHORT, "--out", str(tmp_path)], capsys)
    assert (status, "fault" in told) == (0, False)
    (place,) = (path for path in tmp_path.iterdir() if path.is_dir())
    document = json.loads((place / "comparison.json").read_text(encoding="utf-8"))
    names = [arm["name"] for arm in document["arms"]]
    assert names == ["a", "a-2", "a-3"]
    assert all((place / name / "summary.json").is_file() for name in names)


def test_a_folder_that_cannot_be_made_is_known_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file in its place."""
    (tmp_path / "file").write_text("")
    status, told = ended(["run", "tiny", *SHORT, "--out", str(tmp_path / "file")], capsys)
    assert status == 3
    assert told.splitlines()[-1].endswith("file: cannot write here: Not a directory")


@pytest.mark.parametrize(
    "command",
    [
        ["loadtest", "smoke", "--junit"],
        ["record", "tiny", "--prefix", "x", "--agency", "H03", "--bootstrap", "x:1", "--junit"],
        ["run", "tiny", "--openmetrics"],
    ],
)
def test_the_file_of_an_option_is_tried_before_the_work(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A report that has no folder, or is one, is a wrong argument; no test begins."""
    for path, why in ((tmp_path / "no" / "j.xml", "there is no folder"), (tmp_path, "is a folder")):
        status, told = ended([*command, str(path)], capsys)
        assert status == 2
        assert f"{command[-1]} {path}: {why}" in told.splitlines()[-1]


def test_a_fault_nobody_thought_of_is_a_sentence_with_the_place_of_what_was_computed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a traceback, unless one is asked for."""

    @failures.guarded
    def broken() -> None:
        failures.keep(Path("runs/x"))
        raise KeyError("missing")

    failures.forget_kept()
    for asked in (False, True):
        if asked:
            monkeypatch.setenv(failures.TRACE, "1")
        with pytest.raises(SystemExit) as end:
            broken()
        told = capsys.readouterr().err
        assert end.value.code == 3
        assert "a fault of the program: KeyError: 'missing' (test_cli_before.py:" in told
        assert "; what was computed is in runs/x; please report it" in told
        assert ("Traceback" in told) is asked
    failures.forget_kept()


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """With what a report of a fault needs."""
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("lienthong 0.")


def test_nobody_is_told_to_change_a_shipped_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shipped overlay is set beside a scenario; one's own may also begin with extends."""
    status, told = ended(["run", "faster-publication"], capsys)
    assert status == 2
    assert "lienthong compare demo faster-publication" in told
    assert "begin it" not in told
    own = tmp_path / "own.yaml"
    own.write_text("sharing: {reuse: 0.5}\n", encoding="utf-8")
    assert "or begin it with extends: NAME" in ended(["run", str(own)], capsys)[1]
    own.write_text("extends: faster-publication\nname: x\n", encoding="utf-8")
    told = ended(["run", str(own)], capsys)[1]
    assert "begin it" not in told
    assert "write extends: demo" in told
