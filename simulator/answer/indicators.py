"""What a replication knows besides its dossiers: the portal, publication, requests, desks."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from simulator.model import Model


def indicators(model: Model, end_us: int) -> dict[str, Any]:
    """Plain data for `summary.json`; times in microseconds of the whole run."""
    sync = model.world.sync
    return {
        "sync": {
            "changes": sync.changes,
            "synced": sync.synced,
            "lag_us": sync.lag_us,
            "abandoned": sync.abandoned,
        },
        "publication": _publication(model, end_us),
        "requests": [
            {"requester": a, "provider": b, "mode": mode, "outcome": outcome, "count": count}
            for (a, b, mode, outcome), count in sorted(model.world.requests.items())
        ],
        "desks": _desks(model, end_us),
        "messages": dict(sorted(model.relay.counts.items())),
    }


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
    """Utilisation by agency, level and desk."""
    start = model.horizon.start_us
    totals: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for place in model.offices.places:
        tally, row = place.at.tally(end_us), totals[place.agency, place.level, place.desk]
        row[0] += place.servers
        row[1] += tally.busy_us
        row[2] += place.calendar.work_between(start, end_us) * place.servers
        row[3] += tally.visits
    names = ("servers", "busy_us", "open_us", "visits")
    return [
        {"agency": agency, "level": level, "desk": desk, **dict(zip(names, row, strict=True))}
        for (agency, level, desk), row in sorted(totals.items())
    ]
