"""Dossiers whose draws are as a test wants them: keys are tried until one has them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agents.draws import draw_us, raw
from agents.laws import Law


def origin_where(wanted: Callable[[int], bool]) -> int:
    """The first origin whose draws are as wanted."""
    return next(origin for origin in range(1, 1_000_000) if wanted(origin))


def origin_with_draws(law: Law, wanted: Sequence[tuple[int, int]]) -> int:
    """The first origin at which the law gives these (tag, microseconds)."""
    return origin_where(lambda o: all(draw_us(law, o, what) == us for what, us in wanted))


def origin_below(limit: int, tags: Sequence[int], above: Sequence[int] = ()) -> int:
    """The first origin whose raw draws are below a threshold at `tags`, and not at `above`."""
    return origin_where(
        lambda o: all(raw(o, t) < limit for t in tags) and all(raw(o, t) >= limit for t in above)
    )
