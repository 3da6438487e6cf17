"""The sentences of a comparison: what its method gave, and who gets worse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.report import enough
from simulator.runfolder import COMPARISON
from simulator.translations import Words

Document = Mapping[str, Any]
_WORTH_NAMING = 0.05  # days: who is slower by less is counted, not named
_NAMED_AT_MOST = 10
_FEW = 30  # replications below which a ratio of variances is off by half and more
_ENOUGH = 5  # a variance ratio below this asks for an explanation
_NAMED = ("agency", "level", "procedure")


def notes(document: Document, words: Words) -> Iterator[str]:
    """What common random numbers gave, and which dossiers are unfinished or without a pair."""
    arms, replications = document["arms"], document["replications"]
    for arm in arms:
        yield _variance(arm, words)
        alone = arm["dossiers"]["only_baseline"] + arm["dossiers"]["only_arm"]
        if alone:
            yield words("alone", arm=arm["name"], count=words.number(alone))
    if replications < _FEW and any(_ratio(arm) for arm in arms):
        yield words("variance_rough", n=replications)
    yield from _history(document, words)
    unfinished = {words("baseline"): arms[0]["dossiers"]["unfinished_baseline"]}
    unfinished |= {arm["name"]: arm["dossiers"]["unfinished_arm"] for arm in arms}
    if any(unfinished.values()):
        parts = [f"{name} {words.number(count)}" for name, count in unfinished.items()]
        yield words("unfinished", parts=", ".join(parts))


def _ratio(arm: Document) -> float | None:
    """The variance ratio of the mean cycle time's difference."""
    ratio: float | None = arm["all"]["cycle_days"]["mean"]["variance_ratio"]
    return ratio


def _history(document: Document, words: Words) -> Iterator[str]:
    """What the publication history has to do with a ratio: with it fixed, the ratio without."""
    arms = document["arms"]
    for arm in arms:
        if "redrawn" in arm and arm["redrawn"]["low"] is not None:
            mean = arm["redrawn"]
            yield words(
                "history_redrawn",
                arm=arm["name"],
                ratio=factor(mean["variance_ratio"], words),
                **in_days(mean["difference"], mean["low"], mean["high"], words),
            )
    small = any((_ratio(arm) or _ENOUGH) < _ENOUGH for arm in arms)
    if small and document["baseline"]["publication_history"] == "resampled":
        yield words("history_varies")


def _variance(arm: Document, words: Words) -> str:
    mean = arm["all"]["cycle_days"]["mean"]
    ratio, saved = mean["variance_ratio"], mean["replications_saved"]
    if ratio is None:
        return words("variance_unknown", arm=arm["name"])
    own = arm.get("redrawn", {}).get("ratio_of_fixed_to_own_histories")
    if own is not None:  # a seed is a history: another seed's draws of this one are no such thing
        named = {"own": words.number(own, 1), "ratio": words.number(ratio, 1)}
        return words("variance_fixed", arm=arm["name"], **named)
    key = "variance" if saved > 0 else "variance_worse"
    return words(key, arm=arm["name"], ratio=words.number(ratio, 1), saved=words.number(saved))


def worse(document: Document, words: Words) -> Iterator[str]:
    """Who is slower beyond doubt, arm by arm."""
    if document["replications"] == 1:
        yield words("worse_unknown")
        return
    for arm in document["arms"]:
        yield from _worse_of(arm, words)


def _worse_of(arm: Document, words: Words) -> Iterator[str]:
    rises = [
        (words.name(dimension, name), arm["by"][dimension]["names"][name]["cycle_days"]["mean"])
        for dimension in _NAMED
        for name in arm["by"][dimension]["worse"]
    ]
    named = [(name, rise) for name, rise in rises if rise["difference"] >= _WORTH_NAMING]
    for name, rise in named[:_NAMED_AT_MOST]:
        how = in_days(rise["difference"], rise["low"], rise["high"], words)
        yield words("worse_line", arm=arm["name"], name=name, **how)
    if len(named) > _NAMED_AT_MOST:
        more = words("and_others", count=len(named) - _NAMED_AT_MOST, file=COMPARISON)
        yield f"{arm['name']}: {more}"
    if len(rises) > len(named):
        limit = words.number(_WORTH_NAMING, 2)
        yield words("worse_small", arm=arm["name"], count=len(rises) - len(named), limit=limit)
    if not rises:
        yield words("worse_none", arm=arm["name"])


def in_days(days: float, low: float, high: float, words: Words) -> dict[str, str]:
    """The places of a sentence about so many days, with the digits that its interval needs."""
    digits = enough(low, high, 1)
    values = {"days": days, "low": low, "high": high}
    return {name: words.number(value, digits) for name, value in values.items()}


def factor(ratio: float | None, words: Words) -> str:
    """A ratio of variances, or a dash where it is unknown."""
    return "–" if ratio is None else words.number(ratio, 1)
