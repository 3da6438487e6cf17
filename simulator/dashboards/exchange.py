"""Exchange: data requests between agencies; how many, how they end, how long they take."""

from __future__ import annotations

from grafana_foundation_sdk.models import dashboard as models

from simulator.dashboards import bus, frame
from simulator.dashboards.frame import Row
from simulator.dashboards.panels import (
    NUMBER,
    SECONDS,
    SHARE,
    Column,
    Looks,
    Query,
    Show,
    at_once,
    bars,
    lines,
    one_number,
    stacked,
    table,
)
from simulator.dashboards.promql import (
    RANGE,
    WINDOW,
    grown,
    highest,
    most,
    now,
    pairs_grown,
    pairs_per_day,
    part,
    per_day,
    selector,
    share,
)
from simulator.dashboards.words import CULPRIT_COLOURS, GOOD_HIGH, OUTCOME_COLOURS

REQUESTS = "lienthong_sim_requests_total"
DURATION = "lienthong_sim_request_seconds"
OPEN = selector("lienthong_sim_requests_open", 'provider=~"$agency"')
ATTEMPTS = "lienthong_sim_request_attempts_total"
DEAD_LETTERS = "lienthong_wall_dead_letters_total"
QUARANTINED = selector("lienthong_wall_relayed_total", 'outcome="quarantined"')
GOOD, FAILED = 'outcome="answered"', 'outcome=~"expired|dead_lettered"'
PAIR = ("requester", "provider", "mode")
PURPOSE = (
    "Requests of the chosen agencies and requests to them, each counted once, when it ends. Only"
    " the most active pairs are told apart; the others are the pair other, other."
)


def build() -> models.Dashboard:
    """The dashboard *Exchange*."""
    variables = [
        frame.scenario(),
        frame.agency((REQUESTS, "requester"), (REQUESTS, "provider")),
    ]
    rows = [
        Row("Now", [*_how_much(), *_how_well()]),
        Row("Rate and errors", [*_rates(), *_failures()]),
        Row("Duration", _durations()),
        Row("Pairs of agencies", [_pairs()]),
        Row("The bus", bus.panels()),
    ]
    return frame.framed("exchange", PURPOSE, [*variables, frame.step()], rows)


def mean(*by: str, window: str) -> str:
    """Mean seconds from the first attempt of a request to its end."""
    return share(
        pairs_grown(f"{DURATION}_sum", *by, window=window),
        pairs_grown(f"{DURATION}_count", *by, window=window),
    )


def ended_so(outcome: str, *by: str) -> str:
    """The share of requests that ended with `outcome` (a matcher), in the time shown."""
    some = pairs_grown(REQUESTS, *by, where=outcome, window=RANGE)
    return part(some, pairs_grown(REQUESTS, *by, window=RANGE))


def _how_much() -> list[frame.PanelBuilder]:
    return [
        one_number(
            Show(
                4,
                "Ended a day",
                "How much is exchanged, each simulated day. Better sharing shows here first:"
                " more requests to platforms, fewer letters.",
            ),
            pairs_per_day(REQUESTS),
        ),
        at_once(
            Show(
                4,
                "Answered",
                "Share of the requests ended in the time shown. What is missing was refused,"
                " expired, dead-lettered or withdrawn: see below.",
                SHARE,
            ),
            ended_so(GOOD),
            Looks(steps=GOOD_HIGH),
        ),
        at_once(
            Show(
                4,
                "Mean duration",
                "Of requests ended in the time shown, letters and platforms together.",
                SECONDS,
            ),
            mean(window=RANGE),
        ),
    ]


def _how_well() -> list[frame.PanelBuilder]:
    sends, ended = grown(ATTEMPTS, window=RANGE), grown(REQUESTS, window=RANGE)
    return [
        at_once(
            Show(
                4,
                "Attempts for a request",
                "1 is a bus without faults; each tenth above it is a tenth more load through"
                " retries. All agencies.",
            ),
            share(sends, ended),
            Looks(steps=((None, "green"), (1.5, "orange"), (3.0, "red"))),
        ),
        one_number(
            Show(
                4,
                "Open requests",
                "Asked of the chosen agencies and not yet answered.",
            ),
            now(OPEN),
        ),
        at_once(
            Show(
                4,
                "Dead letters",
                "Messages put aside in the time shown because nobody could use them. Each one"
                " wants somebody to look at it: `lienthong topics dlt`. A relay in a process of"
                " its own tells of those that it put aside if it has a `--metrics-port`.",
                decimals=0,
            ),
            grown(DEAD_LETTERS, window=RANGE),
            Looks(steps=((None, "green"), (0.5, "red"))),
        ),
    ]


