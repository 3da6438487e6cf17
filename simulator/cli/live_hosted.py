"""`lienthong live --host` and `--replace`: some agencies here, the others elsewhere."""

from __future__ import annotations

import shutil
import signal
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from kafka.errors import KafkaError

from simulator.cli.choice import Choice, tell_warnings, words_for
from simulator.cli.failures import keep
from simulator.cli.live import LiveSession, Wish, print_live, until_of
from simulator.cli.run import ROWS
from simulator.hosting.clock import SharedClock, SharedPacer
from simulator.hosting.hosting import Hosting, HostPlan, hosted
from simulator.hosting.run import HostedRun
from simulator.ledger import runfolder
from simulator.live.pacer import parse_speed
from simulator.live.run import LiveRun, Stopped
from simulator.live.stopping import Stop, stopping
from simulator.live.words import said
from simulator.live.writing import name_of, write_live
from simulator.model.horizon import Horizon
from simulator.model.options import RunOptions
from simulator.report.printing import tell
from simulator.run.engine import Engine, run_replication
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.suggest import did_you_mean
from simulator.signals import check_posix
from simulator.words.translations import Words
from topics.connection import Connection
from topics.errors import InputError, RunInvalid
from topics.kafka.grants import rights_of_host
from topics.kafka.outages import Outages
from topics.kafka.rights import check_rights

_BLAMED = {
    "silent": "attempts without a reply in time",
    "late": "replies after their time",
    "failed": "replies that it could not answer now",
}
_AGAIN_S = 1.0
_CONNECT_S = 10.0


@dataclass(frozen=True, slots=True)
class HostWish:
    """What the command line says of who acts here, and where the others are."""

    bus: str
    bootstrap: str | None
    prefix: str | None
    hosts: tuple[str, ...]
    replaced: tuple[str, ...]


def run_hosted(choice: Choice, wish: Wish, about: HostWish, give_up_s: float) -> None:
    """Let some agencies of a scenario act until the run's end, or until told to stop.

    When Kafka fails it begins again from what was committed, as long as the broker was there not
    longer than `give_up_s` ago. Raise `RunInvalid` when the answer, which is kept, lacks something.
    """
    check_posix("lienthong live")
    if not isfinite(parse_speed(wish.speed)):
        raise InputError("--speed max: processes that share a clock need a number, such as 3600")
    plan, resolved = _planned(choice, about)
    tell_warnings(resolved)
    check_rights(plan.connection, rights_of_host(plan.prefix, plan.agencies))
    outages = Outages("hosting", plan.connection, give_up_s)
    with stopping() as stop:
        while True:
            process = _Process(choice, wish, plan, resolved, stop)
            try:
                process.live()
            except Stopped as stopped:
                _tell(_stopped(process.words, stopped.now_us))
                process.tell_blamed()
            except KafkaError as error:
                found = outages.outlive(error, process.seen_s)
                _tell(f"{found}; beginning again from what was committed")
                time.sleep(_AGAIN_S)
                continue
            break
    if stop.signal_number == signal.SIGINT:
        raise SystemExit(128 + signal.SIGINT)


def _planned(choice: Choice, about: HostWish) -> tuple[HostPlan, ResolvedScenario]:
    if about.bus != "kafka":
        raise InputError(f"--bus {about.bus}: agencies in processes of their own need --bus kafka")
    if about.prefix is None:
        raise InputError("--prefix: say which topics the processes share, such as --prefix live")
    resolved = choice.load()
    known = [entry.id for entry in resolved.agencies]
    _check_known("--host", about.hosts, known)
    _check_known("--replace", about.replaced, known)
    replaced = frozenset(about.replaced)
    agencies = hosted(resolved, about.hosts, replaced)
    if not agencies:
        raise InputError("--host: nobody is left to act here, since all of them are replaced")
    connection = Connection.from_environment(about.bootstrap)
    return HostPlan(connection, about.prefix, agencies, replaced, _CONNECT_S), resolved


def _check_known(option: str, named: Sequence[str], known: Sequence[str]) -> None:
    for agency in named:
        if agency not in known:
            raise InputError(
                f"{option} {agency}: no agency of this scenario{did_you_mean(agency, known)}"
            )


