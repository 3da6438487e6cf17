"""What is particular to the bus in memory; the promises of every bus are in tests/contract."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics import catalogue
from topics.bus import TRANSPORTS, open_bus
from topics.errors import InputError
from topics.events import StatusProgress
from topics.memory import _SWEEP_RECORDS, MemoryBus
from topics.record import Record

INBOX = catalogue.exchange_in("run", "H26")
TABLE = catalogue.status_table("run")
EVENT = StatusProgress(dossier="000", agency="H26", status=4, at_us=3)


def record(topic: str, key: str, seq: int) -> Record:
    return Record(topic, key, EVENT, 0, 0, seq)


def contents(bus: MemoryBus, topic: str) -> list[tuple[int, int, int]]:
    """(seq, partition, offset) of all that a new reader finds, by seq."""
    found = bus.consumer([topic]).poll(1_000_000)
    return sorted((each.record.seq, each.partition, each.offset) for each in found)


@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.booleans()), max_size=60),
    st.integers(0, 10),
)
def test_offsets_do_not_depend_on_who_looked_when(
    steps: list[tuple[str, bool]], retain_records: int
) -> None:
    """Looking in between changes neither what is kept nor any partition or offset."""
    watched, unwatched = (MemoryBus(retain_records=retain_records) for _ in range(2))
    for seq, (key, look) in enumerate(steps):
        for bus in (watched, unwatched):
            bus.publish_many([record(INBOX, key, seq)])
        if look:
            watched.consumer([INBOX]).poll()
    assert contents(watched, INBOX) == contents(unwatched, INBOX)
    assert watched.end_offsets(INBOX) == unwatched.end_offsets(INBOX)
    kept = [seq for seq, _, _ in contents(watched, INBOX)]
    assert kept == list(range(len(steps)))[max(0, len(steps) - retain_records) :]


def test_memory_is_bounded_when_nobody_reads() -> None:
    """After many records no more than the retention and one sweep's worth are held."""
    bus = MemoryBus(retain_records=100)
    total = 64 * 1_500
    for first in range(0, total, 64):
        bus.publish_many([record(INBOX, f"r{seq}", seq) for seq in range(first, first + 64)])
    assert len(bus.topic_log(INBOX).staged) <= 100 + _SWEEP_RECORDS
    assert sum(bus.end_offsets(INBOX)) == total
    assert [seq for seq, _, _ in contents(bus, INBOX)] == list(range(total - 100, total))


def test_a_table_holds_little_more_than_its_keys() -> None:
    """A compacted topic is compacted by itself, and keeps the latest record of each key."""
    bus = MemoryBus()
    total = 65_636
    bus.publish_many([record(TABLE, f"d{seq % 50}", seq) for seq in range(total)])
    found = contents(bus, TABLE)
    assert len(found) < 1_500
    assert {seq for seq, _, _ in found} >= set(range(total - 50, total))


def test_a_reader_that_fell_behind_goes_on_with_the_oldest_record_kept() -> None:
    """What expired before it was read is passed over, as Kafka's `earliest` does."""
    bus = MemoryBus(retain_records=3)
    stream = catalogue.status_out("run", "H26")
    reader = bus.consumer([stream])
    bus.publish_many([record(stream, "d", seq) for seq in range(10)])
    assert reader.lag_records() == 10
    assert [(each.record.seq, each.offset) for each in reader.poll()] == [(7, 7), (8, 8), (9, 9)]
    assert reader.lag_records() == 0


def test_partitions_are_given_out_by_range() -> None:
    """Of six partitions four members get 2, 2, 1 and 1, in order of joining."""
    bus = MemoryBus()
    members = [bus.consumer([TABLE], "portal") for _ in range(4)]
    bus.publish_many([record(TABLE, f"d{seq}", seq) for seq in range(200)])
    held = [sorted({each.partition for each in member.poll()}) for member in members]
    assert held == [[0, 1], [2, 3], [4], [5]]


def test_a_member_that_was_given_up_joins_again_by_polling() -> None:
    """After its session expired a member's next poll makes it a member again."""
    bus = MemoryBus()
    stream = catalogue.status_out("run", "H26")
    member = bus.consumer([stream], "portal")
    bus.publish_many([record(stream, "d", seq) for seq in range(3)])
    assert len(member.poll()) == 3
    bus.expire(member)
    assert [each.record.seq for each in member.poll()] == [0, 1, 2]
    member.commit()
    assert member.poll() == []


def test_a_busy_partition_does_not_starve_the_others() -> None:
    """Small polls begin with another partition each time."""
    bus = MemoryBus()
    bus.publish_many([record(TABLE, f"d{seq}", seq) for seq in range(600)])
    reader = bus.consumer([TABLE])
    assert {each.partition for _ in range(6) for each in reader.poll(5)} == set(range(6))


def test_the_transport_is_found_by_name() -> None:
    """`open_bus` makes a registered transport and names the known ones otherwise."""
    assert TRANSPORTS["memory"] is MemoryBus
    assert isinstance(open_bus("memory", retain_records=5), MemoryBus)
    with pytest.raises(InputError, match=r"transport 'rabbit' is not known; .*memory"):
        open_bus("rabbit")
    with pytest.raises(InputError, match="retain_records -1"):
        MemoryBus(retain_records=-1)
