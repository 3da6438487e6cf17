"""The sentence that ends a comparison: what each arm saves, how sure that is, and on what terms."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.answer.choosing import FEWEST
from simulator.report.form import Document, enough, in_days, on_its_history, titles
from simulator.words.translations import Words

_MARKS = {"at_least": "or_more", "at_most": "at_most"}  # of a saving, by the way in which it errs
_OF_COST = {"at_least": "at_most", "at_most": "or_more"}


def comparison_sentence(document: Document, words: Words) -> str:
    """The answer: what each arm saves of a dossier's cycle time, and how sure that is."""
    saving = [arm["name"] for arm in document["arms"] if _saves(arm)]
    names = titles(document, words)
    parts = [
        _saving({**arm, "called": _called(arm, names)}, words, in_full=arm["name"] in saving[:1])
        for arm in document["arms"]
    ]
    return on_its_history(document["baseline"], f"{'; '.join(parts)}.", words)


def _called(arm: Document, titles: Mapping[str, str]) -> str:
    """What the sentence calls it: its title in quotes, or its name where it has none."""
    title = titles.get(arm["name"])
    return label(arm["name"]) if title is None else f"“{title}”"


def label(name: str) -> str:
    """`better-sharing` as people say it: better sharing."""
    return name.replace("-", " ").replace("_", " ")


def unchanged(arm: Document) -> bool:
    """Whether every dossier of the arm is as in the baseline."""
    changed: int = arm["dossiers"]["changed"]
    return changed == 0


def _saves(arm: Document) -> bool:
    """Whether its mean cycle time is lower beyond doubt."""
    high = arm["all"]["cycle_days"]["mean"]["high"]
    return high is not None and high < 0


def _saving(arm: Document, words: Words, *, in_full: bool) -> str:
    name, mean = arm["called"], arm["all"]["cycle_days"]["mean"]
    if unchanged(arm):
        return words("unchanged", arm=name, count=words.number(arm["dossiers"]["pairs"]))
    if mean["low"] is None:
        return _unsure(arm, words)
    if mean["low"] > 0:
        said = in_days(mean["difference"], mean["low"], mean["high"], words)
        return words("costs", arm=name, **_marked(said, arm, _OF_COST, words))
    if not _saves(arm):
        digits = enough(mean["low"], mean["high"], 1)
        more, less = words.number(mean["high"], digits), words.number(-mean["low"], digits)
        return words("no_change", arm=name, more=more, less=less)
    said = in_days(-mean["difference"], -mean["high"], -mean["low"], words)
    said = _marked(said, arm, _MARKS, words)
    if not in_full:
        return words("saves", arm=name, **said)
    return words("saves_first", arm=name, baseline=_baseline(arm, words), **said)


def _unsure(arm: Document, words: Words) -> str:
    """A difference without an interval, and why it has none."""
    mean = arm["all"]["cycle_days"]["mean"]
    change, n = mean["difference"], mean["replications"]
    marks, key = (_OF_COST, "unsure.costs") if change > 0 else (_MARKS, "unsure.saves")
    days = _marked({"days": words.number(abs(change), 1)}, arm, marks, words)["days"]
    why = "why_unsure.one" if n == 1 else "why_unsure.few" if n < FEWEST else "why_unsure.alike"
    return words(
        key,
        arm=arm["called"],
        days=days,
        baseline=_baseline(arm, words),
        why=words(why, n=words.number(n)),
    )


def _marked(
    said: dict[str, str], arm: Document, marks: dict[str, str], words: Words
) -> dict[str, str]:
    """The days with `or more` or `at most`, where unfinished dossiers make them a bound."""
    censoring = arm["doubts"]["censoring"]
    key = marks.get(censoring["direction"]) if censoring else None
    return said if key is None else {**said, "days": words(key, days=said["days"])}


def _baseline(arm: Document, words: Words) -> str:
    days = words.number(arm["all"]["cycle_days"]["mean"]["baseline"], 1)
    bound = arm["dossiers"]["unfinished_baseline"] > 0
    return words("or_more", days=days) if bound else days
