"""Which rights the users around the agencies get: no more than each needs."""

from __future__ import annotations

import pytest

from tests.topics.test_acl import of
from topics.errors import InputError
from topics.kafka.acl import compare
from topics.kafka.grants import Host, users_of, wanted_acls

AGENCIES = ["G22", "G22-DVCQG", "H26"]
NORTH = Host("north", ("H26",))


def test_a_host_may_do_what_its_agencies_twins_do() -> None:
    """Under the twin's own names; it publishes, and shares the clock; of others it has nothing."""
    rules = wanted_acls("sim", AGENCIES, [NORTH, Host("centre", ("G22", "G22-DVCQG"))])
    assert of("host-north", rules) == [
        "allow User:host-north read group sim.h26.twin",
        "allow User:host-north read topic sim.agency.tbl.h26.v1",
        "allow User:host-north write topic sim.agency.tbl.h26.v1",
        "allow User:host-north write topic sim.control.evt.acts.v1",
        "allow User:host-north read topic sim.control.tbl.clock.v1",
        "allow User:host-north write topic sim.control.tbl.clock.v1",
        "allow User:host-north read topic sim.exchange.in.h26.v1",
        "allow User:host-north write topic sim.exchange.out.h26.v1",
        "allow User:host-north write topic sim.procedure.evt.published.v1",
        "allow User:host-north write topic sim.status.out.h26.v1",
        "allow User:host-north write transactional-id sim.h26.twin",
    ]
    assert not [line for line in of("host-centre", rules) if "h26" in line]


def test_an_observer_reads_streams_and_writes_nothing() -> None:
    """Memory of the relay and of agencies, on tables of their own, is not among what it reads."""
    assert of("observer", wanted_acls("sim", AGENCIES)) == [
        "allow User:observer describe group sim.*",
        "allow User:observer read topic sim.bus.evt.*",
        "allow User:observer read topic sim.control.evt.*",
        "allow User:observer read topic sim.control.tbl.clock.v1",
        "allow User:observer read topic sim.exchange.in.*",
        "allow User:observer read topic sim.exchange.out.*",
        "allow User:observer read topic sim.procedure.evt.*",
        "allow User:observer read topic sim.procedure.tbl.catalogue.v1",
        "allow User:observer read topic sim.status.out.*",
        "allow User:observer read topic sim.status.tbl.dossier.v1",
    ]


def test_an_operator_has_the_topics_in_hand_and_not_what_flows() -> None:
    """It reads dead letters, writes them where they were, and is everybody in closed runs."""
    rules = of("operator", wanted_acls("sim", ["H26"]))
    assert [line for line in rules if " read " in line or " write " in line] == [
        "allow User:operator read group sim.dlt-replay*",
        "allow User:operator read topic sim.bus.evt.audit.v1.dlt",
        "allow User:operator read topic sim.control.evt.acts.v1.dlt",
        "allow User:operator read topic sim.exchange.in.h26.v1.dlt",
        "allow User:operator write topic sim.exchange.out.h26.v1",
        "allow User:operator read topic sim.exchange.out.h26.v1.dlt",
        "allow User:operator read topic sim.procedure.evt.published.v1.dlt",
        "allow User:operator write topic sim.status.out.h26.v1",
        "allow User:operator read topic sim.status.out.h26.v1.dlt",
    ]
    assert [line.split()[2] for line in rules if line.endswith(" sim.*")] == [
        *("alter", "alter-configs", "create", "delete", "describe-configs"),
    ]
    assert "allow User:operator all topic run-*" in rules
    assert "cluster" not in "".join(rules)


def test_users_of_hosts_are_no_agencies() -> None:
    """Their names are lower case, and a host of somebody who is not there is refused."""
    assert users_of(["H26"], [NORTH]) == ["H26", "host-north", "observer", "operator", "relay"]
    with pytest.raises(InputError, match="host 'North': expected lower-case letters"):
        Host("North", ("H26",))
    with pytest.raises(InputError, match="host north: no agency H26 here"):
        wanted_acls("sim", ["G22"], [NORTH])


def test_a_wanted_rule_does_not_reach_too_far() -> None:
    """Of a deployment whose own prefix begins like the topics of closed runs."""
    wanted = wanted_acls("run-1", ["H26"])
    assert compare("run-1", wanted, wanted).is_done
