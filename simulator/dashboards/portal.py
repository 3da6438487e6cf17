"""Portal and publication: what people are told, and when procedures are published."""

from __future__ import annotations

from grafana_foundation_sdk.models import dashboard as models

from simulator.dashboards import frame
from simulator.dashboards.frame import Row
from simulator.dashboards.panels import (
    SECONDS,
    SHARE,
    Looks,
    Query,
    Show,
    at_once,
    bars,
    lines,
    one_number,
    stacked,
)
from simulator.dashboards.promql import (
    RANGE,
    WINDOW,
    chosen,
    grown,
    highest,
    most,
    now,
    per_day,
    selector,
    share,
)
from simulator.dashboards.words import CAUSE_COLOURS, STATUS_NAMES

CHANGES = selector("lienthong_sim_status_changes_total", chosen("agency"))
SYNCED = selector("lienthong_sim_status_synced_total", chosen("agency"))
SYNC_LAG = selector("lienthong_sim_status_lag_seconds_total", chosen("agency"))
PUBLISHED = selector("lienthong_sim_publications_total", chosen("agency"))
PUBLICATION_LAG = selector("lienthong_sim_publication_lag_seconds_total", chosen("agency"))
LEDGER = selector("lienthong_sim_ledger_seconds_total", chosen("agency", "cause"))
ENDED = selector("lienthong_sim_dossiers_ended_total", chosen("agency"))
OPEN = selector("lienthong_sim_dossiers_open", chosen("agency"))
COMPLETE = ((None, "red"), (0.95, "orange"), (1.0, "green"))
AGENCY = "{{agency}}"


def build() -> models.Dashboard:
    """The dashboard *Portal and publication*."""
    variables = [
        frame.scenario(),
        frame.agency(
            ("lienthong_sim_status_changes_total", "agency"),
            ("lienthong_sim_publications_total", "agency"),
        ),
        frame.cause("sync", "publication"),
    ]
    purpose = "Whether the portal says what is true, and how late procedures are published."
    rows = [
        Row("Now", [*_completeness(), *_lags()]),
        Row("The portal", [*_by_agency(), *_over_time()]),
        Row("Publication", _publication()),
        Row("What it costs applicants", _costs()),
    ]
    return frame.framed("portal", purpose, [*variables, frame.step("1m")], rows)


def _completeness() -> list[frame.PanelBuilder]:
    return [
        one_number(
            Show(
                5,
                "Portal completeness",
                "Share of all changes of status since the run began that the portal knows. Below"
                " 100 % somebody reads there what is no longer true.",
                SHARE,
                decimals=2,
            ),
            share(now(SYNCED), now(CHANGES)),
            Looks(steps=COMPLETE),
        ),
        one_number(
            Show(
                5,
                "Not yet on the portal",
                "Changes of status under way or lost. If it never returns to 0 at night, pushes"
                " are lost, not late.",
                decimals=0,
            ),
            f"{now(CHANGES)} - {now(SYNCED)}",
        ),
    ]


def _lags() -> list[frame.PanelBuilder]:
    return [
        at_once(
            Show(
                5,
                "Mean lag of a status",
                "From the change to its being on the portal, of those that came there in the"
                " time shown.",
                SECONDS,
            ),
            share(grown(SYNC_LAG, window=RANGE), grown(SYNCED, window=RANGE)),
        ),
        at_once(
            Show(
                5,
                "Publications",
                "Versions of procedures published in the time shown. Few of them, and their mean"
                " lag is a matter of chance.",
                decimals=0,
            ),
            grown(PUBLISHED, window=RANGE),
        ),
        at_once(
            Show(
                4,
                "Mean publication lag",
                "From legal effect; early publication counts as 0.",
                SECONDS,
            ),
            share(grown(PUBLICATION_LAG, window=RANGE), grown(PUBLISHED, window=RANGE)),
        ),
    ]


def _by_agency() -> list[frame.PanelBuilder]:
    lag = share(grown(SYNC_LAG, "agency"), grown(SYNCED, "agency"))
    missing = f"{now(CHANGES, 'agency')} - {now(SYNCED, 'agency')}"
    return [
        bars(
            Show(
                8,
                "Least complete, by agency",
                "If all are equally incomplete the portal or the bus is at fault; if one is, its"
                " own software is.",
                SHARE,
                decimals=2,
            ),
            Query(
                f"sort(bottomk(10, {share(now(SYNCED, 'agency'), now(CHANGES, 'agency'))}))",
                AGENCY,
            ),
            Looks(steps=COMPLETE, top=1.0),
        ),
        lines(
            Show(
                8,
                "Not yet on the portal, by agency",
                "A line that returns to the ground is lag; a step that stays is loss, which only"
                " a second push mends.",
            ),
            Query(highest(8, missing, "agency"), AGENCY),
        ),
        lines(
            Show(
                8,
                "Mean lag of a status, by agency",
                "Hours mean that somebody enters statuses by hand or in batches; minutes, that a"
                " machine pushes them.",
                SECONDS,
            ),
            Query(highest(8, lag, "agency"), AGENCY),
        ),
    ]


def _over_time() -> list[frame.PanelBuilder]:
    return [
        lines(
            Show(
                12,
                "Changes and pushes, a simulated day",
                "The two lines are one when all goes well. Where pushes stop and then catch up,"
                " the portal was out; where they stay below, statuses get lost.",
            ),
            Query(per_day(CHANGES), "changes of status"),
            Query(per_day(SYNCED), "on the portal"),
        ),
        stacked(
            Show(
                12,
                "Open dossiers by status",
                "5, 6 and 9 ask something of the applicant, who learns of it from the portal: if"
                " these grow while completeness falls, people do not know that they are waited"
                " for.",
            ),
            Query(now(OPEN, "status"), "{{status}}"),
            Looks(names=STATUS_NAMES),
        ),
    ]


def _publication() -> list[frame.PanelBuilder]:
    late = share(
        grown(PUBLICATION_LAG, "agency", window=RANGE), grown(PUBLISHED, "agency", window=RANGE)
    )
    return [
        bars(
            Show(
                12,
                "Latest to publish, by agency",
                "Mean lag from legal effect, in the time shown. A province cannot publish before"
                " its ministry: if a ministry is above, mend that first.",
                SECONDS,
            ),
            Query(f"sort_desc({most(10, late)})", AGENCY),
        ),
        lines(
            Show(
                12,
                "Publications since the run began, by agency",
                "A ministry's line rises when it publishes. A province whose line rises weeks after"
                " that is late by its own doing.",
            ),
            Query(highest(8, now(PUBLISHED, "agency"), "agency"), AGENCY),
        ),
    ]


def _costs() -> list[frame.PanelBuilder]:
    part = grown(LEDGER, "cause", window=WINDOW)
    by_agency = grown(LEDGER, "agency", window=RANGE)
    return [
        stacked(
            Show(
                12,
                "Time by cause, for each dossier ended",
                "What applicants pay: sync is time in which nobody told them, publication time in"
                " which the right version was not published.",
                SECONDS,
            ),
            Query(f"{part} / scalar({grown(ENDED)} > 0)", "{{cause}}"),
            Looks(colours=CAUSE_COLOURS),
        ),
        bars(
            Show(
                12,
                "Where it costs most",
                "The chosen causes, for each dossier ended in the time shown, by the agency that"
                " received it.",
                SECONDS,
            ),
            Query(
                f"sort_desc({most(10, share(by_agency, grown(ENDED, 'agency', window=RANGE)))})",
                AGENCY,
            ),
        ),
    ]
