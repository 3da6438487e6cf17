"""Processes that send, so that reading and writing never hold a message up.

Each takes every n-th message of the same schedule, which it makes itself. It is told by its pipe
when the test begins, and reports by it; when the pipe's other end is gone, it ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess

import msgspec

from simulator.loadtest.cast import Cast
from simulator.loadtest.clients import CLIENTS, linger_ms
from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Send
from simulator.loadtest.plan import Plan
from simulator.loadtest.roles import role_of
from simulator.loadtest.schedule import Schedule
from simulator.loadtest.sender import Reports, Sender, topics_of
from topics.connection import Connection
from topics.errors import EnvironmentFailed

READY, END, STOP = b"ready", b"end", b"stop"
_REPORT_S = 0.05
_FLUSH_S = 45.0  # a broker that was killed may need as long, on a busy machine
_START_S = 60.0
# The client's own thread may hold the interpreter as long as this when a message is due.
_SWITCH_S = 0.0005
_FIRST = -10
_decoder = msgspec.json.Decoder(list[Send])


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker has to know."""

    plan: Plan
    cast: Cast
    schedule: Schedule
    prefix: str
    connection: Connection
    worker: int
    workers: int
    client: str = "python"

    @property
    def rate(self) -> float:
        """How many messages a second this worker sends, on the whole."""
        seconds = max(self.schedule.load_ends_us, 1) / 1e6
        return len(self.schedule) / seconds / self.workers


# -- in the worker ---------------------------------------------------------------------------------


def work(job: Job, pipe: Pipe) -> None:
    """The whole life of a worker. It ends without a word when nobody is there to report to."""
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        _work(job, pipe)


def _work(job: Job, pipe: Pipe) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.setswitchinterval(_SWITCH_S)
    with suppress(OSError):  # only some may; without it a busy machine sooner makes a test invalid
        os.setpriority(os.PRIO_PROCESS, 0, _FIRST)
    role = role_of(job.plan, job.cast, job.schedule, job.prefix)
    name = f"{job.prefix}.sender-{job.worker}"
    client = CLIENTS[job.client](job.connection, name, linger_ms(job.rate))
    client.prepare(topics_of(role))
    pipe.send_bytes(READY)
    clock = msgspec.json.decode(pipe.recv_bytes(), type=Clock)
    reports = Reports(clock)
    gc.disable()  # it would hold messages up; the sender calls it when there is nothing to send
    numbers = range(job.worker, len(job.schedule), job.workers)
    sender = Sender(role, clock, client, reports, numbers)
    ended = threading.Event()
    threads = [
        threading.Thread(target=_hear, args=(pipe, sender), daemon=True),
        threading.Thread(target=_report, args=(pipe, reports, ended)),
    ]
    for thread in threads:
        thread.start()
    sender.run()
    client.flush(1.0 if sender.stopped.is_set() else _FLUSH_S)
    ended.set()
    threads[1].join()
    client.close()


def _hear(pipe: Pipe, sender: Sender) -> None:
    try:
        pipe.recv_bytes()
    except (EOFError, OSError):
        os._exit(1)  # nobody is there to report to
    sender.stopped.set()


def _report(pipe: Pipe, reports: Reports, ended: threading.Event) -> None:
    with suppress(OSError):
        while not ended.wait(_REPORT_S):
            if found := reports.take():
                pipe.send_bytes(msgspec.json.encode(found))
        if found := reports.take() + reports.give_up():
            pipe.send_bytes(msgspec.json.encode(found))
        pipe.send_bytes(END)


# -- where they are started ------------------------------------------------------------------------


class Workers:
    """The sending processes of a test. Raise `EnvironmentFailed` when one is lost."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Pipe] = []
        self._processes: list[BaseProcess] = []
        for job in jobs:
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(job, theirs), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        self._left = set(range(len(jobs)))

    @property
    def busy(self) -> bool:
        """Whether any has still something to send or to report."""
        return bool(self._left)

    def ready(self) -> None:
        """Wait until all have their connections."""
        deadline_s = time.monotonic() + _START_S
        for number, pipe in enumerate(self._pipes):
            if not pipe.poll(max(0.0, deadline_s - time.monotonic())):
                raise EnvironmentFailed(f"sender {number} was not ready in {_START_S:.0f} s")
            self._received(number)

    def begin(self, clock: Clock) -> None:
        """Tell all when the test begins."""
        for pipe in self._pipes:
            pipe.send_bytes(msgspec.json.encode(clock))

    def reports(self) -> list[Send]:
        """What they have reported since."""
        found: list[Send] = []
        for number in sorted(self._left):
            while number in self._left and self._pipes[number].poll():
                said = self._received(number)
                if said == END:
                    self._left.discard(number)
                else:
                    found += _decoder.decode(said)
        return found

    def stop(self) -> None:
        """Tell all to send no more."""
        for number in sorted(self._left):
            with suppress(OSError):
                self._pipes[number].send_bytes(STOP)

    def close(self) -> None:
        """Whatever they do, they end."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(2.0)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()

    def _received(self, number: int) -> bytes:
        try:
            return self._pipes[number].recv_bytes()
        except (EOFError, OSError) as error:
            self._processes[number].join(2.0)
            status = self._processes[number].exitcode
            raise EnvironmentFailed(f"sender {number} ended by itself, status {status}") from error
