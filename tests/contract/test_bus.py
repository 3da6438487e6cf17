"""What `topics.bus` promises, on every transport."""

from __future__ import annotations

import time
from collections import Counter, defaultdict

import pytest

from tests.contract.records import KEYS, read, records, seqs
from tests.contract.transports import RETAIN_RECORDS, Harness
from topics.errors import InputError, NotSent
from topics.partition import partition_of
from topics.record import canonical_bytes


def test_a_reader_gets_every_record_unchanged(harness: Harness, inbox: str) -> None:
    """What is read is byte for byte what was published, each record once."""
    sent = records(inbox, 40)
    harness.bus.publish_many(sent)
    harness.bus.flush()
    got = harness.drain(harness.bus.consumer([inbox]))
    assert sorted(map(canonical_bytes, (found.record for found in got))) == sorted(
        map(canonical_bytes, sent)
    )


def test_order_holds_for_each_key(harness: Harness, inbox: str) -> None:
    """Records of one key are read in the order of publication, over several publications."""
    for first in range(0, 40, 5):
        harness.bus.publish_many(records(inbox, 5, first))
    harness.bus.flush()
    by_key: dict[str, list[int]] = defaultdict(list)
    for found in harness.drain(harness.bus.consumer([inbox])):
        by_key[found.record.key].append(found.record.seq)
    assert by_key == {key: list(range(i, 40, len(KEYS))) for i, key in enumerate(KEYS)}


def test_a_key_goes_to_the_partition_that_kafka_chooses(harness: Harness, table: str) -> None:
    """Partition and key belong together by murmur2, also of what a cleaner left of a table."""
    harness.bus.publish_many(records(table, 30))
    harness.bus.flush()
    found = harness.drain(harness.bus.consumer([table]))
    assert {each.record.key for each in found} == set(KEYS)
    assert all(each.partition == partition_of(each.record.key, 6) for each in found)
    ends = harness.bus.end_offsets(table)
    assert (len(ends), sum(ends)) == (6, 30)


def test_offsets_count_from_0_in_each_partition(harness: Harness, inbox: str) -> None:
    """One more for each record, and the end is the next one's."""
    harness.bus.publish_many(records(inbox, 30))
    harness.bus.flush()
    offsets: dict[int, list[int]] = defaultdict(list)
    for found in harness.drain(harness.bus.consumer([inbox])):
        offsets[found.partition].append(found.offset)
    ends = dict(enumerate(harness.bus.end_offsets(inbox)))
    assert len(ends) == 3
    assert {place: seen for place, seen in offsets.items() if seen} == {
        place: list(range(end)) for place, end in ends.items() if end
    }


def test_readers_without_a_group_are_independent(harness: Harness, stream: str) -> None:
    """Each reads everything, from the beginning, whenever it comes."""
    harness.bus.publish_many(records(stream, 10))
    harness.bus.flush()
    first = harness.bus.consumer([stream])
    assert seqs(harness.drain(first)) == list(range(10))
    assert seqs(harness.drain(harness.bus.consumer([stream]))) == list(range(10))
    assert harness.drain(first) == []


def test_a_consumer_reads_several_topics(harness: Harness, stream: str, inbox: str) -> None:
    """One reader may follow many topics; each record says which it is from."""
    harness.bus.publish_many(records(stream, 3) + records(inbox, 4))
    harness.bus.flush()
    got = harness.drain(harness.bus.consumer([stream, inbox]))
    assert Counter(found.record.topic for found in got) == {stream: 3, inbox: 4}


def test_poll_returns_no_more_than_asked(harness: Harness, stream: str) -> None:
    """A poll is bounded, and the next one goes on where it ended."""
    harness.bus.publish_many(records(stream, 5))
    harness.bus.flush()
    reader = harness.bus.consumer([stream])
    first = reader.poll(3)
    assert len(first) <= 3
    assert seqs([*first, *harness.drain(reader)]) == list(range(5))


def test_a_late_reader_gets_everything_in_order(harness: Harness, stream: str) -> None:
    """An outage of a reader makes lag, then late and ordered delivery: nothing is lost."""
    reader = harness.bus.consumer([stream], "portal")
    harness.bus.publish_many(records(stream, 5))
    harness.bus.flush()
    before = harness.drain(reader)
    reader.commit()
    reader.close()
    harness.bus.publish_many(records(stream, 20, 5))
    harness.bus.flush()
    after = harness.drain(harness.bus.consumer([stream], "portal"))
    assert seqs(before) + seqs(after) == list(range(25))


