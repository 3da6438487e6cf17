"""An agency's seat at a real broker: what lies unread in its inbox."""

from __future__ import annotations

import pytest

from simulator.hosting.seat import MOST_AT_ONCE, Seat
from tests.connected.brokers import Shared
from tests.connected.relays import Side, make_topics, until
from topics.catalogue import exchange_in
from topics.envelope import WireRecord

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]
MORE = 70


def test_what_is_not_read_yet_is_counted(broker: Shared, prefix: str) -> None:
    """Down to 0 as it is read; nothing is asked of the broker for it. These are no messages."""
    make_topics(broker.connection, prefix, ["G01"])
    side = Side(broker.connection)
    seat = Seat(broker.connection, prefix, "G01", 10.0)
    try:
        seat.open()
        assert seat.unread == 0
        lying = WireRecord(exchange_in(prefix, "G01"), b"k", b"{}", [])
        side.write(*[lying] * (MOST_AT_ONCE + MORE))
        until(lambda: seat.poll() is not None and seat.has_read)
        assert seat.unread == MORE
        until(lambda: seat.poll() is not None and seat.unread == 0)
        assert seat.missed == MOST_AT_ONCE + MORE
    finally:
        seat.close()
        side.close()
