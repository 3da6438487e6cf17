"""What is said in a test, to whom, and that it depends on nothing but plan and seed."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agents.people import People
from simulator.loadtest.cast import cast_of
from simulator.loadtest.entries import Entry, Phase, Seen, Send
from simulator.loadtest.history import HistoryWriter
from simulator.loadtest.payloads import number_of, reply_to
from simulator.loadtest.roles.syncer import ABREAST, STATUSES, divided, first_of
from simulator.loadtest.schedule import fingerprint, schedule_of
from simulator.loadtest.workers import Job
from tests.simulator.loadtest.plans import PROVIDER, plan_of, role, share
from tests.simulator.relay.worlds import tiny
from topics.catalogue import exchange_in, exchange_out
from topics.connection import Connection
from topics.contract import check_contract
from topics.errors import InputError
from topics.events import (
    DataRequest,
    Event,
    ProcedurePublished,
    StatusProgress,
    encode_event,
    type_name,
)

S = 1_000_000
ROLES = {"provider": PROVIDER, "requester": "H03", "syncer": "H03", "subscriber": "H03"}


def driving(name: str, **changes: Any) -> Any:
    connector = {"agency": ROLES[name], "role": name, "command": ["true"]}
    return role(connector=connector, **changes)


@pytest.mark.parametrize("name", ROLES)
def test_messages_are_sound(name: str) -> None:
    """By envelope, contract and entitlement; none is there twice."""
    driven = driving(name)
    records = [driven.record(number, 0) for number in range(100)]
    for record in records:
        check_contract(record)
        assert tiny().check(record.event) is None
    assert len({(record.topic, encode_event(record.event)) for record in records}) == 100


def test_any_number_of_workers_sends_the_same_bytes() -> None:
    """One process, or three, each in its own interpreter: message by message."""
    alone = share(0, 1)
    code = "import sys; from tests.simulator.loadtest.plans import share; print(share({}, 3))"
    together: dict[int, str] = {}
    for number in range(3):
        command = [sys.executable, "-c", code.format(number)]
        said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        together |= ast.literal_eval(said.stdout)
    assert together == alone
    assert len(alone) == len(driving("provider").schedule) > 200


def test_a_schedule_is_the_seeds() -> None:
    """The same seed gives the same bytes, another one others."""
    assert fingerprint(driving("provider")) == fingerprint(driving("provider"))
    assert fingerprint(driving("provider")) != fingerprint(driving("provider", seed=2))


def test_a_deadline_counts_from_the_intended_moment() -> None:
    """By the plan's contract, in model time."""
    driven = driving("provider", contract={"deadline": "3s"})
    event = driven.record(7, 1_000 * S).event
    assert event.deadline_us == 1_000 * S + int(driven.schedule.moments[7]) + 3 * S


def test_traffic_is_as_the_scenario_has_it_or_by_weight() -> None:
    """Births are asked about four times as often as marriages, unless weights say otherwise."""

    def mix(**changes: Any) -> Counter[str]:
        driven = driving("provider", load={"profile": "constant", "rate": 500, "duration": "4s"},
                         **changes)  # fmt: skip
        return Counter(driven.record(number, 0).event.procedure for number in range(2_000))

    found = mix()
    assert found["birth_registration"] / found["marriage"] == pytest.approx(35_915 / 9_142, rel=0.2)
    weighted = mix(traffic={"procedures": {"birth_registration": 1, "marriage": 3}})
    assert weighted["marriage"] / weighted["birth_registration"] == pytest.approx(3, rel=0.2)


def test_a_procedure_that_does_not_concern_the_agency_is_refused() -> None:
    """With those that do."""
    with pytest.raises(InputError, match=r"no request of 'judicial_record'.*birth_registration"):
        driving("provider", traffic={"procedures": {"judicial_record": 1}})


def test_an_agency_that_nobody_asks_is_refused() -> None:
    """It cannot be tested as a provider."""
    connector = {"agency": "G22", "role": "provider", "command": ["true"]}
    with pytest.raises(InputError, match="nobody asks agency G22"):
        role(connector=connector)


def test_a_wrong_scenario_is_told_as_a_scenarios_mistakes_are() -> None:
    """By the process that reads it."""
    with pytest.raises(InputError, match="nothing shipped has this name"):
        cast_of("tinny", PROVIDER)


def seen(topic: str, event: Event, at_us: int) -> Seen:
    raw = msgspec.Raw(encode_event(event))
    return Seen(
        at_us=at_us, log_us=0, topic=topic, partition=0, offset=0, type=type_name(event), event=raw
    )


def test_latency_counts_from_the_intended_moment() -> None:
    """To the first reply that reaches the requester; a second one changes nothing."""
    driven = driving("provider")
    record, people = driven.record(5, 0), People(1)
    assert isinstance(record.event, DataRequest)
    reply, due_us = reply_to(record.event, people), int(driven.schedule.moments[5])
    assert driven.settle(seen(exchange_out("test", PROVIDER), reply, due_us + 5), reply) is None
    delivered = seen(exchange_in("test", "H03"), reply, due_us + 1_234)
    assert driven.settle(delivered, reply) == (5, 1_234)
    assert driven.settle(delivered, reply) is None
    assert driven.unanswered == len(driven.schedule) - 1


