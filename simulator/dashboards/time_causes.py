"""Time and its causes: for the planner, what dossiers wait for."""

from __future__ import annotations

from grafana_foundation_sdk.models import dashboard as models

from simulator.dashboards import frame, pace
from simulator.dashboards.frame import Row
from simulator.dashboards.panels import (
    DATE,
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
    CLOCK,
    PANEL,
    RANGE,
    chosen,
    grown,
    highest,
    most,
    now,
    part,
    per_day,
    quantile,
    selector,
    share,
)
from simulator.dashboards.words import CAUSE_COLOURS, GOOD_HIGH, STATUS_NAMES

SUBMITTED = selector("lienthong_sim_dossiers_submitted_total", chosen("agency", "group"))
ENDED = selector("lienthong_sim_dossiers_ended_total", chosen("agency", "group"))
ON_TIME = selector(
    "lienthong_sim_dossiers_ended_total", f'{chosen("agency", "group")},outcome="on_time"'
)
# The ledger and the desks know no group of procedures.
ENDED_ALL = selector("lienthong_sim_dossiers_ended_total", chosen("agency"))
LEDGER = selector("lienthong_sim_ledger_seconds_total", chosen("agency", "cause"))
OPEN = selector("lienthong_sim_dossiers_open", chosen("agency"))
BUSY = selector("lienthong_sim_desk_busy_seconds_total", chosen("agency"))
CAPACITY = selector("lienthong_sim_desk_capacity_seconds_total", chosen("agency"))
QUEUE = selector("lienthong_sim_desk_queue", chosen("agency"))
CYCLE, PROCESSING = "lienthong_sim_cycle_time_seconds", "lienthong_sim_processing_time_seconds"
DESK = "{{agency}} {{desk}}"


def build() -> models.Dashboard:
    """The dashboard *Time and its causes*."""
    submitted = "lienthong_sim_dossiers_submitted_total"
    variables = [
        frame.scenario(),
        frame.agency((submitted, "agency")),
        frame.group(submitted),
        frame.cause(),
    ]
    purpose = "How long dossiers take, what they wait for, and where."
    rows = [
        Row("Now", [*_flow(), *_state()]),
        Row("What dossiers wait for", _causes()),
        Row("How long they take", _durations()),
        Row("Desks", _desks()),
        Row("Dossiers", _dossiers()),
        Row("The run itself", pace.panels()),
    ]
    return frame.framed("time", purpose, [*variables, frame.step("1m")], rows)


def mean(metric: str, *by: str, window: str) -> str:
    """The mean of a histogram's observations within `window`, of the chosen groups."""
    sums, counts = (
        grown(selector(f"{metric}_{part}", chosen("group")), *by, window=window)
        for part in ("sum", "count")
    )
    return share(sums, counts)


def _flow() -> list[frame.PanelBuilder]:
    return [
        one_number(
            Show(4, "Simulated instant", "Where the run is, in Viet Nam's time.", DATE),
            f"1000 * max({CLOCK}{PANEL.of})",
        ),
        one_number(
            Show(
                4,
                "Submitted a day",
                "How much work comes in, each simulated day. Weekends and holidays are low:"
                " compare working days.",
            ),
            per_day(SUBMITTED),
        ),
        one_number(
            Show(
                4,
                "Ended a day",
                "How much work goes out, each simulated day. While it stays below what comes in,"
                " backlogs grow and times get worse than they look here.",
            ),
            per_day(ENDED),
        ),
    ]


def _state() -> list[frame.PanelBuilder]:
    on_time = part(grown(ON_TIME, window=RANGE), grown(ENDED, window=RANGE))
    return [
        at_once(
            Show(
                4,
                "On time",
                "Share of the dossiers ended in the time shown that were not past"
                " their due date. Those still open are not in it.",
                SHARE,
            ),
            on_time,
            Looks(steps=GOOD_HIGH),
        ),
        at_once(
            Show(
                4,
                "Mean cycle time",
                "From submission to return, nights and weekends included: what the applicant"
                " lives through. All agencies: it is kept by level and group.",
                SECONDS,
            ),
            mean(CYCLE, window=RANGE),
        ),
        one_number(
            Show(
                4,
                "Open dossiers",
                "The backlog. A rise over weeks means that some desk or provider cannot keep up:"
                " look under Desks, then at the dashboard Exchange.",
            ),
            now(OPEN),
        ),
    ]


