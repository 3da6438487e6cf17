"""Records that mean harm: each place of a record filled with what has hurt a reader somewhere.

`RECORDS` are more than 200 of them, by name. `GROWING` makes, for each place, a record of any size.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from tests.simulator.relay.malformed import ASKED, ASKER, HOLDER, PROGRESS, answer, changed, out
from tests.simulator.relay.worlds import PREFIX
from topics.envelope import WireRecord

ASKS = out(PREFIX, ASKER, ASKED)
REPLIES = out(PREFIX, HOLDER, answer(ASKED))
PUSHES = out(PREFIX, ASKER, PROGRESS)
STRUCTURED = b"application/cloudevents+json"
ESC = "\x1b"

# As the bytes of a header, a key or a whole value.
BYTES: Mapping[str, bytes] = {
    "nothing": b"",
    "a NUL": b"\x00",
    "not UTF-8": b"\xff\xfe",
    "half of a surrogate pair": b"\xed\xa0\x80",
    "an overlong slash": b"\xc0\xaf",
    "UTF-16": "chào".encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf",
    "a terminal's escape": f"{ESC}]8;;x{ESC}\\{ESC}[2J".encode(),
    "markup": b"[/x][link=file:///etc/passwd]click",
    "quotes and backslashes": b"\\'" * 200,
    "a line break": b"a\r\nb: c",
    "a right-to-left override": "\u202e\u2066x".encode(),
    "a very long number": b"9" * 5_000,
    "a negative number": b"-1",
    "a number of another script": "٣".encode(),
    "infinity": b"1e999",
    "not a number": b"NaN",
    "a path": b"../../../etc/passwd",
    "a template": b"{0.__class__}%s${jndi:x}",
}

# As the text of a JSON value.
JSON: Mapping[str, bytes] = {
    "a number beyond all numbers": b"1e999",
    "minus a number beyond all numbers": b"-1e999",
    "NaN": b"NaN",
    "Infinity": b"Infinity",
    "a number of 5,000 digits": b"1" + b"0" * 5_000,
    "a fraction of 5,000 digits": b"0." + b"1" * 5_000,
    "half of a surrogate pair, escaped": b'"\\ud800"',
    "half of a surrogate pair, raw": b'"\xed\xa0\x80"',
    "a NUL, escaped": b'"\\u0000"',
    "not UTF-8": b'"\xff"',
    "lists in lists": b"[" * 20_000 + b"]" * 20_000,
    "objects in objects": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "an open string": b'"abc',
    "an open list": b"[1,",
    "true": b"true",
    "an object with a name twice": b'{"a":1,"a":2}',
    "one line feed": b'"\\n"',
    "a comment": b"/* x */ 1",
}
HEADERS = (
    "content-type", "ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_simtime",
    "ce_attempt", "ce_deadline", "ce_requester", "kafka_correlationId", "lienthong_attempt",
)  # fmt: skip
ATTRIBUTES = ("specversion", "id", "source", "type", "time", "attempt", "data", "datacontenttype")
FIELDS = ("request", "dossier", "fields", "deadline_us", "attempt", "mode")


def with_header(wire: WireRecord, name: str, value: bytes | None) -> WireRecord:
    """A record with one header changed or added."""
    others = [header for header in wire.headers if header[0] != name]
    return changed(wire, headers=[*others, (name, value)])


def with_field(wire: WireRecord, name: str, raw: bytes) -> WireRecord:
    """A record with one field of its JSON in other words."""
    members = {k: json.dumps(v).encode() for k, v in json.loads(wire.value or b"").items()}
    return changed(wire, value=_object(members | {name: raw}))


def with_attribute(wire: WireRecord, name: str, raw: bytes) -> WireRecord:
    """A record in structured mode with one attribute in other words."""
    attributes = {
        header.removeprefix("ce_"): json.dumps(value.decode()).encode()
        for header, value in wire.headers
        if header.startswith("ce_")
    }
    attributes |= {"datacontenttype": b'"application/json"', "data": wire.value or b"null"}
    return changed(
        wire, headers=[("content-type", STRUCTURED)], value=_object(attributes | {name: raw})
    )


def _object(members: Mapping[str, bytes]) -> bytes:
    return b"{" + b",".join(b'"%s":%s' % (k.encode(), v) for k, v in members.items()) + b"}"


def _records() -> Iterator[tuple[str, WireRecord]]:
    for what, raw in BYTES.items():
        yield f"the value is {what}", changed(ASKS, value=raw)
        yield f"the key is {what}", changed(ASKS, key=raw)
        yield (
            f"a structured value is {what}",
            changed(ASKS, headers=[("content-type", STRUCTURED)], value=raw),
        )
        for name in HEADERS:
            yield f"{name} is {what}", with_header(ASKS, name, raw)
        if (text := raw.decode(errors="ignore")) and "\x00" not in text:
            yield f"a header's name is {what}", with_header(ASKS, text, b"x")
            yield f"a header's name begins with {what}", with_header(ASKS, "ce_" + text, None)
    for what, raw in JSON.items():
        for name in ATTRIBUTES:
            yield f"attribute {name} is {what}", with_attribute(ASKS, name, raw)
        yield f"an attribute of its own is {what}", with_attribute(ASKS, "own", raw)
        for name in FIELDS:
            yield f"field {name} is {what}", with_field(ASKS, name, raw)
        yield f"a reply's values are {what}", with_field(REPLIES, "values", raw)
        yield f"a status's time is {what}", with_field(PUSHES, "at_us", raw)
    yield (
        "400,000 headers of a letter",
        changed(ASKS, headers=[*ASKS.headers, *[("a", b"")] * 400_000]),
    )
    yield "a header of a megabyte", with_header(ASKS, "ce_own", b"x" * 1_000_000)
    yield "a header's name of a megabyte", with_header(ASKS, "x" * 1_000_000, b"")
    yield "a key of a megabyte", changed(ASKS, key=b"x" * 1_000_000)


RECORDS = dict(_records())

Growing = Callable[[int], WireRecord]


def _named(count: int) -> list[tuple[str, bytes]]:
    return [(f"ce_x{i}", b"") for i in range(count // 8)]


GROWING: Mapping[str, Growing] = {
    "the value, no JSON": lambda n: changed(ASKS, value=b"x" * n),
    "the value, open lists": lambda n: changed(ASKS, value=b"[" * n),
    "the value, a name of quotes": lambda n: with_field(ASKS, "x'" * (n // 2), b"1"),
    "the key": lambda n: changed(ASKS, key=b"x" * n),
    "a header of quotes": lambda n: with_header(ASKS, "ce_id", b"\\'" * (n // 2)),
    "a name of quotes": lambda n: with_header(ASKS, "ce_'" + "\\'" * (n // 2), None),
    "a name of double quotes": lambda n: with_header(ASKS, 'ce_"' + '\\"' * (n // 2), None),
    "headers, the last twice": lambda n: changed(
        ASKS, headers=[*ASKS.headers, *_named(n), ("ce_y", b""), ("ce_y", b"")]
    ),
    "headers of a letter": lambda n: changed(
        ASKS, headers=[*ASKS.headers, *[("a", b"")] * (n // 3)]
    ),
    "a content type of semicolons": lambda n: with_header(
        ASKS, "content-type", b"application/json" + b"; " * (n // 2)
    ),
    "a content type of blanks": lambda n: with_header(
        ASKS, "content-type", b"application/json;" + b" " * n
    ),
    "a source": lambda n: with_header(ASKS, "ce_source", b"a" * n + b" "),
    "a time of digits": lambda n: with_header(
        ASKS, "ce_time", b"2023-07-05T08:00:00." + b"1" * n
    ),
    "a number": lambda n: with_header(ASKS, "ce_simtime", b"1" * n),
    "attributes, the last twice": lambda n: changed(
        ASKS, headers=[("content-type", STRUCTURED)],
        value=b"{" + b"".join(b'"x%d":1,' % i for i in range(n // 8)) + b'"y":1,"y":1}',
    ),
    "an attribute's digits": lambda n: with_attribute(ASKS, "own", b"1" * n),
    "data in base64": lambda n: with_attribute(
        ASKS, "data_base64", b'"' + b"QUJD" * (n // 4) + b'"'
    ),
    "a dossier of parts": lambda n: with_field(ASKS, "dossier", b'"0' + b".0" * (n // 2) + b'"'),
    "an agency of parts": lambda n: with_field(ASKS, "provider", b'"G01' + b"-A" * (n // 2) + b'"'),
    "fields, all different": lambda n: with_field(
        ASKS, "fields", b"[" + b",".join(b'"%d"' % i for i in range(n // 8)) + b"]"
    ),
    "a purpose": lambda n: with_field(ASKS, "purpose", b'"' + b"p" * n + b'"'),
    "values": lambda n: with_field(REPLIES, "values", b"[" + b'"",' * (n // 3) + b'""]'),
    "an error of points": lambda n: with_field(REPLIES, "error", b'"' + b"a." * (n // 2) + b'"'),
}  # fmt: skip
