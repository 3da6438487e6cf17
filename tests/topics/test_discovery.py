"""Adding to the house: one new module is enough."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import agents
import simulator
import topics
from topics import catalogue, events
from topics.bus import open_bus
from topics.catalogue import TOPICS, exchange_in, parse_topic, topic_name
from topics.discovery import load_package
from topics.errors import InputError
from topics.events import EVENT_TYPES
from topics.history import Header, HistoryReader, HistoryWriter
from topics.record import Record

MODULE = '''
"""Fees asked of an applicant."""

from topics.catalogue import TopicSpec, register_topic
from topics.events import Event, event_type


@event_type("vn.lienthong.fee.asked.v1")
class FeeAsked(Event, frozen=True, kw_only=True):
    """`agency` asks for a fee of `amount_vnd`."""

    dossier: str
    agency: str
    amount_vnd: int


FEES = register_topic(TopicSpec("fee", "evt", "asked", "dossier code", (FeeAsked,), 2))
'''


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package of another project, on the path and in the registers for one test."""
    known: list[dict[str, Any]] = [events._class_of, catalogue._specs]
    before = [dict(register) for register in known]
    name = "lienthong_newcomer"
    (tmp_path / name / "deep").mkdir(parents=True)
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "deep" / "__init__.py").write_text("")
    (tmp_path / name / "deep" / "fees.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for loaded in [module for module in sys.modules if module.startswith(name)]:
        del sys.modules[loaded]
    for register, content in zip(known, before, strict=True):
        register.clear()
        register.update(content)
    catalogue._parse.cache_clear()


def test_a_new_module_brings_its_event_type_and_topic(newcomer: str, tmp_path: Path) -> None:
    """They are in the registers, on the bus and in the history, with nothing else changed."""
    assert load_package(newcomer) == [newcomer, f"{newcomer}.deep", f"{newcomer}.deep.fees"]
    fee_asked = EVENT_TYPES["vn.lienthong.fee.asked.v1"]
    spec = TOPICS["<prefix>.fee.evt.asked.v1"]
    topic = topic_name(spec, "run")
    assert parse_topic("run.fee.evt.asked.v1").spec is spec

    record = Record(topic, "000", fee_asked(dossier="000", agency="H26", amount_vnd=8_000), 0, 0, 0)
    bus = open_bus("memory")
    bus.publish_many([record])
    assert [found.record for found in bus.consumer([topic]).poll()] == [record]
    assert len(bus.end_offsets(topic)) == 2

    with HistoryWriter(tmp_path / "history.jsonl", Header(source="simulated")) as history:
        history.write(record)
    assert list(HistoryReader(tmp_path / "history.jsonl")) == [record]


def test_loading_a_package_again_changes_nothing(newcomer: str) -> None:
    """A second load, and a fresh import of the same module, find the names already theirs."""
    load_package(newcomer)
    before = list(TOPICS)
    load_package(newcomer)
    for module in [module for module in sys.modules if module.startswith(newcomer)]:
        del sys.modules[module]
    load_package(newcomer)
    assert list(TOPICS) == before
    assert EVENT_TYPES["vn.lienthong.fee.asked.v1"].__module__ == f"{newcomer}.deep.fees"


def test_a_package_that_is_not_there_is_named() -> None:
    """A mistyped package is bad input, not a traceback."""
    with pytest.raises(InputError, match="package 'lienthong_nowhere' is not installed"):
        load_package("lienthong_nowhere")


def test_an_error_inside_a_module_is_seen(newcomer: str, tmp_path: Path) -> None:
    """A module that misses an import of its own fails with that import's name."""
    (tmp_path / newcomer / "broken.py").write_text("import lienthong_missing_part\n")
    with pytest.raises(ModuleNotFoundError, match="lienthong_missing_part"):
        load_package(newcomer)


def test_the_packages_say_whose_they_are() -> None:
    """Each carries the distribution's name, so that another package of the name is noticed."""
    assert {package.__distribution__ for package in (topics, agents, simulator)} == {"lienthong"}
    assert exchange_in("run", "H26") == "run.exchange.in.h26.v1"
