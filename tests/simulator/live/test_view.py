"""What a terminal shows of a live run, and what is printed where there is none."""

from __future__ import annotations

import io
from dataclasses import replace
from string import Formatter

import pytest
from rich.console import Console

from simulator.live.acts import Act
from simulator.live.figures import Figures
from simulator.live.pacer import MAX_SPEED
from simulator.live.view import PlainView, drawn, line_of
from simulator.live.words import TEXT
from simulator.words.translations import Words

NOW = 1_688_544_300_000_000  # Wed 2023-07-05 08:05
OUTAGE = Act(1, "fault", "outage", ("target=portal", "for=6h"), NOW, NOW + 6 * 3_600_000_000)
REFUSED = Act(0, "lever", "old", (), NOW, outcome="refused", reason="every [red]desk[/red] is shut")
FIGURES = Figures(
    now_us=NOW, arrivals=12_345, open=678, backlog=(("H26", 500), ("G01", 178)), requests_open=90,
    changes=2_000, synced=1_999, speed=3_600.0, paused=False, drift_s=1.25, acts=(OUTAGE, REFUSED),
)  # fmt: skip


def shown(figures: Figures, words: Words) -> str:
    console = Console(file=io.StringIO(), width=120, highlight=False)
    console.print(drawn("demo", figures, words))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_the_table_has_every_figure() -> None:
    """Clock, pace, counts, the portal, backlogs with names, and acts as they were written."""
    text = shown(FIGURES, Words("en", {"H26": "Vĩnh Phúc"}))
    for part in (
        "SIMULATION, live: demo", "Wed 2023-07-05 08:05", "3,600 × real time",
        "1.2 s of real time", "12,345", "678", "90", "99.95 %", "H26 Vĩnh Phúc", "500", "G01",
        "fault outage target=portal for=6h  until Wed 2023-07-05 14:05",
        "lever old  refused: every [red]desk[/red] is shut",
    ):  # fmt: skip
        assert part in text


def test_the_table_in_vietnamese() -> None:
    """Its words and numbers."""
    text = shown(FIGURES, Words("vi"))
    for part in ("MÔ PHỎNG, trực tiếp: demo", "T4 05/07/2023 08:05", "12.345", "99,95 %"):
        assert part in text


def test_a_line_says_the_same_without_the_backlog() -> None:
    """For logs."""
    assert line_of(FIGURES, Words()) == (
        "Wed 2023-07-05 08:05  3,600 × real time  behind 1.2 s  submitted 12,345  open 678  "
        "requests 90  at the portal 99.95 %"
    )


@pytest.mark.parametrize(
    "change, says",
    [({"paused": True}, "paused"), ({"speed": MAX_SPEED}, "as fast as it goes"),
     ({"speed": 0.5}, "0.50 × real time")],
)  # fmt: skip
def test_the_pace_in_words(change: dict[str, float], says: str) -> None:
    """Whatever it is."""
    assert f"  {says}  " in line_of(replace(FIGURES, **change), Words())  # type: ignore[arg-type]


def test_plain_lines_come_every_ten_seconds_and_acts_at_once() -> None:
    """Each act once."""
    out, now = io.StringIO(), [100.0]
    view = PlainView(out, Words(), lambda: now[0])
    for second, acts in ((0, ()), (1, (OUTAGE,)), (9, (OUTAGE,)), (10, (OUTAGE, REFUSED))):
        now[0] = 100.0 + second
        view(replace(FIGURES, acts=acts))
    lines = out.getvalue().splitlines()
    assert [line.split("  ")[1] for line in lines] == [
        "3,600 × real time", "fault outage target=portal for=6h", "lever old", "3,600 × real time",
    ]  # fmt: skip


def test_both_languages_have_the_same_places() -> None:
    """Of every sentence."""
    for english, vietnamese in TEXT.values():
        places = [{place for _, place, _, _ in Formatter().parse(t)} for t in (english, vietnamese)]
        assert places[0] == places[1]