class _Process:
    """One life of a process that hosts agencies. `seen_s` is when it last was well; 0 for never."""

    def __init__(
        self, choice: Choice, wish: Wish, plan: HostPlan, resolved: ResolvedScenario, stop: Stop
    ) -> None:
        self._choice, self._wish, self._plan, self._stop = choice, wish, plan, stop
        self._resolved, self.seen_s, self._passed = resolved, 0.0, 0
        self._blamed: Counter[tuple[str, str]] = Counter()
        self.words = words_for(wish.language, resolved)

    def tell_blamed(self) -> None:
        """Say what other agencies owed this process."""
        for (provider, what), times in sorted(self._blamed.items()):
            _tell(f"{provider}: {times} {_BLAMED[what]}")

    def live(self) -> None:
        """Take over, and act to the end."""
        plan, resolved = self._plan, self._resolved
        with closing(SharedClock(plan.connection, plan.prefix, resolved)) as clock:
            clock.open()
            clock.begin(Horizon.of(resolved.scenario).start_us, parse_speed(self._wish.speed))
            hosting = Hosting(plan, resolved, clock)
            self._blamed = hosting.blamed
            hosting.open()
            with closing(hosting):
                self._tell_passed(hosting, clock)
                try:
                    self._run(hosting, clock)
                finally:
                    self._tell_passed(hosting, clock)

    def _run(self, hosting: Hosting, clock: SharedClock) -> None:
        wish, resolved, began_us = self._wish, self._resolved, int(hosting.env.now)
        session = _HostSession(
            self._choice, resolved, parse_speed(wish.speed), until_of(wish.until),
            wish, self._stop,
        )  # fmt: skip
        session.hosting, session.clock = hosting, clock
        options = RunOptions(elide=False, prefix=self._plan.prefix, hosting=hosting)
        _tell(f"{', '.join(self._plan.agencies)} act here, from {self.words.instant(began_us)}")
        name = f"{name_of(resolved)}-{'-'.join(self._plan.agencies).lower()}"[:120]
        with runfolder.partial_folder(wish.out, name) as partial:
            rows = partial / ROWS
            rows.mkdir()
            try:
                with session.open(wish, self.words):
                    result = run_replication(resolved, 0, rows, options, drive=session.drive)
            finally:
                self.seen_s = time.monotonic()
            self._stop.too_late()
            lacking = hosting.losses.document()
            summary = write_live(resolved, result, session.acts, partial, lacking)
            self._tell_passed(hosting, clock)
            whose = self._whose(began_us, clock) | self._flaws(lacking)
            runfolder.amend_manifest(partial, {runfolder.HOSTED: whose})
            shutil.rmtree(rows)
            place = runfolder.publish(partial, wish.out, name)
            keep(place)
        print_live(summary, place, result, wish, self.words)
        _tell(
            "messages between these agencies and others took real time: another run of the same "
            "scenario comes to other figures"
        )
        self.tell_blamed()
        if lacking is not None:
            raise RunInvalid(f"the answer is incomplete: see its first line, or {place}")

    def _flaws(self, lacking: dict[str, Any] | None) -> dict[str, Any]:
        """What the answer lacks, and how many records were passed; nothing where all is well."""
        found: dict[str, Any] = {} if lacking is None else {runfolder.INCOMPLETE: lacking}
        return found | ({"passed": self._passed} if self._passed else {})

    def _tell_passed(self, hosting: Hosting, clock: SharedClock) -> None:
        """Say where records stand, in topics of ours, that are not what belongs there."""
        places = [*hosting.passed, *clock.passed]
        if new := places[self._passed :]:
            self._passed += len(new)
            _tell(f"passed {len(new)} records that are not what belongs there, such as {new[0]}")

    def _whose(self, began_us: int, clock: SharedClock) -> dict[str, Any]:
        """Whose rows these are, since when, and whether time was stretched."""
        return {
            "agencies": list(self._plan.agencies),
            "replaced": sorted(self._plan.replaced),
            "since_us": began_us,
            "blamed": [[*blamed, times] for blamed, times in sorted(self._blamed.items())],
            "stretched": bool(self._plan.replaced) and clock.latest.resumed_us != 1_000_000,
        }


class _HostSession(LiveSession):
    """A live run of some agencies, with its control API, its view and its metrics."""

    hosting: Hosting
    clock: SharedClock

    def _live(self, engine: Engine) -> LiveRun:
        pacer = SharedPacer(self.clock, self.orders.rest)
        return HostedRun(replace(self.plan(), pacer=pacer), engine, self.hosting)


def _stopped(words: Words, now_us: int) -> str:
    return said(words, "stopped", instant=words.instant(now_us))


def _tell(text: str) -> None:
    tell(f"live: {text}")
