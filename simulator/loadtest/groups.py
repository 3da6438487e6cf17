"""The connector's consumer groups: whether they read yet, and how far they have committed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from simulator.loadtest.clock import Clock
from simulator.loadtest.entries import Commit
from topics.connection import Connection
from topics.kafka.python_options import client_options, quiet

_STABLE = "Stable"


class Groups:
    """The groups whose names begin as the contract has it: ``<prefix>.<agency>.``."""

    def __init__(self, connection: Connection, prefix: str, agency: str) -> None:
        quiet()
        self._begins = f"{prefix}.{agency.lower()}."
        self._admin: Any = KafkaAdminClient(
            **client_options(connection), client_id=f"{prefix}.groups"
        )

    def reading(self) -> bool:
        """Whether a group of theirs has members that were given their partitions."""
        try:
            return any(group["group_state"] == _STABLE for group in self._groups())
        except KafkaError:
            return False  # a broker that has just begun does not say; it is asked again

    def commits(self, clock: Clock) -> list[Commit]:
        """How far each has committed; nothing while the broker does not say."""
        try:
            return list(self._commits(clock))
        except KafkaError:
            return []  # it is asked again soon; a broker that is gone is noticed elsewhere

    def _commits(self, clock: Clock) -> Iterator[Commit]:
        for group in self._groups():
            name = group["group_id"]
            found = self._admin.list_group_offsets(name)[name]
            at_us = clock.now_us()
            for place, committed in found.items():
                yield Commit(
                    at_us=at_us, group=name, topic=place.topic, partition=place.partition,
                    offset=committed.offset,
                )  # fmt: skip

    def remove(self) -> None:
        """Forget them; their members are gone."""
        try:
            if names := [group["group_id"] for group in self._groups()]:
                self._admin.delete_groups(names)
        except KafkaError:
            return  # the broker forgets groups without members by itself, later

    def close(self) -> None:
        """Let go."""
        self._admin.close()

    def _groups(self) -> list[dict[str, Any]]:
        every = self._admin.list_groups()
        return [group for group in every if group["group_id"].startswith(self._begins)]
