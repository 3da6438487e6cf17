"""The contract of the audit's records. The relay alone writes them; anybody may verify them."""

from __future__ import annotations

import msgspec

from topics.audit import BEGINNING, ENDS, OUTCOMES, Audited, audit_hash
from topics.contract import LAST_US, Contract, Rule, register_contract

_TEXT = r"^[^\u0000-\u001f\u007f-\u009f]{0,500}$"
_HASH = r"^[0-9a-f]{64}$"
_MOST = 2**53 - 1


def _text(says: str) -> Rule:
    return Rule(f"{says}; empty when there is none", _TEXT)


def _count(says: str) -> Rule:
    return Rule(says, least=0, most=_MOST)


_UNSEALED = Audited(
    number=0,
    at_us=1_688_544_000_250_000,
    what="vn.lienthong.exchange.request.v1",
    sender="H26",
    topic="sim.exchange.out.h26.v1",
    partition=1,
    offset=17,
    request="000.00.00.H26-230705-0001/identity",
    dossier="000.00.00.H26-230705-0001",
    procedure="birth_registration",
    requester="H26",
    provider="G01",
    fields=("full_name", "date_of_birth"),
    unknown_fields=0,
    basis="NĐ 47/2020/NĐ-CP, Điều 34",
    purpose="identity of the parents",
    attempt=0,
    outcome="delivered",
    error=None,
    rules=(),
    ended="",
    previous=BEGINNING,
    hash="",
)
AUDITED = register_contract(
    Contract(
        msgspec.structs.replace(_UNSEALED, hash=audit_hash(_UNSEALED)),
        {
            "number": _count("Place in the chain, from 0 without a gap"),
            "at_us": Rule(
                "When it was judged, in microseconds since 1970-01-01T00:00, local time of Viet "
                "Nam (UTC+7)",
                least=0,
                most=LAST_US,
            ),
            "what": _text("Type of the event"),
            "sender": _text("National code of the agency whose topic it was on"),
            "topic": _text("Topic where it was read"),
            "partition": Rule("Partition where it was read; -1: none", least=-1, most=_MOST),
            "offset": Rule("Offset where it was read; -1: none", least=-1, most=_MOST),
            "request": _text("Id of the request"),
            "dossier": _text("Code of the dossier"),
            "procedure": _text("Code of the procedure"),
            "requester": _text("The agency that asks, or that has the dossier"),
            "provider": _text("The agency that is asked"),
            "fields": Rule(
                "Names of the fields asked for or given, those of the catalogue",
                least=0,
                item=Rule("Name of a field", _TEXT),
                unique=False,
            ),
            "unknown_fields": _count("How many more names there were, not of the catalogue"),
            "basis": _text("Legal basis"),
            "purpose": _text("What the fields are needed for"),
            "attempt": _count("Attempt of the request"),
            "outcome": Rule("What became of it", words=OUTCOMES),
            "error": Rule("Why it was refused, as CULPRIT.CLASS.REASON; null if not", _TEXT),
            "rules": Rule(
                "Fault rules that struck", least=0, item=Rule("Id of a rule", _TEXT), unique=False
            ),
            "ended": Rule("How the request has ended by this; empty: not", words=("", *ENDS)),
            "previous": Rule("hash of the record before; of the first, 64 zeros", _HASH),
            "hash": Rule(
                "Lower-case hex SHA-256 of this record's JSON, its fields in this order without "
                "spaces, with hash empty",
                _HASH,
            ),
        },
    )
)
