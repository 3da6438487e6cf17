"""Access rules from the catalogue, and what separates a broker's from them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from topics.asyncapi import ROLES
from topics.catalogue import TOPICS, TopicSpec, register_topic
from topics.errors import InputError
from topics.events import StatusProgress
from topics.kafka.acl import Acl, compare
from topics.kafka.grants import RELAY, users_of, wanted_acls

AGENCIES = ["G22", "G22-DVCQG", "H26"]


def of(user: str, rules: list[Acl]) -> list[str]:
    return [str(rule) for rule in rules if rule.principal == f"User:{user}"]


def test_an_agency_may_do_just_this() -> None:
    """Write its out topics, read its in topic and the public ones, under names of its own."""
    assert of("H26", wanted_acls("sim", AGENCIES)) == [
        "allow User:H26 read group sim.h26.*",
        "allow User:H26 read topic sim.agency.tbl.h26.v1",
        "allow User:H26 write topic sim.agency.tbl.h26.v1",
        "allow User:H26 read topic sim.exchange.in.h26.v1",
        "allow User:H26 write topic sim.exchange.out.h26.v1",
        "allow User:H26 read topic sim.procedure.evt.published.v1",
        "allow User:H26 read topic sim.procedure.tbl.catalogue.v1",
        "allow User:H26 write topic sim.status.out.h26.v1",
        "allow User:H26 read topic sim.status.tbl.dossier.v1",
        "allow User:H26 write transactional-id sim.h26.*",
    ]


def test_the_relay_may_do_just_this() -> None:
    """Read what agencies write and its own memory; write all the rest, never as an agency."""
    assert of(RELAY, wanted_acls("sim", ["H26"])) == [
        "allow User:relay read group sim.relay",
        "allow User:relay write topic sim.bus.evt.audit.v1",
        "allow User:relay write topic sim.bus.evt.audit.v1.dlt",
        "allow User:relay write topic sim.bus.evt.audit.v1.retry",
        "allow User:relay read topic sim.bus.tbl.relay.v1",
        "allow User:relay write topic sim.bus.tbl.relay.v1",
        "allow User:relay read topic sim.control.tbl.clock.v1",
        "allow User:relay write topic sim.exchange.in.h26.v1",
        "allow User:relay write topic sim.exchange.in.h26.v1.dlt",
        "allow User:relay write topic sim.exchange.in.h26.v1.retry",
        "allow User:relay read topic sim.exchange.out.h26.v1",
        "allow User:relay write topic sim.exchange.out.h26.v1.dlt",
        "allow User:relay write topic sim.exchange.out.h26.v1.retry",
        "allow User:relay write topic sim.procedure.evt.published.v1",
        "allow User:relay write topic sim.procedure.evt.published.v1.dlt",
        "allow User:relay write topic sim.procedure.evt.published.v1.retry",
        "allow User:relay write topic sim.procedure.tbl.catalogue.v1",
        "allow User:relay read topic sim.status.out.h26.v1",
        "allow User:relay write topic sim.status.out.h26.v1.dlt",
        "allow User:relay write topic sim.status.out.h26.v1.retry",
        "allow User:relay write topic sim.status.tbl.dossier.v1",
        "allow User:relay write transactional-id sim.relay",
    ]


def test_an_agency_whose_code_begins_with_anothers_gets_nothing_of_it() -> None:
    """Only names of groups and transactions are by their beginning, and that ends with a dot."""
    rules = wanted_acls("sim", AGENCIES)
    theirs = {f"User:{agency}" for agency in AGENCIES}
    prefixed = [r for r in rules if r.pattern == "prefixed" and r.principal in theirs]
    assert {rule.resource for rule in prefixed} == {"group", "transactional-id"}
    assert all(rule.name.endswith(".") for rule in prefixed)
    assert not [line for line in of("G22", rules) if "dvcqg" in line]


def test_what_the_documents_promise_is_granted() -> None:
    """Whatever a role of an AsyncAPI document sends or receives, its agency may write or read."""
    granted = {(r.name, r.operation) for r in wanted_acls("sim", ["H26"]) if "H26" in r.principal}
    words = {"send": "write", "receive": "read"}
    for role in ROLES.values():
        for step in role.steps:
            name = step.topic.template.replace("<prefix>", "sim").replace("<agency>", "h26")
            assert (name, words[step.action]) in granted, (role.name, step.name)


def test_a_topic_that_no_role_reads_is_the_relays_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new module's table or stream becomes public when a document says so, not before."""
    monkeypatch.setattr("topics.catalogue._specs", dict(TOPICS))
    monkeypatch.setattr("topics.kafka.plan.TOPICS", register_into(monkeypatch))
    rules = [rule for rule in wanted_acls("sim", ["H26"]) if ".work." in rule.name]
    assert {str(rule) for rule in rules} == {
        "allow User:relay read topic sim.agency.tbl.work.v1",
        "allow User:relay write topic sim.agency.tbl.work.v1",
    }


