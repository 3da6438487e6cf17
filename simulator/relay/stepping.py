"""Reading in steps whose memory is bounded, whatever was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

MAX_STEP_BYTES = 16 * 1024 * 1024
_AT_ONCE = 64  # records that the client makes before their bytes are counted, each 1 MiB at most


def polled(
    consumer: Any, wait_ms: int, most: int, took: Callable[[list[Any]], None] = lambda _some: None
) -> list[Any]:
    """The next records of an assigned consumer: at most so many, and `MAX_STEP_BYTES` of them.

    `took` is told of each few of them, before more are read. Waits only when there are none. The
    client has to be guarded (`topics.kafka.guard`): no record is larger than a broker takes.
    """
    found: list[Any] = []
    size = 0
    while len(found) < most and size < MAX_STEP_BYTES:
        room = min(_AT_ONCE, most - len(found))
        more = consumer.poll(timeout_ms=0 if found else wait_ms, max_records=room)
        records = [record for of_place in more.values() for record in of_place]
        if not records:
            break
        found += records
        took(records)
        size += sum(map(_bytes, records))
    return found


def _bytes(record: Any) -> int:
    size = len(record.key or b"") + len(record.value or b"")
    return size + sum(len(value or b"") for _, value in record.headers)
