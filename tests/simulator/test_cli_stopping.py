"""What is left when a run is stopped, or the disk takes no more: nothing, and one sentence."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TINY = ("tiny", "--set", "duration=7d", "--set", "warmup=1d", "--set", "drain=14d")
COMMAND = (sys.executable, "-c", "import sys; from simulator.cli import main; sys.exit(main())")


def started(out: Path, workers: str) -> subprocess.Popen[str]:
    """A long run in a process group of its own."""
    arguments = ["run", "tiny", "--replications", "500", "--workers", workers, "--out", str(out)]
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for_rows(out: Path, running: subprocess.Popen[str]) -> None:
    """Until a replication writes its rows."""
    until = time.monotonic() + 60
    while not list(out.rglob("rows-*.bin")):
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(
    "number, status, workers",
    [
        (signal.SIGINT, 130, "1"),
        (signal.SIGINT, 130, "2"),
        (signal.SIGTERM, 143, "1"),
        (signal.SIGTERM, 143, "2"),
        (signal.SIGHUP, 129, "2"),
    ],
)
def test_a_stopped_run_leaves_nothing(
    tmp_path: Path, number: signal.Signals, status: int, workers: str
) -> None:
    """Ctrl-C in the middle or a terminal that goes away (both to the whole group), or SIGTERM."""
    out = tmp_path / "runs"
    running = started(out, workers)
    wait_for_rows(out, running)
    if number != signal.SIGTERM:
        os.killpg(running.pid, number)
    else:
        running.send_signal(number)
    printed, errors = running.communicate(timeout=60)
    assert running.returncode == status
    assert errors.splitlines()[-1] == "lienthong: stopped; nothing was written"
    assert "Traceback" not in errors
    assert printed == ""
    assert list(tmp_path.iterdir()) == []


def test_under_nohup_a_run_outlives_its_terminal(tmp_path: Path) -> None:
    """SIGHUP is ignored from its start: it ends by what is heard after."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        running = started(tmp_path / "runs", "1")
    finally:
        signal.signal(signal.SIGHUP, before)
    wait_for_rows(tmp_path, running)
    running.send_signal(signal.SIGHUP)
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=60)
    assert running.returncode == 143


IGNORING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
SET = "import tests.conftest, subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
TELL = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"


def test_a_command_in_the_background_is_not_for_ctrl_c(tmp_path: Path) -> None:
    """Started with SIGINT ignored, as by a script's `&`, it goes on; SIGTERM ends it."""
    words = ["live", "tiny", "--speed", "3600", "--out", str(tmp_path / "runs")]
    live = subprocess.Popen(
        [sys.executable, "-c", IGNORING, *COMMAND[1:], *words],
        stderr=subprocess.PIPE, text=True,
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert live.stderr is not None
    with live:
        said = live.stderr.readline()
        live.send_signal(signal.SIGINT)
        live.send_signal(signal.SIGTERM)
        rest = live.stderr.read()
    assert live.returncode == 0, said + rest
    assert "stopped at" in rest


def test_a_suite_in_the_background_can_try_ctrl_c() -> None:
    """What the tests start hears it, even where they themselves were started with it ignored."""
    done = subprocess.run(
        [sys.executable, "-c", IGNORING, "-c", SET, TELL],
        check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout == "True\n"


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
from simulator.cli import main
sys.exit(main())
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_disk_that_takes_no_more_is_one_sentence(tmp_path: Path, workers: str) -> None:
    """Files cannot grow beyond 20 kB here: exit status 3, one sentence, nothing left."""
    out = tmp_path / "runs"
    arguments = ["run", *TINY, "--replications", "2", "--workers", workers, "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", FULL, *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == f"lienthong: {out}: cannot write here: File too large"
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
@pytest.mark.parametrize(
    "options, reason", [("size=64k", "No space left on device"), ("ro", "Read-only file system")]
)
def test_a_full_or_read_only_disk_is_one_sentence(
    tmp_path: Path, options: str, reason: str
) -> None:
    """A real file system, full or read-only: exit status 3 and the system's reason."""
    out = tmp_path / "disk"
    out.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(out)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        arguments = ["run", *TINY, "--replications", "2", "--out", str(out)]
        done = subprocess.run(
            [*COMMAND, *arguments], check=False, capture_output=True, text=True, timeout=120
        )
        assert list(out.iterdir()) == []
    finally:
        subprocess.run(["umount", str(out)], check=True)
    assert done.returncode == 3
    assert done.stderr == f"lienthong: {out}: cannot write here: {reason}\n"
