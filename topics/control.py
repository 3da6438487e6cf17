"""What an operator does to a live run: its pace, and what is changed in the world that it shows."""

from __future__ import annotations

from topics.events import Event, event_type

ACTS = ("pause", "resume", "speed", "fault", "lever")
"""Kinds of acts. The first three change the pace only, the others the model."""


@event_type("vn.lienthong.control.act.v1")
class ControlAct(Event, frozen=True, kw_only=True):
    """An operator's act took effect at `at_us`, before all that happens at that instant.

    `number` counts a run's acts from 1. `name` is that of the fault or lever, or the speed asked
    for; `settings` are what was said of it, as ``KEY=VALUE``. `until_us` is when its effect ends,
    -1 if it stays.
    """

    number: int
    act: str
    name: str
    settings: tuple[str, ...]
    at_us: int
    until_us: int
