"""Every reference in every kind of file is found by one rule, wherever the command is started."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.loadtest.plan_reader import read_plan
from simulator.resources import shipped
from simulator.scenario.findings import errors_of
from simulator.scenario.loader import examine, find_scenario, load_scenario
from simulator.scenario.validate import validate_files

Write = Callable[..., Path]
OFFICE = shipped("calendars")["office"].read_text("utf-8")
PLAN = (
    "version: 1\nname: x\nscenario: {0}\nconnector: {{agency: G15-HOTICH, role: provider, "
    "external: true}}\nload: {{profile: constant, rate: 1, duration: 2s}}\n"
)


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, in which other files have the same names."""
    folder = tmp_path / "elsewhere"
    (folder / "cal").mkdir(parents=True)
    for name in ("cal/o.yml", "cal/o.yaml", "o.yaml"):
        text = OFFICE.replace('["07:00", "11:30"], ', "").replace("name: office", "name: wrong")
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("name", ["cal/o.yml", "cal/o.yaml", "./cal/o.yml", "o"])
def test_a_calendar_lies_beside_the_scenario(written: Write, elsewhere: Path, name: str) -> None:
    """Never in the folder that the command is started from."""
    path = written(("calendar: office-0800", f"calendar: {name}"))
    own = path.parent / ("o.yaml" if name == "o" else name)
    own.parent.mkdir(exist_ok=True)
    own.write_text(OFFICE.replace("name: office", "name: right"), encoding="utf-8")
    assert load_scenario(path).calendars[name].name == "right"
    own.unlink()
    assert [f.code for f in errors_of(examine(path).findings)] == ["unknown-file"]


def test_a_scenario_behind_a_link_is_the_same_scenario(
    written: Write, elsewhere: Path, tmp_path: Path
) -> None:
    """What it names lies beside the file, not beside the link."""
    path = written()
    link = elsewhere / "link.yaml"
    link.symlink_to(path)
    assert load_scenario(link).sha256 == load_scenario(path).sha256


def test_a_name_beside_that_hides_a_shipped_one_is_said(written: Write) -> None:
    """A warning; the path says it without one."""
    path = written(("calendar: office-0800", "calendar: always"))
    path.with_name("always.yaml").write_text(OFFICE, encoding="utf-8")
    (warning,) = [f for f in examine(path).findings if f.code == "own-file"]
    assert warning.severity == "warning"
    assert "means the file always.yaml beside this one" in warning.found
    assert load_scenario(path).calendars["always"].name == "office"


def test_a_change_on_the_command_line_is_from_the_current_folder(
    written: Write, elsewhere: Path
) -> None:
    """It is the only place that the writer can mean."""
    path = written()
    resolved = load_scenario(path, ["offices[district].calendar=./o.yaml"])
    assert resolved.calendars["./o.yaml"].name == "wrong"


def test_a_plan_names_a_scenario_beside_it(written: Write, elsewhere: Path) -> None:
    """Or a shipped one by name; a missing one is told with its place."""
    path = written()
    plan = path.with_name("plan.yaml")
    plan.write_text(PLAN.format("small.yaml:renamed"))
    assert find_scenario(read_plan(plan).scenario) == (path, ("renamed",))
    plan.write_text(PLAN.format("tiny"))
    assert read_plan(plan).scenario == "tiny"
    plan.write_text(PLAN.format("none.yaml"))
    with pytest.raises(Exception, match=r"plan.yaml:3:11: scenario: .*there is no such file"):
        read_plan(plan)


def test_a_plan_is_validated_like_any_file(
    written: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown key without a value, a comma, a scenario that is not there."""
    plan = written().with_name("plan.yaml")
    plan.write_text(PLAN.format("small.yaml"))
    assert main(["validate", str(plan)]) == 0
    plan.write_text(
        PLAN.format("none.yaml").replace("rate: 1,", "rate: 0,5, seeed: ,") + "drian:\n"
    )
    assert main(["validate", str(plan)]) == 2
    said = capsys.readouterr().out
    assert "rate: found 0,5; write 0.5" in said
    assert "unknown key 'seeed'" in said
    assert "unknown key 'drian'" in said


def test_an_office_of_ones_own_needs_no_shipped_calendar(written: Write, small: Path) -> None:
    """The default is not read when every level has another."""
    assert sorted(load_scenario(small).calendars) == ["office", "office-0800"]
    path = written()
    own = path.with_name("own.yaml")
    own.write_text(OFFICE.replace("[holidays_vn, decisions_vn]", "[]"), encoding="utf-8")
    sets = [f"offices[{level}].calendar={own}" for level in ("commune", "district")]
    sets += ["offices[district].desks[one_stop].calendar=null", "start=2031-01-06"]
    resolved = load_scenario(path, sets)
    assert "office" not in resolved.calendars
    assert resolved.scenario.default_calendar == str(own)
    assert [w.code for w in resolved.warnings] == ["unverified"] * 2


# -- the command line ------------------------------------------------------------------------------


def test_the_colons_of_a_path_belong_to_it(written: Write, tmp_path: Path) -> None:
    """Levers come after the name of the file."""
    folder = tmp_path / "2026:03:01"
    folder.mkdir()
    path = written()
    for file in path.parent.glob("*.yaml"):
        file.rename(folder / file.name)
    own = folder / "small.yaml"
    assert find_scenario(str(own)) == (own, ())
    assert find_scenario(f"{own}:renamed") == (own, ("renamed",))
    with pytest.raises(Exception, match=r"2026:03:01/none.yaml: there is no such file"):
        find_scenario(f"{folder}/none.yaml:renamed")


def test_a_scenario_may_come_from_a_pipe(capfd: pytest.CaptureFixture[str]) -> None:
    """Of a shell's `<(…)`, read as often as is needed."""
    read_end, write_end = os.pipe()
    text = b"extends: tiny\nname: piped\nsharing: {reuse: 0,5}\n"
    threading.Thread(target=lambda: (os.write(write_end, text), os.close(write_end))).start()
    try:
        status = main(["validate", f"/dev/fd/{read_end}"])
    finally:
        os.close(read_end)
    assert status == 2
    assert f"/dev/fd/{read_end}:3:18: reuse: found 0,5; write 0.5" in capfd.readouterr().out


@pytest.mark.parametrize(
    "text, code, said",
    [
        ("extends: base\nname: mine\n", None, "fits"),
        (
            "name: x\nagencies: {provinces: [H49]}\n",
            "no-extends",
            "keys that a scenario needs are missing; begin with extends: base",
        ),
        (
            "extends: faster-publication\nname: x\n",
            "overlay",
            "lienthong compare demo faster-publication",
        ),
        ("extends: half\nname: x\n", "no-extends", "'half' is no whole scenario"),
    ],
)
def test_what_a_file_should_extend_is_one_sentence(
    tmp_path: Path, text: str, code: str | None, said: str
) -> None:
    """In the file that a person wrote, and not once for every key."""
    (tmp_path / "half.yaml").write_text("name: half\nagencies: {provinces: [H49]}\n")
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    errors = errors_of(validate_files([path]))
    assert [f.code for f in errors] == ([code] if code else [])
    assert not code or said in errors[0].message
    assert all(Path(f.file).name == "mine.yaml" for f in errors)
