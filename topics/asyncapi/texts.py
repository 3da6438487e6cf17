"""The prose of a document: what an author needs beside the schemas."""

from __future__ import annotations

import inspect
import re

from topics.asyncapi.meanings import error_table
from topics.envelope import MAX_WIRE_BYTES, request_hash
from topics.errors import CLASSES, CULPRITS
from topics.events import DataRequest

Section = tuple[str, str]

PASSED_BYTES = 262_144
"""The largest value that the relay passes on."""

_ITEM = re.compile(r"\d\. ")


def markdown(sections: list[Section]) -> str:
    """Sections as Markdown, each under its title; the first, untitled, leads."""
    parts = [f"## {title}\n\n{text}" if title else text for title, text in sections]
    return "\n\n".join(parts)


def _paragraphs(text: str) -> str:
    """Text of a source file with each paragraph, and each item of a list, in one line."""
    lines: list[str] = []
    for line in inspect.cleandoc(text).splitlines():
        joins = lines and lines[-1] and line and not _ITEM.match(line)
        if joins:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return "\n".join(lines)


ADDRESSES = _paragraphs(
    """
    Two parameters make the names of topics: `prefix`, one word that the operator of the bus tells
    you (each deployment and each test run has its own), and `agency`, the national code of your
    agency in lower case (`G01` is `g01`). All topics exist before you start; nothing is created
    by writing to it.

    An agency reads only its `in` topic and the public ones, and writes only its `out` topics.
    Between agencies stands the relay: it takes what you write on `exchange.out`, checks it, and
    delivers it on the `exchange.in` of the agency that it is for. You never write to another
    agency's topic.
    """
)

ENVELOPE = _paragraphs(
    f"""
    Records are CloudEvents 1.0.2 in the Kafka protocol binding. What you read is in binary mode:
    the value is the event as JSON, everything else is in headers. You may write binary mode, or
    structured mode (`content-type: application/cloudevents+json`) with the same attributes
    without their `ce_`, as strings. Header values are UTF-8, without any escaping, numbers in
    decimal digits. A header is there once. Headers that repeat a field of the value say what the
    value says; other headers are left alone. The value has the fields of its schema and no
    others. It is at most {PASSED_BYTES:,} bytes; key, value and headers together are at most
    {MAX_WIRE_BYTES:,}.

    The key decides the partition: murmur2 of its bytes, the lower 31 bits, modulo the number of
    partitions, as Java's client does it (librdkafka: `partitioner=murmur2_random`;
    `@platformatic/kafka`: its `compatibilityPartitioner`). Records with the same key keep their
    order within a partition; nothing else does. A record in another partition is no error, but
    has lost that order.
    """
)

TIME = _paragraphs(
    """
    All times are simulated: integers in microseconds since 1970-01-01T00:00 *local* time of Viet
    Nam (UTC+7, no daylight saving), not since the Unix epoch. 2023-07-05T08:00:00+07:00 is
    1688544000000000. Simulated time may run faster than a clock on the wall, so never compare
    the two: how long a request still has is its `ce_deadline` less its `ce_simtime`.
    """
)


def hashing(example: DataRequest) -> str:
    """How the hash of a request is made, with a worked example."""
    listed = "\n".join(f"    {part}" for part in _hashed(example))
    return (
        _paragraphs(
            """
            The hash of a request ties attempts, duplicates and replies together. It is the
            lower-case hex SHA-256 of the UTF-8 text of the fields `request`, `dossier`,
            `procedure`, `requester`, `provider`, `basis`, `purpose` and then of each of `fields`
            in their order, with one line feed between each two and none at the end. Attempt and
            deadline are not in it. A request has it in `ce_idempotencykey`, the reply in
            `ce_requesthash` and, in its value, in `request_hash`. For example, the text
            """
        )
        + f"\n\n{listed}\n\nhas the hash `{request_hash(example)}`."
    )


def _hashed(r: DataRequest) -> tuple[str, ...]:
    first = (r.request, r.dossier, r.procedure, r.requester, r.provider, r.basis, r.purpose)
    return first + r.fields


