"""What a broker's topics should be, against what they are; and options of the bus."""

from __future__ import annotations

import subprocess
import sys

import pytest

from topics import catalogue
from topics.catalogue import parse_topic
from topics.errors import InputError
from topics.kafka.options import KafkaOptions
from topics.kafka.plan import Found, Wanted, compare, wanted_topics

EVENTS = {"cleanup.policy": "delete", "retention.ms": "-1"}


def wanted(name: str, partitions: int = 3) -> Wanted:
    return Wanted(name, partitions, EVENTS)


def test_every_topic_of_the_catalogue_is_wanted_once() -> None:
    """One of each agency where the catalogue says so, with retry and dead letters but of tables."""
    found = wanted_topics("run", ["H26", "G01"])
    names = [each.name for each in found]
    assert names == sorted(set(names))
    assert catalogue.exchange_in("run", "G01") in names
    assert catalogue.dlt(catalogue.exchange_in("run", "H26")) in names
    assert catalogue.status_table("run") in names
    assert catalogue.dlt(catalogue.status_table("run")) not in names
    plain = [each.name for each in wanted_topics("run", ["H26", "G01"], with_retry=False)]
    assert plain == [name for name in names if not parse_topic(name).suffix]


def test_a_table_is_compacted_and_the_rest_kept_for_ever() -> None:
    """Simulated runs do not expire; a deployment says how long all but its audit is kept."""
    found = {each.name: each for each in wanted_topics("run", ["H26"], retention_ms=5_000)}
    table = found[catalogue.status_table("run")]
    assert table.configs["cleanup.policy"] == "compact"
    assert "retention.ms" not in table.configs
    letters = found[catalogue.dlt(catalogue.exchange_in("run", "H26"))]
    assert (letters.partitions, letters.configs["retention.ms"]) == (3, "5000")
    assert found[catalogue.audit("run")].configs["retention.ms"] == "-1"
    kept = {each.name: each for each in wanted_topics("run", ["H26"])}
    assert kept[letters.name].configs["retention.ms"] == "-1"


def test_what_differs_is_created_altered_or_refused() -> None:
    """Topics grow and change their settings; they neither shrink nor go."""
    plan = compare(
        "run",
        [wanted(name) for name in ("a", "b", "c", "d", "e")],
        {
            "b": Found(1, EVENTS),
            "c": Found(3, EVENTS | {"retention.ms": "1000"}),
            "d": Found(5, EVENTS),
            "e": Found(3, EVENTS),
            "f": Found(1, EVENTS),
        },
    )
    assert [str(step) for step in plan.steps] == [
        "+ a  3 partitions, delete",
        "~ b  partitions 1 -> 3",
        "~ c  retention.ms 1000 -> -1",
        "! d  5 partitions, more than 3; it is not shrunk",
        "= e",
        "! f  not in the catalogue for these agencies; it is not deleted",
    ]
    assert plan.summary() == "run: 1 to create, 2 to alter, 2 refused, 1 as they should be"
    assert not plan.is_done
    assert "= e" in plan.text(everything=True)
    assert "= e" not in plan.text()
    assert compare("run", [wanted("e")], {"e": Found(3, EVENTS)}).is_done


def test_options_that_make_no_sense_are_refused() -> None:
    """The message names the option and its value."""
    with pytest.raises(InputError, match="give_up_s -1; expected 0 or more"):
        KafkaOptions(give_up_s=-1)
    with pytest.raises(InputError, match="max_unconfirmed_records 0; expected 1 or more"):
        KafkaOptions(max_unconfirmed_records=0)


WITHOUT = """
import sys
sys.modules["confluent_kafka"] = None
from topics.bus import TRANSPORTS, open_bus
from topics.connection import Connection
from topics.errors import InputError
from topics.kafka.confluent import ConfluentDriver
from topics.kafka.options import KafkaOptions
try:
    open_bus("nothing")
except InputError as error:
    print(error)
try:
    ConfluentDriver(Connection(), KafkaOptions())
except InputError as error:
    print(error)
"""


def test_without_the_extra_only_opening_its_bus_fails() -> None:
    """All transports are found by name; the one whose client is missing says how to get it."""
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.splitlines() == [
        "transport 'nothing' is not known; expected one of confluent, kafka, memory",
        "transport 'confluent' needs pip install 'lienthong[confluent]'",
    ]
