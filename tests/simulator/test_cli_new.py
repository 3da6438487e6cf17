"""`lienthong new`: a scenario to begin with, and what comes next."""

from pathlib import Path

import pytest

from simulator.cli import main
from simulator.scenario.findings import strictly
from simulator.scenario.loader import examine, lever_names, load_scenario


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_scenario_fits_with_each_of_its_levers(here: Path, language: str) -> None:
    """One province, commented; nothing is odd but that figures are assumed."""
    assert main(["new", "mine", "--province", "H03", "--lang", language]) == 0
    path = here / "mine.yaml"
    scenario = load_scenario(path).scenario
    assert (scenario.name, scenario.agencies.provinces) == ("mine", ["H03"])
    assert path.read_text(encoding="utf-8").count("\n") > path.read_text("utf-8").count("#") > 8
    assert len(lever_names(path)) == 4
    every = [[name] for name in lever_names(path)] if language == "en" else [lever_names(path)]
    for lever in [[], *every]:
        found = [f for f in examine(path, levers=lever).findings if f.code != "unverified"]
        assert strictly(found) == []


def test_the_next_commands_are_told_and_work(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """validate, run and compare, as they stand there; quick here by a small scale."""
    assert main(["new", "mine", "--province", "H03"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Written: mine.yaml (Bac Kan)"
    assert told[-1] == "Undo: delete mine.yaml"
    commands = [line.split()[1:] for line in told if line.startswith("  lienthong ")]
    assert [command[0] for command in commands] == ["validate", "run", "compare"]
    short = ("duration=1d", "warmup=1d", "drain=5d", "publication.history=fixed")
    quick = ["--scale", "0.005", *(word for change in short for word in ("--set", change))]
    for command, *rest in commands:
        more = [] if command == "validate" else [*quick, "--replications", "1"]
        assert main([command, *rest, *more]) == 0
    assert "shared-data-and-in-time" in capsys.readouterr().out
    assert len(list((here / "runs").iterdir())) == 2


def test_a_file_is_never_overwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor is one that a link leads nowhere to."""
    (here / "mine.yaml").write_text("mine")
    (here / "gone.yaml").symlink_to(here / "nowhere.yaml")
    for name in ("mine", "gone"):
        assert main(["new", name]) == 2
        assert f"{name}.yaml: is there already" in capsys.readouterr().err
    assert (here / "mine.yaml").read_text() == "mine"
    assert not (here / "nowhere.yaml").exists()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["demo"], "a shipped scenario is called 'demo'"),
        (["Mine"], "found 'Mine'; expected a name of small letters"),
        (["../mine"], "found '../mine'; expected a name of small letters"),
        (["m" * 5000], "60 letters at most"),
        (["mine", "--province", "Hải Phòg"], "(did you mean H24, Hải Phòng?)"),
        (["mine", "--province", "G15"], "has no province 'G15'"),
    ],
)
def test_bad_input_writes_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """One sentence says what would be right."""
    assert main(["new", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert list(here.iterdir()) == []
