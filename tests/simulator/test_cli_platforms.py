"""What works where there is no POSIX: all that a planner needs; the rest says so."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.cli import main

HERE = Path(__file__)
SHORT = "tiny --set duration=1d --set warmup=0d --set drain=3d --replications 1"


def without_posix(*commands: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(HERE.with_name("without_posix.py")), *" -- ".join(commands).split()],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
    )  # fmt: skip


def test_a_planner_needs_no_posix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From `new` to a workbook, without its modules; then what needs them says so."""
    monkeypatch.chdir(tmp_path)
    out = f"--out {tmp_path / 'runs'}"
    assert main([*f"run {SHORT} {out}".split()]) == 0
    (run,) = (tmp_path / "runs").iterdir()
    code = (run / "dossiers.csv").read_text("utf-8").splitlines()[1].split(",")[1].strip('"')
    done = without_posix(
        "new my-province --lang vi",
        f"run {SHORT} {out} --rows excel,csv",
        f"compare {SHORT.replace('tiny', 'tiny better-sharing')} {out}",
        f"explain {run} {code}",
        f"rerun {run}",
        "validate tiny my-province.yaml",
        "topics asyncapi --role provider --out contracts",
        "check --help",
        "--version",
        "live ctl status",
    )
    assert done.returncode == 3, done.stderr
    assert done.stderr.splitlines()[-1].startswith("lienthong: lienthong live ctl needs Linux")
    for words in (
        "Đã ghi: my-province.yaml", "Written to", "“Data shared and reused”", f"Dossier {code}",
        "The same again", "fits",
    ):  # fmt: skip
        assert words in done.stdout


@pytest.mark.parametrize(
    "command,name",
    [
        ("broker start", "broker"),
        ("broker stop", "broker"),
        ("broker status", "broker"),
        ("relay tiny", "relay"),
        ("loadtest smoke", "loadtest"),
        ("record tiny --agency H03 --prefix live", "record"),
        ("twin provider --agency H03 --prefix live", "twin"),
        ("live tiny", "live"),
        ("live tiny --host H03 --bus kafka --prefix live", "live"),
        ("live ctl status", "live ctl"),
        ("live ctl pause", "live ctl"),
    ],
)
def test_what_needs_posix_says_so(
    command: str, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 3 and one sentence, before anything is done."""
    monkeypatch.delattr(signal, "pthread_sigmask")
    assert main(command.split()) == 3
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"lienthong: lienthong {name} needs Linux or macOS; ")
