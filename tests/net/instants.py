"""Unlike things in one instant: what comes of them hangs on the order of events alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from agents.deadlines import parse_duration
from tests.net.reached import DAY_US, Found, Seen, finder


def _us(text: str) -> int:
    return parse_duration(text).elapsed_us


def _local_us(text: str) -> int:
    return int(np.datetime64(text, "us").astype(np.int64))


def _planned(seen: Seen, *targets: str) -> Iterator[tuple[int, int]]:
    """[begin, end) of each planned outage of one of the targets."""
    for outage in seen.scenario["outages"]:
        if outage["target"] in targets and "begin" in outage:
            yield _local_us(outage["begin"]), _local_us(outage["end"])


@finder
def _crowds(seen: Seen) -> Found:
    """Many messages, and many submissions, of one instant."""
    at = Counter(message.at_us for message in seen.ran.messages if not message.is_audit)
    came = Counter(seen.ran.rows["submitted_us"].tolist())
    return Found({
        "instant with ten messages": sum(many >= 10 for many in at.values()),
        "instant with three submissions": sum(many >= 3 for many in came.values()),
    })  # fmt: skip


@finder
def _submissions(seen: Seen) -> Found:
    """Submitted as the portal comes back, a version gets in force, or has legal effect."""
    rows, found = seen.ran.rows, Found()
    back = {end for _, end in _planned(seen, "portal")}
    waiting = rows["held_us"] > 0
    in_force = {
        (int(row["agency"]), int(row["procedure"]), int(row["submitted_us"] + row["held_us"]))
        for row in rows[waiting & (rows["returned_us"] >= 0)]
    }
    effects = {
        (m.event["procedure"], m.event["legal_effect_us"])
        for m in seen.of("procedure.published.v1")
    }
    names = [one["id"] for one in seen.document["procedures"]]
    for row in rows:
        at_us, procedure = int(row["submitted_us"]), int(row["procedure"])
        found["submitted as the portal comes back"] += at_us in back
        key = (int(row["agency"]), procedure, at_us)
        found["submitted as a version gets in force"] += row["policy"] == 0 and key in in_force
        here = (sorted(names)[procedure], at_us)
        found["submitted as a version has legal effect"] += at_us % DAY_US == 0 and here in effects
    return found


@finder
def _retries(seen: Seen) -> Found:
    """A retry as an outage ends or begins; replies as a time-out or the next attempt is due."""
    platform: dict[str, Any] = seen.scenario["sharing"]["platform"]
    retry, found = platform["retry"], Found()
    if retry.get("jitter", 0.0) or retry["factor"] != 1.0:
        return found
    wait_us = _us(platform["timeout"]) + _us(retry["backoff"])
    for request, sent in seen.asked.items():
        tries = [message for message in sent if message.event["mode"] == "platform"]
        replied = {reply.at_us for reply in seen.answers.get(request, ())}
        outages = list(_planned(seen, "platform", sent[0].event["provider"]))
        begins, ends = ({pair[n] for pair in outages} for n in (0, 1))
        found["first asked as an outage ends"] += bool(tries) and tries[0].at_us in ends
        for one, other in pairwise(tries):
            wanted_us = one.at_us + wait_us
            found["a retry as an outage ends"] += wanted_us == other.at_us and wanted_us in ends
            found["a retry as an outage begins"] += wanted_us in begins and other.at_us in ends
            found["a reply as the next attempt is due"] += wanted_us in replied
        for one in tries:
            found["a reply as its time-out is due"] += (
                one.at_us + _us(platform["timeout"]) in replied
            )
    return found


@finder
def _limits(seen: Seen) -> Found:
    """A letter that is answered as its limit is over, and news that comes as patience ends."""
    found = Found()
    for request, sent in seen.asked.items():
        due = {m.event["deadline_us"] for m in sent if m.event["mode"] == "letter"}
        replied = {reply.at_us for reply in seen.answers.get(request, ())}
        found["a letter answered at its limit"] += bool(due & replied)
    patience = seen.scenario["applicants"]["patience"].get("fixed")
    if patience is not None:
        for message in seen.of("status.progress.v1"):
            late_us = message.at_us - message.event["at_us"]
            found["news as patience ends"] += late_us == _us(patience)
    return found