def _rates() -> list[frame.PanelBuilder]:
    return [
        stacked(
            Show(
                10,
                "Requests by outcome, a simulated day",
                "A band of expired that opens suddenly is an outage; one that is always there is"
                " a provider without people to answer.",
            ),
            Query(pairs_per_day(REQUESTS, "outcome"), "{{outcome}}"),
            Looks(colours=OUTCOME_COLOURS),
        ),
        lines(
            Show(
                7,
                "Requests by mode, a simulated day",
                "Letters are answered by people in office hours, platforms at once. What moves"
                " from letter to platform stops costing days.",
            ),
            Query(pairs_per_day(REQUESTS, "mode"), "{{mode}}"),
        ),
        stacked(
            Show(
                7,
                "Dead letters by culprit",
                "Whose fault a message was that nobody could use. Requester and provider have to"
                " mend their connectors; bus and portal are the platform's own. Quarantined are"
                " those at which the relay ended twice: a fault of its own.",
            ),
            Query(_put_aside(), "{{culprit}}"),
            looks=Looks(colours=CULPRIT_COLOURS),
        ),
    ]


def _put_aside() -> str:
    """Dead letters by culprit, and beside them those that were quarantined."""
    quarantined = f'label_replace({grown(QUARANTINED)}, "culprit", "quarantined", "", "")'
    return f"{grown(DEAD_LETTERS, 'culprit')} or {quarantined}"


def _failures() -> list[frame.PanelBuilder]:
    return [
        bars(
            Show(
                12,
                "Providers that most often fail",
                "Share of the requests to a provider that expired or were dead-lettered, in the"
                " time shown.",
                SHARE,
            ),
            Query(f"sort_desc({most(8, ended_so(FAILED, 'provider'))})", "{{provider}}"),
            Looks(steps=((None, "green"), (0.02, "orange"), (0.1, "red")), top=1.0),
        ),
        lines(
            Show(
                12,
                "Open requests by provider",
                "A provider whose line only rises is silent or overwhelmed; one that falls to"
                " nothing every working day keeps up.",
            ),
            Query(highest(8, now(OPEN, "provider"), "provider"), "{{provider}}"),
        ),
    ]


def _durations() -> list[frame.PanelBuilder]:
    return [
        lines(
            Show(
                8,
                "Mean duration by mode",
                "The distance between the two lines is what a platform saves for each request.",
                SECONDS,
            ),
            Query(mean("mode", window=WINDOW), "{{mode}}"),
        ),
        bars(
            Show(
                8,
                "Slowest providers",
                "Mean duration of requests to each, in the time shown. A provider that is slow by"
                " letter and quick by platform has a queue of people, not a bad machine.",
                SECONDS,
            ),
            Query(f"sort_desc({most(8, mean('provider', window=RANGE))})", "{{provider}}"),
        ),
        lines(
            Show(
                8,
                "Attempts by mode, a simulated day",
                "If attempts rise and requests do not, retries are loading the bus.",
            ),
            Query(per_day(ATTEMPTS, "mode"), "{{mode}}"),
        ),
    ]


def _pairs() -> frame.PanelBuilder:
    headings = {"requester": "Asks", "provider": "Is asked", "mode": "Mode"}
    columns = (
        Column("Ended", f"{pairs_grown(REQUESTS, *PAIR, window=RANGE)} > 0", NUMBER),
        Column("Failed", ended_so(FAILED, *PAIR), SHARE),
        Column("Mean duration", mean(*PAIR, window=RANGE), SECONDS),
    )
    show = Show(
        24,
        "Duration for each pair",
        "In the time shown; sort by a heading. One slow pair among quick ones is those two"
        " agencies' matter; a provider that is slow for all has too few people or a low priority"
        " for others' requests.",
        height=10,
    )
    return table(show, headings, columns)
