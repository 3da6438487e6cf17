"""What all dashboards have in common: variables, links between them, annotations, time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grafana_foundation_sdk.builders import dashboard, prometheus
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard as models

from simulator.dashboards.panels import SOURCE
from simulator.dashboards.promql import PANEL, WINDOW, Reader, lately, summed
from simulator.ledger.rows import CAUSES

# Of uid and file name, in the order of the links.
TITLES = {
    "time": "Time and its causes",
    "exchange": "Exchange",
    "portal": "Portal and publication",
    "connector": "Connector under test",
}
# A live run is scraped every 5 s: at a speed of 3600, windows of four times 10 s are about two
# simulated days, of 1m more than a week; a load test has seconds, and four scrapes are the least.
# Backfilled blocks may have a sample for an hour or a day.
STEPS = ("5s", "10s", "1m", "1h", "6h", "1d")
PanelBuilder = Builder[models.Panel]
_KINDS = ("acts", "faults", "levers")  # all acts, and what they are but for those of the pace
_SOME = 0.01  # of an act: differences of increases are not exact
ALL = models.VariableOption(selected=True, text="All", value="$__all")


@dataclass(frozen=True, slots=True)
class Row:
    """A heading and the panels under it, from left to right."""

    title: str
    panels: Sequence[PanelBuilder]


def framed(
    key: str,
    purpose: str,
    variables: Sequence[Builder[models.VariableModel]],
    rows: Sequence[Row],
    reader: Reader = PANEL,
    shown: str = "1h",
) -> models.Dashboard:
    """A whole dashboard that opens on the time `shown` up to now.

    Ids number the panels in the order of reading.
    """
    made = (
        dashboard.Dashboard(TITLES[key])
        .uid(f"lienthong-{key}")
        .description(purpose)
        .tags(["lienthong"])
        .timezone("Asia/Ho_Chi_Minh")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .time(f"now-{shown}", "now")
        .refresh("10s")
        .readonly()
        .variables(list(variables))
        .annotations([faults(reader), levers(reader), paces(reader), pauses(reader), alerts()])
        .links([link(other) for other in TITLES if other != key])
    )
    for row in rows:
        made = made.with_row(dashboard.Row(row.title))
        for panel in row.panels:
            made = made.with_panel(panel)
    return _numbered(made.build())


def _numbered(made: models.Dashboard) -> models.Dashboard:
    for number, panel in enumerate(made.panels or [], 1):
        panel.id_val = number
    return made


def scenario() -> dashboard.QueryVariable:
    """One scenario: sums over two would mean nothing."""
    return _asked("scenario", "Scenario", "label_values(lienthong_sim_info, scenario)")


def agency(*metrics_and_labels: tuple[str, str]) -> dashboard.QueryVariable:
    """The agencies that some metrics name in some labels."""
    renamed = (
        metric
        if label == "agency"
        else f'label_replace({metric}, "agency", "$1", "{label}", "(.+)")'
        for metric, label in metrics_and_labels
    )
    expr = f"query_result(count by (agency) ({' or '.join(renamed)}))"
    return _many(_asked("agency", "Agency", expr).regex('/agency="([^"]+)"/'))


def group(metric: str) -> dashboard.QueryVariable:
    """The groups of procedures that a metric names."""
    return _many(_asked("group", "Group of procedures", f"label_values({metric}, group)"))


def cause(*first: str) -> dashboard.CustomVariable:
    """The causes of the ledger, in its order; `first` are chosen to begin with, or else all."""
    options = [models.VariableOption(name in first, name, name) for name in CAUSES]
    chosen = models.VariableOption(True, list(first), list(first)) if first else ALL
    variable = dashboard.CustomVariable("cause").label("Cause").values(",".join(CAUSES))
    chosen_of = variable.multi(True).include_all(True).all_value(".*").current(chosen)
    return chosen_of.options([models.VariableOption(not first, "All", "$__all"), *options])


def step(first: str = "10s") -> dashboard.CustomVariable:
    """A query's smallest step: greater for smoother lines, and where samples are further apart."""
    options = [models.VariableOption(value == first, value, value) for value in STEPS]
    variable = (
        dashboard.CustomVariable("step")
        .label("Step")
        .description(
            "Rates are over four steps. Weekends disappear at 1m and a speed of 3600;"
            " backfilled runs need the distance of their samples."
        )
    )
    return (
        variable.values(",".join(STEPS))
        .current(models.VariableOption(True, first, first))
        .options(options)
    )


