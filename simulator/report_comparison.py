"""A comparison on a terminal, from the document of `comparison.json`; it ends in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from simulator.report import LONGEST, assumed, paragraph, span, table
from simulator.runfolder import COMPARISON
from simulator.translations import Words

Document = Mapping[str, Any]
_NAME_COLUMN, _ONE_LINE, _TWO_LINES = 32, 24, 18  # widths: of the names, of a cell in each layout
_WORTH_NAMING = 0.05  # days: who is slower by less is counted, not named
_NAMED_AT_MOST = 10
_LEAST = 0.005  # days: a cause that rounds to nothing everywhere has no line
_FEW = 30  # replications below which a ratio of variances is off by half and more
_NAMED = ("agency", "level", "procedure")
_FIGURES = {"mean": "mean", "p50": "short.p50", "p90": "short.p90"}


def print_comparison(console: Console, document: Document, words: Words) -> None:
    """Print every table, who gets worse, what common random numbers saved, and the sentence."""
    _head(console, document, words)
    for arms, one_line in _fitting(document["arms"], console.width):
        console.print(_overall(arms, words, one_line=one_line))
        console.print(_by_cause(arms, words, one_line=one_line))
        console.print(_by_agency(arms, words, one_line=one_line))
    console.print(Text(f"{words('clock_note')} {words('together')}", style="dim"))
    console.print(_pairs(document["arms"], words))
    console.print(Text("\n".join(_notes(document, words))))
    paragraph(console, words("worse_head"), style="bold")
    console.print(Text("\n".join(_worse(document, words))))
    paragraph(console, comparison_sentence(document, words), style="bold")


def comparison_sentence(document: Document, words: Words) -> str:
    """The answer: what each arm saves of a dossier's cycle time, and how sure that is."""
    saving = [arm["name"] for arm in document["arms"] if _saves(arm)]
    parts = [_saving(arm, words, in_full=arm["name"] in saving[:1]) for arm in document["arms"]]
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def label(name: str) -> str:
    """`better-sharing` as people say it: better sharing."""
    return name.replace("-", " ").replace("_", " ")


def _saves(arm: Document) -> bool:
    """Whether its mean cycle time is lower beyond doubt."""
    high = arm["all"]["cycle_days"]["mean"]["high"]
    return high is not None and high < 0


def _saving(arm: Document, words: Words, *, in_full: bool) -> str:
    mean = arm["all"]["cycle_days"]["mean"]
    change = mean["difference"]
    said = {"arm": label(arm["name"]), "baseline": _baseline(arm, words)}
    if mean["low"] is None:
        return words("unsure", days=_one(-change, words), **said)
    if mean["low"] > 0:
        low, high = _one(mean["low"], words), _one(mean["high"], words)
        return words("costs", days=_one(change, words), low=low, high=high, **said)
    kind = ("saves_first" if in_full else "saves") if _saves(arm) else "no_change"
    low, high = _one(-mean["high"], words), _one(-mean["low"], words)
    return words(kind, days=_one(-change, words), low=low, high=high, **said)


def _baseline(arm: Document, words: Words) -> str:
    days = words.number(arm["all"]["cycle_days"]["mean"]["baseline"], 1)
    bound = arm["dossiers"]["unfinished_baseline"] > 0
    return words("or_more", days=days) if bound else days


def _head(console: Console, document: Document, words: Words) -> None:
    baseline, arms = document["baseline"], document["arms"]
    names = ", ".join(arm["name"] for arm in arms)
    what = words("against", baseline=baseline["name"], arms=names)
    console.print(Text(f"{words('simulation')} · {what}", style="bold"))
    lines = [
        words(
            "compared_of",
            replications=document["replications"],
            seed=baseline["seed"],
            dossiers=words.number(arms[0]["dossiers"]["pairs"]),
            history=words(baseline["publication_history"]),
        ),
        *_precision(document, words),
        assumed(baseline, words),
    ]
    if document["replications"] == 1:
        lines.append(words("one_replication"))
    console.print(Text(" ".join(lines)))
    console.print()


def _precision(document: Document, words: Words) -> Iterator[str]:
    target = document["precision"]
    if target:
        key = "precision_met" if target["met"] else "precision_missed"
        share = words.percent(target["share"], 0)
        yield words(key, share=share, n=document["replications"])


