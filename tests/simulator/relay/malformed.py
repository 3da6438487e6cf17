"""Messages that nobody should write, and where each ends. Agencies are those of scenario tiny.

`before(prefix)` are the sound messages that some of them refer to; `CASES` are one record each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from topics.catalogue import exchange_out, status_out
from topics.envelope import MAX_WIRE_BYTES, UNNUMBERED, WireRecord, request_hash, to_wire
from topics.events import DataReply, DataRequest, Event, StatusCreate, StatusProgress
from topics.record import Record

NOW_US = 1_691_395_200_000_000  # 2023-08-07 08:00
MINUTE_US = 60_000_000
ASKER, HOLDER, OTHER = "H03", "G15-HOTICH", "G15-LLTP"
DOSSIER = "000.00.00.H03-230807-0001"
NAME = "Nguyễn Thị Bí Mật"  # of nobody; must not be found in audit or exception texts

ASKED = DataRequest(
    request=f"{DOSSIER}/parents_marriage",
    dossier=DOSSIER,
    procedure="birth_registration",
    requester=ASKER,
    provider=HOLDER,
    fields=("spouse_full_name", "marriage_date"),
    basis="NĐ 47/2020 Art 34 (data sharing by default)",
    purpose="who the father is",
    deadline_us=NOW_US + 10 * MINUTE_US,
    attempt=0,
)
DONE = msgspec.structs.replace(ASKED, request=f"{DOSSIER}/done")
CREATED = StatusCreate(
    dossier=DOSSIER, agency=ASKER, procedure="birth_registration", channel="online",
    received_us=NOW_US - MINUTE_US, due_us=NOW_US + 480 * MINUTE_US,
)  # fmt: skip
PROGRESS = StatusProgress(dossier=DOSSIER, agency=ASKER, status=4, at_us=NOW_US - 10)


def changed(event: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(event, **fields)


def answer(asked: DataRequest, **fields: Any) -> DataReply:
    said = DataReply(
        request=asked.request,
        dossier=asked.dossier,
        requester=asked.requester,
        provider=asked.provider,
        outcome="answered",
        error=None,
        fields=asked.fields,
        values=(NAME, "2020-02-02"),
        attempt=asked.attempt,
        request_hash=request_hash(asked),
    )
    return changed(said, **fields)


def out(prefix: str, agency: str, event: Event, **fields: Any) -> WireRecord:
    """The record that an agency's own software writes: it numbers nothing."""
    if isinstance(event, StatusCreate | StatusProgress):
        topic, key = status_out(prefix, agency), event.dossier
    else:
        topic, key = exchange_out(prefix, agency), event.request  # type: ignore[attr-defined]
    wire = to_wire(Record(topic, key, event, UNNUMBERED, UNNUMBERED, UNNUMBERED))
    return changed(wire, **fields)


def before(prefix: str) -> list[WireRecord]:
    """One request is open, one is answered; a dossier is in process."""
    return [
        out(prefix, ASKER, ASKED),
        out(prefix, ASKER, DONE),
        out(prefix, HOLDER, answer(DONE)),
        out(prefix, ASKER, CREATED),
        out(prefix, ASKER, PROGRESS),
    ]


@dataclass(frozen=True, slots=True)
class Case:
    """`ends` is the error of its dead letter, or the outcome on record when there is none.

    `alone`: it ends so whether or not `before` was written before it.
    """

    name: str
    wire: Callable[[str], WireRecord]
    ends: str
    alone: bool = True


def headers(wire: WireRecord, **values: bytes | None) -> WireRecord:
    """With these headers changed; None takes one away."""
    found: dict[str, bytes | None] = dict(wire.headers) | {
        name.replace("__", "-"): value for name, value in values.items()
    }
    return changed(
        wire, headers=[(name, value) for name, value in found.items() if value is not None]
    )


def _asked(prefix: str, **fields: Any) -> WireRecord:
    return out(prefix, ASKER, changed(ASKED, request=f"{DOSSIER}/new", **fields))


def _json(prefix: str, old: bytes, new: bytes) -> WireRecord:
    wire = _asked(prefix)
    assert old in (wire.value or b"")
    return changed(wire, value=(wire.value or b"").replace(old, new))


