"""What the method of a comparison gave: pairing, publication histories, unfinished dossiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.report.answer import unchanged
from simulator.report.doubts import saving_doubt
from simulator.report.form import DASH, Document, enough
from simulator.words.translations import Words

_FEW = 30  # replications below which a ratio of variances is off by half and more


def notes(document: Document, words: Words) -> Iterator[str]:
    """What common random numbers gave, and which dossiers are unfinished or without a pair."""
    arms, replications = document["arms"], document["replications"]
    for arm in arms:
        if not unchanged(arm):
            yield _variance(arm, words)
        alone = arm["dossiers"]["only_baseline"] + arm["dossiers"]["only_arm"]
        if alone:
            yield words("alone", arm=arm["name"], count=words.number(alone))
    if replications < _FEW and any(_ratio(arm) for arm in arms):
        yield words("variance_rough", n=replications)
    yield from _redrawn(arms, words)
    yield from _unfinished(arms, words)


def factor(ratio: float | None, words: Words) -> str:
    """A ratio of variances, or a dash where it is unknown."""
    return DASH if ratio is None else words.number(ratio, 1)


def _ratio(arm: Document) -> float | None:
    """The variance ratio of the mean cycle time's difference."""
    ratio: float | None = arm["all"]["cycle_days"]["mean"]["variance_ratio"]
    return ratio


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


def _redrawn(arms: Sequence[Document], words: Words) -> Iterator[str]:
    """With a fixed publication history: what the arm would change with others."""
    for arm in arms:
        mean = arm.get("redrawn")
        if mean and mean["low"] is not None:
            yield words(
                "history_redrawn",
                arm=arm["name"],
                change=_change(mean, words),
                ratio=factor(mean["variance_ratio"], words),
            )


def _change(mean: Document, words: Words) -> str:
    """`0.7 days less (0.1 more to 1.5 less)`: a change and its interval, without signs."""
    change, low, high = (mean[key] for key in ("difference", "low", "high"))
    digits = enough(low, high, 1)
    key = "change.longer" if change > 0 else "change.shorter"
    ends = sorted((abs(low), abs(high)))
    if low < 0 < high:
        more, less = words.number(high, digits), words.number(-low, digits)
        span = words("change.either", more=more, less=less)
    else:
        near, far = (words.number(end, digits) for end in ends)
        span = f"{near} {words('to')} {far}"
    return words(key, days=words.number(abs(change), digits), span=span)


def _unfinished(arms: Sequence[Document], words: Words) -> Iterator[str]:
    """How many are unfinished in which arm, and which way the savings err by that."""
    unfinished = {words("baseline"): arms[0]["dossiers"]["unfinished_baseline"]}
    unfinished |= {arm["name"]: arm["dossiers"]["unfinished_arm"] for arm in arms}
    if any(unfinished.values()):
        parts = [f"{name} {words.number(count)}" for name, count in unfinished.items()]
        yield words("unfinished", parts=", ".join(parts))
    for arm in arms:
        doubt = arm["doubts"]["censoring"]
        if doubt is not None and not unchanged(arm):
            yield from saving_doubt(doubt, arm["name"], words)
