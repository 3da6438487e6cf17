"""What the relay refused of the connector's, for those checkers whose matter it is."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.loadtest.findings import Evidence, Finding, record
from simulator.loadtest.view import View

Where = tuple[str, int, int]


def refused(view: View, reasons: tuple[str, ...], told: set[Where]) -> Iterator[Finding]:
    """Records refused with ``CLASS.REASON`` of which one of `reasons` is the beginning.

    `told` are places of which the checker has spoken already.
    """
    if not view.turned_away:
        return
    said = {one.where: one for one in view.said}
    for where, error in view.turned_away.items():
        if where in told or not error.partition(".")[2].startswith(reasons):
            continue
        found = said.get(where)
        topic, partition, offset = where
        evidence = (
            Evidence("refused", view.end_us, topic, partition, offset)
            if found is None
            else record("refused", found.place)
        )
        yield Finding(f"the relay refused what the connector wrote: {error}", (evidence,))
