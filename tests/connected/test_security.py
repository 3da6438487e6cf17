"""Access rules on a real broker: who may do what, and what is said if not."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from kafka import KafkaProducer
from kafka.errors import TransactionalIdAuthorizationFailedError

from simulator.cli.topics_acl import apply_acls, list_acls
from simulator.relay.process import local_time_us
from tests.connected.brokers import Shared
from tests.connected.relays import RelayProcess, Side, ending, until
from tests.connected.secured import (
    AGENCIES,
    FORBIDDEN,
    Secured,
    Wire,
    prepared,
    secured_broker,
)
from tests.simulator.relay.malformed import ASKED, ASKER, HOLDER, OTHER, answer, changed, out
from topics.bus import Bus, open_bus
from topics.catalogue import agency_work, exchange_in, exchange_out, status_out
from topics.connection import BOOTSTRAP, PROPERTIES
from topics.envelope import WireRecord, from_wire
from topics.errors import CheckFailed
from topics.kafka import acl_admin
from topics.kafka.acl import Acl, AclPlan, AclStep
from topics.kafka.faults import Forbidden
from topics.kafka.grants import RELAY, wanted_acls
from topics.kafka.python_options import client_options
from topics.kafka.users import make_users

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

MINE, THEIRS = exchange_in("sim", ASKER), exchange_in("sim", OTHER)
OUT = {topic("sim", agency) for agency in AGENCIES for topic in (exchange_out, status_out)}
PUBLIC = {
    "sim.procedure.evt.published.v1",
    "sim.procedure.tbl.catalogue.v1",
    "sim.status.tbl.dossier.v1",
}
COMMON = ("audit", "relay", "published", "catalogue", "dossier")
HOUR_US = 3_600_000_000


@pytest.fixture(scope="module")
def secured(
    tmp_path_factory: pytest.TempPathFactory, require: Callable[[str], Path]
) -> Iterator[Secured]:
    with secured_broker(tmp_path_factory.mktemp("secured"), require("openssl")) as made:
        yield made


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, secured: Secured) -> None:
    """Commands are the operator's, by the environment alone."""
    monkeypatch.delenv(BOOTSTRAP, raising=False)
    monkeypatch.setenv(PROPERTIES, str(secured.broker.properties_of("admin")))
    monkeypatch.setenv(BOOTSTRAP, secured.where)


def may_write(user: str, secured: Secured) -> set[str]:
    if user == RELAY:
        mine = {t for t in secured.topics if ".control." not in t}  # these: an operator
        return mine - OUT - {agency_work("sim", agency) for agency in AGENCIES}
    return {exchange_out("sim", user), status_out("sim", user), agency_work("sim", user)}


def may_read(user: str) -> set[str]:
    if user == RELAY:
        return OUT | {"sim.bus.tbl.relay.v1", "sim.control.tbl.clock.v1"}
    return PUBLIC | {exchange_in("sim", user), agency_work("sim", user)}


@pytest.mark.parametrize("user", [*AGENCIES, RELAY])
def test_each_topic_is_open_to_just_those_who_may(secured: Secured, user: str) -> None:
    """Every topic of the catalogue, retry and dead-letter topics too, asked of the broker itself.

    The refusal is an authorization error, each time.
    """
    assert len(secured.topics) == (3 * 3 + 1) * len(AGENCIES) + 13
    with Wire(secured.login(user)) as wire:
        written, read = wire.writes(secured.topics), wire.reads(secured.topics)
    writable, readable = may_write(user, secured), may_read(user)
    assert written == {t: 0 if t in writable else FORBIDDEN for t in secured.topics}
    assert read == {t: 0 if t in readable else FORBIDDEN for t in secured.topics}


def test_who_has_no_rules_may_nothing(secured: Secured, tmp_path: Path) -> None:
    """A login is not a right."""
    make_users(secured.broker.connection, ["H99"], tmp_path / "users")
    stranger = replace(secured, users=tmp_path / "users").login("H99")
    with Wire(stranger) as wire:
        assert set(wire.writes(secured.topics).values()) == {FORBIDDEN}
        assert set(wire.reads(secured.topics).values()) == {FORBIDDEN}