ANSWERING = _paragraphs(
    """
    1. Read your `exchange.in` topic in a consumer group, from the earliest record, with
    `isolation.level=read_committed`: the relay writes in transactions, and what it took back was
    never asked. Requests have `ce_type` `vn.lienthong.exchange.request.v1`; leave other types
    alone.
    2. Look up `ce_idempotencykey` among the replies that you stored. If there is one that
    answered, or one that refused this very `ce_attempt`, write it again: its value byte for byte,
    and its headers, but under a new `ce_id`.
    3. Otherwise answer: `outcome` `answered` with the `fields` that you give, all or some of those
    asked for and never another, and their `values` in the same order (or no values at all); or
    `outcome` `refused` with an `error` and no fields. Copy `request`, `dossier`, `requester`,
    `provider` and `attempt` from the request, and set `request_hash`.
    4. Store the reply (but not a refusal whose error may be sent again: after that, the request
    comes again later for you to try anew). Write it to your `exchange.out` topic with the
    request's key, wait until the broker has confirmed it (`acks=all`), and only then commit the
    request's offset. Keep what you store until an hour after the request's deadline, across
    restarts, unless you can always make the same reply again. `ce_causationid` and
    `ce_dataschema` may be left out, `ce_traceparent` too.

    Delivery is at least once: a request comes again when its reply was late, when your group
    rebalances, or by a fault. Never answer a duplicate with an error, and never do the work twice.
    The same request id with another `ce_idempotencykey` is not a duplicate but an error of the
    requester's, `integrity.duplicate_differs`; the relay keeps it from you.

    The relay closes each request, in exactly one of `answered`, `refused`, `expired` and
    `dead_lettered`. You need not watch its deadline: a reply that is too late is a dead letter
    with `provider.time.late_reply`, and does no harm.
    """
)

ASKING = _paragraphs(
    """
    1. Write the request to your `exchange.out` topic, the request id as key. The id is yours to
    choose: unique over all your requests, the same for all attempts of one.
    2. Read your `exchange.in` topic (`isolation.level=read_committed`) from before you write:
    assign its partitions and note their ends, or join a group and wait until it is assigned.
    Replies have `ce_type` `vn.lienthong.exchange.reply.v1`. Take a reply for a request when
    `ce_correlationid` is its id and `ce_requesthash` its `ce_idempotencykey`.
    3. When there is no reply, send the same request again with `attempt` one higher and a new
    `deadline_us`; all else stays as it was, so that the hash does.

    The relay closes each request, in exactly one of `answered`, `refused`, `expired` (no reply by
    the deadline of its last attempt) and `dead_lettered` (the request itself was wrong), and you
    get a reply in each case: the relay's own is `refused` with the error that says why,
    `provider.time.deadline_passed` for one that has expired. After the provider's refusal a request
    stays open for another attempt until it expires. Delivery is at least once: the same reply may
    come twice; change nothing then. A reply that gives fields you did not ask for never reaches
    you. A request of an id that was answered gets the same reply again.

    Ask only what the procedure's catalogue lets you ask of that provider, for those fields and on
    that legal basis. A request without a known basis is refused with
    `requester.authority.no_legal_basis`, one for other fields with
    `requester.authority.not_entitled`.
    """
)

SYNCING = _paragraphs(
    """
    A status reaches the portal in two steps, which are not atomic: one `StatusCreate` for a
    dossier, then a `StatusProgress` for every status that it enters, each on your `status.out`
    topic with the dossier's code as key, so that they stay in order. A progress before its create
    is refused with `requester.business.update_before_create`, a second create that differs with
    `requester.business.created_twice`, a status of an earlier time than the portal has with
    `requester.integrity.out_of_order`. The same push twice is taken once.

    Delivery is at least once: wait for the broker's confirmation (`acks=all`), and write again
    what was not confirmed, under the same `ce_id`. There is no reply. What the portal has, it says
    in the compacted table `status.tbl.dossier`: the latest status of each dossier. A status of
    yours that is not there within your patience has not arrived.
    """
)

SUBSCRIBING = _paragraphs(
    """
    A procedure's new version is published by its ministry and then by each province. Each
    publication is an event on `procedure.evt.published`; `procedure.tbl.catalogue` is a compacted
    table with the latest publication of each procedure: read it from its beginning to know where
    things stand, then follow the events.

    Delivery is at least once, in order for each procedure. The same publication has the same
    `procedure`, `version` and `agency`.
    """
)

SECURITY = _paragraphs(
    """
    The operator of the bus tells you the address of the broker and how to log in: not at all
    (`open`), with a name and password by SASL/SCRAM (`login`), by SASL/SCRAM within TLS (`secure`),
    or with a client certificate (`certificate`). An agency has one login of its own. It may write
    to its `out` topics, read its `in` topic and the public tables and events, and use consumer
    groups (and transactional ids) whose names begin with `<prefix>.<agency>.`, agency in lower
    case.
    """
)


def errors() -> str:
    """How errors are written, and every one of them."""
    return (
        _paragraphs(
            f"""
            An error is `CULPRIT.CLASS.REASON`. The culprit says who has to act:
            {", ".join(CULPRITS)}. The class is one of {", ".join(CLASSES)}. A record that breaks
            this document is not delivered: it is kept in the dead-letter topic of the topic where
            it was written, that name with `.dlt`, together with its error. "Send again" says
            whether the same message may be sent again with hope.
            """
        )
        + "\n\n"
        + error_table()
    )
