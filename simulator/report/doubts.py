"""Sentences for when the warm-up looks short, or unfinished dossiers move the answer.

Each takes plain data, as `document()` of `answer.warmup.WarmupCheck`, `answer.censoring.Censoring`
and `CensoredSaving` gives it, or None where there is none; and yields nothing without a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.report.form import few_days
from simulator.words.translations import Words

Document = Mapping[str, Any]


def warmup_doubt(check: Document | None, words: Words) -> Iterator[str]:
    """One sentence if the warm-up looks short."""
    if check is None or not check["short"]:
        return
    said = {
        "warmup": words.number(check["warmup_days"]),
        "first": words.number(check["first_days"]),
        "share": words.percent(abs(check["first_share"]), 0),
        "change": words("change.less" if check["first_share"] < 0 else "change.more"),
    }
    if check["suggested_days"] is None:
        yield words("warmup_run_short", **said)
        return
    yield words(
        "warmup_short",
        **said,
        suggested=words.number(check["suggested_days"]),
        shift=words.percent(abs(check["shift_share"]), 0),
        moved=words("moved.higher" if check["shift_share"] > 0 else "moved.lower"),
    )


def censoring_doubts(found: Document | None, words: Words) -> Iterator[str]:
    """A sentence if the mean is too low by a good deal, one if the share on time is uncertain."""
    if found is None or not found["unfinished"]:
        return
    if found["moves_mean"] and found["too_low_days"] is None:
        yield words("censored_unknown", unfinished=words.number(found["unfinished"]))
    elif found["moves_mean"]:
        yield words("censored_mean", days=few_days(found["too_low_days"], words))
    if found["moves_on_time"]:
        low, high = (words.percent(found[f"on_time_{end}"]) for end in ("low", "high"))
        yield words("censored_on_time", low=low, high=high)


def saving_doubt(found: Document, arm: str, words: Words) -> Iterator[str]:
    """One sentence on which way an arm's printed saving errs, if it does."""
    if found["direction"] == "exact":
        return
    key = {
        "at_least": "saving_at_least",
        "at_most": "saving_at_most",
        "unclear": "saving_unclear",
    }[found["direction"]]
    counts = {
        "baseline": words.number(found["unfinished_baseline"]),
        "unfinished": words.number(found["unfinished_arm"]),
    }
    yield words(key, arm=arm, about=_about(found, words), **counts)


def _about(found: Document, words: Words) -> str:
    """By how much, where that matters and is known."""
    days = found["too_small_days"]
    if days is None or not found["moves"]:
        return ""
    return words("saving_more" if days > 0 else "saving_less", days=few_days(abs(days), words))
