"""Made-up metrics of a made-up run, as OpenMetrics: something in every series, nothing meant.

150 simulated days in an hour, with a sample each 10 s. Less comes in at weekends; from the middle
on H49's queues grow, G12-THUE answers no letters and some statuses are lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product

from simulator.ledger.rows import CAUSES
from simulator.metrics.catalogue import Metric
from tests.simulator.dashboards.catalogue import EXPORTED

START, LENGTH_S, EVERY_S, SPEED = 1_700_000_000, 3_600, 10, 3_600
CLOCK_START = 1_685_552_400  # 2023-06-01 00:00 in Viet Nam
RUN = {"job": "lienthong", "instance": "127.0.0.1:9464"}
VALUES = {
    "agency": ("H03", "H17", "H49"),
    "group": ("civil-status", "land", "residence", "social-insurance"),
    "channel": ("counter", "online", "post"),
    "level": ("commune", "district", "province"),
    "cause": CAUSES,
    "status": ("1", "2", "4", "5", "6", "9"),
    "desk": ("one_stop", "specialist", "approval"),
    "requester": ("H03", "H17", "H49", "other"),
    "provider": ("G01", "G12-THUE", "G15-LLTP", "other"),
    "mode": ("platform", "letter"),
    "topic": ("exchange.in", "exchange.out", "status.out", "procedure.evt"),
    "culprit": ("requester", "provider", "bus"),
    "scenario": ("demo",),
    "le": ("60", "3600", "86400", "432000", "1728000", "7776000", "+Inf"),
}
OUTCOMES = {
    "lienthong_sim_dossiers_ended_total": ("on_time", "late"),
    "lienthong_sim_requests_total": ("answered", "refused", "expired", "dead_lettered"),
    "lienthong_wall_acts_total": ("accepted", "refused"),
    "lienthong_wall_faults_total": ("accepted", "refused"),
    "lienthong_wall_levers_total": ("accepted", "refused"),
    "lienthong_wall_blamed_total": ("silent", "late", "failed"),
    "lienthong_wall_relayed_total": (
        "read",
        "delivered",
        "put_off",
        "dead_lettered",
        "audited",
        "quarantined",
    ),
}
# How much of a counter there is for a dossier: seconds, or pieces.
EACH = {
    "lienthong_sim_ledger_seconds_total": 60_000.0,
    "lienthong_sim_desk_busy_seconds_total": 900.0,
    "lienthong_sim_desk_capacity_seconds_total": 1_150.0,
    "lienthong_sim_status_lag_seconds_total": 5_000.0,
    "lienthong_sim_publications_total": 0.02,
    "lienthong_sim_publication_lag_seconds_total": 20_000.0,
    "lienthong_sim_cycle_time_seconds_sum": 500_000.0,
    "lienthong_sim_processing_time_seconds_sum": 300_000.0,
    "lienthong_sim_request_seconds_sum": 90_000.0,
    "lienthong_wall_dead_letters_total": 0.004,
    "lienthong_wall_acts_total": 0.002,
    "lienthong_wall_faults_total": 0.0005,
    "lienthong_wall_levers_total": 0.0005,
    "lienthong_wall_blamed_total": 0.01,
    "lienthong_wall_connector_errors_total": 0.02,
    "lienthong_wall_connector_response_seconds_sum": 0.8,
}


def exposition() -> Iterator[str]:
    """OpenMetrics lines, a family after the other; `# EOF` ends them."""
    for metric in EXPORTED:
        yield f"# TYPE {metric.family} {metric.kind}"
        for series in metric.series:
            for labels in label_sets(metric, series):
                yield from _samples(series, labels)
    yield "# EOF"


def label_sets(metric: Metric, series: str) -> list[dict[str, str]]:
    """Every combination of made-up values of a series' labels."""
    names = [*metric.labels, *(["le"] if series.endswith("_bucket") else [])]
    values = [OUTCOMES[metric.name] if name == "outcome" else VALUES[name] for name in names]
    return [dict(zip(names, chosen, strict=True)) for chosen in product(*values)]


@cache
def work_done(wall_s: int) -> float:
    """Dossiers ended up to then, for one of the smaller series; weekends count for little."""
    whole, part = divmod(wall_s * SPEED / 86_400, 1)
    days = [0.1 if day % 7 in (2, 3) else 1.0 for day in range(int(whole) + 1)]
    return 40 * (sum(days[:-1]) + days[-1] * part)


def value(series: str, labels: dict[str, str], wall_s: int) -> float:
    """The value of one series at one time."""
    late = max(0, wall_s - LENGTH_S // 2)
    if series == "lienthong_sim_clock_seconds":
        return float(CLOCK_START + wall_s * SPEED)
    if series.endswith(("_total", "_sum", "_count", "_bucket")):
        return _counter(series, labels, wall_s, late)
    if series == "lienthong_sim_desk_queue" and labels["agency"] == "H49":
        return 5 + late / 20
    if series == "lienthong_sim_requests_open" and labels["provider"] == "G12-THUE":
        return 10 + late / 30
    gauges = {"sim_info": 1, "wall_speed_ratio": SPEED, "wall_scrape_seconds": 0.012}
    gauges |= {"wall_drift_seconds": 0.3, "wall_connector_send_lag_seconds": 0.05}
    plain = gauges.get(series.removeprefix("lienthong_"))
    return float(plain) if plain is not None else 5 + weight(labels) * (work_done(wall_s) % 40)


def weight(labels: dict[str, str]) -> float:
    """How large one series is beside its sisters: no two are alike."""
    return 0.2 + sum(sum(map(ord, text)) % 17 for text in labels.values()) / (17 * len(labels) or 1)


def _counter(series: str, labels: dict[str, str], wall_s: int, late: int) -> float:
    done = work_done(wall_s)
    if labels.get("provider") == "G12-THUE" and labels.get("mode") == "letter":
        done = work_done(min(wall_s, LENGTH_S // 2))
    if series.endswith("synced_total"):
        done -= 0.02 * work_done(late)
    rare = {"late": 0.15, "refused": 0.05, "expired": 0.04, "dead_lettered": 0.01}
    share = weight({name: text for name, text in labels.items() if name not in ("le", "outcome")})
    share *= rare.get(labels.get("outcome", ""), 1.0)
    bucket = (VALUES["le"].index(labels["le"]) + 1) / len(VALUES["le"]) if "le" in labels else 1.0
    return EACH.get(series, 1.0) * share * bucket * done


def _samples(series: str, labels: dict[str, str]) -> Iterator[str]:
    inside = ",".join(f'{name}="{text}"' for name, text in {**RUN, **labels}.items())
    for wall_s in range(0, LENGTH_S + 1, EVERY_S):
        yield f"{series}{{{inside}}} {value(series, labels, wall_s):.10g} {START + wall_s}"
