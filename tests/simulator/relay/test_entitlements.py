"""Who may ask whom for what."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.model.options import RunOptions
from simulator.relay.entitlements import GUIDANCE_BASIS, entitlements_of
from simulator.scenario.resolved import resolve_document
from tests.simulator.relay.malformed import ASKED, answer, changed
from tests.simulator.relay.worlds import tiny
from tests.simulator.small_worlds import document, run
from topics.events import DataRequest


def said(**fields: object) -> str | None:
    error = tiny().check(changed(ASKED, **fields))
    return None if error is None else str(error)


def test_what_a_procedure_asks_is_entitled() -> None:
    """The fields of its request, fewer of them, and in another order; again and again."""
    asked = ("spouse_full_name", "marriage_date", "marriage_place")
    for fields in (asked, asked[::-1], asked[:1], asked):
        assert said(fields=fields) is None


@pytest.mark.parametrize(
    "fields, error",
    [
        ({"provider": "G99"}, "requester.addressing.unknown_agency"),
        ({"requester": "G99"}, "requester.addressing.unknown_agency"),
        ({"procedure": "none"}, "requester.addressing.unknown_service"),
        ({"basis": ""}, "requester.authority.no_legal_basis"),
        ({"basis": "  "}, "requester.authority.no_legal_basis"),
        ({"basis": GUIDANCE_BASIS}, "requester.authority.no_legal_basis"),
        ({"fields": ("personal_id",)}, "requester.authority.not_entitled"),
        ({"requester": "G22"}, "requester.authority.not_entitled"),
        ({"provider": "G15-LLTP"}, "requester.authority.not_entitled"),
    ],
)
def test_anything_else_is_not(fields: dict[str, object], error: str) -> None:
    """Each has its own error, also when it is asked a second time."""
    assert said(**fields) == error
    assert said(**fields) == error


def test_a_province_asks_only_its_own_people_for_what_its_communes_know() -> None:
    """`to: commune` is the requester itself, when that is a province."""
    basis = "NĐ 61/2018 Art 19 (coordination; the lead agency sets the deadline)"
    own = {"procedure": "marriage", "fields": ("marital_status",), "basis": basis}
    assert said(**own, provider="H03") is None
    assert said(**own, provider="G22") == "requester.authority.not_entitled"


def test_whoever_works_a_procedure_may_ask_its_owner_for_guidance() -> None:
    """The catalogue need not say so."""
    assert said(provider="G15", fields=("guidance",), basis=GUIDANCE_BASIS) is None


def test_nothing_is_said_of_other_events() -> None:
    """A reply is judged by the request that it answers."""
    assert tiny().check(answer(ASKED)) is None


def test_every_request_of_a_closed_run_is_entitled(tmp_path: Path) -> None:
    """Of a world with chains, letters, guidance and other provinces: the model asks by right."""
    entitlements = entitlements_of(*_parts())
    records = run(document(), tmp_path, options=RunOptions(history=True)).records
    requests = [r.event for r in records if isinstance(r.event, DataRequest)]
    assert len(requests) > 100
    assert {entitlements.check(request) for request in requests} == {None}


def _parts() -> tuple[tuple, tuple]:  # type: ignore[type-arg]
    resolved = resolve_document(document())
    return resolved.agencies, resolved.procedures
