"""Prometheus's rules: rates per simulated day, and what somebody should be told of.

Windows are real time, because Prometheus knows no other. Where an alert needs simulated weeks to be
sure, it asks that so many went by within its window; below the speed at which they do, it is
silent, and its description says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from simulator.dashboards.promql import (
    DAY_S,
    ON_RUN,
    RULE,
    clock_grown,
    grown,
    lately,
    now,
    per_day,
    selector,
    share,
)

EVERY = "10s"
MINUTE = "1m"
REQUESTS, OPEN = "lienthong_sim_requests_total", "lienthong_sim_requests_open"
QUEUE = "lienthong_sim_desk_queue"
COMPLETENESS = "agency:lienthong_sim_status:completeness"
UTILISATION = "agency_desk:lienthong_sim_desk:utilisation"
TWO_WEEKS_S = 14 * DAY_S
# Windows in which two simulated weeks may go by (at 3600 a minute is 2.5 days), each with its first
# half and a last part, which must not touch: older Prometheus counts both ends of a range.
WINDOWS = (("10m", "5m", "4m"), ("2h", "1h", "50m"))
# What has a rate per simulated day, by the labels that it keeps.
RATES: Mapping[str, tuple[str, ...]] = {
    "lienthong_sim_dossiers_submitted_total": ("agency", "group", "channel"),
    "lienthong_sim_dossiers_ended_total": ("agency", "group", "outcome"),
    "lienthong_sim_ledger_seconds_total": ("agency", "cause"),
    "lienthong_sim_requests_total": ("provider", "mode", "outcome"),
    "lienthong_sim_request_attempts_total": ("mode",),
    "lienthong_sim_status_changes_total": ("agency",),
    "lienthong_sim_status_synced_total": ("agency",),
    "lienthong_sim_publications_total": ("agency",),
    "lienthong_sim_messages_total": ("topic",),
}


@dataclass(frozen=True, slots=True)
class Recording:
    """A series that Prometheus keeps under a name of its own."""

    name: str
    expr: str

    def rule(self) -> dict[str, Any]:
        """As in a rule file."""
        return {"record": self.name, "expr": self.expr}


@dataclass(frozen=True, slots=True)
class Alert:
    """What is so for a while, and what to conclude from it."""

    name: str
    expr: str
    lasts: str
    summary: str
    conclude: str
    severity: str = field(default="warning")

    def rule(self) -> dict[str, Any]:
        """As in a rule file."""
        return {
            "alert": self.name,
            "expr": self.expr,
            "for": self.lasts,
            "labels": {"severity": self.severity},
            "annotations": {"summary": self.summary, "description": self.conclude},
        }


def rates() -> list[Recording]:
    """Rates per simulated day, for people's own queries: dashboards also work where no rule ran."""
    return [Recording(_rate_name(metric, by), _rate(metric, by)) for metric, by in RATES.items()]


def shares() -> list[Recording]:
    """What alerts, and people, ask for: completeness of the portal and load of desks."""
    synced, changes = (
        now(f"lienthong_sim_status_{kind}_total", "agency", reader=RULE)
        for kind in ("synced", "changes")
    )
    loads = [Recording(f"{UTILISATION}{window}", _utilisation(window)) for window, *_ in WINDOWS]
    return [Recording(COMPLETENESS, share(synced, changes)), *loads]


def _rate_name(metric: str, by: tuple[str, ...]) -> str:
    return f"{'_'.join(by)}:{metric.removesuffix('_total')}:per_simulated_day1m"


def _rate(metric: str, by: tuple[str, ...]) -> str:
    return per_day(metric, *by, window=MINUTE, reader=RULE)


def _utilisation(window: str) -> str:
    desk = "lienthong_sim_desk"
    busy, capacity = (
        grown(f"{desk}_{kind}_seconds_total", "agency", "desk", window=window, reader=RULE)
        for kind in ("busy", "capacity")
    )
    return share(busy, capacity)


def alerts() -> list[Alert]:
    """All alerts, in the order in which they are shown."""
    return [
        portal_incomplete(),
        desk_without_bound(),
        provider_silent(),
        elsewhere_silent(),
        dead_letters_growing(),
        record_quarantined(),
        live_behind(),
        not_scraped(),
    ]


def portal_incomplete() -> Alert:
    """At no evaluation of five minutes did the portal know all changes of status of an agency."""
    return Alert(
        "LienthongPortalIncomplete",
        f"{COMPLETENESS} < 1",
        "5m",
        "The portal does not know all statuses of {{ $labels.agency }}",
        "It knows {{ $value | humanizePercentage }} of them. If the missing ones get fewer at"
        " night, they are late; if not, they are lost and have to be pushed again.",
    )


def desk_without_bound() -> Alert:
    """A queue whose least of the later weeks is above its most of the earlier ones."""
    return Alert(
        "LienthongDeskWithoutBound",
        " or ".join(_without_bound(*window) for window in WINDOWS),
        "2m",
        "The queue of {{ $labels.desk }} in {{ $labels.agency }} grows without bound",
        "It worked {{ $value | humanizePercentage }} of its people's open time, and its queue of"
        " the last weeks was never as short as it had been at its longest in the weeks before."
        " It needs people, or less work; nothing else will help. (Two simulated weeks must go by"
        " in two hours: below a speed of 168 this is not judged.)",
    )


