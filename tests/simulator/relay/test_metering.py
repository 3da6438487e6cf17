"""What a relay counts, over its lives, and what it tells Prometheus of it."""

from __future__ import annotations

import socket
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import typer
from kafka.errors import KafkaTimeoutError
from prometheus_client.parser import text_string_to_metric_families as parsed

from simulator.cli.app import app
from simulator.cli.choice import Choice
from simulator.cli.relay import run_relay
from simulator.metrics.catalogue import RELAY_METRICS
from simulator.metrics.exporter import Exporter
from simulator.metrics.relay import exporter_of
from simulator.relay.process import Life
from simulator.relay.rules import parse_rule
from simulator.relay.session import Session, Tally
from tests.simulator.relay.malformed import ASKED, ASKER, HOLDER, MINUTE_US, answer, changed, out
from tests.simulator.relay.memory import Topics
from tests.simulator.relay.worlds import PREFIX
from topics.errors import CULPRITS, EnvironmentFailed

SOUND = out(PREFIX, ASKER, ASKED)
BROKEN = changed(SOUND, value=b'{"request":')
EXCESS = out(
    PREFIX, HOLDER, answer(ASKED, fields=(*ASKED.fields, "income"), values=("a", "b", "c"))
)
BOTH = {"read": 2, "delivery": 1, "dead_letter": 1, "audit": 2}
BROKEN_ERROR, EXCESS_ERROR = "requester.protocol.invalid_json", "provider.authority.excess_fields"


def life(topics: Topics, tally: Tally, *rules: str) -> Session:
    """A life that has begun, of the process of that tally."""
    session = Session(topics.plan(rules=tuple(map(parse_rule, rules))), tally)
    session.open("me", again=tally.rows is not None)
    return session


def test_what_is_committed_is_counted(topics: Topics) -> None:
    """Read, delivered, put aside by its error, audited; and the rows that are remembered."""
    tally = Tally()
    session = life(topics, tally)
    assert (tally.counts, tally.errors, tally.rows) == ({}, {}, 0)
    topics.write(SOUND, BROKEN)
    session.step()
    assert tally.counts == BOTH
    assert tally.errors == {BROKEN_ERROR: 1}
    assert tally.rows == session.core.remembered == 1


def test_nothing_else_is_counted(topics: Topics) -> None:
    """What a life could not commit is read again by the next, and counted then: once."""
    tally = Tally()
    topics.write(SOUND, BROKEN)
    topics.fails = "undone"
    with pytest.raises(KafkaTimeoutError):
        life(topics, tally).step()
    assert (tally.counts, tally.errors) == ({}, {})
    session = life(topics, tally)
    assert (tally.counts, tally.rows) == ({}, 0)
    session.step()
    assert (tally.counts, tally.errors) == (BOTH, {BROKEN_ERROR: 1})


def test_a_commit_whose_answer_was_lost_is_counted_by_the_next_life(topics: Topics) -> None:
    """The chain's end says that it holds; what was dealt with is not read again."""
    tally = Tally()
    topics.write(SOUND, BROKEN)
    topics.fails = "unheard"
    with pytest.raises(KafkaTimeoutError):
        life(topics, tally).step()
    assert tally.counts == {}
    session = life(topics, tally)
    assert (tally.counts, tally.errors, tally.rows) == (BOTH, {BROKEN_ERROR: 1}, 1)
    assert session.step() == 0
    assert life(topics, tally).step() == 0
    assert tally.counts == BOTH


def test_counts_go_on_over_lives(topics: Topics) -> None:
    """A life adds to those before it; another process begins at 0."""
    tally = Tally()
    topics.write(SOUND, BROKEN)
    life(topics, tally).step()
    topics.write(EXCESS)
    life(topics, tally).step()
    assert tally.counts == {"read": 3, "delivery": 1, "dead_letter": 2, "audit": 3}
    assert tally.errors == {BROKEN_ERROR: 1, EXCESS_ERROR: 1}
    other = Tally()
    life(topics, other).step()
    assert (other.counts, other.rows) == ({}, 1)


def test_what_is_put_off_is_delivered_later(topics: Topics) -> None:
    """It is counted as both, at its time."""
    tally = Tally()
    session = life(topics, tally, f"delay:us={MINUTE_US},event=request")
    topics.write(SOUND)
    session.step()
    assert tally.counts == {"read": 1, "waiting": 1, "audit": 1}
    topics.now_us += MINUTE_US
    session.step()
    assert tally.counts == {"read": 1, "waiting": 1, "delivery": 1, "audit": 2}


