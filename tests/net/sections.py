"""The sections of a generated scenario, each with choices for every key that it has."""

from __future__ import annotations

from typing import Any

from tests.net.chance import Chance, Document
from tests.net.places import DAYS, MINISTRIES, STARTS

LEVELS = {
    "commune": ("one_stop", "specialist", "approval"),
    "district": ("one_stop", "specialist"),
    "province": ("one_stop", "desk"),
    "central": ("one_stop", "specialist"),
}
DISCIPLINES = ("fifo", "fifo", "priority", "earliest-due")
OFFICE_HOURS = [0.0] * 7 + [1.0] * 4 + [0.0] * 2 + [1.5] * 4 + [0.0] * 7
ALL_DAY = [1.0] * 24
PROVINCES, PROCEDURES = ("H03", "H17", "H49"), ("birth", "card", "permit", "bundle", "degree")


def frame(chance: Chance) -> Document:
    """Names, lengths, and who takes part."""
    number = chance.number
    said: Any = {"en": f"Scenario {number}", "vi": f"Kịch bản {number}"}
    found: Document = {
        "name": f"net-{number:03d}", "title": chance.one_of("title", (said, f"Scenario {number}")),
        "question": chance.one_of("question", ("Does it hold?", said)),
        "seed": chance.one_of("seed", (1, 11, 2**40 + 7)),
        "replications": chance.one_of("replications", (1, 10)),
        "start": chance.one_of("start", STARTS), "warmup": chance.one_of("warmup", ("0d", "1d")),
        "duration": chance.one_of("duration", ("5d", "8d", "200h")),
        "drain": chance.one_of("drain", ("0s", "12d", "40d")),
        "scale": chance.one_of("scale", (1.0, 1.0, 0.5, 0.3)),
        "agencies": {"catalogue": "agencies.yaml"}, "procedures": {"catalogue": "procedures.yaml"},
    }  # fmt: skip
    some: Any = list(MINISTRIES)
    found["agencies"] |= {"ministries": chance.one_of("ministries", ("all", some))}
    if chance.below("fewer", 2):
        found["agencies"]["provinces"] = ["H03", "H49"]
        found["procedures"]["include"] = ["birth", "card", "permit", "bundle"]
    elif chance.below("said", 2):
        found["agencies"]["provinces"] = found["procedures"]["include"] = "all"
    return found


def offices(chance: Chance) -> list[Document]:
    """Every level, its desks, and the departments of a province."""
    found = []
    for level, desks in LEVELS.items():
        if level == "central" and chance.below("fewer", 2):
            continue  # nothing is worked there
        calendar = chance.one_of(f"{level}/calendar", ("office.yaml", "office.yaml", "night.yaml"))
        office: Document = {
            "id": level, "calendar": calendar, "desks": [desk(chance, level, d) for d in desks],
            "staff": {"factor": chance.one_of(f"{level}/factor", (0.5, 1.0, 1.0))},
        }  # fmt: skip
        if level in ("commune", "district"):
            office["size_cv"] = chance.one_of(f"{level}/size", (0.0, 0.6, 1.5))
        if level == "province" and chance.below("departments", 2):
            office["departments"] = _departments(chance)
        found.append(office)
    return found


def _departments(chance: Chance) -> list[Document]:
    first = {
        "id": "land", "name_vi": "Sở Tài nguyên", "name_en": "Land", "groups": ["land"],
        "staff": {"desk": {"fixed": chance.one_of("land/people", (1, 2.5))}},
    }  # fmt: skip
    second = {"id": "building", "name_vi": "Sở Xây dựng", "groups": ["building"]}
    return [first, second]


def desk(chance: Chance, level: str, name: str) -> Document:
    """One desk."""
    place = f"{level}/{name}"
    found: Document = {
        "id": name, "staff": _staff(chance, place),
        "pace": chance.one_of(f"{place}/pace", (0.3, 0.6, 1.0, 1.7)),
        "discipline": chance.one_of(f"{place}/discipline", DISCIPLINES),
        "absence": chance.one_of(f"{place}/absence", (0.0, 0.0, 0.1, 0.4)),
    }  # fmt: skip
    if chance.below(f"{place}/own", 4) == 0:
        found["calendar"] = chance.one_of(f"{place}/calendar", ("counter.yaml", "night.yaml"))
    return found


