"""Instants by key, the earliest first, in memory that does not grow with how often they change."""

from __future__ import annotations

import heapq

_SPARE = 64  # entries of the past beyond as many as there are keys, before they are thrown away


class Deadlines:
    """One instant for each key. Of two keys at an instant the lesser comes first."""

    __slots__ = ("_at", "_heap")

    def __init__(self) -> None:
        self._at: dict[str, int] = {}
        self._heap: list[tuple[int, str]] = []  # with instants that were changed since

    def __len__(self) -> int:
        """How many entries there are, those of the past among them."""
        return len(self._heap)

    def set(self, key: str, at_us: int) -> None:
        """The instant of a key is now this one."""
        if self._at.get(key) == at_us:
            return
        self._at[key] = at_us
        heapq.heappush(self._heap, (at_us, key))
        if len(self._heap) > 2 * len(self._at) + _SPARE:
            self._heap = [(at_us, key) for key, at_us in self._at.items()]
            heapq.heapify(self._heap)

    def drop(self, key: str) -> None:
        """The key has none any more; it may have had none."""
        self._at.pop(key, None)

    def first(self) -> tuple[int, str] | None:
        """The earliest instant and its key, if there is any."""
        heap = self._heap
        while heap and self._at.get(heap[0][1]) != heap[0][0]:
            heapq.heappop(heap)
        return heap[0] if heap else None
