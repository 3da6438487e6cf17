"""What people ask for in generated scenarios: five procedures that take every kind of step."""

from __future__ import annotations

from typing import Any

from tests.net.chance import Chance, Document
from tests.net.places import SAID, having_branches

BASES = ("NĐ 47/2020 Art 34", "NĐ 61/2018 Art 19")
LIMITS = ("0wd", "1wd", "3wd", "20d", "6h", "30h")
WEIGHTS = {
    "birth": (0.2, 0.4), "card": (0.1, 0.2), "permit": (0.1, 0.3), "bundle": (0.2, 0.4),
    "degree": (0.0, 0.1, 0.2),
}  # fmt: skip
SHARES = (0.0, 0.25, 0.6, 1.0)


def procedures(chance: Chance) -> Document:
    """The catalogue."""
    found = [_birth(chance), _card(chance), _permit(chance), _bundle(chance), _degree(chance)]
    return {"as_of": chance.one_of("as of", ("2023", "2025")), "note": "made up",
            "procedures": found}  # fmt: skip


def _birth(chance: Chance) -> Document:
    """At a commune: papers at receipt, three requests side by side, three desks."""
    par = {"par": [
        _request(chance, "identity", chance.one_of("identity to", ("G01-DANCU", "G01"))),
        _request(chance, "marriage", chance.one_of("marriage to", ("G15-HOTICH", "owner"))),
        _request(chance, "elsewhere", "other-province"),
    ]}  # fmt: skip
    route = [
        _desk(chance, "birth", "one_stop"), _supplement(chance, "birth", "receipt", "one_stop"),
        par, _desk(chance, "birth", "specialist"), _desk(chance, "birth", "approval"),
    ]  # fmt: skip
    return _procedure(chance, "birth", "commune", route, owner="G15", group="civil-status")


def _card(chance: Chance) -> Document:
    """At a district: a fee, an insurer with branches."""
    route = [
        _desk(chance, "card", "one_stop"), _request(chance, "insured", "G24-BHXH"),
        {"fee": chance.one_of("card/fee", SHARES)}, _desk(chance, "card", "specialist"),
    ]  # fmt: skip
    more = {"branch_of": having_branches(chance)[0]} if chance.below("branch", 2) else {}
    return _procedure(chance, "card", "district", route, owner="G01", group="insurance", **more)


def _permit(chance: Chance) -> Document:
    """At a department of a province: papers in processing, a commune and a district asked."""
    asked = [_request(chance, "boundary", "commune"), _request(chance, "plan", "district")]
    route = [
        _desk(chance, "permit", "one_stop"), _supplement(chance, "permit", "processing", "desk"),
        *(asked if chance.below("one by one", 2) else [{"par": asked}]),
        _desk(chance, "permit", "desk"), {"fee": chance.one_of("permit/fee", SHARES)},
        _desk(chance, "permit", "one_stop"),
    ]  # fmt: skip
    group = chance.one_of("permit group", ("land", "building"))
    return _procedure(chance, "permit", "province", route, owner="G22", group=group)


def _bundle(chance: Chance) -> Document:
    """Interlinked: other levels' procedures within one dossier, beside a request or alone."""
    chain: Document = {"chain": "card"}
    asked = _request(chance, "parents", "G15-HOTICH")
    middle = [{"par": [asked, chain]}] if chance.below("beside", 2) else [asked, chain]
    more = chance.one_of("two chains", ([], [{"chain": "permit"}], [{"chain": "birth"}]))
    route = [
        _desk(chance, "bundle", "one_stop"), _supplement(chance, "bundle", "receipt", "one_stop"),
        *middle, *more, _desk(chance, "bundle", "specialist"),
    ]  # fmt: skip
    return _procedure(chance, "bundle", "commune", route, owner="G15", group="civil-status")


def _degree(chance: Chance) -> Document:
    """At the centre; the first step may be none at a desk."""
    asked = [_request(chance, "authenticity", "owner"), _request(chance, "works", "commune")]
    route = [
        *([_desk(chance, "degree", "one_stop")] if chance.below("desk first", 2) else []),
        *asked, _supplement(chance, "degree", "processing", "specialist"),
        _desk(chance, "degree", "specialist"),
    ]  # fmt: skip
    more = chance.one_of("handled", ({}, {"handled_by": "G22"}, {"handled_by": "G01"}))
    return _procedure(chance, "degree", "central", route, owner="G15", group="education", **more)


def _procedure(
    chance: Chance, name: str, level: str, route: list[Document], **more: Any
) -> Document:
    rate = chance.one_of(f"{name}/rate", (None, None, 1.0, 24.0))
    return {
        "id": name, "name_vi": f"Thủ tục {name}", "name_en": name, "level": level, "route": route,
        "weight": chance.one_of(f"{name}/weight", WEIGHTS[name]), "weight_source": "made up",
        "weight_verified": False, "note": "made up",
        "limit": {"value": chance.one_of(f"{name}/limit", LIMITS), **SAID},
        "refused_at_receipt": chance.one_of(f"{name}/refused", (0.0, 0.1, 0.3)),
        **({} if rate is None else {"amended_per_year": rate}), **more,
    }  # fmt: skip


def _desk(chance: Chance, procedure: str, desk: str) -> Document:
    return {"desk": desk, "law": chance.law(f"{procedure}/{desk}", "minute")}


def _supplement(chance: Chance, procedure: str, at: str, desk: str) -> Document:
    redo = [_desk(chance, f"{procedure}/redo", desk)]
    if chance.below(f"{procedure}/redo twice", 2):
        redo += [_desk(chance, f"{procedure}/again", "one_stop")]
    return {
        "supplement": chance.one_of(f"{procedure}/supplement", (0.2, 0.5, 0.9)), "at": at,
        "redo": redo, "max_times": chance.one_of(f"{procedure}/times", (1, 2, 3)),
    }  # fmt: skip


def _request(chance: Chance, name: str, to: str) -> Document:
    found: Document = {
        "request": name, "to": to, "fields": chance.some_of(f"{name}/fields", FIELDS),
        "basis": chance.one_of(f"{name}/basis", BASES), "purpose": name, **SAID,
        "probability": chance.one_of(f"{name}/probability", (0.5, 0.9, 1.0)),
    }  # fmt: skip
    limit = chance.one_of(f"{name}/limit", (None, "2h", "1wd", "2d"))
    if limit is not None:
        found["limit"] = limit
    for key in ("reuse", "platform"):
        share = chance.one_of(f"{name}/{key}", (None, None, *SHARES))
        if share is not None:
            found[key] = share
    return found


FIELDS = ("full_name", "personal_id", "address")
