"""Jobs in processes: the same results for any number of them, and a clean end."""

import os
import signal
import time
from pathlib import Path

import pytest

from simulator.run.parallel import Report, in_parallel
from topics.errors import EnvironmentFailed, ModelError


def square(job: int, report: Report) -> tuple[int, int]:
    """The square, and which process found it."""
    report(0.5, job)
    report(1.0, 2 * job)
    return job * job, os.getpid()


def fails(job: int, report: Report) -> int:
    """The third job has a bug."""
    if job == 2:
        raise ModelError("a gap")
    return job


def killed(job: int, report: Report) -> int:
    """The second job is ended from outside."""
    if job == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return job


def slow(job: int, report: Report) -> int:
    """Tells of half its work, then waits for it to be seen."""
    report(0.5, 10)
    time.sleep(0.6)
    return job


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order(tmp_path: Path, workers: int) -> None:
    """Whatever process finds them."""
    found = list(in_parallel(square, range(7), workers, tmp_path / "board"))
    assert [result for result, _ in found] == [0, 1, 4, 9, 16, 25, 36]
    assert (os.getpid() in {process for _, process in found}) == (workers == 1)
    assert list(tmp_path.iterdir()) == []


def test_progress_in_this_process_adds_up(tmp_path: Path) -> None:
    """The fraction is of all jobs, the dossiers are of all so far."""
    seen: list[tuple[float, int]] = []
    list(in_parallel(square, [1, 2], 1, tmp_path / "board", lambda *told: seen.append(told)))
    assert seen == [(0.25, 1), (0.5, 2), (0.75, 4), (1.0, 6)]


def test_progress_of_workers_is_seen(tmp_path: Path) -> None:
    """While two workers are half done with two jobs of two, the whole is half done."""
    seen: list[tuple[float, int]] = []
    list(in_parallel(slow, [0, 1], 2, tmp_path / "board", lambda *told: seen.append(told)))
    assert (0.5, 20) in seen


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_model_comes_through(tmp_path: Path, workers: int) -> None:
    """It is raised here as it was there."""
    with pytest.raises(ModelError, match="a gap"):
        list(in_parallel(fails, range(4), workers, tmp_path / "board"))


def test_a_killed_worker_is_one_sentence(tmp_path: Path) -> None:
    """A worker that is gone is the environment's failure, with what to do."""
    with pytest.raises(EnvironmentFailed, match="fewer --workers"):
        list(in_parallel(killed, range(4), 2, tmp_path / "board"))
