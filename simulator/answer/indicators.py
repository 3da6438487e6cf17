"""What a replication knows besides its dossiers: the portal, publication, requests, desks.

Changes of status, requests and people whom an outage of the portal met count as many times as the
unit stands for whose dossier they are of. All publications take place, whatever the scale. A desk
is busy with what was simulated at it and with its background; messages are those that were sent.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from simulator.model.model import Model


def indicators(model: Model, end_us: int) -> dict[str, Any]:
    """Plain data for `summary.json`; times in microseconds of the whole run."""
    return {
        "sync": _sync(model),
        "portal": dict(zip(("waited", "counter", "gave_up"), model.source.turned, strict=True)),
        "publication": _publication(model, end_us),
        "requests": _requests(model),
        "desks": _desks(model, end_us),
        "messages": dict(sorted(model.relay.counts.items())),
    }


def _sync(model: Model) -> dict[str, float]:
    """Changes of status, those synced, and their lag; `abandoned` are those simulated."""
    table = np.array(model.world.sync.by_unit, dtype=np.int64).reshape(-1, 3)
    weights = np.array([unit.weight for unit in model.units[: len(table)]])
    names = ("changes", "synced", "lag_us")
    totals = (weights[:, None] * table).sum(axis=0).tolist()
    return dict(zip(names, totals, strict=True)) | {"abandoned": model.world.sync.abandoned}


def _requests(model: Model) -> list[dict[str, Any]]:
    """Ended requests by pair of agencies, mode and outcome."""
    counts: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for (*names, weight), count in sorted(model.world.ended.items()):
        requester, provider, mode, outcome = names
        counts[requester, provider, mode, outcome] += weight * count
    keys = ("requester", "provider", "mode", "outcome")
    return [dict(zip(keys, names, strict=True)) | {"count": n} for names, n in counts.items()]


def _publication(model: Model, end_us: int) -> dict[str, Any]:
    """Decisions whose legal effect falls into the run, and those on time by Decree 63/2010."""
    section, start = model.publications, model.horizon.start_us
    rules = section.rules
    ministry = [d for _, d in section.documents if start <= d.effect_us < end_us]
    province = [d for d in section.decisions if start <= d.document.effect_us < end_us]
    return {
        "ministry": {
            "decisions": len(ministry),
            "on_time": sum(d.decided_us <= d.effect_us - rules.ministry.rule_us for d in ministry),
        },
        "province": {
            "decisions": len(province),
            "on_time": sum(
                d.decided_us <= d.document.effect_us - rules.province.rule_us for d in province
            ),
        },
    }


def _desks(model: Model, end_us: int) -> list[dict[str, Any]]:
    """Work done and time in which people were there, by agency, level, department and desk."""
    start = model.horizon.start_us
    totals: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for place in model.offices.places:
        named = place.agency, place.level, place.department, place.desk
        tally, row = place.at.tally(end_us), totals[named]
        row[0] += place.servers
        row[1] += tally.busy_us
        row[2] += place.at.crew.open_us(start, end_us)
        row[3] += tally.visits
    names = ("servers", "busy_us", "open_us", "visits")
    keys = ("agency", "level", "department", "desk")
    return [
        dict(zip(keys, named, strict=True)) | dict(zip(names, row, strict=True))
        for named, row in sorted(totals.items())
    ]
