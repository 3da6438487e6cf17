"""Small worlds for properties of the whole model: two ministries, two provinces, four procedures.

`document()` is a resolved scenario as plain data, in which every mechanism is at work and a run
takes a tenth of a second; `changed` lays changes over it by path.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.calendar_spec import HOUR_US, CalendarSpec, always_spec, day_of
from simulator.ledger.rowstore import open_rows
from simulator.model.options import RunOptions
from simulator.run.engine import ReplicationResult, run_replication
from simulator.scenario.calendar_files import frozen
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from topics.history import HistoryReader
from topics.record import Record

Document = dict[str, Any]
FIRST_DAY = day_of(date(2021, 1, 1))
OFFICE = CalendarSpec(
    name="office",
    week=(((7 * HOUR_US, 11 * HOUR_US), (13 * HOUR_US, 17 * HOUR_US)),) * 5 + ((), ()),
    closed_days=frozenset([day_of(date(2023, 7, 12))]),
    first_day=FIRST_DAY,
)
CALENDARS = {"office": frozen(OFFICE), "always": frozen(always_spec("always", FIRST_DAY))}
HOURS = [0.0] * 7 + [1.0] * 10 + [0.0] * 7


def law(mean: str, cv: float = 0.8) -> dict[str, Any]:
    return {"lognormal": {"mean": mean, "cv": cv}}


def agency(name: str, kind: str, **more: Any) -> dict[str, Any]:
    named = {"id": name, "name_vi": name, "kind": kind, "source": "test", "verified": False}
    return named | more


def province(name: str, people: float) -> dict[str, Any]:
    return agency(name, "province", population=people, districts=2, communes=4)


AGENCIES = [
    agency("G01", "ministry", branches=True),
    agency("G15", "ministry"),
    agency("G15-HOTICH", "registry", owner="G15"),
    agency("G22", "ministry"),
    agency("G22-DVCQG", "portal", owner="G22"),
    province("H03", 20_000.0),
    province("H26", 30_000.0),
]


def desk(name: str, minutes: int) -> dict[str, Any]:
    return {"desk": name, "law": law(f"{minutes}m")}


def request(name: str, to: str, **more: Any) -> dict[str, Any]:
    asked = {"fields": ["personal_id"], "basis": "NĐ 47/2020 Art 34", "purpose": name}
    return {"request": name, "to": to, **asked, "source": "test", "verified": False} | more


def supplement(share: float, at: str, *redo: dict[str, Any], most: int = 2) -> dict[str, Any]:
    return {"supplement": share, "at": at, "redo": list(redo), "max_times": most}


def procedure(
    name: str, level: str, limit: str, weight: float, *route: dict[str, Any], **more: Any
) -> dict[str, Any]:
    said = {"value": limit, "source": "test", "verified": False}
    named = {"id": name, "name_vi": name, "group": "group-" + level, "owner": "G15"}
    weights = {"weight": weight, "weight_source": "test", "weight_verified": False}
    return named | weights | {"level": level, "limit": said, "route": list(route)} | more


BIRTH = procedure(
    "birth", "commune", "0wd", 0.4,
    desk("one_stop", 10), supplement(0.2, "receipt", desk("one_stop", 5)),
    {"par": [request("identity", "G15-HOTICH", probability=0.8), request("notice", "G01"),
             request("elsewhere", "other-province", probability=0.5, limit="2wd")]},
    desk("specialist", 20), desk("approval", 6), refused_at_receipt=0.05,
)  # fmt: skip
CARD = procedure(
    "card", "district", "3wd", 0.2,
    desk("one_stop", 8), request("insured", "G01", platform=0.9), {"fee": 0.5},
    desk("specialist", 25), desk("approval", 5),
)  # fmt: skip
BUNDLE = procedure(
    "bundle", "commune", "5wd", 0.3,
    desk("one_stop", 12), supplement(0.2, "receipt", desk("one_stop", 5), most=1),
    request("parents", "G15-HOTICH"), desk("specialist", 20), {"chain": "card"},
)  # fmt: skip
DEGREE = procedure(
    "degree", "central", "20d", 0.1,
    desk("one_stop", 10), supplement(0.3, "processing", desk("specialist", 15)),
    request("authenticity", "owner", limit="3wd"), desk("specialist", 30), desk("one_stop", 4),
    handled_by="G22",
)  # fmt: skip

DESKS = ("one_stop", "specialist", "approval")
SCENARIO: Document = {
    "name": "small",
    "title": "Small",
    "question": "Does it hold?",
    "seed": 11,
    "start": "2023-07-03",
    "warmup": "2d",
    "duration": "7d",
    "drain": "120d",
    "agencies": {"catalogue": "none"},
    "procedures": {"catalogue": "none"},
    "offices": [
        {
            "id": level,
            "calendar": "office",
            "desks": [{"id": name, "staff": {"fixed": 1}} for name in DESKS],
        }
        for level in ("commune", "district", "central")
    ],
    "answering": {
        "central": {"id": "answering", "staff": {"fixed": 1}},
        "branch": {"id": "answering", "staff": {"per_100k": 2.0}},
    },
    "arrivals": {
        "per_1000_per_month": 10.0,
        "weekday": dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), 1.0),
        "hours": {"counter": HOURS, "online": [1.0] * 24, "post": HOURS},
        "channels": {"counter": 0.4, "online": 0.5, "post": 0.1},
    },
    "applicants": {
        "supplement": law("2d"),
        "pay": law("1d"),
        "collect": law("1d"),
        "patience": law("12h"),
        "enquiry": law("6m"),
        "withdraw": 0.1,
    },
    "sharing": {
        "reuse": 0.2,
        "platform": {
            "share": 0.5,
            "transit": {"lognormal": {"median": "20s", "p90": "3m"}},  # often past the time-out
            "failure": 0.2,
            "timeout": "60s",
            "retry": {"max": 2, "backoff": "2m", "factor": 3.0, "jitter": 0.2},
            "refusal": 0.1,
            "established": 0.5,
            "setup": law("1wd"),
        },
        "letter": {
            "carry": law("8h"),
            "pick_up": law("1wd"),
            "answer": law("30m"),
            "refusal": 0.1,
        },
    },
    "publication": {
        "documents_per_year": 3.0,
        "ministry": {"rule": "20d", "on_time": 0.3, "late": law("30d")},
        "post": law("6d"),
        "province": {"rule": "5d", "on_time": 0.3, "late": law("10d")},
        "prepare": law("1wd"),
        "configure": law("1wd"),
        "policy": {"hold": 0.4, "old_version": 0.3, "guidance": 0.3},
        "guidance": law("2wd"),
    },
    "sync": {
        "transit": law("5s"),
        "loss": 0.2,
        "duplicate": 0.1,
        "delayed": 0.2,
        "delay": law("3h"),
        "retry": {"max": 2, "backoff": "10m", "factor": 3.0, "jitter": 0.2},
    },
    "outages": [
        {"id": "portal", "target": "portal", "mtbf": "4d", "mttr": "12h"},
        {"id": "platform", "target": "platform", "mtbf": "3d", "mttr": "6h"},
        {"id": "registry", "target": "G15-HOTICH", "begin": "2023-07-05T06:00",
         "end": "2023-07-06T15:00"},
    ],
    "paper": {"scan": law("4m"), "post": law("2d")},
    "legal_clock": {"reschedule": 0.3, "extension": "2wd"},
}  # fmt: skip


def document() -> Document:
    """A new copy of the small world."""
    return deepcopy(
        {
            "format": 1,
            "scenario": SCENARIO,
            "agencies": AGENCIES,
            "procedures": [BIRTH, CARD, BUNDLE, DEGREE],
            "calendars": CALENDARS,
        }
    )


def changed(changes: Mapping[str, Any], base: Document | None = None) -> Document:
    """The small world with `changes` of its scenario, by path: `{"sync.loss": 0.5}`."""
    whole = document() if base is None else deepcopy(base)
    for path, value in changes.items():
        *way, last = path.split(".")
        place = whole["scenario"]
        for part in way:
            place = place[int(part)] if isinstance(place, list) else place[part]
        place[int(last) if isinstance(place, list) else last] = value
    return whole


@dataclass(frozen=True)
class Ran:
    """A replication, its rows and its history (empty unless it was kept)."""

    resolved: ResolvedScenario
    result: ReplicationResult
    rows: NDArray[np.void]
    records: list[Record]


def run(
    whole: Document, folder: Path, replication: int = 0, options: RunOptions | None = None
) -> Ran:
    """Run one replication of a document in a folder of its own."""
    resolved = resolve_document(whole)
    options = options or RunOptions()
    result = run_replication(resolved, replication, folder, options)
    records = []
    if options.history:
        records = list(HistoryReader(folder / f"history-{replication:04d}.jsonl"))
    return Ran(resolved, result, np.array(open_rows(result.rows_path)), records)
