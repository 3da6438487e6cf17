"""`lienthong live`."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from os import getpid
from pathlib import Path
from typing import Any

from simulator.cli import spoken
from simulator.cli.choice import Choice, tell_warnings, words_for
from simulator.cli.failures import keep
from simulator.cli.live_offers import Offered
from simulator.cli.run import ROWS, tell_foreign
from simulator.cli.terminal import print_json
from simulator.ledger.runfolder import partial_folder, publish
from simulator.live.acts import Act
from simulator.live.door import Door, announced, new_token
from simulator.live.figures import Figures
from simulator.live.orders import Orders
from simulator.live.pacer import parse_speed
from simulator.live.run import Exporter, LivePlan, LiveRun, Stopped
from simulator.live.server import ControlServer, controlled
from simulator.live.stopping import Stop, stopping
from simulator.live.view import Seen, watched
from simulator.live.words import said
from simulator.live.writing import name_of, write_live
from simulator.model.options import RunOptions
from simulator.report.printing import output, tell
from simulator.report.run import print_run
from simulator.run.engine import Engine, ReplicationResult, run_replication
from simulator.scenario.resolved import ResolvedScenario
from simulator.signals import check_posix
from simulator.words.translations import Words
from topics.errors import InputError

_EPOCH = dt.datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line says of a live run; `until` is a local date or time."""

    speed: str
    until: str | None
    control_port: int
    metrics_port: int | None
    out: Path
    printed: str
    language: str
    metrics_host: str = "127.0.0.1"


def run_live(choice: Choice, wish: Wish, options: RunOptions) -> None:
    """Run one replication at a pace until its end, and write the folder of a run.

    After SIGTERM, or at `until`, it ends in order with a sentence: nothing is written. After Ctrl-C
    the exit status is 130.
    """
    check_posix("lienthong live")
    with stopping() as stop:
        try:
            _run(choice, wish, replace(options, elide=False), stop)
        except Stopped as stopped:
            words = words_for(wish.language)
            instant = words.instant(stopped.now_us)
            tell(f"lienthong: {said(words, 'stopped', instant=instant)}")
    if stop.signal_number == signal.SIGINT:
        raise SystemExit(128 + signal.SIGINT)


def _run(choice: Choice, wish: Wish, options: RunOptions, stop: Stop) -> None:
    speed, until_us = parse_speed(wish.speed), until_of(wish.until)
    resolved = choice.load()
    tell_warnings(resolved)
    words = words_for(wish.language, resolved)
    if options.kafka is not None:
        _notice(f"live: topics begin with {options.kafka.prefix}-r0.")
    session = LiveSession(choice, resolved, speed, until_us, wish, stop)
    with partial_folder(wish.out, name_of(resolved)) as partial:
        rows = partial / ROWS
        rows.mkdir()
        with session.open(wish, words):
            result = run_replication(resolved, 0, rows, options, drive=session.drive)
        stop.too_late()
        summary = write_live(resolved, result, session.acts, partial)
        shutil.rmtree(rows)
        place = publish(partial, wish.out, name_of(resolved, session.acts))
        keep(place)
    print_live(summary, place, result, wish, words)


def _notice(text: str) -> None:
    """Say something beside the result."""
    tell(spoken.said(text))


def until_of(text: str | None) -> int | None:
    """The instant of a local date or time. Raise `InputError` for anything else."""
    if text is None:
        return None
    try:
        when = dt.datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or when.tzinfo is not None:
        raise InputError(f"--until {text}: expected a local date or time such as 2023-08-01T12:00")
    return (when - _EPOCH) // dt.timedelta(microseconds=1)


class LiveSession:
    """A live run with its control API, its view and its metrics."""

    def __init__(
        self, choice: Choice, resolved: ResolvedScenario, speed: float, until_us: int | None,
        wish: Wish, stop: Stop,
    ) -> None:  # fmt: skip
        self._resolved, self._speed, self._until_us, self._stop = resolved, speed, until_us, stop
        self._metrics_host, self._metrics_port = wish.metrics_host, wish.metrics_port
        self._offered, self.orders = Offered(choice, resolved.scenario.name), Orders()
        self._shown: Seen = lambda _: None
        self._latest: dict[str, Any] = {}
        self.acts: list[Act] = []

    @contextmanager
    def open(self, wish: Wish, words: Words) -> Iterator[None]:
        """Let others look on and give orders while the block lasts."""
        token, name = new_token(), self._resolved.scenario.name
        reads = {"/v1/status": lambda: self._latest, "/v1/offers": self._offered.document}
        server = ControlServer(wish.control_port, token, self.orders, reads)
        door = Door(port=server.port, token=token, pid=getpid(), scenario=name)
        with ExitStack() as opened:
            opened.enter_context(controlled(server))
            opened.enter_context(announced(door))
            _notice(f"live: control at port {server.port}: lienthong live ctl")
            self._shown = opened.enter_context(watched(name, words))
            yield

    def drive(self, engine: Engine) -> None:
        """Take the engine to its end."""
        live = self._live(engine)
        try:
            live.go()
        finally:
            live.close()
        self.acts = live.log.of_model()

    def _live(self, engine: Engine) -> LiveRun:
        return LiveRun(self.plan(), engine)

    def plan(self) -> LivePlan:
        """What the run is to be."""
        return LivePlan(
            resolved=self._resolved,
            speed=self._speed,
            orders=self.orders,
            levers=self._offered.load,
            stop=self._stop,
            until_us=self._until_us,
            seen=self._seen,
            exporter=self._exporter,
        )

    def _exporter(self, run: LiveRun) -> Exporter | None:
        """What serves its metrics, if they are wanted."""
        if self._metrics_port is None:
            return None
        from simulator.metrics.live import exporter_of

        exporter = exporter_of(run)
        host = self._metrics_host
        exporter.start(self._metrics_port, host)
        _notice(f"live: metrics at http://{host}:{exporter.port}/metrics")
        return exporter

    def _seen(self, figures: Figures) -> None:
        self._latest = {"scenario": self._resolved.scenario.name, **figures.document()}
        self._shown(figures)


def print_live(
    summary: dict[str, Any], place: Path, result: ReplicationResult, wish: Wish, words: Words
) -> None:
    """Say what a live run came to, and where it is."""
    tell_foreign(result.foreign)
    if wish.printed == "json":
        print_json({**summary, "folder": str(place)})
        return
    console = output()
    print_run(console, summary, words)
    console.print()
    console.print(words("folder", folder=place), soft_wrap=True)