def test_lag_is_what_waits(harness: Harness, inbox: str) -> None:
    """Lag grows with what is published and shrinks with what is read."""
    reader = harness.bus.consumer([inbox])
    assert reader.lag_records() == 0
    harness.bus.publish_many(records(inbox, 12))
    harness.bus.flush()
    assert reader.lag_records() == 12
    read = len(reader.poll(5))
    assert reader.lag_records() == 12 - read
    harness.drain(reader)
    assert reader.lag_records() == 0


def test_seek_reads_again_or_skips(harness: Harness, stream: str) -> None:
    """After a seek, reading goes on from that offset, backwards or forwards."""
    harness.bus.publish_many(records(stream, 10))
    harness.bus.flush()
    reader = harness.bus.consumer([stream])
    harness.drain(reader)
    reader.seek(stream, 0, 7)
    assert seqs(harness.drain(reader)) == [7, 8, 9]
    with pytest.raises(InputError, match=r"partition 5 of .* is not held"):
        reader.seek(stream, 5, 0)


def test_members_share_the_partitions_of_a_group(harness: Harness, inbox: str) -> None:
    """Two members read each record once between them, and a key stays with one member."""
    one = harness.bus.consumer([inbox], "answerers")
    two = harness.bus.consumer([inbox], "answerers")
    harness.bus.publish_many(records(inbox, 40))
    harness.bus.flush()
    got_one, got_two = harness.drain(one), harness.drain(two)
    assert sorted(seqs(got_one) + seqs(got_two)) == list(range(40))
    keys_one, keys_two = ({found.record.key for found in got} for got in (got_one, got_two))
    assert keys_one
    assert keys_two
    assert keys_one.isdisjoint(keys_two)


def test_groups_do_not_disturb_each_other(harness: Harness, inbox: str) -> None:
    """Every group reads everything."""
    harness.bus.publish_many(records(inbox, 10))
    harness.bus.flush()
    for group in ("answerers", "auditors"):
        member = harness.bus.consumer([inbox], group)
        assert sorted(seqs(harness.drain(member))) == list(range(10))
        member.commit()


def test_a_member_beyond_the_partitions_gets_nothing(harness: Harness, stream: str) -> None:
    """With one partition, the second member only stands by."""
    harness.bus.publish_many(records(stream, 5))
    harness.bus.flush()
    members = [harness.bus.consumer([stream], "portal") for _ in range(2)]
    assert sorted(len(harness.drain(member)) for member in members) == [0, 5]


def test_uncommitted_records_come_again_after_a_crash(harness: Harness, stream: str) -> None:
    """What was read and not committed by a member that died is read by the next one."""
    harness.bus.publish_many(records(stream, 10))
    harness.bus.flush()
    member = harness.bus.consumer([stream], "portal")
    assert seqs(read(member, 4)) == [0, 1, 2, 3]
    member.commit()
    harness.drain(member)
    harness.crash(member)
    heir = harness.bus.consumer([stream], "portal")
    assert seqs(harness.drain(heir)) == [4, 5, 6, 7, 8, 9]


def test_the_survivor_takes_over_the_partitions(harness: Harness, inbox: str) -> None:
    """When a member dies, those that stay read its partitions from its last commit."""
    survivor = harness.bus.consumer([inbox], "answerers")
    victim = harness.bus.consumer([inbox], "answerers")
    harness.bus.publish_many(records(inbox, 40))
    harness.bus.flush()
    kept, lost = harness.drain(survivor), harness.drain(victim)
    survivor.commit()
    harness.crash(victim)
    assert seqs(lost)
    assert sorted(seqs(harness.drain(survivor))) == sorted(seqs(lost))
    assert sorted(seqs(kept) + seqs(lost)) == list(range(40))


def test_leaving_does_not_commit(harness: Harness, stream: str) -> None:
    """A member that closes without a commit leaves its records to the others."""
    harness.bus.publish_many(records(stream, 5))
    harness.bus.flush()
    member = harness.bus.consumer([stream], "portal")
    harness.drain(member)
    member.close()
    member.close()
    assert seqs(harness.drain(harness.bus.consumer([stream], "portal"))) == list(range(5))


