"""Status pushes at the relay: create, then progress, and a table that never goes back."""

from __future__ import annotations

from typing import Any

from simulator.relay.rows import Policy
from simulator.relay.rules import parse_rule
from tests.simulator.relay.malformed import ASKER, CREATED, PROGRESS, changed, out
from tests.simulator.relay.worlds import PREFIX, Reader, audited, delivered, relay

TABLE = "status.tbl.dossier.v1"


def push(event: Any, **fields: Any) -> Any:
    return out(PREFIX, ASKER, changed(event, **fields))


def test_progress_goes_to_the_table_and_a_create_is_noted() -> None:
    """The portal's table has what was last."""
    reader = Reader()
    assert delivered(reader.hand(push(CREATED))) == []
    assert delivered(reader.hand(push(PROGRESS))) == [(TABLE, PROGRESS)]
    assert [entry.outcome for entry in reader.audit()] == ["noted", "delivered"]


def test_a_lost_create_makes_its_progress_an_error() -> None:
    """The two steps are not atomic: half a sync is seen for what it is."""
    reader = Reader(relay(rules=[parse_rule("lose:event=create")]))
    reader.hand(push(CREATED), push(PROGRESS))
    assert [(entry.outcome, entry.error) for entry in reader.audit()] == [
        ("lost", None), ("dead_lettered", "requester.business.update_before_create"),
    ]  # fmt: skip


def test_progress_that_was_lost_may_be_pushed_again() -> None:
    """The nightly reconciliation says the same once more, and it is delivered."""
    reader = Reader(relay(rules=[parse_rule("lose:event=progress,nth=1")]))
    reader.hand(push(CREATED), push(PROGRESS))
    assert delivered(reader.hand(push(PROGRESS))) == [(TABLE, PROGRESS)]


def test_delayed_progress_keeps_its_order_in_the_table() -> None:
    """What comes after it waits; the agency's own retry topic says until when."""
    reader = Reader(relay(rules=[parse_rule("delay:us=1000,event=progress,nth=1")]))
    outputs = reader.hand(
        push(CREATED), push(PROGRESS), push(PROGRESS, status=9, at_us=PROGRESS.at_us + 1)
    )
    waiting = {output.wire.topic for output in outputs if output.what == "waiting"}
    assert waiting == {f"{PREFIX}.status.out.h03.v1.retry"}
    assert [event.status for _, event in delivered(reader.wait(1000))] == [4, 9]


def test_a_dossier_that_is_done_is_forgotten_after_the_stated_time() -> None:
    """One that is not is kept."""
    reader = Reader()
    other = "000.00.00.H03-230807-0005"
    reader.hand(push(CREATED), push(CREATED, dossier=other), push(PROGRESS, status=10))
    assert reader.core.remembered == 2
    assert audited(reader.wait(Policy().remember_us)) == []
    assert reader.core.remembered == 1
