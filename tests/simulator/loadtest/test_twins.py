"""Twins as programs: what each says, and that nothing is committed before it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.loadtest.twins import listeners, speakers  # noqa: F401 - they register
from simulator.loadtest.twins.base import Brief, twin_of
from simulator.loadtest.twins.serving import serve
from tests.simulator.loadtest.histories import asked
from topics.bus import Consumer
from topics.catalogue import exchange_in, exchange_out, procedure_table, published, status_out
from topics.envelope import UNNUMBERED, WireRecord, request_hash, to_wire
from topics.errors import InputError, NotSent
from topics.events import DataReply, DataRequest, StatusCreate, StatusProgress
from topics.memory import MemoryBus
from topics.record import Record

PREFIX = "lt"
PROVIDER = asked(1).provider
INBOX = exchange_in(PREFIX, PROVIDER)
PAST = 1_700_000_000_000_000


def steps(count: int) -> Callable[[], bool]:
    left = iter([False] * count)
    return lambda: next(left, True)


def at_work(role: str, bus: MemoryBus, agency: str = PROVIDER, work: Path | None = None) -> str:
    """What it tells while it takes three steps."""
    lines: list[str] = []
    serve(twin_of(role, Brief(PREFIX, agency, work)), bus, steps(3), lines.append)
    return "\n".join(lines)


def asking(bus: MemoryBus, request: DataRequest) -> None:
    bus.publish_many([Record(INBOX, request.request, request, 1, 0, 1)])


def written(bus: MemoryBus, topic: str) -> list[Any]:
    return [each.record.event for each in bus.consumer([topic]).poll()]


def replies(bus: MemoryBus) -> list[DataReply]:
    return written(bus, exchange_out(PREFIX, PROVIDER))


# -- the provider ----------------------------------------------------------------------------------


def test_a_provider_answers_each_request_once() -> None:
    """With what was asked for, and the hash; what it answered is committed."""
    bus = MemoryBus()
    for number in range(1, 4):
        asking(bus, asked(number))
    assert "stopped, 3 read, 3 written" in at_work("provider", bus)
    at_work("provider", bus)
    found = {reply.request: reply for reply in replies(bus)}
    assert len(replies(bus)) == len(found) == 3
    reply = found[asked(1).request]
    assert (reply.outcome, reply.fields) == ("answered", asked(1).fields)
    assert reply.request_hash == request_hash(asked(1))
    assert all(reply.values)


def test_a_provider_says_the_same_again() -> None:
    """Byte for byte, under another id."""
    bus = MemoryBus()
    asking(bus, asked(1))
    asking(bus, asked(1))
    at_work("provider", bus)
    first, second = (raw.wire for raw in bus.consumer([exchange_out(PREFIX, PROVIDER)]).poll_raw())
    assert first.value == second.value
    assert dict(first.headers)["ce_id"] != dict(second.headers)["ce_id"]
    assert len(dict(first.headers)) == len(first.headers) == len(second.headers)


def test_a_provider_refuses_what_it_does_not_have() -> None:
    """A field that nobody has invented."""
    bus = MemoryBus()
    asking(bus, asked(1, fields=("shoe_size",)))
    at_work("provider", bus)
    (reply,) = replies(bus)
    assert (reply.outcome, reply.error) == ("refused", "provider.business.not_found")
    assert (reply.fields, reply.values) == ((), ())


def test_a_provider_refuses_what_it_cannot_read() -> None:
    """By what the headers say; then it goes on with the next."""
    bus = MemoryBus()
    wire = to_wire(Record(INBOX, asked(1).request, asked(1), UNNUMBERED, UNNUMBERED, UNNUMBERED))
    bus.publish_raw([WireRecord(INBOX, wire.key, b"{no json", wire.headers)])
    asking(bus, asked(2))
    assert "cannot be read: invalid_json" in at_work("provider", bus)
    outcomes = {reply.request: (reply.outcome, reply.error) for reply in replies(bus)}
    assert outcomes == {
        asked(1).request: ("refused", "bus.protocol.invalid_json"),
        asked(2).request: ("answered", None),
    }


def test_a_provider_passes_what_does_not_say_whose_it_is() -> None:
    """There is nobody to be told; it is committed, and does not come again."""
    bus = MemoryBus()
    bus.publish_raw([WireRecord(INBOX, b"k", b"\xff", [])])
    assert "cannot be read" in at_work("provider", bus)
    assert "cannot be read" not in at_work("provider", bus)
    assert not replies(bus)


def test_nothing_is_committed_that_was_not_said() -> None:
    """When the log does not take the replies, the requests come again to the next."""

    class Broken(MemoryBus):
        def flush(self) -> None:
            raise NotSent("the broker is gone")

    bus = Broken()
    asking(bus, asked(1))
    with pytest.raises(NotSent, match="gone"):
        at_work("provider", bus)
    group = bus.consumer([INBOX], f"{PREFIX}.{PROVIDER.lower()}.twin")
    assert [each.record.event for each in group.poll()] == [asked(1)]


def test_it_goes_on_when_its_group_has_moved_on() -> None:
    """What it could not commit comes again, to whoever holds it now."""

    class Moving(MemoryBus):
        moved = 0

        def consumer(self, *args: Any, **more: Any) -> Any:
            return Held(super().consumer(*args, **more), self)

    class Held:
        def __init__(self, reader: Consumer, bus: Moving) -> None:
            self.poll, self.close, self._bus = reader.poll, reader.close, bus

        def commit(self) -> None:
            self._bus.moved += 1
            raise NotSent("the group has given its partitions out anew")

    bus = Moving()
    asking(bus, asked(1))
    assert "not committed: the group has given" in at_work("provider", bus)
    assert bus.moved == 1
    assert len(replies(bus)) == 1


# -- those who speak first -------------------------------------------------------------------------


def need(number: int, at_us: int) -> dict[str, Any]:
    event = asked(number)
    kept = ("request", "dossier", "procedure", "provider", "fields", "basis", "purpose")
    return {name: getattr(event, name) for name in kept} | {"at_us": at_us, "deadline_us": at_us}


def entered(status: int) -> dict[str, Any]:
    return {
        "at_us": PAST + status, "dossier": "d-1", "status": status, "procedure": "marriage",
        "channel": "online", "received_us": PAST, "due_us": PAST + 9,
    }  # fmt: skip


def file_of(folder: Path, *work: dict[str, Any]) -> Path:
    place = folder / "work.jsonl"
    place.write_text("".join(json.dumps(one) + "\n" for one in work), encoding="utf-8")
    return place


def test_a_requester_asks_when_the_time_has_come(tmp_path: Path) -> None:
    """What is to be asked in a hundred years it keeps."""
    bus = MemoryBus()
    later = PAST + 100 * 365 * 86_400_000_000
    work = file_of(tmp_path, need(1, PAST), need(2, later))
    at_work("requester", bus, asked(1).requester, work)
    (request,) = written(bus, exchange_out(PREFIX, asked(1).requester))
    assert (request.request, request.deadline_us) == (asked(1).request, PAST)


def test_a_syncer_creates_each_dossier_before_it_progresses(tmp_path: Path) -> None:
    """Once, and then each status in its order."""
    bus = MemoryBus()
    at_work("syncer", bus, "H03", file_of(tmp_path, entered(2), entered(4)))
    create, *progress = written(bus, status_out(PREFIX, "H03"))
    assert isinstance(create, StatusCreate)
    assert create.received_us == PAST
    assert [(type(one), one.status, one.at_us) for one in progress] == [
        (StatusProgress, status, PAST + status) for status in (2, 4)
    ]


def test_work_may_come_later(tmp_path: Path) -> None:
    """Until its file is there, it waits."""
    twin = twin_of("syncer", Brief(PREFIX, "H03", tmp_path / "work.jsonl"))
    assert twin.speak(PAST + 9) == []
    file_of(tmp_path, entered(2))
    assert len(twin.speak(PAST + 9)) == 2


def test_a_line_that_is_no_work_is_named(tmp_path: Path) -> None:
    """With file and line, and what it should have."""
    place = file_of(tmp_path, entered(2), {"at_us": PAST})
    twin = twin_of("syncer", Brief(PREFIX, "H03", place))
    with pytest.raises(InputError, match=r"work.jsonl:2: .*dossier.*; expected .*at_us, dossier"):
        twin.speak(PAST)


def test_who_speaks_first_needs_work() -> None:
    """It says how it is named."""
    with pytest.raises(InputError, match="--work"):
        twin_of("requester", Brief(PREFIX, "H03"))


def test_roles_are_known_by_name() -> None:
    """A name that is nearly one is said."""
    with pytest.raises(InputError, match="did you mean 'provider'"):
        twin_of("provder", Brief(PREFIX, "H03"))


# -- the subscriber --------------------------------------------------------------------------------


def test_a_subscriber_follows_both_public_topics() -> None:
    """And commits what it has read."""
    twin = twin_of("subscriber", Brief(PREFIX, "H03"))
    assert set(twin.reads()) == {published(PREFIX), procedure_table(PREFIX)}
