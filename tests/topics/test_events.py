"""Events and the register of their types."""

from __future__ import annotations

import msgspec
import pytest

from topics.errors import InputError, Malformed
from topics.events import (
    EVENT_TYPES,
    DataReply,
    DataRequest,
    Event,
    ProcedurePublished,
    StatusCreate,
    StatusProgress,
    decode_event,
    encode_event,
    event_type,
    type_name,
)

REQUEST = DataRequest(
    request="H26-1/r1",
    dossier="000.00.00.H26-230705-0001",
    procedure="1.001193",
    requester="H26",
    provider="G01",
    fields=("họ tên", "ngày sinh"),
    basis="Luật Căn cước công dân 59/2014/QH13, Điều 10",
    purpose="birth registration",
    deadline_us=1_688_515_200_000_000,
    attempt=1,
)
EVENTS: list[Event] = [
    REQUEST,
    DataReply(
        request="H26-1/r1",
        dossier="000.00.00.H26-230705-0001",
        requester="H26",
        provider="G01",
        outcome="refused",
        error="requester.authority.no_legal_basis",
        fields=(),
    ),
    StatusCreate(
        dossier="000.00.00.H26-230705-0001",
        agency="H26",
        procedure="1.001193",
        channel="online",
        received_us=1,
        due_us=2,
    ),
    StatusProgress(dossier="000.00.00.H26-230705-0001", agency="H26", status=4, at_us=3),
    ProcedurePublished(
        procedure="1.001193", version=2, agency="G01", legal_effect_us=5, published_us=4
    ),
]


@pytest.mark.parametrize("event", EVENTS, ids=type_name)
def test_an_event_comes_back_as_it_was(event: Event) -> None:
    """Encoding and decoding by the type's name gives an equal event."""
    assert decode_event(type_name(event), encode_event(event)) == event


def test_every_type_is_tried_above() -> None:
    """No event type of this package is without its round trip."""
    own = {name for name, cls in EVENT_TYPES.items() if cls.__module__ == "topics.events"}
    assert own == {type_name(event) for event in EVENTS}


def test_the_encoding_is_json_in_declared_order() -> None:
    """The bytes are fixed: field order, no spaces, UTF-8 letters as they are."""
    assert encode_event(EVENTS[3]) == (
        b'{"dossier":"000.00.00.H26-230705-0001","agency":"H26","status":4,"at_us":3}'
    )
    assert "họ tên".encode() in encode_event(REQUEST)


def test_an_event_cannot_be_changed_nor_made_by_position() -> None:
    """Events are frozen, and their fields are given by name."""
    with pytest.raises(AttributeError):
        REQUEST.attempt = 2  # type: ignore[misc]
    with pytest.raises(TypeError):
        StatusProgress("000", "H26", 4, 3)  # type: ignore[call-arg]


GOOD = b'"agency":"H26","status":4,"at_us":3}'


@pytest.mark.parametrize(
    "name, data, reason",
    [
        ("vn.lienthong.status.progress.v9", b"{}", "unknown_type"),
        ("vn.lienthong.status.progress.v1", b'{"dossier":"0",' + GOOD[:-1], "invalid_json"),
        ("vn.lienthong.status.progress.v1", b'{"dossier":"\xff",' + GOOD, "invalid_json"),
        ("vn.lienthong.status.progress.v1", b"", "invalid_json"),
        ("vn.lienthong.status.progress.v1", b"{" + GOOD, "invalid_fields"),
        ("vn.lienthong.status.progress.v1", b'{"dossier":7,' + GOOD, "invalid_fields"),
        ("vn.lienthong.status.progress.v1", b'{"dossier":"0","x":1,' + GOOD, "invalid_fields"),
    ],
)
def test_malformed_bytes_are_refused_with_a_reason(name: str, data: bytes, reason: str) -> None:
    """Truncated, unknown, missing, mistyped and excess content each get their wire reason."""
    with pytest.raises(Malformed) as refused:
        decode_event(name, data)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "name",
    ["vn.lienthong.status.v1", "status.progress.v1", "vn.lienthong.a.b", "vn.lienthong.a.B.v1"],
)
def test_a_type_name_has_domain_and_version(name: str) -> None:
    """A name without its parts is refused when it is registered."""
    with pytest.raises(InputError, match=r"expected vn\.lienthong"):
        event_type(name)


def test_a_name_belongs_to_one_class() -> None:
    """A second class cannot take a name, and the first keeps it."""

    class Impostor(Event, frozen=True, kw_only=True):
        dossier: str

    with pytest.raises(InputError, match=r"already belongs to .*StatusProgress"):
        event_type("vn.lienthong.status.progress.v1")(Impostor)
    assert EVENT_TYPES["vn.lienthong.status.progress.v1"] is StatusProgress
    with pytest.raises(InputError, match="no registered event type"):
        type_name(Impostor)


def test_a_lenient_class_is_no_event_type() -> None:
    """A type that would pass unknown fields over is refused."""

    class Lenient(Event, frozen=True, kw_only=True, forbid_unknown_fields=False):
        dossier: str

    with pytest.raises(InputError, match="must be frozen and forbid unknown fields"):
        event_type("vn.lienthong.status.lenient.v1")(Lenient)


@pytest.mark.parametrize("cls", EVENT_TYPES.values())
def test_an_event_holds_only_plain_immutable_values(cls: type[Event]) -> None:
    """Only str, int, None and tuples of str: encodings are then exact and no cycle can form."""
    for field in msgspec.structs.fields(cls):
        assert field.type in (str, int, str | None, tuple[str, ...]) or "Literal" in str(field.type)


def test_a_field_that_came_later_is_left_out_when_it_is_not_said() -> None:
    """Readers are strict: what is written for its absence would be refused by older ones.

    Those here were in the contract from the beginning, and are always written.
    """
    always = {"DataRequest.mode", "DataReply.values", "DataReply.attempt", "DataReply.request_hash"}
    later = {
        f"{cls.__name__}.{field.name}"
        for cls in EVENT_TYPES.values()
        if cls.__module__.startswith("topics.")
        for field in msgspec.structs.fields(cls)
        if field.default not in (msgspec.NODEFAULT, msgspec.UNSET)
    }
    assert later == always
