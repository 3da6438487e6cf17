"""Who gets worse by an arm, or what rise could have been found where nobody is."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.ledger.runfolder import COMPARISON
from simulator.report.answer import unchanged
from simulator.report.form import Document, few_days, in_days
from simulator.words.translations import Words

_WORTH_NAMING = 0.05  # days: who is slower by less is counted, not named
_LEAST = 0.01  # days: the smallest that is printed
_NAMED_AT_MOST = 10
_NAMED = ("agency", "level", "procedure")


def worse(document: Document, words: Words) -> Iterator[str]:
    """Who is slower beyond doubt, arm by arm."""
    if document["replications"] == 1:
        yield words("worse_unknown.1")
        return
    for arm in document["arms"]:
        yield from _worse_of(arm, words)


def _worse_of(arm: Document, words: Words) -> Iterator[str]:
    rises = [
        (words.name(dimension, name), arm["by"][dimension]["names"][name]["cycle_days"]["mean"])
        for dimension in _NAMED
        for name in arm["by"][dimension]["worse"]
    ]
    if not rises:
        yield _nobody(arm, words)
    named = [(name, rise) for name, rise in rises if rise["difference"] >= _WORTH_NAMING]
    for name, rise in named[:_NAMED_AT_MOST]:
        yield words("worse_line", arm=arm["name"], name=name, **_rise(rise, words))
    if len(named) > _NAMED_AT_MOST:
        more = words("and_others", count=len(named) - _NAMED_AT_MOST, file=COMPARISON)
        yield f"{arm['name']}: {more}"
    if len(rises) > len(named):
        limit = words.number(_WORTH_NAMING, 2)
        yield words("worse_small", arm=arm["name"], count=len(rises) - len(named), limit=limit)


def _rise(rise: Document, words: Words) -> dict[str, str]:
    """A rise with its interval in the table; that it is above 0 was tested one-sided."""
    low = max(0.0, rise["low_together"])
    return in_days(rise["difference"], low, rise["high_together"], words)


def _nobody(arm: Document, words: Words) -> str:
    """That nobody is slower beyond doubt, and how much slower would have been noticed."""
    if unchanged(arm):
        return words("worse_unchanged", arm=arm["name"])
    least = {dimension: arm["by"][dimension]["least_rise_days"] for dimension in _NAMED}
    parts = [
        words(f"least_rise.{dimension}", days=few_days(max(_LEAST, days), words))
        for dimension, days in least.items()
        if days is not None
    ]
    if not parts:
        return words("worse_unknown", arm=arm["name"])
    return words("worse_none", arm=arm["name"], parts=", ".join(parts))
