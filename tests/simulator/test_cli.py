"""The command line: exit statuses, what is printed where, and what is left on disk."""

import json
import signal
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.cli import main, shadowed

TINY = ("tiny", "--set", "duration=7d", "--set", "warmup=1d", "--set", "drain=14d")


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    """The command line takes SIGTERM over; a test process gets it back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of two replications."""
    out = tmp_path_factory.mktemp("runs")
    assert main(["run", *TINY, "--replications", "2", "--out", str(out)]) == 0
    (place,) = out.iterdir()
    return place


def test_run_prints_the_answer_and_writes_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text says that it is a simulation, and where the run is."""
    out = tmp_path / "runs"
    assert main(["run", *TINY, "--replications", "2", "--out", str(out)]) == 0
    (place,) = out.iterdir()
    printed = capsys.readouterr().out
    assert printed.startswith("SIMULATION")
    assert f"Written to {place}" in printed
    assert sorted(path.name for path in place.iterdir()) == [
        "columns.json",
        "dossiers.csv",
        "dossiers.parquet",
        "manifest.json",
        "summary.json",
    ]


def test_run_in_json_prints_its_summary(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Standard output is one document: the summary's file and its folder."""
    arguments = ["run", *TINY, "--replications", "2", "--out", str(tmp_path), "--format", "json"]
    assert main(arguments) == 0
    printed = json.loads(capsys.readouterr().out)
    assert Path(printed.pop("folder")).name == made.name
    assert printed == json.loads((made / "summary.json").read_text(encoding="utf-8"))


def test_the_language_is_an_option(capsys: pytest.CaptureFixture[str], made: Path) -> None:
    """The same run in Vietnamese finds the folder it made before."""
    arguments = ["run", *TINY, "--replications", "2", "--out", str(made.parent), "--lang", "vi"]
    assert main(arguments) == 0
    assert capsys.readouterr().out.startswith("MÔ PHỎNG")
    assert list(made.parent.iterdir()) == [made]


