"""Documents of made runs and comparisons, and what a terminal shows of them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from rich.console import Console

from simulator.answer.arms import Arm
from simulator.answer.contrast import contrasts
from simulator.answer.pairing import ArmRows, pair
from simulator.answer.ranking import ranking
from simulator.answer.sample import Sample
from simulator.answer.summary import merge, summarise
from simulator.words.translations import Words
from tests.simulator.synthetic import END, HOUR, WORLD, Rule, write_rows

EN, VI = Words("en"), Words("vi")
BASELINE = Rule({"handling": 10, "coordination": 48}, noise_hours=20)
ABOUT = {
    "name": "made",
    "title": "Made up",
    "question": "How long?",
    "seed": 7,
    "publication_history": "resampled",
    "assumptions": {"verified": 3, "assumed": 9},
    "assumed_years": [],
    "outline": {
        "too_busy": [],
        "per_month": {
            "all": 2000.0,
            "by_procedure": {"birth": 1200.0, "marriage": 800.0},
            "by_province": {"H26": 2000.0},
        },
        "offices": [
            {"level": "province", "department": "justice", "units": 1, "simulated": 1}
            | {"people": 5.5, "desks": {"one_stop": 0.5, "specialist": 5.0}},
        ],
    },
}
ARMS = {
    "better-sharing": Rule({"handling": 10, "coordination": 8}, noise_hours=21),
    "more-paper": Rule({"handling": 10, "coordination": 48, "paper": 12}, noise_hours=21),
    "nothing": BASELINE,
}
INDICATORS = {
    "sync": {"changes": 200, "synced": 150, "lag_us": 300 * HOUR},
    "publication": {"ministry": {"decisions": 4, "on_time": 3}},
    "requests": [
        {"requester": "H26", "provider": "G12", "mode": "letter", "outcome": "answered", "count": 7}
    ],
    "desks": [
        {"agency": "H26", "level": "commune", "department": "", "desk": "one_stop", "servers": 1}
        | {"busy_us": 8, "open_us": 10, "visits": 3}
    ],
}


def printed(width: int, show: Any, document: Any, words: Words) -> str:
    """What a terminal of this width shows."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    show(console, document, words)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def flowing(width: int, show: Any, document: Any, words: Words = EN) -> str:
    """The same without its line breaks."""
    return " ".join(printed(width, show, document, words).split())


def summary(
    folder: Path, rule: Rule = BASELINE, replications: int = 3, *, empty: int = 0, **about: Any
) -> dict[str, Any]:
    """The document of a made run; the last `empty` replications have no dossiers."""
    counts = [600] * (replications - empty) + [0] * empty
    paths = [write_rows(folder, number, count, rule) for number, count in enumerate(counts)]
    found = [summarise(path, WORLD, n, END, INDICATORS) for n, path in enumerate(paths)]
    return merge(found, ABOUT | about, Sample([1.0] * replications))


def comparison(folder: Path, names: list[str], replications: int = 4) -> dict[str, Any]:
    """The document of made arms beside the baseline."""
    arms = []
    for name in names:
        (folder / name).mkdir()
        pairs = []
        for number in range(replications):
            first = ArmRows(write_rows(folder, number, 600, BASELINE), END)
            second = ArmRows(write_rows(folder / name, number, 600, ARMS[name]), END)
            pairs.append(pair(first, second, WORLD, number))
        arms.append(Arm(pairs, Sample([1.0] * replications)))
    found = [
        {"name": name, "title": f"Made {name}", **one}
        for name, one in zip(names, contrasts(arms), strict=True)
    ]
    places = [{**one, "arm": names[one["arm"]]} for one in ranking(arms)]
    return {
        "baseline": dict(ABOUT),
        "replications": replications,
        "precision": {"share": 0.05, "met": False, "n_max": replications},
        "arms": found,
        "ranking": places,
        "beyond_the_sum": [],
    }