def _staff(chance: Chance, place: str) -> Document:
    found: Document = {"fixed": chance.one_of(f"{place}/fixed", (0.4, 1, 1.3, 3))}
    if chance.below(f"{place}/per size", 3) == 0:
        found = {"per_100k": chance.one_of(f"{place}/per", (2.0, 12.0)),
                 "at_least": chance.one_of(f"{place}/least", (0.2, 1))}  # fmt: skip
    return found | {"factor": chance.one_of(f"{place}/staff factor", (0.6, 1.0, 1.0))}


def answering(chance: Chance) -> Document:
    """Who answers letters."""
    return {who: desk(chance, "answering", who) | {"id": "answering"}
            for who in ("central", "branch")}  # fmt: skip


def arrivals(chance: Chance, procedures: Document) -> Document:
    """How many, when, by which channel."""
    days: Document = dict.fromkeys(DAYS[: chance.one_of("open days", (5, 7))], 1.0)
    channels = chance.one_of("channels", (
        {"counter": 0.4, "online": 0.5, "post": 0.1}, {"counter": 0.1, "online": 0.8, "post": 0.1},
        {"counter": 0.3, "online": 0.2, "post": 0.5},
    ))  # fmt: skip
    return {
        **_count(chance, procedures),
        "growth_per_year": chance.one_of("growth", (0.0, 0.0, 1.5, -0.5)),
        "weekday": {**days, "mon": chance.one_of("monday", (0.5, 2.0))},
        "hours": {"counter": OFFICE_HOURS, "online": ALL_DAY, "post": OFFICE_HOURS},
        "channels": channels,
    }  # fmt: skip


def _count(chance: Chance, procedures: Document) -> Document:
    """The number of dossiers in one of its forms."""
    form = chance.one_of("count", ("total", "rate", "of all", "procedures", "provinces", "both"))
    total = chance.one_of("dossiers", (90.0, 150.0))
    if form == "rate":
        return {"per_1000_per_month": total / 60}
    if form == "of all":
        return {"catalogue_per_1000_per_month": total / 50}
    if form == "total":
        return {"per_month": chance.one_of("bare", (total, {"total": total}))}
    included = procedures.get("include", "all")
    included = PROCEDURES if included == "all" else included
    counts: Document = {}
    if form in ("procedures", "both"):
        counts["by_procedure"] = {name: total / len(included) for name in included}
    if form in ("provinces", "both"):
        counts["by_province"] = {}  # filled in where it is known who takes part
    return {"per_month": counts}


def applicants(chance: Chance) -> Document:
    """Their own time."""
    wait = chance.one_of("outage", ((0.7, 0.25, 0.05), (1.0, 0.0, 0.0), (0.3, 0.4, 0.3)))
    return {
        "supplement": chance.law("supplement", "day"), "pay": chance.law("pay", "day"),
        "collect": chance.law("collect", "day"), "patience": chance.law("patience", "hour"),
        "enquiry": chance.law("enquiry", "minute"),
        "enquiries_max": chance.one_of("enquiries", (0, 1, 2, 5)),
        "withdraw": chance.one_of("withdraw", (0.0, 0.1, 0.5)),
        "portal_outage": dict(zip(("wait", "counter", "give_up"), wait, strict=True)),
    }  # fmt: skip


def sharing(chance: Chance) -> Document:
    """How agencies ask one another."""
    return {
        "reuse": chance.one_of("reuse", (0.0, 0.1, 0.5)),
        "platform": {
            "share": chance.one_of("share", (0.2, 0.5, 0.9)),
            "transit": chance.law("transit", "second"),
            "failure": chance.one_of("failure", (0.0, 0.1, 0.5)),
            "timeout": chance.one_of("timeout", ("2s", "40s", "1h")), "retry": retry(chance, "p"),
            "fallback": chance.one_of("fallback", ("letter", "letter", "none")),
            "refusal": chance.one_of("refusal", (0.0, 0.1, 0.5)),
            "established": chance.one_of("established", (0.0, 0.5, 1.0)),
            "setup": chance.law("setup", "work"),
        },
        "letter": {
            "carry": chance.law("carry", "hour"), "pick_up": chance.law("pick up", "work"),
            "answer": chance.law("answer", "minute"),
            "refusal": chance.one_of("letter refusal", (0.0, 0.1, 0.5)),
            "expiry": chance.one_of("expiry", ("wait", "proceed")),
        },
    }  # fmt: skip