def test_a_header_of_the_record_does_not_name_the_culprit(topics: Topics) -> None:
    """Other software may write one by the name of ours."""
    forged = changed(BROKEN, headers=[*BROKEN.headers, ("lienthong_dlt_error", b"bus.time.forged")])
    tally = Tally()
    topics.write(forged)
    life(topics, tally).step()
    assert tally.errors == {BROKEN_ERROR: 1}


# -- what Prometheus gets --------------------------------------------------------------------------


def told(exporter: Exporter) -> dict[str, dict[str, float]]:
    """Values by metric, then by the values of their labels."""
    exporter.refresh(now=True)
    return {
        family.name: {",".join(one.labels.values()): one.value for one in family.samples}
        for family in parsed(exporter.text.decode())
    }


def test_counters_are_told_from_the_start() -> None:
    """With 0, for each culprit and outcome; no rows before any are known; nothing of runs."""
    found = told(exporter_of(Tally(), "tiny"))
    outcomes = ("read", "delivered", "put_off", "dead_lettered", "audited", "quarantined")
    assert found == {
        "lienthong_sim_info": {"tiny": 1},
        "lienthong_wall_relayed": dict.fromkeys(outcomes, 0),
        "lienthong_wall_dead_letters": dict.fromkeys(CULPRITS, 0),
    }


def test_a_relay_exports_what_only_relays_do(topics: Topics) -> None:
    """All of it, with what it counted; dead letters by the culprit, as runs tell them."""
    tally = Tally()
    exporter = exporter_of(tally, "tiny")
    topics.write(SOUND, BROKEN, EXCESS)
    life(topics, tally).step()
    found = told(exporter)
    assert {metric.family for metric in RELAY_METRICS.values()} <= set(found)
    assert found["lienthong_wall_relay_rows"] == {"": 1}
    assert found["lienthong_wall_relayed"] == {
        "read": 3, "delivered": 1, "put_off": 0, "dead_lettered": 2, "audited": 3,
        "quarantined": 0,
    }  # fmt: skip
    by_culprit = dict.fromkeys(CULPRITS, 0) | {"requester": 1, "provider": 1}
    assert found["lienthong_wall_dead_letters"] == by_culprit


def test_it_is_healthy_while_it_takes_steps(topics: Topics) -> None:
    """Also when nothing comes; 15 s after the last step it is not."""
    clock, tally, left = [100.0], Tally(), [1, 1, 1]
    exporter = exporter_of(tally, "tiny", lambda: clock[-1])
    exporter.start(0)

    def moved() -> None:
        clock.append(clock[-1] + 10.0)
        exporter.refresh()

    life_of = Life(
        topics.plan(), lambda: not (left and left.pop()), lambda _: None, 60.0, tally, moved
    )
    life_of.live("me", again=False)
    assert clock[-1] == 140.0  # it began, and took three steps
    url = f"http://127.0.0.1:{exporter.port}/healthz"
    clock.append(154.9)
    with urlopen(url, timeout=10) as answer:
        assert answer.status == 200
    clock.append(156.0)
    with pytest.raises(HTTPError) as raised:
        urlopen(url, timeout=10)
    with raised.value as refused:
        assert (refused.code, refused.read()) == (503, b"the relay has not moved for 16 s\n")
    exporter.close()


# -- the command -----------------------------------------------------------------------------------


def test_its_options_are_those_of_live() -> None:
    """Names, help, defaults and bounds."""
    command = typer.main.get_command(app)
    context = typer.Context(command)
    relay = command.get_command(context, "relay")  # type: ignore[attr-defined]
    live = command.get_command(context, "live").get_command(context, "begin")  # type: ignore[attr-defined]
    for name in ("metrics_port", "metrics_host"):
        mine, its = (next(one for one in each.params if one.name == name) for each in (relay, live))
        for what in ("opts", "help", "default", "metavar", "min", "max"):
            assert vars(mine).get(what) == vars(its).get(what)
        assert mine.help


def test_a_port_in_use_is_said_before_anything_else() -> None:
    """No broker is asked for."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EnvironmentFailed, match=f"port {port} of 127.0.0.1 cannot be had"):
            run_relay(Choice("tiny"), "nowhere", "127.0.0.1:1", metrics_port=port)