def _fitting(arms: Sequence[Document], width: int) -> Iterator[tuple[Sequence[Document], bool]]:
    """As many arms side by side as fit, and whether their cells fit in one line."""
    one_line = width >= _NAME_COLUMN + _ONE_LINE * len(arms)
    many = max(1, (width - _NAME_COLUMN) // (_ONE_LINE if one_line else _TWO_LINES))
    for start in range(0, len(arms), many):
        yield arms[start : start + many], one_line


def _overall(arms: Sequence[Document], words: Words, *, one_line: bool) -> Table:
    found = _table(words("overall"), words("measure"), arms, words)
    for time in ("cycle", "processing"):
        for figure in _FIGURES:
            cells = [arm["all"][f"{time}_days"][figure] for arm in arms]
            name = f"{words(f'short.{time}')}, {words(_FIGURES[figure])}"
            _add(found, name, cells, words, digits=1, one_line=one_line)
    shares = [_points(arm["all"]["on_time_share"]) for arm in arms]
    _add(found, f"{words('on_time_share')} (%)", shares, words, digits=1, one_line=one_line)
    return found


def _by_cause(arms: Sequence[Document], words: Words, *, one_line: bool) -> Table:
    found = _table(words("by_cause"), words("cause"), arms, words)
    for cause in arms[0]["all"]["causes_days"]:
        cells = [arm["all"]["causes_days"][cause] for arm in arms]
        if any(max(cell["baseline"], cell["arm"]) >= _LEAST for cell in cells):
            name = words.name("cause", cause)
            _add(found, name, cells, words, digits=2, one_line=one_line)
    return found


def _by_agency(arms: Sequence[Document], words: Words, *, one_line: bool) -> Table:
    found = _table(words("compare_by_agency"), words("agency"), arms, words)
    lines = [arm["by"]["agency"]["names"] for arm in arms]
    first = lines[0]
    ranked = sorted(first, key=lambda name: -abs(_change(first[name])))
    for name in ranked[:LONGEST]:
        cells = [line[name]["cycle_days"]["mean"] for line in lines]
        _add(found, words.name("agency", name), cells, words, digits=1, one_line=one_line)
    if len(ranked) > LONGEST:
        found.caption = words("and_others", count=len(ranked) - LONGEST, file=COMPARISON)
        found.caption_justify = "left"
    return found


def _change(part: Document) -> float:
    difference: float = part["cycle_days"]["mean"]["difference"]
    return difference


def _table(title: str, heading: str, arms: Sequence[Document], words: Words) -> Table:
    return table(title, [heading, words("baseline"), *(arm["name"] for arm in arms)])


def _add(
    found: Table,
    name: str,
    cells: Sequence[Document],
    words: Words,
    *,
    digits: int,
    one_line: bool,
) -> None:
    baseline = words.number(cells[0]["baseline"], digits)
    between = " " if one_line else "\n"
    found.add_row(name, baseline, *(_cell(cell, words, digits, between) for cell in cells))


def _cell(cell: Document, words: Words, digits: int, between: str) -> str:
    change = words.number(cell["difference"], digits, sign=True)
    if cell["low"] is None:
        return change
    return f"{change}{between}({span(cell['low'], cell['high'], words, digits)})"


def _points(contrast: Document) -> Document:
    keys = ("baseline", "arm", "difference", "low", "high")
    return {key: None if contrast[key] is None else 100 * contrast[key] for key in keys}


def _pairs(arms: Sequence[Document], words: Words) -> Table:
    """Who gained and who lost, what is censored, and what the common random numbers gave."""
    columns = ("arm", "faster", "slower", "censored", "ratio", "saved")
    found = table(words("pairs"), [words(column) for column in columns])
    found.columns[0].no_wrap = True
    for arm in arms:
        flow, mean = arm["dossiers"], arm["all"]["cycle_days"]["mean"]
        ratio, saved = mean["variance_ratio"], mean["replications_saved"]
        found.add_row(
            arm["name"],
            words.percent(flow["faster_share"]["mean"]),
            words.percent(flow["slower_share"]["mean"]),
            words.number(flow["unfinished_in_one"]),
            "–" if ratio is None else words.number(ratio, 1),
            "–" if saved is None else words.number(max(0, saved)),
        )
    return found


def _notes(document: Document, words: Words) -> Iterator[str]:
    arms, replications = document["arms"], document["replications"]
    for arm in arms:
        yield _variance(arm, words)
        alone = arm["dossiers"]["only_baseline"] + arm["dossiers"]["only_arm"]
        if alone:
            yield words("alone", arm=arm["name"], count=words.number(alone))
    if replications < _FEW and any(_ratio(arm) for arm in arms):
        yield words("variance_rough", n=replications)
    unfinished = {words("baseline"): arms[0]["dossiers"]["unfinished_baseline"]}
    unfinished |= {arm["name"]: arm["dossiers"]["unfinished_arm"] for arm in arms}
    if any(unfinished.values()):
        parts = [f"{name} {words.number(count)}" for name, count in unfinished.items()]
        yield words("unfinished", parts=", ".join(parts))


def _ratio(arm: Document) -> float | None:
    """The variance ratio of the mean cycle time's difference."""
    ratio: float | None = arm["all"]["cycle_days"]["mean"]["variance_ratio"]
    return ratio


def _variance(arm: Document, words: Words) -> str:
    mean = arm["all"]["cycle_days"]["mean"]
    ratio, saved = mean["variance_ratio"], mean["replications_saved"]
    if ratio is None:
        return words("variance_unknown", arm=arm["name"])
    key = "variance" if saved > 0 else "variance_worse"
    return words(key, arm=arm["name"], ratio=words.number(ratio, 1), saved=words.number(saved))


def _worse(document: Document, words: Words) -> Iterator[str]:
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
        low, high = _one(rise["low"], words), _one(rise["high"], words)
        days = _one(rise["difference"], words)
        yield words("worse_line", arm=arm["name"], name=name, days=days, low=low, high=high)
    if len(named) > _NAMED_AT_MOST:
        more = words("and_others", count=len(named) - _NAMED_AT_MOST, file=COMPARISON)
        yield f"{arm['name']}: {more}"
    if len(rises) > len(named):
        limit = words.number(_WORTH_NAMING, 2)
        yield words("worse_small", arm=arm["name"], count=len(rises) - len(named), limit=limit)
    if not rises:
        yield words("worse_none", arm=arm["name"])


def _one(days: float, words: Words) -> str:
    return words.number(days, 1)
