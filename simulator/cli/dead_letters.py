"""`lienthong topics dlt list|replay`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.table import Table

from simulator.cli.terminal import print_json
from simulator.relay.deadletter import DeadLetter, parse, replayed
from simulator.report.printing import in_language, label, output, say, tell
from topics.bus import Bus, Consumer, open_bus
from topics.catalogue import parse_topic
from topics.connection import Connection
from topics.envelope import WireRecord
from topics.errors import CheckFailed, ErrorCode, InputError
from topics.kafka.admin import ends_of, topics_of
from topics.kafka.grants import replay_group
from topics.kafka.rights import check_rights

_COLUMNS = ("place", "key", "error", "attempt", "what happened")
_WAIT_S = 0.5
_ROUNDS = 20  # of new ones only: every partition was read on by then


def list_dead_letters(prefix: str, bootstrap: str | None, printed: str) -> None:
    """Every dead letter of a deployment, topic by topic."""
    with _dead_letters(prefix, bootstrap, None) as (_, letters):
        rows = [letter.row() for letter in letters]
    if printed == "json":
        print_json({"dead_letters": [dict(zip(_COLUMNS, row, strict=True)) for row in rows]})
        return
    table = Table(*map(label, _COLUMNS), box=None, pad_edge=False)
    for *where, happened in rows:
        table.add_row(*where, in_language(happened))
    output().print(table)
    say(f"{len(rows)} dead letters")


def replay_dead_letters(prefix: str, error: str | None, bootstrap: str | None, most: int) -> None:
    """Write those to their topics again that are there now. None is replayed twice.

    A group of its own remembers how far this went for each error asked for. A letter that was
    tried `most` times is left, so that a relay that refuses it again does not go on for ever.
    """
    wanted = None if error is None else ErrorCode.parse(error)
    group = replay_group(prefix) + (f".{wanted}" if wanted else "")
    done, left = 0, 0
    with _dead_letters(prefix, bootstrap, group) as (bus, letters):
        for letter in letters:
            if wanted is not None and letter.error != wanted:
                continue
            try:
                bus.publish_raw([_again(letter, most)])
                done += 1
            except CheckFailed as refusal:
                say(refusal)
                left += 1
    say(f"{done} replayed")
    if left:
        raise CheckFailed(f"{left} dead letters cannot be replayed")


def _again(letter: DeadLetter, most: int) -> WireRecord:
    """The record once more. Raise `CheckFailed` when it is not whole, or was tried often enough."""
    if letter.attempt >= most:
        raise CheckFailed(
            f"{letter.place}: cannot be replayed, it was tried {letter.attempt} times and ended as "
            f"{letter.error}; mend the cause, or say --most-attempts"
        )
    return replayed(letter)


@contextmanager
def _dead_letters(
    prefix: str, bootstrap: str | None, group: str | None
) -> Iterator[tuple[Bus, Iterator[DeadLetter]]]:
    """Those that are there when it begins; read to their end, they are committed for the group."""
    connection = Connection.from_environment(bootstrap)
    names = [n for n in topics_of(connection, prefix) if parse_topic(n).suffix == "dlt"]
    if not names:
        raise InputError(
            f"{connection.bootstrap} has no dead-letter topics of {prefix!r} that {connection.who} "
            "may see"
        )
    check_rights(connection, _rights(names, replaying=group is not None))
    bus, ends = open_bus("kafka", connection=connection), ends_of(connection, names)
    try:
        reader = bus.consumer(names, group)
        yield bus, _until(ends, reader)
        bus.flush()
        if group is not None:
            reader.commit()
    finally:
        bus.close()


def _rights(names: Sequence[str], *, replaying: bool) -> dict[str, Sequence[str]]:
    """Dead letters are read, and written where they were; the relay reads ``out`` topics only."""
    sources = [parse_topic(name.removesuffix(".dlt")) for name in names if replaying]
    rights: dict[str, Sequence[str]] = dict.fromkeys(names, ("read",))
    return rights | {str(topic): ("write",) for topic in sources if topic.spec.kind == "out"}


def _until(ends: Mapping[tuple[str, int], int], reader: Consumer) -> Iterator[DeadLetter]:
    """Those before these ends; others may come meanwhile, even of what is done with these.

    What is no dead letter is passed, and its place told. The new ones are left to the next reader
    of the group.
    """
    beyond, rounds = set(), 0
    while rounds < _ROUNDS and ((found := reader.poll_raw(500, _WAIT_S)) or reader.lag_records()):
        rounds = rounds + 1 if found else rounds
        for raw in found:
            place = raw.wire.topic, raw.partition
            if raw.offset >= ends[place]:
                beyond.add(place)
                continue
            rounds = 0
            try:
                yield parse(raw.wire)
            except InputError as error:
                tell(f"offset {raw.offset} of partition {raw.partition}: {error}")
    for topic, partition in beyond:
        reader.seek(topic, partition, ends[topic, partition])
