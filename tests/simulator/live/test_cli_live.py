"""`lienthong live` and `lienthong live ctl` as processes and in this one."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.cli.live import until_of
from topics.errors import InputError
from topics.history import HistoryReader

COMMAND = (sys.executable, "-c", "import sys; from simulator.cli import main; sys.exit(main())")
SHORT = ("--set", "duration=3d", "--set", "warmup=1d", "--set", "drain=7d")
Begin = Callable[..., subprocess.Popen[str]]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Runs of this test are found by it alone; SIGTERM's handler is given back."""
    before = signal.getsignal(signal.SIGTERM)
    (tmp_path / "run-time").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run-time"))
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Starts a live run of tiny and waits until it can be asked; ends it after the test."""
    running: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        live = subprocess.Popen(
            [*COMMAND, "live", "tiny", *arguments, "--out", str(tmp_path / "runs")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        running.append(live)
        wait_for_status(live)
        return live

    yield start
    for live in running:
        live.kill()
        live.communicate()


def wait_for_status(live: subprocess.Popen[str]) -> None:
    from simulator.live.client import Client
    from simulator.live.door import find_door

    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert live.poll() is None, live.communicate()
        try:
            if Client(find_door()).status():
                return
        except InputError:
            pass  # it has not opened yet
        time.sleep(0.05)
    raise AssertionError("the live run did not begin")


def ctl(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["live", "ctl", *arguments]) == 0
    return capsys.readouterr().out


# -- whole runs --------------------------------------------------------------------------------


def test_a_whole_run_is_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder of `run --replications 1`, to the byte; one printed document."""
    arguments = ["tiny", *SHORT, "--format", "json", "--out"]
    assert main(["live", *arguments, str(tmp_path / "live"), "--speed", "max"]) == 0
    live = json.loads(capsys.readouterr().out)
    assert main(["run", *arguments, str(tmp_path / "run"), "--replications", "1"]) == 0
    run = json.loads(capsys.readouterr().out)
    assert {**live, "folder": ""} == {**run, "folder": ""}
    files = {path.name: path.read_bytes() for path in Path(run["folder"]).iterdir()}
    assert {path.name: path.read_bytes() for path in Path(live["folder"]).iterdir()} == files