@pytest.mark.parametrize("user", [ASKER, OTHER, RELAY])
def test_the_bus_says_so_too(secured: Secured, user: str) -> None:
    """Reading and writing one agency's topics and the common ones: done, or `Forbidden` at once."""
    topics = [t for t in secured.topics if ASKER.lower() in t or t.split(".")[3] in COMMON]
    assert len(topics) == 19
    with closing(bus_of(secured, user)) as bus:
        for topic in topics:
            began_s = time.monotonic()
            assert allowed(reading(bus, topic)) is (topic in may_read(user)), topic
            assert allowed(writing(bus, topic)) is (topic in may_write(user, secured)), topic
            assert time.monotonic() - began_s < 10.0, topic


def bus_of(secured: Secured, user: str) -> Bus:
    return open_bus("kafka", connection=secured.login(user))


def reading(bus: Bus, topic: str, group: str | None = None) -> Callable[[], None]:
    """Until there is a record or an error: there is one in every topic."""

    def read() -> None:
        with closing(bus.consumer([topic], group)) as reader:
            until(lambda: reader.poll_raw(1, 0.5), 10.0)

    return read


def writing(bus: Bus, topic: str) -> Callable[[], None]:
    def write() -> None:
        bus.publish_raw([WireRecord(topic, b"key", b"value", [])])
        bus.flush()

    return write


def allowed(act: Callable[[], None]) -> bool:
    try:
        act()
    except Forbidden:
        return False
    return True


def test_a_forbidden_topic_in_words_and_without_a_storm(secured: Secured) -> None:
    """A sentence with topic and broker; the broker is asked once, not again and again.

    An agency sees that its own in topic is there, and still may not write it.
    """
    denied = f"Principal = User:{HOLDER} is Denied operation = "
    mine, lacks = exchange_in("sim", HOLDER), f"user '{HOLDER}' lacks the right to"
    before = secured.logged(denied, ":sim.exchange.in.")
    with closing(bus_of(secured, HOLDER)) as bus:
        for act, right in ((reading(bus, THEIRS), "read"), (writing(bus, THEIRS), "write")):
            assert said(act) == f"topic {THEIRS} at {secured.where}: {lacks} {right} it"
        assert said(writing(bus, mine)) == (
            f"topic {mine} at {secured.where}: {lacks} write it (1 not sent); "
            "0 others are confirmed, 0 on their way"
        )
    time.sleep(1.0)
    assert secured.logged(denied, ":sim.exchange.in.") - before == 3


def said(act: Callable[[], None]) -> str:
    with pytest.raises(Forbidden) as told:
        act()
    return str(told.value)


def test_groups_and_transactions_are_an_agencys_own(secured: Secured) -> None:
    """By the beginning of their names; another agency's, and the relay's, are refused at once."""
    own, another = f"sim.{ASKER.lower()}", f"sim.{OTHER.lower()}"
    with closing(bus_of(secured, ASKER)) as bus:
        assert allowed(reading(bus, MINE, f"{own}.answers"))
        for group in (f"{another}.answers", "sim.relay", own):
            assert not allowed(reading(bus, MINE, group)), group
    fence(secured, f"{own}.twin")
    for name in (f"{another}.twin", "sim.relay", own):
        with pytest.raises(TransactionalIdAuthorizationFailedError):
            fence(secured, name)


def fence(secured: Secured, name: str) -> None:
    options = client_options(secured.login(ASKER)) | {"max_block_ms": 9_000}
    with closing(KafkaProducer(**options, transactional_id=name)) as producer:
        producer.init_transactions()


