"""The quick way to tell that a record keeps its contract says what the contract says."""

import random

import msgspec
import pytest

from simulator.loadtest import keeping
from simulator.loadtest.keeping import breach
from tests.simulator.loadtest.histories import OUT, STATUS, answered, asked, create, progress
from topics.catalogue import relay_table
from topics.contract import check_contract
from topics.errors import Malformed
from topics.events import Event
from topics.record import Record
from topics.relay_table import RelayRow

SPOILT: dict[str, tuple[object, ...]] = {
    "request": ("", "x" * 201, "a\nb"),
    "dossier": ("dossier", "000.00.00.H26-230705-001"),
    "requester": ("h26", ""),
    "outcome": ("maybe",),
    "error": ("provider.nonsense.x", "provider.business.not_found"),
    "fields": (("a", "a"), ("",), ()),
    "values": (("one",), ("a\0b", "c"), ()),
    "attempt": (-1, 1_000_001),
    "request_hash": ("g" * 64, "0" * 63),
}


def by_the_contract(topic: str, event: Event) -> bool:
    try:
        check_contract(Record(topic, "k", event, 0, 0, 0))
    except Malformed:
        return False
    return True


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests taught it; few values are remembered, so that all its ways are taken."""
    monkeypatch.setattr(keeping, "_ready", {})
    monkeypatch.setattr(keeping, "_REPEATED", 20)
    monkeypatch.setattr(keeping, "_ROWS", 10)


def test_it_agrees_with_the_contract_about_any_mixture() -> None:
    """2,000 replies of which each field is spoilt now and then, in a random order."""
    draw = random.Random(7)
    right = 0
    for number in range(2_000):
        changed = {
            name: draw.choice(values)
            for name, values in SPOILT.items()
            if draw.random() < 0.04
        }  # fmt: skip
        event = msgspec.structs.replace(answered(asked(number % 900)), **changed)
        sound = by_the_contract(OUT, event)
        assert (breach(OUT, "k", event) == "") is sound
        right += sound
    assert 1_000 < right < 1_900


def test_the_reason_names_the_field_and_never_a_value() -> None:
    """As the wire calls it; another type's topic is one of the reasons."""
    spoilt = answered(asked(1), request_hash="somebody's secret")
    assert breach(OUT, "k", spoilt) == "invalid_fields (request_hash)"
    assert breach(STATUS, "k", answered(asked(1))) == "unknown_type"
    assert breach(STATUS, "k", create(1, 0)) == breach(STATUS, "k", progress(1, 4, 0)) == ""
    assert breach(STATUS, "k", progress(1, 11, 0)) == "invalid_fields (status)"


def test_a_type_without_a_contract_has_only_its_names_and_types() -> None:
    """Nothing is wrong with one on its own topic."""
    assert breach(relay_table("t"), "k", RelayRow(row="{}")) == ""
    assert breach(OUT, "k", RelayRow(row="{}")) == "unknown_type"