def retry(chance: Chance, whose: str) -> Document:
    """Attempts after the first."""
    return {
        "max": chance.one_of(f"{whose}/max", (0, 1, 2, 4)),
        "backoff": chance.one_of(f"{whose}/backoff", ("40s", "10m", "2h")),
        "factor": chance.one_of(f"{whose}/factor", (1.0, 2.0, 3.0)),
        "jitter": chance.one_of(f"{whose}/jitter", (0.0, 0.2, 1.0)),
    }


def publication(chance: Chance) -> Document:
    """How late new versions are."""
    policy = chance.one_of("policy", (
        (0.4, 0.3, 0.3), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0),
    ))  # fmt: skip
    return {
        "history": chance.one_of("history", ("resampled", "resampled", "fixed")),
        "documents_per_year": chance.one_of("documents", (0.0, 2.0, 12.0)),
        "lateness": chance.one_of("lateness", (0.3, 1.0, 2.0)),
        "ministry": _stage(chance, "ministry", "20d"), "post": chance.law("to database", "day"),
        "province": _stage(chance, "province", "5d"), "prepare": chance.law("prepare", "work"),
        "configure": chance.law("configure", "work"), "guidance": chance.law("guidance", "work"),
        "policy": dict(zip(("hold", "old_version", "guidance"), policy, strict=True)),
    }  # fmt: skip


def _stage(chance: Chance, who: str, rule: str) -> Document:
    return {
        "rule": chance.one_of(f"{who}/rule", (rule, "0d")),
        "on_time": chance.one_of(f"{who}/on time", (0.0, 0.3, 1.0)),
        "late": chance.law(f"{who}/late", "day"),
        "earlier": chance.one_of(f"{who}/earlier", ("0d", "0d", "3d")),
    }


def sync(chance: Chance) -> Document:
    """How statuses get to the portal."""
    return {
        "transit": chance.law("push", "second"), "loss": chance.one_of("loss", (0.0, 0.2, 0.5)),
        "duplicate": chance.one_of("duplicate", (0.0, 0.2)),
        "delayed": chance.one_of("delayed", (0.0, 0.3)), "delay": chance.law("delay", "hour"),
        "retry": retry(chance, "s"),
        "reconciliation": chance.one_of("night", ("02:00", "14:30", "none")),
    }  # fmt: skip


def outages(chance: Chance, start: str) -> list[Document]:
    """Drawn and planned ones of the portal, the platform and agencies."""
    targets = ("portal", "platform", "G01", "G01-DANCU", "G15-HOTICH", "H03")
    drawn = [
        {"id": f"drawn-{target.lower()}", "target": target,
         "mtbf": chance.one_of(f"{target}/between", ("20h", "4d")),
         "mttr": chance.one_of(f"{target}/repair", ("40m", "9h"))}
        for target in chance.some_of("drawn", targets) if chance.below("any", 3)
    ]  # fmt: skip
    planned = [
        {"id": f"planned-{target.lower()}", "target": target, "begin": f"{start}T09:00",
         "end": f"{start}T{chance.one_of(f'{target}/end', ('09:30', '15:00'))}"}
        for target in chance.some_of("planned", targets)
    ]  # fmt: skip
    return [*drawn, *planned]


def paper(chance: Chance) -> Document:
    """Scanning and post."""
    return {"scan": chance.law("scan", "minute"), "post": chance.law("post", "day")}


def legal_clock(chance: Chance) -> Document:
    """When the clock starts, and new dates."""
    return {
        "cutoff": chance.one_of("cutoff", ("15:00", "10:00", "00:00")),
        "reschedule": chance.one_of("reschedule", (0.0, 0.3, 1.0)),
        "extension": chance.one_of("extension", ("1wd", "5wd", "4d", "6h")),
    }


def attention(chance: Chance) -> Document:
    """How soon letters are picked up, extremes among them."""
    one = chance.one_of("attention", (1.0, 1.0, 0.01, 20.0))
    return {"default": chance.one_of("attention of all", (1.0, 0.5, 2.0)), "G01": one}