def _asked(name: str, label: str, query: str) -> dashboard.QueryVariable:
    variable = dashboard.QueryVariable(name).label(label).datasource(SOURCE)
    # Asked again when the time shown changes: an agency may come later.
    refreshed = variable.refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
    return refreshed.query(_variable_query(query)).sort(models.VariableSort.ALPHABETICAL_ASC)


def _variable_query(query: str) -> dict[str, object]:
    # Grafana's numbers for what its editor calls "label values" and "query result".
    kind = 1 if query.startswith("label_values") else 3
    return {"qryType": kind, "query": query, "refId": "PrometheusVariableQueryEditor-VariableQuery"}


def _many(variable: dashboard.QueryVariable) -> dashboard.QueryVariable:
    return variable.multi(True).include_all(True).all_value(".*").current(ALL)


def link(key: str) -> dashboard.DashboardLink:
    """To another dashboard, with the time shown and what is chosen here."""
    made = dashboard.DashboardLink(TITLES[key]).type(models.DashboardLinkType.LINK)
    return made.url(f"/d/lienthong-{key}").icon("dashboard").keep_time(True).include_vars(True)


def faults(reader: Reader) -> dashboard.AnnotationQuery:
    """When something was made to go wrong."""
    text = "{{outcome}}. The run's history says which, and until when."
    return _annotation("Faults", "orange", _acts("faults", reader), "A fault", text)


def levers(reader: Reader) -> dashboard.AnnotationQuery:
    """When a remedy was tried: what comes after it is by other rules."""
    text = "{{outcome}}. The run's history says which."
    return _annotation("Levers", "green", _acts("levers", reader), "A lever", text)


def paces(reader: Reader) -> dashboard.AnnotationQuery:
    """Rates by the clock on the wall change with the pace; those by simulated time do not."""
    grown = [f"increase(lienthong_wall_{kind}_total[{WINDOW}])" for kind in _KINDS]
    others = f"({' - '.join(grown)}){reader.of}"
    expr = f"{summed(others, ('outcome',))} > {_SOME}"
    text = "Pause, resume or speed: {{outcome}}."
    return _annotation("Pace", "purple", expr, "Another pace", text)


def _acts(kind: str, reader: Reader) -> str:
    return summed(lately(f"lienthong_wall_{kind}_total") + reader.of, ("outcome",))


def pauses(reader: Reader) -> dashboard.AnnotationQuery:
    """While the run stands still, nothing on a dashboard can change."""
    expr = f"max((lienthong_wall_speed_ratio == bool 0){reader.of}) > 0"
    return _annotation("Paused", "blue", expr, "Paused", "The simulated clock stands still.")


def alerts() -> dashboard.AnnotationQuery:
    """When alerts begin to fire; drawn for as long as they do, one would cover every panel."""
    firing = 'ALERTS{alertstate="firing",job="lienthong"}'
    expr = f"count by (alertname) ({firing} unless {firing} offset 30s)"
    return _annotation("Alerts", "red", expr, "{{alertname}}", "The alert begins to fire.")


def _annotation(
    name: str, colour: str, expr: str, title: str, text: str
) -> dashboard.AnnotationQuery:
    # Grafana reads `expr`, `step` and the formats; `target` is for its query editor.
    target: Any = prometheus.Dataquery().ref_id("Anno").expr(expr).interval("10s").range()
    made = dashboard.AnnotationQuery().name(name).datasource(SOURCE).icon_color(colour)
    made = made.enable(True).hide(False).expr(expr).step("10s").target(target)
    return made.title_format(title).text_format(text)
