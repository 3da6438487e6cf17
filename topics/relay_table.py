"""What the relay remembers, on a compacted topic of its own: its memory after a crash.

Only the relay may read it: stored replies are in it, with their values.
"""

from __future__ import annotations

from topics.events import Event, event_type


@event_type("vn.lienthong.relay.row.v1")
class RelayRow(Event, frozen=True, kw_only=True):
    """One row, under the record's key, as the relay encodes it. It is for no other reader.

    A row that is forgotten is a record without a value, as compaction wants it.
    """

    row: str