def register_into(monkeypatch: pytest.MonkeyPatch) -> dict[str, TopicSpec]:
    spec = register_topic(TopicSpec("agency", "tbl", "work", "dossier", (StatusProgress,), 1))
    return {**TOPICS, spec.template: spec}


def test_users_are_the_agencies_and_the_relay() -> None:
    """No agency can have the relay's name: theirs are upper case."""
    assert users_of(["H26", "G01"]) == ["G01", "H26", "observer", "operator", "relay"]
    with pytest.raises(InputError, match="agency 'relay'; expected a code such as H26"):
        wanted_acls("sim", ["relay"])


def test_a_plan_says_what_is_missing_beyond_and_wider() -> None:
    """Rules of other prefixes are nobody's business here; those that reach into ours are told."""
    wanted = wanted_acls("sim", ["H26"])
    beyond = Acl("topic", "sim.exchange.in.h26.v1", "User:G01", "read")
    denial = Acl("topic", "sim.exchange.in.h26.v1", "User:H26", "read", permission="deny")
    wide = Acl("topic", "si", "User:G01", "all", "prefixed", host="10.0.0.7")
    everything = Acl("group", "*", "User:*", "read")
    others = [
        Acl("topic", "simulation.exchange.in.h26.v1", "User:G01", "read"),
        Acl("topic", "simulation", "User:G01", "read", "prefixed"),
        Acl("topic", "si", "User:G01", "read"),
        Acl("topic", "*", "User:G01", "read", permission="deny"),
        Acl("cluster", "kafka-cluster", "User:ops", "alter"),
    ]
    found = [*wanted[2:], beyond, denial, wide, everything, *others]
    plan = compare("sim", wanted, found)
    assert plan.of("create") == tuple(wanted[:2])
    assert plan.of("extra") == (beyond, denial)
    assert plan.of("wider") == (everything, wide)
    assert not plan.is_done
    *steps, summary = plan.text().splitlines()
    assert summary == (
        "sim: 2 rules to create, 2 beyond the catalogue, 2 that reach further than the prefix, "
        f"{len(wanted) - 2} as they should be"
    )
    assert steps == [
        "! allow User:* read group *",
        f"+ {wanted[0]}",
        f"+ {wanted[1]}",
        "! allow User:G01 all topic si* from 10.0.0.7",
        "- allow User:G01 read topic sim.exchange.in.h26.v1",
        "- deny User:H26 read topic sim.exchange.in.h26.v1",
    ]


def test_a_broker_with_just_the_rules_is_done() -> None:
    """One from another host only is not the rule."""
    wanted = wanted_acls("sim", ["H26"])
    assert compare("sim", wanted, wanted).is_done
    narrowed = [replace(wanted[0], host="10.0.0.7"), *wanted[1:]]
    plan = compare("sim", wanted, narrowed)
    assert plan.of("create") == (wanted[0],)
    assert plan.of("extra") == (narrowed[0],)
