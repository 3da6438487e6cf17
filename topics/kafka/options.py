"""What a run wants of a bus over Kafka."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from topics.envelope import MAX_WIRE_BYTES
from topics.errors import InputError

Compression = Literal["none", "gzip", "lz4", "snappy", "zstd"]

# A record as large as the envelope allows, with Kafka's own bytes around its headers.
MAX_RECORD_BYTES = MAX_WIRE_BYTES + 128 * 1024


@dataclass(frozen=True, slots=True)
class KafkaOptions:
    """Settings of one bus; those left out suit a run and a service alike.

    `linger_ms` and `batch_bytes`: how long a batch waits to fill, and how large it gets.
    `max_unconfirmed_records` and `_bytes` bound what is sent and not yet confirmed: publishing
    then waits. `give_up_s`: how long the broker may be silent before an error ends the waiting.
    `stall_s`: how long a client may make no progress while the broker answers others before it is
    replaced. `session_s`: how long a member of a group may be silent before it is given up.
    `instance`: makes the readers in groups static members of that name.
    """

    client_id: str = "lienthong"
    linger_ms: int = 5
    batch_bytes: int = 65_536
    compression: Compression = "gzip"
    max_unconfirmed_records: int = 10_000
    max_unconfirmed_bytes: int = 64 * 1024 * 1024
    give_up_s: float = 60.0
    stall_s: float = 20.0
    connect_s: float = 10.0
    session_s: float = 10.0
    instance: str | None = None

    def __post_init__(self) -> None:
        for name in ("linger_ms", "session_s", "give_up_s", "stall_s", "connect_s"):
            if getattr(self, name) < 0:
                raise InputError(f"{name} {getattr(self, name)}; expected 0 or more")
        for name in ("batch_bytes", "max_unconfirmed_records", "max_unconfirmed_bytes"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} {getattr(self, name)}; expected 1 or more")