def test_rerun_finds_the_same_bytes(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The digest, the summary and both tables."""
    assert main(["rerun", str(made / "manifest.json"), "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["digest"] == printed["expected"]
    assert printed["files"] == dict.fromkeys(
        ["summary.json", "dossiers.parquet", "dossiers.csv"], True
    )


def test_rerun_of_another_digest_fails(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1, and the sentence says what differs and with which versions."""
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    manifest["digest"], manifest["versions"]["numpy"] = "0" * 64, "1.0"
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert main(["rerun", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert "not in the folder" in printed.out
    assert "lienthong: not the same run: digest" in printed.err
    assert "versions differ: numpy 1.0 →" in printed.err


def test_explain_tells_a_dossiers_story(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In text it ends in the sum; in JSON it is the segments."""
    table = (made / "dossiers.csv").read_text(encoding="utf-8").splitlines()
    dossier = table[1].split(",")[1].strip('"')
    assert main(["explain", str(made), dossier]) == 0
    assert "from submission to return; the legal clock counts" in capsys.readouterr().out
    assert main(["explain", str(made), dossier, "--format", "json"]) == 0
    story = json.loads(capsys.readouterr().out)
    assert story["dossier"] == dossier
    assert sum(story["causes_us"].values()) == story["cycle_us"]


def test_compare_writes_every_arm_and_ends_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An overlay is laid over the baseline; each arm is a run that `rerun` can make again."""
    arguments = ["compare", *TINY, "better-sharing", "--replications", "3", "--out", str(tmp_path)]
    assert main(arguments) == 0
    printed = " ".join(capsys.readouterr().out.split())
    (place,) = tmp_path.iterdir()
    assert sorted(path.name for path in place.iterdir()) == [
        "better-sharing",
        "comparison.json",
        "tiny",
    ]
    document = json.loads((place / "comparison.json").read_text(encoding="utf-8"))
    assert document["sentence"]["en"] in printed
    assert document["sentence"]["en"].startswith("“Data shared and reused” ")
    assert main(["rerun", str(place / "better-sharing")]) == 0


def test_a_folder_of_runs_names_one(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder of a comparison, or of all runs, is not a run."""
    for arguments in (["rerun", str(made.parent)], ["explain", str(made.parent), "x"]):
        assert main(arguments) == 2
        assert f"runs are in it; name one, such as {made}" in capsys.readouterr().err


def test_a_lever_is_an_arm_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--lever` of `compare` sets the baseline beside itself with that lever."""
    text = "extends: tiny\nname: mine\nlevers:\n  quick-letters:\n    attention: {default: 0.25}\n"
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    arguments = ["compare", str(tmp_path / "mine.yaml"), *TINY[1:], "--lever", "quick-letters"]
    options = ["--replications", "2", "--out", str(tmp_path / "runs"), "--format", "json"]
    assert main([*arguments, *options]) == 0
    document = json.loads(capsys.readouterr().out)
    (arm,) = document["arms"]
    assert arm["name"] == "quick-letters"
    assert arm["all"]["causes_days"]["coordination"]["difference"] < 0


SIX_MISTAKES = """\
extends: tiny
name: wrong
seed: minus one
duration: 3
scale: 2
sharing:
  reuse: 1.4
  plattform: {share: 0.5}
agencies:
  provinces: [H99]
"""


def test_six_mistakes_are_six_located_errors_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every one at once, each with file, line and column; exit status 2; no run folder."""
    path, out = tmp_path / "wrong.yaml", tmp_path / "runs"
    path.write_text(SIX_MISTAKES, encoding="utf-8")
    assert main(["run", str(path), "--out", str(out)]) == 2
    errors = capsys.readouterr().err
    for line, place in [
        (3, "seed"),
        (4, "duration"),
        (5, "scale"),
        (7, "sharing.reuse"),
        (8, "sharing.plattform"),
        (10, "agencies.provinces"),
    ]:
        assert any(f"wrong.yaml:{line}:" in text and place in text for text in errors.splitlines())
    assert "Traceback" not in errors
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["run", "demmo"], "did you mean 'demo'?"),
        (["run", "nothing/here.yaml"], "there is no such file"),
        (["compare", "tiny"], "nothing to compare with"),
        (["compare", "tiny", "both", "--precision", "5"], "precision: found 5"),
        (["compare", "tiny", "both", "--precision", "five"], "expected a share such as 5%"),
        (
            ["compare", "tiny", "both", "--precision", "5%", "--replications", "3"],
            "exclude one another",
        ),
        (["explain", "nowhere", "x"], "expected a run folder or its manifest.json"),
        (["rerun", "nowhere"], "expected a run folder or its manifest.json"),
        (["run", "tiny", "--replications", "0"], "'--replications'"),
        (["run", "tiny", "--bogus"], "No such option"),
        (["nonsense"], "No such command"),
    ],
)
def test_bad_input_is_a_sentence_and_status_2(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """What was found and what would be right, never a traceback, nothing on disk."""
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def test_validate_reports_findings_in_each_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Text, JSON, and the commands that GitHub shows beside the line."""
    path = tmp_path / "wrong.yaml"
    path.write_text(SIX_MISTAKES, encoding="utf-8")
    assert main(["validate", str(path)]) == 2
    assert "wrong.yaml:8:" in capsys.readouterr().out
    assert main(["validate", str(path), "--format", "json"]) == 2
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert sum(finding["severity"] == "error" for finding in findings) >= 6
    assert main(["validate", str(path), "--format", "github"]) == 2
    assert "::error file=" in capsys.readouterr().out


def test_years_not_yet_decided_are_named_by_run_compare_and_validate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run of 2027 goes by the holidays of the law, and every report says so."""
    later = ("--set", "start=2026-12-20", "--set", "scale=0.2")
    few = ("--replications", "1", "--out", str(tmp_path / "runs"))
    assert main(["run", *TINY, *later, *few]) == 0
    assert "The holidays of 2027 are not" in " ".join(capsys.readouterr().out.split())
    assert main(["compare", *TINY[:1], "better-sharing", *TINY[1:], *later, *few]) == 0
    assert "The holidays of 2027 are not" in " ".join(capsys.readouterr().out.split())
    path = tmp_path / "later.yaml"
    path.write_text("extends: tiny\nstart: 2026-12-20\n", encoding="utf-8")
    assert main(["validate", str(path)]) == 0
    assert "has no holidays for 2027; those of the law are assumed" in capsys.readouterr().out


def test_what_is_assumed_is_no_part_of_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """A run that is refused prints its errors, not how many figures are unverified."""
    assert main(["run", "tiny", "--set", "duration=14"]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert errors == [errors[0], "lienthong: 1 error; nothing was run"]
    assert errors[0].startswith("--set duration: duration: found 14;")


def test_a_hidden_package_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another distribution's `agents` is refused before anything uses it."""
    other = types.ModuleType("agents")
    other.__file__ = "/elsewhere/agents/__init__.py"
    monkeypatch.setitem(sys.modules, "agents", other)
    assert main(["run", "tiny"]) == 3
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "'agents' comes from /elsewhere/agents/__init__.py, which is not lienthong" in said


def test_our_own_packages_are_not_hidden() -> None:
    """Every package carries the distribution's name."""
    assert shadowed() is None


def test_help_imports_nothing_heavy() -> None:
    """Starting is quick, because a command imports what it needs when it runs."""
    code = (
        "import sys; from simulator.cli import main; main(['--help']); "
        "heavy = {'numpy', 'scipy', 'pydantic', 'pyarrow', 'joblib', 'simpy', 'yaml'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", ["run", "compare", "explain", "rerun", "validate"])
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command shows one."""
    assert main([command, "--help"]) == 0
    assert f"Example: lienthong {command} " in " ".join(capsys.readouterr().out.split())