def _causes() -> list[frame.PanelBuilder]:
    in_all = grown(LEDGER, window=RANGE)
    return [
        stacked(
            Show(
                16,
                "Cycle time by cause, for each dossier ended",
                "The height is the mean cycle time of the dossiers that just ended; the widest"
                " band is what to remedy first. A lever that works makes its band thinner and no"
                " other thicker. Ledgers are not kept by group of procedures.",
                SECONDS,
            ),
            Query(f"{grown(LEDGER, 'cause')} / scalar({grown(ENDED_ALL)} > 0)", "{{cause}}"),
            Looks(colours=CAUSE_COLOURS),
        ),
        bars(
            Show(
                8,
                "Share of each cause",
                "Of all time of the dossiers ended in the time shown. A remedy cannot save more"
                " than its cause's share.",
                SHARE,
            ),
            Query(
                f"sort_desc({grown(LEDGER, 'cause', window=RANGE)} / scalar({in_all} > 0))",
                "{{cause}}",
            ),
            Looks(colours=CAUSE_COLOURS, top=1.0),
        ),
    ]


def _durations() -> list[frame.PanelBuilder]:
    return [
        lines(
            Show(
                8,
                "Cycle time by level",
                "Half of the dossiers take less than the median, one in ten more than the ninth"
                " decile. If only the ninth decile rises, a few wait very long: look for one"
                " desk or one provider, not for a general shortage.",
                SECONDS,
            ),
            Query(quantile(0.5, CYCLE, chosen("group"), "level"), "{{level}}, median"),
            Query(quantile(0.9, CYCLE, chosen("group"), "level"), "{{level}}, ninth decile"),
        ),
        lines(
            Show(
                8,
                "Processing time by level",
                "What the legal clock counts: it stops while a supplement or a fee is awaited. If"
                " it is far below the cycle time, the applicant waits where no law counts.",
                SECONDS,
            ),
            Query(quantile(0.5, PROCESSING, chosen("group"), "level"), "{{level}}, median"),
            Query(quantile(0.9, PROCESSING, chosen("group"), "level"), "{{level}}, ninth decile"),
        ),
        bars(
            Show(
                8,
                "Mean cycle time by group",
                "Which procedures to look at first, of the dossiers ended in the time shown.",
                SECONDS,
            ),
            Query(f"sort_desc({mean(CYCLE, 'group', window=RANGE)})", "{{group}}"),
        ),
    ]


def _desks() -> list[frame.PanelBuilder]:
    load = share(
        grown(BUSY, "agency", "desk", window=RANGE),
        grown(CAPACITY, "agency", "desk", window=RANGE),
    )
    return [
        bars(
            Show(
                10,
                "Busiest desks",
                "Share of its people's open time that a desk worked, in the time shown; absent"
                " people count, so a desk is full before 100 %. While it is full its queue has no"
                " bound, and sharing data elsewhere helps nobody.",
                SHARE,
            ),
            Query(f"sort_desc({most(10, load)})", DESK),
            Looks(steps=((None, "green"), (0.8, "orange"), (0.9, "red")), top=1.0),
        ),
        lines(
            Show(
                14,
                "Longest queues",
                "Jobs that wait. A queue that empties every day or week is harmless; one that"
                " starts each week higher than the last grows without bound. Backfilled runs have"
                " none where queues were reckoned when work came.",
            ),
            Query(highest(8, now(QUEUE, "agency", "desk"), "agency", "desk"), DESK),
        ),
    ]


def _dossiers() -> list[frame.PanelBuilder]:
    on_time = part(grown(ON_TIME, "agency", window=RANGE), grown(ENDED, "agency", window=RANGE))
    return [
        lines(
            Show(
                8,
                "Submitted by channel, a simulated day",
                "How much arrives online and yet, by the share of the cause paper, is worked on"
                " paper.",
            ),
            Query(per_day(SUBMITTED, "channel"), "{{channel}}"),
        ),
        stacked(
            Show(
                8,
                "Open dossiers by status",
                "Where the backlog stands. Growth in 4 is work that does not get done; in 5 and"
                " 6 applicants who have not answered, or have not been told.",
            ),
            Query(now(OPEN, "status"), "{{status}}"),
            Looks(names=STATUS_NAMES),
        ),
        bars(
            Show(
                8,
                "Least on time, by agency",
                "Share of the dossiers ended in the time shown that were not past their due date.",
                SHARE,
            ),
            Query(f"sort(bottomk(10, {on_time}))", "{{agency}}"),
            Looks(steps=GOOD_HIGH, top=1.0),
        ),
    ]
