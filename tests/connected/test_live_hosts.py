"""Agencies in processes of their own, joined by Kafka and the relay alone."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.connected.hosts import Judge, live, members, relay
from tests.connected.relays import Side, make_topics, until
from tests.simulator.relay.worlds import tiny
from topics.broker import Broker, kill, restart

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SPEED = 20_000
AGENCIES = sorted(tiny().agencies)
PREFIX = "hosts"
CENTRE = ("--host", "G15", "--host", "G22")
LONG = ("--set", "duration=365d")  # so that no process comes to its end while others are asked
WORK_S = 3.0
ENDED_S = 180.0  # clients of a dead broker wait for up to a minute, as the relay for a provider


@pytest.fixture
def side(
    own_broker: Callable[..., Broker], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Broker, Side]]:
    """A broker with the topics of the run, to which all processes go, and a look at it."""
    broker = own_broker()
    monkeypatch.setitem(os.environ, "LIENTHONG_BOOTSTRAP", broker.connection.bootstrap)
    make_topics(broker.connection, PREFIX, AGENCIES)
    with closing(Side(broker.connection)) as made:
        yield broker, made


# A broker with all these topics may take minutes to lead them again where the disk is slow.
@pytest.mark.parametrize("broker_too", [False, pytest.param(True, marks=pytest.mark.full)])
def test_none_is_lost_and_none_answered_twice_whoever_is_killed(
    side: tuple[Broker, Side], tmp_path: Path, *, broker_too: bool
) -> None:
    """Three processes, their relay and the broker are killed in turn; each request ends once.

    At the end the province is stopped first, so that nothing new is asked: then every request has
    to end, but for letters that lie on a provider's table; nothing else may have become of one.
    """
    broker, looking = side
    words = {
        "relay": relay(PREFIX, *LONG),
        "centre": live(PREFIX, SPEED, *LONG, "--host", "G15"),
        "portal": live(PREFIX, SPEED, *LONG, "--host", "G22"),
        "province": live(PREFIX, SPEED, *LONG, "--host", "H03"),
    }
    judge = Judge(looking, PREFIX, "H03", ["G15", "G15-HOTICH", "G15-LLTP", "G22"])
    with members(tmp_path, words) as run:
        run["province"].ready("act here")
        for name in ("province", "centre", "portal", "relay"):
            time.sleep(WORK_S)
            run[name].kill()
            run[name].start()
        run["relay"].ready("ready")
        time.sleep(WORK_S)
        until(lambda: len(judge.look().ids) > 5)
        asked = len(judge.look().ids)
        if broker_too:
            kill(broker.folder)
            restart(broker.folder)
        until(lambda: len(judge.look().ids) > asked + 20, ENDED_S)
        assert run["province"].stop() == 0
        until(lambda: not judge.look().lost, ENDED_S)
        found = judge.found
        assert [run[name].stop() for name in ("centre", "portal", "relay")] == [0, 0, 0]
    assert set(found.asked.values()) == {1}
    assert set(found.ended.values()) == {1}
    assert set(found.replied.values()) == {1}
    assert set(found.brought.values()) == {1}
    assert len(found.ended) > 20
    assert "ledger" not in "".join(member.told() for member in run.values())


def test_two_processes_cannot_host_one_agency(side: tuple[Broker, Side], tmp_path: Path) -> None:
    """The second takes over; the first ends with one sentence that says so."""
    words = {"first": live(PREFIX, SPEED, *CENTRE)}
    with members(tmp_path, words) as run:
        run["first"].ready("control at")
        with members(tmp_path, {"second": live(PREFIX, SPEED, *CENTRE)}) as other:
            other["second"].ready("control at")
            assert run["first"].process.wait(60) == 3
            assert other["second"].stop() == 0
    assert "another process hosts G15 now" in run["first"].told()
    assert "Traceback" not in run["first"].told()


def test_a_process_without_a_province_comes_to_its_end(
    side: tuple[Broker, Side], tmp_path: Path
) -> None:
    """It has no dossiers of its own, and says so."""
    soon = ("--set", "duration=2d", "--set", "warmup=0d", "--set", "drain=1d")
    with members(tmp_path, {"centre": live(PREFIX, 86_400, *soon, *CENTRE)}) as run:
        assert run["centre"].process.wait(60) == 0
    assert "No dossier was submitted here in the measured window" in run["centre"].told()
    assert "INCOMPLETE" not in run["centre"].told()