def _without_bound(window: str, first: str, last: str) -> str:
    # Capacity counts people who are absent, so a desk is full before its share is 1.
    by = (*RULE.run, "agency", "desk")
    shortest = f"min by ({', '.join(by)}) (min_over_time({QUEUE}[{last}]))"
    longest = f"max by ({', '.join(by)}) (max_over_time({QUEUE}[{first}] offset {first}))"
    return (
        f"(({UTILISATION}{window} > 0.8) and {shortest} > {longest}"
        f" and {ON_RUN} {clock_grown(window, RULE)} >= {TWO_WEEKS_S})"
    )


def provider_silent() -> Alert:
    """Requests are open with a provider and none is answered, in minutes or office weeks."""
    minutes, weeks = "5m", "10m"
    enough = f" and {ON_RUN} {clock_grown(weeks, RULE)} >= {TWO_WEEKS_S}"
    return Alert(
        "LienthongProviderSilent",
        f"({_silent('platform', minutes)}) or ({_silent('letter', weeks)}{enough})",
        "2m",
        "{{ $labels.provider }} answers no {{ $labels.mode }}",
        "{{ $value }} requests wait for it. A platform that is silent for five minutes is out, or"
        " its connector is; people are called silent after two simulated weeks, which is longer"
        " than any holiday (below a speed of 2016 that is not judged).",
        "critical",
    )


def _silent(mode: str, window: str) -> str:
    by = ("provider", "mode")
    waiting = now(f'max_over_time({OPEN}{{mode="{mode}"}}[1m])', *by, reader=RULE)
    known = now(selector(REQUESTS, f'mode="{mode}"'), *by, reader=RULE)
    spoken = lately(selector(REQUESTS, f'mode="{mode}",outcome=~"answered|refused"'), window)
    labels = ", ".join((*RULE.run, *by))
    # Only providers that requests_total names: the rare ones are the provider "other" there.
    return f"{waiting} > 0 and on ({labels}) {known} unless on ({labels}) {spoken}"


def elsewhere_silent() -> Alert:
    """An agency in another process, or real software, is asked again and again without a reply."""
    window, by = "5m", ("provider",)
    silent = selector("lienthong_wall_blamed_total", 'outcome="silent"')
    attempts = grown(silent, *by, window=window, reader=RULE)
    answers = selector(REQUESTS, 'mode="platform",outcome=~"answered|refused"')
    labels = ", ".join((*RULE.run, *by))
    return Alert(
        "LienthongElsewhereSilent",
        f"({attempts} > 0) unless on ({labels}) {lately(answers, window)}",
        "1m",
        "{{ $labels.provider }}, which works elsewhere, does not reply",
        "{{ $value | humanize }} attempts of the last five minutes got no reply in time, and"
        " nothing was answered. Is its process up, is the relay, is its software connected? Its"
        " lateness is counted to it in the run's manifest.",
        "critical",
    )


def dead_letters_growing() -> Alert:
    """Each one is somebody's matter that nobody handles."""
    return Alert(
        "LienthongDeadLettersGrow",
        lately("lienthong_wall_dead_letters_total", "5m"),
        "0s",
        "Dead letters by fault of {{ $labels.culprit }}",
        "Somebody's request or status was put aside because nobody could use it."
        " `lienthong topics dlt` says what it was.",
    )


def record_quarantined() -> Alert:
    """A record that ends our own program is a fault of ours, and may be an attack."""
    return Alert(
        "LienthongRecordQuarantined",
        lately(selector("lienthong_wall_relayed_total", 'outcome="quarantined"'), "5m"),
        "0s",
        "The relay set a record aside at which it had ended twice",
        "Everything else is passed on. `lienthong topics dlt list` says where the record is; keep"
        " it, ask the agency what wrote it, and report it to those who maintain the relay.",
        severity="critical",
    )


def live_behind() -> Alert:
    """The machine cannot play the model at the speed asked for."""
    moving = f"{ON_RUN} lienthong_wall_speed_ratio > 0"
    return Alert(
        "LienthongLiveBehind",
        f"lienthong_wall_drift_seconds > 5 and {moving}",
        "30s",
        "The run is {{ $value | humanizeDuration }} behind its pace",
        "The machine is too slow for this speed. Ask for less: a connector in the loop would be"
        " judged by a clock that is wrong.",
    )


def not_scraped() -> Alert:
    """Without it, silence would look like peace."""
    return Alert(
        "LienthongNotScraped",
        'up{job="lienthong"} == 0',
        "1m",
        "{{ $labels.instance }} does not answer Prometheus",
        "The process has ended or hangs; all other alerts of it are blind.",
        "critical",
    )


def groups() -> dict[str, Any]:
    """The rule file's content."""
    # Shares stand with the alerts: rules of one group see each other's newest values.
    contents: dict[str, Sequence[Recording | Alert]] = {
        "lienthong-rates": rates(),
        "lienthong-alerts": [*shares(), *alerts()],
    }
    return {
        "groups": [
            {"name": name, "interval": EVERY, "rules": [rule.rule() for rule in rules]}
            for name, rules in contents.items()
        ]
    }


def written() -> str:
    """The rule file's text."""
    head = "# Generated by python -m simulator.dashboards.generate; edit simulator/dashboards.\n"
    return head + yaml.safe_dump(groups(), sort_keys=False, allow_unicode=True, width=100)
