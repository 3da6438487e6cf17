"""A load test from a plan to a history: what it needs is put up, used, and taken down."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from simulator.loadtest.cast import cast_of
from simulator.loadtest.clock import Clock
from simulator.loadtest.connector_process import told_of
from simulator.loadtest.course import Course, Watch, nobody
from simulator.loadtest.groups import Groups
from simulator.loadtest.history import HISTORY, HistoryWriter
from simulator.loadtest.journal import Journal
from simulator.loadtest.metering import NO_METER, Meter
from simulator.loadtest.observing import Observer
from simulator.loadtest.plan import Plan
from simulator.loadtest.plan_reader import documented, terms_of
from simulator.loadtest.reactions import Reactions
from simulator.loadtest.roles import role_of
from simulator.loadtest.sampling import Sampler
from simulator.loadtest.schedule import schedule_of
from simulator.loadtest.stage import Stage, standing
from simulator.loadtest.workers import Job, Workers
from topics.connection import Connection
from topics.errors import InputError

Invite = Callable[[Mapping[str, str]], None]


def no_invitation(_told: Mapping[str, str]) -> None:
    """A connector with a command is started by it; another one is there already."""


@dataclass(frozen=True, slots=True)
class Means:
    """By what a plan is carried out, whatever it says."""

    workers: int
    client: str
    watch: Watch
    meter: Meter
    invite: Invite


def run_plan(
    plan: Plan, folder: Path, connection: Connection | None = None, *, workers: int = 1,
    beside: Path = Path(), watch: Watch = nobody, client: str = "python",
    meter: Meter = NO_METER, invite: Invite = no_invitation,
) -> Path:  # fmt: skip
    """Carry out a plan, and return the path of its history in `folder`, which exists.

    `connection`: of the broker, unless the plan has its own. `beside`: the folder that a history
    to replay is looked for in. `client`: of `CLIENTS`, what sends. `meter` hears of each message.
    `invite` is told what a connector of the plan's would be, once its topics are there.

    Raises:
        InputError: the scenario has nothing for this plan, or the connector's command is wrong.
        EnvironmentFailed: broker, relay, disk, or the connector before the load; the history up
            to there stays.
    """
    cast = cast_of(plan.scenario, plan.connector.agency)
    if plan.connector.agency not in cast.agencies:
        agencies = ", ".join(cast.agencies[:12])
        raise InputError(
            f"plan {plan.name}: agency {plan.connector.agency} is not in scenario "
            f"{plan.scenario}; write one of {agencies}"
        )
    prefix = f"lt-{secrets.token_hex(4)}"
    role = role_of(plan, cast, schedule_of(plan, beside), prefix)
    with standing(plan, cast, role, prefix, folder, connection) as stage, ExitStack() as stack:
        return _prepared(stage, Means(workers, client, watch, meter, invite), stack).run()


def _prepared(stage: Stage, means: Means, stack: ExitStack) -> Course:
    """All is there and waits; what was started last ends first."""
    plan, role = stage.plan, stage.role
    senders = Workers(_jobs(stage, means.workers if role.sends else 0, means.client))
    stack.callback(senders.close)
    groups = Groups(stage.connection, stage.prefix, plan.connector.agency)
    stack.callback(groups.close)
    observer = Observer(stage.connection, stage.prefix)
    stack.callback(observer.close)
    senders.ready()
    means.invite(told_of(plan, stage.connection, stage.prefix, stage.folder))
    stage.connect(groups)
    clock = stage.begin()
    stage.connector.begin(clock)
    history = stack.enter_context(HistoryWriter(stage.folder / HISTORY, header_of(stage, clock)))
    sampler = Sampler(
        groups, clock, stage.reachable, stage.notes.put, measure=stage.connector.measure
    )
    stack.callback(sampler.close)
    reactions = Reactions(stage.connection, stage.prefix, clock)
    stack.callback(reactions.close)
    journal = Journal(history, clock, stage.notes)
    return Course(
        stage, clock, senders, observer, journal, sampler, reactions, means.watch, means.meter
    )


def _jobs(stage: Stage, workers: int, client: str) -> list[Job]:
    return [
        Job(
            stage.plan, stage.cast, stage.role.schedule, stage.prefix, stage.connection,
            number, workers, client,
        )
        for number in range(workers)
    ]  # fmt: skip


def header_of(stage: Stage, clock: Clock) -> dict[str, object]:
    """What stands before the entries: plan, terms, whose test and when."""
    plan, schedule = stage.plan, stage.role.schedule
    return {
        "plan": documented(plan), "agency": plan.connector.agency, "role": plan.connector.role,
        "prefix": stage.prefix, **clock.header(),
        "load_us": [schedule.load_begins_us, schedule.load_ends_us],
        "terms": terms_of(plan, stage.prefix, len(schedule)).document(),
    }  # fmt: skip
