"""Jobs in parallel processes: ordered results, progress from all of them, clean cancellation.

A worker writes how far its job is into a small file with one slot for each job; the parent reads
the slots. Nothing about the results depends on how many workers there are.
"""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TypeVar

from simulator.signals import HANGUP, held_back
from topics.errors import EnvironmentFailed

J = TypeVar("J")
R = TypeVar("R")
Report = Callable[[float, int], None]  # (fraction done, dossiers finished)

_SLOT = struct.Struct("<dq")
_POLL_S = 0.2


def in_parallel(
    work: Callable[[J, Report], R],
    jobs: Sequence[J],
    workers: int,
    board: Path,
    progress: Report | None = None,
) -> Generator[R, None, None]:
    """The results of `work(job, report)` in the order of `jobs`, from up to `workers` processes.

    With one worker the work runs in this process. `board` names a file for the progress slots; its
    folder exists. Closing the iterator, or an exception, ends the workers. Raise
    `EnvironmentFailed` if a worker is killed from outside.
    """
    listener = progress or _ignore
    _Board(board, len(jobs)).clear()
    if min(workers, len(jobs)) <= 1:
        yield from _in_this_process(work, jobs, listener)
    else:
        with _watched(_Board(board, len(jobs)), listener):
            yield from _in_workers(work, jobs, workers, board)
    board.unlink(missing_ok=True)


def _in_this_process(
    work: Callable[[J, Report], R], jobs: Sequence[J], progress: Report
) -> Iterator[R]:
    finished = 0
    for number, job in enumerate(jobs):
        latest = 0

        def report(
            fraction: float, count: int, number: int = number, before: int = finished
        ) -> None:
            nonlocal latest
            latest = count
            progress((number + fraction) / len(jobs), before + count)

        yield work(job, report)
        finished += latest


def _in_workers(
    work: Callable[[J, Report], R], jobs: Sequence[J], workers: int, board: Path
) -> Iterator[R]:
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    tasks = (
        delayed(_in_worker)(work, job, board, number, len(jobs)) for number, job in enumerate(jobs)
    )
    with _interrupts_held():  # so that only this process acts on Ctrl-C
        results = Parallel(n_jobs=workers, return_as="generator", max_nbytes=None)(tasks)
    try:
        yield from results
    except TerminatedWorkerError as error:
        raise EnvironmentFailed(
            "a worker process was killed from outside, perhaps for want of memory; "
            "fewer --workers need less"
        ) from error
    finally:
        results.close()


def _in_worker(work: Callable[[J, Report], R], job: J, board: Path, number: int, jobs: int) -> R:
    with _Board(board, jobs).slot(number) as report:
        return work(job, report)


class _Board:
    """The file of progress slots."""

    def __init__(self, path: Path, jobs: int) -> None:
        self._path = path
        self._jobs = jobs

    def clear(self) -> None:
        self._path.write_bytes(_SLOT.pack(0.0, 0) * self._jobs)

    @contextlib.contextmanager
    def slot(self, number: int) -> Iterator[Report]:
        """Where one worker reports; a slot is small enough to be written in one piece."""
        handle = os.open(self._path, os.O_WRONLY)
        try:
            yield lambda fraction, finished: _put(handle, number, fraction, finished)
        finally:
            os.close(handle)

    def read(self) -> tuple[float, int]:
        """The mean fraction of all jobs, and the dossiers finished in all of them."""
        slots = list(_SLOT.iter_unpack(self._path.read_bytes()))
        return sum(slot[0] for slot in slots) / len(slots), sum(slot[1] for slot in slots)


def _put(handle: int, number: int, fraction: float, finished: int) -> None:
    os.lseek(handle, number * _SLOT.size, os.SEEK_SET)  # one handle, one writer
    os.write(handle, _SLOT.pack(fraction, finished))


@contextlib.contextmanager
def _watched(board: _Board, progress: Report) -> Iterator[None]:
    """Tell `progress` what the board says, a few times a second, while the block runs."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_POLL_S):
            progress(*board.read())

    watcher = threading.Thread(target=watch, name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Block Ctrl-C while processes are started: they inherit the block, and never see one.

    One that comes meanwhile is delivered here as soon as the block ends. The tracker of
    multiprocessing is started first, because starting it lifts a block.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    resource_tracker.ensure_running()
    with held_back(signal.SIGINT, *HANGUP):
        yield


def _ignore(_fraction: float, _finished: int) -> None:
    """For callers that do not watch."""