def test_a_requester_is_answered_with_invented_people() -> None:
    """What was asked for, of the person of that dossier, once the request is delivered."""
    driven = driving("requester")
    record = driven.record(3, 0)
    event = record.event
    assert isinstance(event, DataRequest)
    settled = driven.settle(seen(record.topic, event, 10 * S), event)
    assert settled is not None
    assert (settled[0], settled[1] > 0) == (3, True)
    assert driven.react(seen(record.topic, event, 0), event) is None
    reaction = driven.react(seen(exchange_in("test", event.provider), event, 0), event)
    assert reaction.record.topic == exchange_out("test", event.provider)
    assert reaction.record.event.fields == event.fields
    assert all(reaction.record.event.values)
    assert driven.work(3, 0)["request"] == event.request


@pytest.mark.parametrize("role", ["provider", "requester", "syncer", "subscriber"])
def test_every_message_is_of_a_procedure_with_a_group(role: str) -> None:
    """By which metrics tell messages apart."""
    driven = driving(role)
    groups = {driven.cast.groups[driven.procedure(number)] for number in range(40)}
    assert groups <= {"civil-status", "residence", "justice", "land", "construction", "fire"}


def test_dossiers_of_a_syncer_go_their_way_in_order() -> None:
    """Each status once, each dossier's in the order of time, sixteen dossiers abreast."""
    driven = driving("syncer")
    found: dict[str, list[int]] = {}
    for number in range(4 * ABREAST):
        event = driven.record(number, 0).event
        assert isinstance(event, StatusProgress)
        found.setdefault(event.dossier, []).append(event.status)
        dossier, stage = divided(number)
        assert first_of(dossier) + ABREAST * stage == number
        assert number_of(event.dossier) == dossier
    assert list(found.values()) == [list(STATUSES)] * ABREAST


def test_a_publication_is_an_event_and_a_row() -> None:
    """The same version on the stream and in the table, then the next procedure's."""
    driven = driving("subscriber")
    records = [driven.record(number, 0) for number in range(8)]
    assert [record.topic.split(".")[2] for record in records] == ["evt", "tbl"] * 4
    assert all(a.event == b.event for a, b in zip(records[::2], records[1::2], strict=True))
    events = [record.event for record in records]
    assert all(isinstance(event, ProcedurePublished) for event in events)
    assert [event.version for event in events[::2]] == [1, 1, 1, 2]


def entries() -> list[Entry]:
    sent = [
        Send(
            number=number, intended_us=at_us, at_us=at_us, confirmed_us=at_us, topic="x", key="",
            type="x", event=msgspec.Raw(b"{}"),
        )
        for number, at_us in enumerate([500_000, 1_000_000, 1_600_000, 3_000_000])
    ]  # fmt: skip
    marks = [Phase(at_us=1_000_000, name="load"), Phase(at_us=4_000_000, name="heal")]
    return [*marks[:1], *sent, *marks[1:]]


def test_a_history_is_replayed_at_its_moments(tmp_path: Path) -> None:
    """From the beginning of its load; at twice the speed with half the gaps."""
    with HistoryWriter(tmp_path / "old.jsonl", {}) as history:
        history.write_many(entries())
    load = {"profile": "replay", "history": "old.jsonl"}
    again = schedule_of(plan_of(load=load, warmup="0s"), tmp_path)
    assert again.moments.tolist() == [0, 600_000, 2_000_000]
    assert again.load_ends_us == 3_000_000
    quick = schedule_of(plan_of(load=load | {"speed": 2}, warmup="0s"), tmp_path)
    assert quick.moments.tolist() == [0, 300_000, 1_000_000]
    with pytest.raises(InputError, match="there is no such history"):
        schedule_of(plan_of(load=load | {"history": "none.jsonl"}), tmp_path)


def test_a_job_knows_all_that_a_worker_needs() -> None:
    """It survives the way into another process."""
    driven = driving("provider")
    job = Job(driven.plan, driven.cast, driven.schedule, "test", Connection(), 0, 1)
    again = pickle.loads(pickle.dumps(job))
    assert (again.plan, again.cast, again.prefix) == (job.plan, job.cast, "test")
    assert again.schedule.moments.tolist() == job.schedule.moments.tolist()


def test_the_harness_imports_no_simpy() -> None:
    """Though it reads a scenario, makes people, and runs a test with all its parts."""
    code = (
        "import sys\n"
        "import simulator.cli.loadtest, simulator.cli.loadtest_app, simulator.loadtest.run\n"
        "import simulator.loadtest.verdict, tests.simulator.loadtest.plans as plans\n"
        "role = plans.role()\n"
        "role.record(0, 0)\n"
        "sys.exit('simpy' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
