"""Connector under test: a load test of an agency's own software, in real seconds."""

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
from simulator.dashboards.promql import EVERY_RUN, RANGE, WINDOW, chosen, selector, share
from simulator.dashboards.words import CULPRIT_COLOURS, GOOD_HIGH

CONNECTOR = "lienthong_wall_connector"
SENT = selector(f"{CONNECTOR}_sent_total", chosen("group"))
ANSWERED = selector(f"{CONNECTOR}_answered_total", chosen("group"))
ERRORS = f"{CONNECTOR}_errors_total"
LAG = f"{CONNECTOR}_send_lag_seconds"
A_SECOND = "reqps"  # Grafana's unit: requests a second


def build() -> models.Dashboard:
    """The dashboard *Connector under test*.

    A load test plays no scenario of the engine, so nothing here asks for one. Most last minutes:
    it opens on fewer of them than the others, and by the smallest step.
    """
    purpose = "How an agency's real software answers under load; all times are real seconds."
    rows = [
        Row("Now", [*_load(), *_quality()]),
        Row("Answers", _answers()),
        Row("Errors", _errors()),
    ]
    variables = [frame.group(f"{CONNECTOR}_sent_total"), frame.step(frame.STEPS[0])]
    return frame.framed("connector", purpose, variables, rows, EVERY_RUN, shown="15m")


def rate(series: str, *by: str, window: str = WINDOW) -> str:
    """Real ones a second."""
    each = f"rate({series}[{window}])"
    return f"sum by ({', '.join(by)}) ({each})" if by else f"sum({each})"


def quantile(share_below: float, *by: str, window: str = WINDOW) -> str:
    """The response time that a share of the answers was below."""
    series = selector(f"{CONNECTOR}_response_seconds_bucket", chosen("group"))
    return f"histogram_quantile({share_below}, {rate(series, 'le', *by, window=window)})"


def _load() -> list[frame.PanelBuilder]:
    return [
        one_number(
            Show(5, "Sent", "The load that the connector gets.", A_SECOND),
            rate(SENT),
        ),
        at_once(
            Show(
                5,
                "Answered",
                "Share of what was sent in the time shown. Just after the start it is low"
                " because answers are under way.",
                SHARE,
            ),
            share(rate(ANSWERED, window=RANGE), rate(SENT, window=RANGE)),
            Looks(steps=GOOD_HIGH),
        ),
    ]


def _quality() -> list[frame.PanelBuilder]:
    return [
        at_once(
            Show(
                5,
                "Response time, 95 in 100",
                "95 of 100 answers came within this time: what an objective should be set for.",
                SECONDS,
            ),
            quantile(0.95, window=RANGE),
        ),
        at_once(
            Show(
                5,
                "Errors",
                "In the time shown, whoever caused them.",
                decimals=0,
            ),
            f"sum(increase({ERRORS}[{RANGE}]))",
            Looks(steps=((None, "green"), (0.5, "red"))),
        ),
        at_once(
            Show(
                4,
                "Load generator behind",
                "Real seconds after its time that a request was sent, at the worst that was seen in"
                " the time shown. Above a second the offered load was not reached and the test is"
                " invalid: the fault is not the connector's.",
                SECONDS,
            ),
            f"max(max_over_time({LAG}[{RANGE}]))",
            Looks(steps=((None, "green"), (0.2, "orange"), (1.0, "red"))),
        ),
    ]


def _answers() -> list[frame.PanelBuilder]:
    return [
        lines(
            Show(
                12,
                "Sent and answered",
                "Where answered falls below sent and stays there, that is the most the connector"
                " can carry. Where it overtakes sent afterwards, it is working off its backlog.",
                A_SECOND,
            ),
            Query(rate(SENT), "sent"),
            Query(rate(ANSWERED), "answered"),
        ),
        lines(
            Show(
                12,
                "Response time",
                "If only the highest line rises, a few requests wait behind something, such as a"
                " lock or a pause; if all rise together, there are too few workers.",
                SECONDS,
            ),
            Query(quantile(0.5), "50 in 100"),
            Query(quantile(0.95), "95 in 100"),
            Query(quantile(0.99), "99 in 100"),
        ),
    ]


def _errors() -> list[frame.PanelBuilder]:
    return [
        stacked(
            Show(
                12,
                "Errors by culprit",
                "The provider's are the connector's own where it answers, the requester's where it"
                " asks. Those of the bus during an injected fault are what was ordered.",
                A_SECOND,
            ),
            Query(rate(ERRORS, "culprit"), "{{culprit}}"),
            looks=Looks(colours=CULPRIT_COLOURS),
        ),
        bars(
            Show(
                12,
                "Response time by group, 95 in 100",
                "Which procedures' requests are the slow ones, in the time shown.",
                SECONDS,
            ),
            Query(f"sort_desc({quantile(0.95, 'group', window=RANGE)})", "{{group}}"),
        ),
    ]
