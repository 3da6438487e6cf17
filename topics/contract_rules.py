"""The contracts of the event types of `topics.events`: a rule for every field, an example of each.

The codes of dossiers and agencies are the national ones, or of their shape.
"""

from __future__ import annotations

from topics.contract import LAST_US, Contract, Either, Rule, register_contract
from topics.envelope import request_hash
from topics.errors import CLASSES, CULPRITS
from topics.events import (
    DataReply,
    DataRequest,
    ProcedurePublished,
    StatusCreate,
    StatusProgress,
)

_TEXT = r"^[^\u0000-\u001f\u007f-\u009f]{1,%d}$"
_LINE = _TEXT.replace("{1,", "{0,")  # the same, or nothing
_ANYTHING = r"^[^\u0000]{0,2000}$"  # an address has lines
_TIME = "in microseconds since 1970-01-01T00:00, local time of Viet Nam (UTC+7)"
_AGENCY = r"^[A-Z][0-9]{2}(-[A-Z0-9]+)*$"
_FIELD_NAME = Rule("Name of a field", _TEXT % 100)
_DOSSIER = Rule(
    "Code of the dossier (Circular 01/2018/TT-VPCP, Article 19), such as 000.00.00.H26-230705-0001",
    r"^[0-9A-Z]+(\.[0-9A-Z]+)*-[0-9]{6}([0-9]{2})?-[0-9]{4,}$",
)
_PROCEDURE = Rule(
    "Code of the administrative procedure, the national one or a scenario's own",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
)


def _agency(says: str) -> Rule:
    return Rule(f"{says}, by national code", _AGENCY)


def _time(says: str) -> Rule:
    return Rule(f"{says}, {_TIME}", least=0, most=LAST_US)


_REQUEST = Rule("Id of the request, the same for all its attempts; the record's key", _TEXT % 200)

ASKED = DataRequest(
    request="000.00.00.H26-230705-0001/identity",
    dossier="000.00.00.H26-230705-0001",
    procedure="birth_registration",
    requester="H26",
    provider="G01",
    fields=("full_name", "date_of_birth"),
    basis="NĐ 47/2020/NĐ-CP, Điều 34",
    purpose="identity of the parents",
    deadline_us=1_688_544_300_000_000,
    attempt=0,
)
REQUEST = register_contract(
    Contract(
        ASKED,
        {
            "request": _REQUEST,
            "dossier": _DOSSIER,
            "procedure": _PROCEDURE,
            "requester": _agency("The agency that asks"),
            "provider": _agency("The agency that is asked"),
            "fields": Rule(
                "Names of the fields asked for; a reply gives none but these",
                least=1, most=200, item=_FIELD_NAME,
            ),
            "basis": Rule(
                "Legal basis: document number and article. Empty is refused, but with the error "
                "requester.authority.no_legal_basis",
                _LINE % 500,
            ),
            "purpose": Rule("What the fields are needed for", _TEXT % 500),
            "deadline_us": _time("Until when the requester waits for this attempt"),
            "attempt": Rule("Attempts before this one; 0 is the first", least=0, most=1_000_000),
            "mode": Rule(
                "Who is to answer: the provider's systems at once, or its people, to whom this is "
                "a letter",
                words=("platform", "letter"),
            ),
        },
    )
)  # fmt: skip
REPLY = register_contract(
    Contract(
        DataReply(
            request="000.00.00.H26-230705-0001/identity",
            dossier="000.00.00.H26-230705-0001",
            requester="H26",
            provider="G01",
            outcome="answered",
            error=None,
            fields=("full_name", "date_of_birth"),
            values=("Nguyễn Văn A", "1990-01-02"),
            attempt=0,
            request_hash=request_hash(ASKED),
        ),
        {
            "request": _REQUEST,
            "dossier": _DOSSIER,
            "requester": _agency("The agency that asked"),
            "provider": _agency("The agency that answers"),
            "outcome": Rule(
                "Whether the provider gives what was asked", words=("answered", "refused")
            ),
            "error": Rule(
                "Why it is refused, as CULPRIT.CLASS.REASON; null when answered",
                f"^({'|'.join(CULPRITS)})\\.({'|'.join(CLASSES)})\\.[a-z][a-z0-9_]*$",
            ),
            "fields": Rule(
                "Names of the fields given, of those asked for; none when refused",
                least=0, most=200, item=_FIELD_NAME,
            ),
            "values": Rule(
                "What each of the fields holds, in the order of fields; may be left out altogether",
                least=0, most=200, item=Rule("Value of a field", _ANYTHING), unique=False,
            ),
            "attempt": Rule("The request's attempt that is answered", least=0, most=1_000_000),
            "request_hash": Rule(
                "Hash of the request answered: its header ce_idempotencykey",
                r"^([0-9a-f]{64})?$",
            ),
        },
        Either("outcome", "answered", {"error": False}, {"error": True, "fields": False}),
        ("fields", "values"),
    )
)  # fmt: skip
STATUS_CREATE = register_contract(
    Contract(
        StatusCreate(
            dossier="000.00.00.H26-230705-0001",
            agency="H26",
            procedure="birth_registration",
            channel="online",
            received_us=1_688_544_000_000_000,
            due_us=1_688_749_200_000_000,
        ),
        {
            "dossier": _DOSSIER,
            "agency": _agency("The agency that has the dossier"),
            "procedure": _PROCEDURE,
            "channel": Rule("How it was submitted", words=("counter", "online", "post")),
            "received_us": _time("When it was submitted"),
            "due_us": _time("When it is due by its receipt"),
        },
    )
)
STATUS_PROGRESS = register_contract(
    Contract(
        StatusProgress(
            dossier="000.00.00.H26-230705-0001",
            agency="H26",
            status=4,
            at_us=1_688_547_600_000_000,
        ),
        {
            "dossier": _DOSSIER,
            "agency": _agency("The agency that has the dossier"),
            "status": Rule(
                "The portal's status: 1 newly registered, 2 accepted, 3 not accepted, 4 in "
                "process, 5 supplement asked, 6 fee asked, 7 withdrawal asked, 8 stopped, "
                "9 processed, 10 result returned",
                least=1, most=10,
            ),
            "at_us": _time("When the dossier entered the status"),
        },
    )
)  # fmt: skip
PUBLISHED = register_contract(
    Contract(
        ProcedurePublished(
            procedure="birth_registration",
            version=2,
            agency="G03",
            legal_effect_us=1_688_169_600_000_000,
            published_us=1_688_403_600_000_000,
        ),
        {
            "procedure": _PROCEDURE,
            "version": Rule("Version published; the first is 1", least=1, most=1_000_000),
            "agency": _agency("The ministry or province that published it"),
            "legal_effect_us": _time("From when the version is in legal effect"),
            "published_us": _time("When it was published"),
        },
    )
)