def test_the_relay_works_between_agencies_with_logins(
    secured: Secured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request goes there and its reply comes back; nobody is more than he is."""
    prepared(secured.broker.connection, "live")
    monkeypatch.setenv(PROPERTIES, str(secured.file(RELAY)))
    request = changed(ASKED, request="secured", deadline_us=local_time_us() + HOUR_US)
    with (
        closing(Side(secured.login(ASKER))) as asker,
        closing(Side(secured.login(HOLDER))) as holder,
        ending(RelayProcess(secured.where, "live", tmp_path / "log")) as relay,
    ):
        relay.ready()
        asker.write(out("live", ASKER, request))
        assert first(holder, exchange_in("live", HOLDER)) == request
        holder.write(out("live", HOLDER, answer(request)))
        assert first(asker, exchange_in("live", ASKER)) == answer(request)
        assert relay.stop() == 0
    assert secured.password(RELAY) not in relay.told()


def first(side: Side, topic: str) -> Any:
    return from_wire(side.reader(topic).at_least(1)[0]).event


def test_an_agency_that_would_be_the_relay_is_told(
    secured: Secured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with exit status 3 and one sentence, at once."""
    monkeypatch.setenv(PROPERTIES, str(secured.file(ASKER)))
    with ending(RelayProcess(secured.where, "sim", tmp_path / "log")) as relay:
        assert relay.process.wait(30) == 3
    assert relay.told().startswith("lienthong: ")
    assert relay.told().count("\n") == 1


@pytest.mark.usefixtures("operator")
def test_rules_are_shown_then_made_then_left_alone(
    secured: Secured, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Nothing without --yes; a second time there is nothing to do; users get their files."""
    count, folder = len(wanted_acls("third", AGENCIES)), tmp_path / "users"
    apply_acls("tiny", "third", do_it=False, users=folder)
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "+ allow User:observer describe group third.*"
    assert shown[-1] == "nothing was changed; say --yes to do it"
    assert not folder.exists()
    for missing in (count - 1, 0):  # the operator's for closed runs is of no prefix
        apply_acls("tiny", "third", do_it=True)
        *_, summary, last = capsys.readouterr().out.splitlines()
        assert summary == (
            f"third: {missing} rules to create, 0 beyond the catalogue, 0 that reach further than "
            f"the prefix, {count - missing} as they should be"
        )
        assert last == "done"


@pytest.mark.usefixtures("operator")
def test_what_is_beyond_the_catalogue_is_told_and_goes_on_request_only(
    secured: Secured, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule that reaches further is never deleted: it is about others' topics too."""
    extra = Acl("topic", "fourth.exchange.in.h03.v1", "User:G15", "read")
    wider = Acl("topic", "fourt", "User:G15", "describe-configs", "prefixed")
    steps = AclStep("create", extra), AclStep("create", wider)
    acl_admin.apply(secured.broker.connection, AclPlan("fourth", steps))
    sentence = r"fourth: 1 rules beyond the catalogue stay .* and 1 that reach further"
    with pytest.raises(CheckFailed, match=sentence):
        apply_acls("tiny", "fourth", do_it=True)
    shown = capsys.readouterr().out.splitlines()
    assert f"- {extra}" in shown
    assert f"! {wider}" in shown
    with pytest.raises(CheckFailed, match="0 rules beyond the catalogue stay"):
        apply_acls("tiny", "fourth", do_it=True, remove=True)
    left = acl_admin.plan(secured.broker.connection, "fourth", AGENCIES)
    assert (left.of("create"), left.of("extra"), left.of("wider")) == ((), (), (wider,))


def test_the_rules_are_listed_without_a_broker(capsys: pytest.CaptureFixture[str]) -> None:
    """As text, and as JSON with Kafka's words."""
    list_acls("tiny", "sim", "text")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [str(rule) for rule in wanted_acls("sim", AGENCIES)]
    list_acls("tiny", "sim", "json")
    rules = json.loads(capsys.readouterr().out)["rules"]
    assert [Acl(**rule) for rule in rules] == wanted_acls("sim", AGENCIES)


def test_a_broker_without_rules_is_told(broker: Shared) -> None:
    """Where everybody may do everything, rules would only seem to be there."""
    with pytest.raises(acl_admin.RulesOff) as told:
        acl_admin.plan(broker.connection, "sim", AGENCIES)
    assert str(told.value) == (
        f"the broker at {broker.bootstrap} keeps no access rules: everybody may do everything "
        "there (authorizer.class.name is not set)"
    )
