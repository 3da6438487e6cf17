"""Themes of generated scenarios: each makes something happen that is rare in a plain mixture.

A theme changes the whole document, `{file name: content}`. `put` reaches into its scenario.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.net.chance import Chance, Document

Theme = Callable[[Chance, Document], None]
SCENARIO, PROCEDURES = "scenario.yaml", "procedures.yaml"


def put(files: Document, changes: dict[str, Any]) -> None:
    """Lay changes over the scenario, by path: `{"sync.loss": 0.5}`."""
    for path, value in changes.items():
        *way, last = path.split(".")
        place = files[SCENARIO]
        for part in way:
            place = place[part]
        place[last] = deepcopy(value)


def desks(files: Document) -> list[Document]:
    """Every desk of every office, and those that answer letters."""
    scenario = files[SCENARIO]
    return [
        *(desk for office in scenario["offices"] for desk in office["desks"]),
        *scenario["answering"].values(),
    ]


def requests(files: Document) -> list[Document]:
    """Every request of every route."""
    steps = [step for one in files[PROCEDURES]["procedures"] for step in one["route"]]
    parts = [part for step in steps for part in step.get("par", [step])]
    return [part for part in parts if "request" in part]


def plain(chance: Chance, files: Document) -> None:
    """The mixture as it is."""


def time_outs(chance: Chance, files: Document) -> None:
    """Replies that come too late, attempt after attempt; accounts that have to be set up."""
    put(files, {
        "sharing.reuse": 0.0, "sharing.platform.share": 1.0, "sharing.platform.timeout": "1m",
        "sharing.platform.transit": {"lognormal": {"median": "2m", "p90": "20m"}},
        "sharing.platform.fallback": chance.one_of("late fallback", ("letter", "none")),
        "sharing.platform.retry": {"max": 4, "backoff": "5m", "factor": 2.0, "jitter": 0.5},
        "sharing.platform.failure": 0.2, "sharing.platform.refusal": 0.3,
        "sharing.platform.established": 0.3,
    })  # fmt: skip
    for one in requests(files):
        one.pop("platform", None)


def letters(chance: Chance, files: Document) -> None:
    """People answer or refuse, within a limit or not; and then the applicant brings the paper."""
    put(files, {
        "sharing.reuse": 0.0, "sharing.platform.share": 0.1, "sharing.letter.refusal": 0.4,
        "sharing.letter.expiry": "proceed", "sharing.letter.pick_up": chance.law("slow", "work"),
        "applicants.supplement": chance.law("soon", "hour"),
    })  # fmt: skip
    for number, one in enumerate(requests(files)):
        one.pop("reuse", None)
        one.pop("platform", None)
        one["limit"] = ("1wd", "2h", "1d", "3wd")[number % 4]


def no_news(chance: Chance, files: Document) -> None:
    """Statuses get lost, so that people ask at the counter; some are given up."""
    put(files, {
        "sync.loss": chance.one_of("much", (0.6, 0.9)), "sync.delayed": 0.1, "sync.duplicate": 0.0,
        "sync.retry": {"max": 1, "backoff": "1h", "factor": 2.0, "jitter": 0.2},
        "sync.reconciliation": chance.one_of("at night", ("none", "02:00")),
        "applicants.patience": {"exponential": {"mean": "1h"}}, "applicants.enquiries_max": 5,
        "arrivals.channels": {"online": 1.0},
    })  # fmt: skip
    for step in (step for one in files[PROCEDURES]["procedures"] for step in one["route"]):
        if "supplement" in step:
            step |= {"supplement": 0.9, "max_times": 3}
        if "fee" in step:
            step["fee"] = 1.0


def many_documents(chance: Chance, files: Document) -> None:
    """Versions come every few days and late, and units do something else about each."""
    put(files, {
        "publication.documents_per_year": 60.0, "publication.ministry.on_time": 0.2,
        "publication.province.on_time": 0.2, "publication.lateness": 1.0, "drain": "25d",
        "publication.ministry.late": chance.law("later", "day"),
        "publication.policy": {"hold": 0.4, "old_version": 0.3, "guidance": 0.3},
        "publication.exceptions": _exceptions(chance),
    })  # fmt: skip
    for one in files[PROCEDURES]["procedures"]:
        one.pop("amended_per_year", None)


def _exceptions(chance: Chance) -> list[Document]:
    late = chance.law("births late", "day")
    return [
        {"id": "sooner", "ministries": ["G15"], "groups": "all", "procedures": "all",
         "lateness": chance.one_of("lateness of one", (0.5, 2.0)), "ministry": {"earlier": "9d"}},
        {"id": "cards", "ministries": "all", "groups": ["insurance"],
         "province": {"on_time": 0.5, "late": "2d", "earlier": "1d"}},
        {"id": "births", "procedures": ["birth"], "ministry": {"on_time": 0.9, "late": late}},
    ]  # fmt: skip


def sampled(chance: Chance, files: Document) -> None:
    """Few units stand for many, so that desks which answer all of them have a background."""
    put(files, {
        "scale": chance.one_of("few", (0.15, 0.3)), "sharing.platform.share": 0.2,
        "publication.documents_per_year": 24.0, "sharing.letter.expiry": "wait",
    })  # fmt: skip
    if chance.below("many letters", 3) == 0:
        arrivals = files[SCENARIO]["arrivals"]
        for key in ("per_1000_per_month", "catalogue_per_1000_per_month"):
            arrivals.pop(key, None)
        put(files, {"arrivals.per_month": 900.0, "scale": 0.15, "drain": "12d"})
    for number, who in enumerate(("central", "branch")):
        order = ("priority", "earliest-due", "fifo")[(chance.number // 16 + number) % 3]
        files[SCENARIO]["answering"][who]["discipline"] = order


def queues(chance: Chance, files: Document) -> None:
    """More work than people, in every order of serving; people are away."""
    put(
        files,
        {"drain": chance.one_of("short", ("0s", "6d")), "offices": files[SCENARIO]["offices"]},
    )
    for number, one in enumerate(desks(files)):
        one["discipline"] = ("priority", "earliest-due", "fifo")[(chance.number // 16 + number) % 3]
        one |= {"pace": 0.2, "absence": 0.3, "staff": {"fixed": (1, 2)[number % 2]}}


def outages(chance: Chance, files: Document) -> None:
    """Everything is down again and again."""
    put(files, {
        "outages": [
            {"id": f"out-{target.lower()}", "target": target, "mtbf": "30h", "mttr": "10h"}
            for target in ("portal", "platform", "G01-DANCU", "G15-HOTICH", "G24-BHXH", "H03")
        ],
        "sharing.platform.share": 0.9, "sharing.reuse": 0.0,
        "applicants.portal_outage": {"wait": 0.4, "counter": 0.4, "give_up": 0.2},
    })  # fmt: skip


def ends_amid(chance: Chance, files: Document) -> None:
    """The run is over while everything is open."""
    put(files, {"drain": "0s", "duration": "7d", "publication.documents_per_year": 30.0})


def extremes(chance: Chance, files: Document) -> None:
    """People who pick up at once, or twenty times later."""
    put(files, {
        "attention": {"default": chance.one_of("all", (0.01, 20.0)), "G15": 0.01, "G01": 20.0},
        "sharing.platform.share": 0.0, "publication.documents_per_year": 12.0,
        "publication.lateness": chance.one_of("latest", (0.0, 20.0)),
    })  # fmt: skip


def changes(chance: Chance, files: Document) -> None:
    """What overlays, overrides and levers change."""
    put(files, {
        "agencies.override": [{"id": "H03", "population": 30_000.0}],
        "procedures.override": [{"id": "card", "limit": {"value": "2wd"}}],
        "sharing.requests": _changed(chance),
        "levers": {"sooner": {"sharing": {"letter": {"pick_up": "1h"}}}},
    })  # fmt: skip


def _changed(chance: Chance) -> list[Document]:
    share, limit = (
        chance.one_of("changed share", (1.0, 0.4)),
        chance.one_of("within", ("1wd", "3h")),
    )
    return [
        {"id": "identity", "probability": share, "reuse": 1.0 - share, "platform": share},
        {"id": "no-plan", "requests": ["plan"], "procedures": ["permit"], "leave_out": True},
        {"id": "insurer", "procedures": "all", "to": ["G24-BHXH"], "limit": limit},
        {"id": "police", "requests": "all", "between": ["G15", "G01"], "platform": 0.8,
         "leave_out": False},
    ]  # fmt: skip


def pauses(chance: Chance, files: Document) -> None:
    """The clock stands again and again, under limits of every unit, in nights and on days off."""
    put(files, {
        "legal_clock.reschedule": 0.7, "applicants.supplement": chance.law("brings", "day"),
        "applicants.withdraw": 0.15, "legal_clock.extension": chance.one_of("new", ("2d", "3h")),
    })  # fmt: skip
    for number, one in enumerate(files[PROCEDURES]["procedures"]):
        one["limit"]["value"] = ("2d", "1wd", "8h", "0wd", "6d")[number % 5]
        for step in one["route"]:
            if "supplement" in step:
                step |= {"supplement": 0.8, "max_times": 3}
            if "fee" in step:
                step["fee"] = 0.9


def grid(chance: Chance, files: Document) -> None:
    """Fixed times on one grid, so that unlike things happen in the same instant: see below."""
    turn = chance.number // 16 % 4
    put(files, _GRID | _ON_TIME[turn])
    put(files, {
        "outages": _daily(files[SCENARIO]["start"], *_WINDOWS[turn]), "scale": 1.0,
        "arrivals.channels": {"counter": 0.2, "online": 0.8},
    })  # fmt: skip
    for one in desks(files):
        one |= {"staff": {"fixed": 3}, "pace": 1.0, "absence": 0.0}
        one.pop("calendar", None)
    for office in files[SCENARIO]["offices"]:
        office |= {"calendar": "office.yaml", "staff": {"factor": 1.0}}
    for one in files[PROCEDURES]["procedures"]:
        one.pop("amended_per_year", None)
        one["refused_at_receipt"] = 0.0
        for step in one["route"]:
            if "desk" in step:
                step["law"] = "10m"
            elif "supplement" in step:
                step["supplement"] = 0.1
    for one in requests(files):
        one |= {"limit": "2h", "reuse": 0.0}
        one.pop("platform", None)
    files["office.yaml"]["week"][0]["shift"] = "full"


_GRID: dict[str, Any] = {
    "attention": {"default": 1.0}, "warmup": "0d", "drain": "20d", "sync.delayed": 0.0,
    "sharing.letter": {"carry": "0s", "pick_up": "1h", "answer": "1h", "refusal": 0.0,
                       "expiry": "proceed"},
    "sharing.platform": {
        "share": 0.7, "transit": "40s", "failure": 0.4, "timeout": "40s", "fallback": "letter",
        "retry": {"max": 2, "backoff": "10m", "factor": 1.0}, "refusal": 0.1, "setup": "30m"},
    "publication.documents_per_year": 300.0, "publication.lateness": 1.0,
    "publication.ministry": {"rule": "20d", "on_time": 0.0, "late": "1d"},
    "publication.post": "6h", "publication.prepare": "30m", "publication.configure": "1h",
    "publication.province": {"rule": "5d", "on_time": 0.0, "late": "6d"},
    "sync.transit": "0s", "sync.loss": 0.4, "applicants.patience": "10m",
    "sync.retry": {"max": 2, "backoff": "10m", "factor": 1.0},
    "applicants.portal_outage": {"wait": 0.7, "counter": 0.3, "give_up": 0.0},
}  # fmt: skip
"""A version is in force at 08:00, an hour after the office opens on the day after its effect; a
letter is answered by its limit to the second; news comes when patience ends."""
_ON_TIME: tuple[dict[str, Any], ...] = (
    {},  # a reply comes in the instant of its time-out
    {"sharing.platform.transit": "640s"},  # … of the next attempt
    {"sharing.platform.transit": "4s", "publication.policy": {
        "hold": 1.0, "old_version": 0.0, "guidance": 0.0}},
    {"sharing.platform.transit": "1320s", "sharing.platform.fallback": "none"},  # … of giving up
)  # fmt: skip
_WINDOWS: tuple[tuple[tuple[str, str, str], ...], ...] = (
    (("portal", "00:00:00", "08:00:00"), ("platform", "08:20:00", "08:20:40")),
    (("portal", "00:00:00", "08:00:00"), ("platform", "07:00:00", "08:10:00")),
    (("portal", "18:00:00", "24:00:00"), ("G01-DANCU", "07:10:00", "07:20:40")),
    (("portal", "00:00:00", "08:00:00"), ("G01-DANCU", "08:20:40", "08:31:20")),
)
"""The portal comes back when a version is in force (or has legal effect), the others when a
dossier, a retry or another time-out asks them; one goes down in that instant."""


def _daily(start: str, *windows: tuple[str, str, str]) -> list[Document]:
    """The same outages on each of thirty days."""
    found = []
    for number in range(30):
        day = dt.date.fromisoformat(start) + dt.timedelta(days=number)
        for target, begin, end in windows:
            until = f"{day + dt.timedelta(days=1)}T00:00" if end == "24:00:00" else f"{day}T{end}"
            name = f"{target.lower()}-{number}-{begin[:2]}"
            found.append({"id": name, "target": target, "begin": f"{day}T{begin}", "end": until})
    return found


FIXED = (grid,)
"""Themes in which every law is a fixed time."""
THEMES: tuple[Theme, ...] = (
    plain, grid, time_outs, letters, no_news, many_documents, sampled, queues, outages, ends_amid,
    extremes, changes, pauses, grid, plain, sampled,
)  # fmt: skip
