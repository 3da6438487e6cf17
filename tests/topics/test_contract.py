"""What fields may hold: the relay's check."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tests.topics.envelope_samples import ASKED, RECORDS, record
from topics.audit import Audited, audit_hash
from topics.contract import CONTRACTS, Contract, Rule, check_contract, register_contract
from topics.contract_audit import AUDITED
from topics.contract_rules import REPLY, REQUEST, STATUS_PROGRESS
from topics.errors import InputError, Malformed
from topics.events import EVENT_TYPES, Event, StatusProgress

ANSWER = record(REPLY.example, "sim.exchange.in.h26.v1")
PROGRESS = record(STATUS_PROGRESS.example, "sim.status.out.h26.v1")


def test_every_type_that_others_read_has_a_contract_with_a_rule_for_each_field() -> None:
    """Nobody has to guess what a field means."""
    public = ("topics.events", "topics.audit")
    own = {name: cls for name, cls in EVENT_TYPES.items() if cls.__module__ in public}
    assert len(own) >= 6
    assert set(own) <= set(CONTRACTS)
    for name, cls in own.items():
        assert set(CONTRACTS[name].rules) == {f.name for f in msgspec.structs.fields(cls)}


@pytest.mark.parametrize("sample", RECORDS, ids=lambda r: f"{type(r.event).__name__} {r.topic}")
def test_the_examples_keep_the_contract(sample: Any) -> None:
    """On every topic that carries them."""
    check_contract(sample)


@pytest.mark.parametrize(
    "sample, changes, said",
    [
        (ASKED, {"provider": "g01"}, "provider: 'g01' does not match"),
        (ASKED, {"dossier": "1"}, "dossier: '1' does not match"),
        (ASKED, {"purpose": "a\nb"}, "purpose: 'a\\nb' does not match"),
        (ASKED, {"request": "r" * 201}, "request: 'rrr"),
        (ASKED, {"fields": ()}, "fields: 0; expected at least 1"),
        (ASKED, {"fields": ("a", "a")}, "fields: the same item twice"),
        (ASKED, {"fields": ("",)}, "fields: '' does not match"),
        (ASKED, {"attempt": -1}, "attempt: -1; expected at least 0"),
        (ASKED, {"deadline_us": 2**53}, "deadline_us: 9007199254740992; expected at most"),
        (ANSWER, {"error": "provider.business.refused"}, "error: expected nothing when outcome"),
        (
            ANSWER,
            {"outcome": "refused", "fields": (), "values": ()},
            "error: expected something when outcome is refused",
        ),
        (
            ANSWER,
            {"outcome": "refused", "error": "provider.business.refused"},
            "fields: expected nothing when outcome is refused",
        ),
        (
            ANSWER,
            {"outcome": "refused", "error": "no", "fields": (), "values": ()},
            "error: 'no' does not match",
        ),
        (ANSWER, {"values": ("one",)}, "values: 1; expected none, or 2 as in fields"),
        (ANSWER, {"request_hash": "f"}, "request_hash: 'f' does not match"),
        (PROGRESS, {"status": 11}, "status: 11; expected at most 10"),
    ],
)
def test_a_value_that_a_field_may_not_have_is_refused(
    sample: Any, changes: dict[str, Any], said: str
) -> None:
    """With reason invalid_fields, and words that name the field, what it has and what is right."""
    event = msgspec.structs.replace(sample.event, **changes)
    with pytest.raises(Malformed) as error:
        check_contract(msgspec.structs.replace(sample, event=event))
    assert error.value.reason == "invalid_fields"
    assert said in str(error.value)


def test_no_legal_basis_is_a_matter_of_authority_not_of_form() -> None:
    """An empty basis keeps the contract, so that the relay can refuse it for what it is."""
    event = msgspec.structs.replace(REQUEST.example, basis="")
    check_contract(record(event, ASKED.topic))


def test_an_event_on_a_topic_that_does_not_carry_it_is_refused() -> None:
    """A status is no data request, whatever topic it was written to."""
    told = r"status\.progress\.v1 on topic sim\.exchange\.in\.g01"
    with pytest.raises(Malformed, match=told) as error:
        check_contract(msgspec.structs.replace(PROGRESS, topic="sim.exchange.in.g01.v1"))
    assert error.value.reason == "unknown_type"


@pytest.mark.parametrize(
    "event, rules, said",
    [
        (STATUS_PROGRESS.example, {"stat": Rule("?")}, "no field is called stat"),
        (STATUS_PROGRESS.example, {"status": Rule("?", most=3)}, "its example breaks it: status"),
    ],
)
def test_a_contract_that_cannot_be_right_is_refused(
    event: Event, rules: dict[str, Rule], said: str
) -> None:
    """A rule of no field, or an example that breaks a rule; what was registered stays."""
    with pytest.raises(InputError, match=said):
        register_contract(Contract(event, rules))
    assert CONTRACTS["vn.lienthong.status.progress.v1"] is STATUS_PROGRESS
    assert isinstance(STATUS_PROGRESS.example, StatusProgress)


def test_the_audits_example_is_sealed() -> None:
    """Its hash is what a verifier computes."""
    assert isinstance(AUDITED.example, Audited)
    assert AUDITED.example.hash == audit_hash(AUDITED.example)