def test_a_run_with_acts_tells_them(
    begin: Begin, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In its manifest and its history; it cannot be made again, and says so."""
    live = begin(*SHORT, "--speed", "60", "--history")
    said = ctl(capsys, "fault", "outage", "target=portal", "for=6h")
    assert re.match(
        r"act 1, fault outage target=portal for=6h: from Mon 2023-07-31 00:\d\d, ", said
    )
    assert ctl(capsys, "lever", "better-sharing").startswith(
        "act 2, lever better-sharing: from Mon"
    )
    assert ctl(capsys, "speed", "max").startswith("act 3, speed max: from Mon 2023-07-31 00:")
    printed, errors = live.communicate(timeout=120)
    assert live.returncode == 0, errors
    (place,) = (tmp_path / "runs").iterdir()
    assert f"Written to {place}" in " ".join(printed.split())
    assert place.name.startswith("tiny-live-")
    manifest = json.loads((place / "manifest.json").read_text())
    assert [act["name"] for act in manifest["acts"]] == ["outage", "better-sharing"]
    told = [r.event.act for r in HistoryReader(place / "history.jsonl") if "act-" in r.key]  # type: ignore[attr-defined]
    assert told == ["fault", "lever", "speed"]
    for command in (["rerun", str(place)], ["explain", str(place), "000.00.00.H03-230801-0001"]):
        assert main(command) == 2
        assert "an operator changed this run while it went on (2 acts, the first fault outage)" in (
            capsys.readouterr().err
        )


# -- ctl ---------------------------------------------------------------------------------------


def test_ctl_shows_and_changes_a_run(begin: Begin, capsys: pytest.CaptureFixture[str]) -> None:
    """Status, pause and resume; what there is to inject and pull; refusals with exit status 2."""
    begin("--speed", "3600")
    ctl(capsys, "pause")
    first = json.loads(ctl(capsys, "status", "--format", "json"))
    assert first["paused"] is True
    assert json.loads(ctl(capsys, "status", "--format", "json"))["now_us"] == first["now_us"]
    assert "speed                  paused" in ctl(capsys, "status")
    assert "status-loss  (share=, for=)" in ctl(capsys, "fault")
    assert "better-sharing  (overlay)" in ctl(capsys, "lever")
    ctl(capsys, "resume")
    assert main(["live", "ctl", "lever", "faster-publication"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "lienthong: lever faster-publication: cannot be changed while a run goes"
    )
    assert "publication.lateness: every publication was settled before the run began" in said
    assert main(["live", "ctl", "fault", "outage", "portal"]) == 2
    assert (
        capsys.readouterr().err == "lienthong: found 'portal'; expected KEY=VALUE, such as for=6h\n"
    )


def test_ctl_without_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 2 and how to begin one."""
    assert main(["live", "ctl", "status"]) == 2
    assert capsys.readouterr().err.startswith(
        "lienthong: no live run of yours was found; begin one"
    )


def test_metrics_are_served_while_it_runs(begin: Begin, capsys: pytest.CaptureFixture[str]) -> None:
    """At the port that was asked for; pace and acts are in them."""
    live = begin("--speed", "3600", "--metrics-port", "0")
    assert live.stderr is not None
    told = [live.stderr.readline() for _ in range(2)]
    (url,) = re.findall(r"http://127\.0\.0\.1:\d+/metrics", "".join(told))
    ctl(capsys, "speed", "7200")
    until, text = time.monotonic() + 30, ""
    while "lienthong_wall_speed_ratio 7200" not in text and time.monotonic() < until:
        time.sleep(0.2)
        text = urllib.request.urlopen(url, timeout=10).read().decode()
    assert "lienthong_wall_speed_ratio 7200" in text
    assert 'lienthong_wall_acts_total{outcome="accepted"} 1' in text
    assert "lienthong_sim_clock_seconds" in text


# -- ends --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number, status, paused",
    [
        (signal.SIGTERM, 0, False),
        (signal.SIGTERM, 0, True),
        (signal.SIGINT, 130, False),
        (signal.SIGINT, 130, True),
        (signal.SIGHUP, 0, False),
    ],
)
def test_a_run_that_is_told_to_end_does(
    begin: Begin, tmp_path: Path, capsys: pytest.CaptureFixture[str], number: signal.Signals,
    status: int, paused: bool,
) -> None:  # fmt: skip
    """In order, with one sentence, and nothing is left behind: no folder, no token."""
    live = begin("--speed", "3600", "--history")
    if paused:
        ctl(capsys, "pause")
    live.send_signal(number)
    printed, errors = live.communicate(timeout=30)
    assert live.returncode == status
    assert re.fullmatch(
        r"lienthong: stopped at Mon 2023-07-31 \d\d:\d\d, before its end; nothing was written",
        errors.splitlines()[-1],
    )
    assert "Traceback" not in errors
    assert printed == ""
    assert not (tmp_path / "runs").exists()
    assert list((tmp_path / "run-time").rglob("*.json")) == []


def test_until_ends_a_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At that instant; exit status 0."""
    out = ["--out", str(tmp_path / "runs"), "--lang", "vi"]
    assert main(["live", "tiny", "--speed", "max", "--until", "2023-08-02T12:30", *out]) == 0
    assert capsys.readouterr().err.splitlines()[-1] == (
        "lienthong: đã dừng lúc T4 02/08/2023 12:30, trước khi kết thúc; chưa ghi kết quả"
    )
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("text", ["soon", "2023-08-02T12:30+07:00", "2023-13-01"])
def test_until_is_a_local_date(text: str) -> None:
    """Anything else is told so."""
    with pytest.raises(
        InputError, match=r"--until .*: expected a local date or time such as 2023-"
    ):
        until_of(text)


# -- words -------------------------------------------------------------------------------------


def test_help_of_both(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`live` is told as a command that begins a run, and `live ctl` as a group."""
    monkeypatch.setenv("COLUMNS", "200")
    for arguments, says in (
        (["live", "--help"], "Usage: lienthong live [OPTIONS] {SCENARIO}"),
        (["live", "--help"], "Example: lienthong live demo --speed 3600, and while it runs,"),
        (["live", "ctl", "--help"], "Usage: lienthong live ctl [OPTIONS] COMMAND [ARGS]..."),
        (["live", "ctl", "fault", "--help"], "Example: lienthong live ctl fault outage target=por"),
        (["--help"], "live "),
    ):
        assert main(arguments) == 0
        assert says in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("speed", ["0", "warp"])
def test_a_wrong_speed_is_told_before_anything_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], speed: str
) -> None:
    """Exit status 2."""
    assert main(["live", "tiny", "--speed", speed, "--out", str(tmp_path / "runs")]) == 2
    assert capsys.readouterr().err.startswith("lienthong: speed ")
    assert os.listdir(tmp_path) == ["run-time"]