def _huge(prefix: str) -> WireRecord:
    return changed(_asked(prefix), value=b'{"x":"' + b"a" * 5_000_000 + b'"}')


def _large(prefix: str) -> WireRecord:
    """Sound, and more than the relay passes on."""
    fields = tuple(f"{i:03}{'x' * 97}" for i in range(200))
    values = ("y" * 2_000,) * 200
    return out(prefix, HOLDER, answer(ASKED, fields=fields, values=values))


def _replied(prefix: str, **fields: Any) -> WireRecord:
    return out(prefix, HOLDER, answer(ASKED, **fields))


CASES = (
    Case("truncated JSON", lambda p: changed(_asked(p), value=(_asked(p).value or b"")[:40]),
         "requester.protocol.invalid_json"),
    Case("empty value", lambda p: changed(_asked(p), value=b""),
         "requester.protocol.invalid_json"),
    Case("null value", lambda p: changed(_asked(p), value=None),
         "requester.protocol.invalid_json"),
    Case("not UTF-8", lambda p: changed(_asked(p), value=b"\xff\xfe\x00"),
         "requester.protocol.invalid_json"),
    Case("a list instead of an object", lambda p: changed(_asked(p), value=b"[]"),
         "requester.protocol.invalid_fields"),
    Case("a number as text", lambda p: _json(p, b'"attempt":0', b'"attempt":"0"'),
         "requester.protocol.invalid_fields"),
    Case("a number beyond 64 bits", lambda p: _json(p, b'"attempt":0', b'"attempt":1' + b"0" * 30),
         "requester.protocol.invalid_fields"),
    Case("an unknown field", lambda p: _json(p, b'"attempt":0', f'"{NAME}":1,"attempt":0'.encode()),
         "requester.protocol.invalid_fields"),
    Case("a field is missing", lambda p: _json(p, b',"attempt":0', b""),
         "requester.protocol.invalid_fields"),
    Case("five megabytes", _huge, "requester.protocol.too_large"),
    Case("a sound reply too large to pass on", _large, "provider.protocol.too_large"),
    Case("no headers at all", lambda p: changed(_asked(p), headers=[]),
         "requester.protocol.missing_header"),
    Case("no type", lambda p: headers(_asked(p), ce_type=None),
         "requester.protocol.missing_header"),
    Case("no correlation id in a reply",
         lambda p: headers(_replied(p), ce_correlationid=None, kafka_correlationId=None),
         "provider.protocol.missing_header"),
    Case("another correlation id than in the value",
         lambda p: headers(_replied(p), ce_correlationid=b"other"),
         "provider.protocol.invalid_header"),
    Case("an unknown event",
         lambda p: headers(_asked(p), ce_type=b"vn.lienthong.exchange.gossip.v1"),
         "requester.protocol.unknown_type"),
    Case("an unknown schema", lambda p: headers(_asked(p), ce_dataschema=b"urn:other:schema:1"),
         "requester.protocol.unknown_schema"),
    Case("another CloudEvents version", lambda p: headers(_asked(p), ce_specversion=b"0.3"),
         "requester.protocol.invalid_header"),
    Case("another content type", lambda p: headers(_asked(p), content__type=b"text/xml"),
         "requester.protocol.invalid_header"),
    Case("a header twice",
         lambda p: changed(_asked(p), headers=[*_asked(p).headers, ("ce_id", b"again")]),
         "requester.protocol.invalid_header"),
    Case("a header not UTF-8", lambda p: headers(_asked(p), ce_purpose=b"\xff"),
         "requester.protocol.invalid_header"),
    Case("a header without a value",
         lambda p: changed(_asked(p), headers=[*_asked(p).headers, ("ce_extra", None)]),
         "requester.protocol.invalid_header"),
    Case("another key than the request", lambda p: changed(_asked(p), key=b"other"),
         "requester.protocol.invalid_key"),
    Case("no key", lambda p: changed(_asked(p), key=None), "requester.protocol.invalid_key"),
    Case("a status on the exchange",
         lambda p: changed(out(p, ASKER, PROGRESS), topic=exchange_out(p, ASKER)),
         "requester.protocol.unknown_type"),
    Case("a reply that is refused without a reason",
         lambda p: _replied(p, outcome="refused", fields=(), values=()),
         "provider.protocol.invalid_fields"),
    Case("more values than fields", lambda p: _replied(p, values=("a", "b", "c")),
         "provider.protocol.invalid_fields"),
    Case("another agency's request on one's topic", lambda p: _asked(p, requester="G15"),
         "requester.authority.wrong_sender"),
    Case("another provider's reply on one's topic",
         lambda p: out(p, OTHER, answer(ASKED)), "provider.authority.wrong_sender"),
    Case("another agency's status on one's topic", lambda p: out(p, "G15", PROGRESS),
         "requester.authority.wrong_sender"),
    Case("an unknown provider", lambda p: _asked(p, provider="G99"),
         "requester.addressing.unknown_agency"),
    Case("an unknown procedure", lambda p: _asked(p, procedure="fishing_licence"),
         "requester.addressing.unknown_service"),
    Case("a reply to an unknown agency", lambda p: _replied(p, requester="H99"),
         "provider.addressing.unknown_agency"),
    Case("no legal basis", lambda p: _asked(p, basis=""), "requester.authority.no_legal_basis"),
    Case("an invented legal basis", lambda p: _asked(p, basis=f"NĐ {NAME}"),
         "requester.authority.no_legal_basis"),
    Case("a field beyond the entitlement", lambda p: _asked(p, fields=(*ASKED.fields, "income")),
         "requester.authority.not_entitled"),
    Case("a provider beyond the entitlement", lambda p: _asked(p, provider=OTHER),
         "requester.authority.not_entitled"),
    Case("expired", lambda p: _asked(p, deadline_us=NOW_US - 1),
         "requester.time.deadline_passed"),
    Case("another question with a known id",
         lambda p: out(p, ASKER, changed(ASKED, fields=("marriage_date",))),
         "requester.integrity.duplicate_differs", alone=False),
    Case("the same request again", lambda p: out(p, ASKER, ASKED), "ignored", alone=False),
    Case("a request again that was answered", lambda p: out(p, ASKER, DONE), "repeated",
         alone=False),
    Case("a reply to nothing", lambda p: _replied(p, request="nothing"),
         "provider.integrity.unsolicited_reply"),
    Case("a reply to another's request",
         lambda p: out(p, OTHER, answer(ASKED, provider=OTHER)),
         "provider.integrity.unsolicited_reply"),
    Case("a reply to an attempt that was not made", lambda p: _replied(p, attempt=7),
         "provider.integrity.unsolicited_reply"),
    Case("a reply about another dossier",
         lambda p: _replied(p, dossier="000.00.00.H03-230807-0002"),
         "provider.business.mismatch", alone=False),
    Case("a reply with the hash of another question", lambda p: _replied(p, request_hash="0" * 64),
         "provider.integrity.bad_hash", alone=False),
    Case("excess fields in a reply",
         lambda p: _replied(p, fields=(*ASKED.fields, NAME), values=(NAME, "x", "y")),
         "provider.authority.excess_fields", alone=False),
    Case("a replayed reply", lambda p: out(p, HOLDER, answer(DONE)), "ignored", alone=False),
    Case("a second reply with other words",
         lambda p: out(p, HOLDER, answer(DONE, values=("someone else", "2020-02-02"))),
         "provider.integrity.duplicate_differs", alone=False),
    Case("progress before create",
         lambda p: out(p, ASKER, changed(PROGRESS, dossier="000.00.00.H03-230807-0009")),
         "requester.business.update_before_create"),
    Case("created twice", lambda p: out(p, ASKER, changed(CREATED, channel="post")),
         "requester.business.created_twice", alone=False),
    Case("progress that goes back",
         lambda p: out(p, ASKER, changed(PROGRESS, status=2, at_us=PROGRESS.at_us - 1)),
         "requester.integrity.out_of_order", alone=False),
    Case("progress on another agency's dossier",
         lambda p: out(p, "G15", changed(PROGRESS, agency="G15", status=9, at_us=NOW_US)),
         "requester.business.mismatch", alone=False),
    Case("a status that is none", lambda p: out(p, ASKER, changed(PROGRESS, status=11)),
         "requester.protocol.invalid_fields"),
    Case("the same progress again", lambda p: out(p, ASKER, PROGRESS), "ignored", alone=False),
)  # fmt: skip

assert MAX_WIRE_BYTES < 5_000_000