def test_a_commit_after_the_group_moved_on_is_refused(harness: Harness, stream: str) -> None:
    """A member given up for dead cannot commit; its records come again, to whoever holds them."""
    harness.bus.publish_many(records(stream, 5))
    harness.bus.flush()
    slow = harness.bus.consumer([stream], "portal")
    assert seqs(harness.drain(slow)) == list(range(5))
    harness.crash(slow)
    heir = harness.bus.consumer([stream], "portal")
    with pytest.raises(NotSent):
        slow.commit()
    assert seqs(harness.drain(heir)) == list(range(5))


def test_only_a_member_of_a_group_can_commit(harness: Harness, stream: str) -> None:
    """A reader without a group has nowhere to commit to, and is told so."""
    with pytest.raises(InputError, match="without a group"):
        harness.bus.consumer([stream]).commit()


def test_nothing_younger_than_the_retention_is_lost(harness: Harness, inbox: str) -> None:
    """A reader that comes late finds at least the records that are to be retained."""
    count = 5 * RETAIN_RECORDS
    for first in range(0, count, 10):
        harness.bus.publish_many(records(inbox, 10, first))
        harness.bus.flush()
    harness.clean(inbox)
    got = set(seqs(harness.drain(harness.bus.consumer([inbox]))))
    assert got >= set(range(count - RETAIN_RECORDS, count))
    assert sum(harness.bus.end_offsets(inbox)) == count


def test_the_latest_value_of_each_key_survives_compaction(harness: Harness, table: str) -> None:
    """After compaction a new reader still finds the latest record of every key, in order."""
    for first in range(0, 400, 40):
        harness.bus.publish_many(records(table, 40, first))
        harness.bus.flush()
    harness.clean(table)
    latest: dict[str, int] = {}
    offsets: dict[int, list[int]] = defaultdict(list)
    for found in harness.drain(harness.bus.consumer([table])):
        latest[found.record.key] = found.record.seq
        offsets[found.partition].append(found.offset)
    assert latest == {key: 400 - len(KEYS) + i for i, key in enumerate(KEYS)}
    assert all(seen == sorted(set(seen)) for seen in offsets.values())
    assert sum(harness.bus.end_offsets(table)) == 400


def test_what_is_held_back_holds_nothing_else_back(harness: Harness, inbox: str) -> None:
    """Delays overlap: what a relay publishes late lets what it publishes meanwhile pass."""
    slow, quick, quicker = records(inbox, 3)
    reader = harness.bus.consumer([inbox])
    came = []
    for due in (quicker, quick, slow):
        harness.bus.publish_many([due])
        harness.bus.flush()
        came += seqs(harness.drain(reader))
    assert came == [2, 1, 0]


def test_waiting_ends_with_the_first_record(harness: Harness, stream: str) -> None:
    """A poll that may wait returns what is there, however little, long before its time is up."""
    harness.bus.publish_many(records(stream, 3))
    harness.bus.flush()
    reader = harness.bus.consumer([stream])
    start_s = time.monotonic()
    assert read(reader, 3)
    assert reader.poll(5, 0.05) == []
    assert time.monotonic() - start_s < 5


def test_an_unknown_topic_is_refused_at_once(harness: Harness) -> None:
    """Writing, reading and asking about a topic that does not exist is a definite error."""
    unknown = f"{harness.prefix}.exchange.sideways.h26.v1"
    with pytest.raises(NotSent, match="not in the catalogue"):
        harness.bus.publish_many(records(unknown, 1))
    with pytest.raises(NotSent, match="not in the catalogue"):
        harness.bus.consumer([unknown])
    with pytest.raises(NotSent, match="not in the catalogue"):
        harness.bus.end_offsets(unknown)


def test_a_closed_bus_and_a_closed_reader_refuse(harness: Harness, stream: str) -> None:
    """After `close` nothing is accepted silently; closing again does no harm."""
    reader, member = harness.bus.consumer([stream]), harness.bus.consumer([stream], "portal")
    reader.close()
    with pytest.raises(NotSent, match="reader is closed"):
        reader.poll()
    harness.bus.close()
    harness.bus.close()
    with pytest.raises(NotSent, match="bus is closed"):
        harness.bus.publish_many(records(stream, 1))
    with pytest.raises(NotSent, match="bus is closed"):
        harness.bus.flush()
    member.close()
