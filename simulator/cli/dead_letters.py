"""`lienthong topics dlt list|replay`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.table import Table

from simulator.cli.terminal import print_json
from simulator.printing import output, say
from simulator.relay.deadletter import DeadLetter, parse, replayed
from topics.bus import Bus, Consumer, open_bus
from topics.catalogue import parse_topic
from topics.connection import Connection
from topics.errors import CheckFailed, ErrorCode, InputError
from topics.kafka.admin import topics_of

_COLUMNS = ("place", "key", "error", "attempt", "what happened")
_WAIT_S = 0.5


def list_dead_letters(prefix: str, bootstrap: str | None, printed: str) -> None:
    """Every dead letter of a deployment, topic by topic."""
    with _dead_letters(prefix, bootstrap, None) as (_, reader):
        rows = [letter.row() for letter in _all(reader)]
    if printed == "json":
        print_json({"dead_letters": [dict(zip(_COLUMNS, row, strict=True)) for row in rows]})
        return
    table = Table(*_COLUMNS, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    output().print(table)
    say(f"{len(rows)} dead letters")


def replay_dead_letters(prefix: str, error: str | None, bootstrap: str | None) -> None:
    """Write them to their topics again. What was replayed before is not replayed once more.

    A group of its own remembers how far this went for each error asked for.
    """
    wanted = None if error is None else ErrorCode.parse(error)
    group = f"{prefix}.dlt-replay" + (f".{wanted}" if wanted else "")
    done, left = 0, 0
    with _dead_letters(prefix, bootstrap, group) as (bus, reader):
        for letter in _all(reader):
            if wanted is not None and letter.error != wanted:
                continue
            try:
                bus.publish_raw([replayed(letter)])
                done += 1
            except CheckFailed as refusal:
                say(refusal)
                left += 1
        bus.flush()
        reader.commit()
    say(f"{done} replayed")
    if left:
        raise CheckFailed(f"{left} dead letters cannot be replayed")


@contextmanager
def _dead_letters(
    prefix: str, bootstrap: str | None, group: str | None
) -> Iterator[tuple[Bus, Consumer]]:
    connection = Connection.from_environment(bootstrap)
    names = [n for n in topics_of(connection, prefix) if parse_topic(n).suffix == "dlt"]
    if not names:
        raise InputError(f"{connection.bootstrap} has no dead-letter topics of {prefix!r}")
    bus = open_bus("kafka", connection=connection)
    try:
        yield bus, bus.consumer(names, group)
    finally:
        bus.close()


def _all(reader: Consumer) -> Iterator[DeadLetter]:
    """Until nothing is left to read."""
    while (found := reader.poll_raw(500, _WAIT_S)) or reader.lag_records():
        for raw in found:
            yield parse(raw.wire)
