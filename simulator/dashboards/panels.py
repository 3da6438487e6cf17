"""The kinds of panel that the dashboards use, each in one way.

A panel is asked for with its width (of Grafana's 24 columns), a title, a sentence that says what
to conclude from it, and a unit; then its queries. Names of units are Grafana's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grafana_foundation_sdk.builders import (
    bargauge,
    common,
    dashboard,
    prometheus,
    stat,
    timeseries,
)
from grafana_foundation_sdk.builders import table as tables
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SOURCE = kinds.DataSourceRef(type_val="prometheus", uid="lienthong")
STEP = "$step"  # the variable: a query's smallest step
STAT_HEIGHT, HEIGHT = 4, 8
SECONDS, SHARE, NUMBER, DATE = (
    units.Seconds,
    units.PercentUnit,
    units.Short,
    units.DatetimeISO,
)
P = TypeVar("P", stat.Panel, timeseries.Panel, bargauge.Panel, tables.Panel)


@dataclass(frozen=True, slots=True)
class Show:
    """What a panel says of itself."""

    width: int
    title: str
    conclude: str
    unit: str = NUMBER
    height: int = HEIGHT
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """An expression and what its series are called, with labels as `{{label}}`."""

    expr: str
    legend: str = "__auto"


@dataclass(frozen=True, slots=True)
class Looks:
    """Names and colours of series by what their query calls them, and thresholds of a panel."""

    names: Mapping[str, str] | None = None
    colours: Mapping[str, str] | None = None
    steps: Sequence[tuple[float | None, str]] = ()
    top: float | None = None  # where the axis or bar ends


PLAIN = Looks()


def one_number(show: Show, expr: str, looks: Looks = PLAIN) -> stat.Panel:
    """The last value, large, and how it came there, small."""
    panel = (
        stat.Panel()
        .graph_mode(kinds.BigValueGraphMode.AREA)
        .color_mode(kinds.BigValueColorMode.VALUE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .with_target(_query(Query(expr), "A"))
    )
    return _common(panel, show, looks).height(STAT_HEIGHT)


def at_once(show: Show, expr: str, looks: Looks = PLAIN) -> stat.Panel:
    """A number of the whole time shown: it has no course to draw."""
    panel = (
        stat.Panel()
        .graph_mode(kinds.BigValueGraphMode.NONE)
        .color_mode(kinds.BigValueColorMode.VALUE)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .with_target(_query(Query(expr), "A").instant())
    )
    return _common(panel, show, looks).height(STAT_HEIGHT)


def lines(show: Show, *queries: Query, looks: Looks = PLAIN) -> timeseries.Panel:
    """Lines over time; a legend below with the last values."""
    panel = (
        timeseries.Panel()
        .line_width(2)
        .fill_opacity(0)
        .span_nulls(True)
        .show_points(kinds.VisibilityMode.NEVER)
        .legend(_legend())
        .tooltip(_tooltip())
    )
    for letter, query in zip("ABCDEF", queries, strict=False):
        panel = panel.with_target(_query(query, letter))
    return _common(panel, show, looks).min(0)


def stacked(show: Show, query: Query, looks: Looks = PLAIN) -> timeseries.Panel:
    """Parts of a whole over time, one upon the other."""
    return (
        lines(show, query, looks=looks)
        .line_width(1)
        .fill_opacity(70)
        .span_nulls(False)
        .stacking(common.StackingConfig().mode(kinds.StackingMode.NORMAL).group("A"))
    )


def bars(show: Show, query: Query, looks: Looks = PLAIN) -> bargauge.Panel:
    """A bar for each series: its number of the whole time shown."""
    panel = (
        bargauge.Panel()
        .orientation(kinds.VizOrientation.HORIZONTAL)
        .display_mode(kinds.BarGaugeDisplayMode.BASIC)
        .name_placement(kinds.BarGaugeNamePlacement.LEFT)
        .show_unfilled(True)
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        .with_target(_query(query, "A").instant())
    )
    return _common(panel, show, looks).min(0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: an expression of equal labels with the others, its name and unit."""

    name: str
    expr: str
    unit: str


def table(show: Show, by: Mapping[str, str], columns: Sequence[Column]) -> tables.Panel:
    """A row for each combination of the labels `by` (with their headings), the first column first.

    It is sorted by the last column, the greatest above.
    """
    panel = tables.Panel().show_header(True).filterable(True)
    names = {f"Value #{letter}": c for letter, c in zip("ABCDEF", columns, strict=False)}
    for label, column in names.items():
        panel = panel.with_target(
            _query(Query(column.expr), label[-1]).instant().format(PromQueryFormat.TABLE)
        ).override_by_name(column.name, _written_as(column.unit))
    headings = {**by, **{label: column.name for label, column in names.items()}}
    order = {name: index for index, name in enumerate([*by, *names])}
    arrange = {"excludeByName": {"Time": True}, "indexByName": order, "renameByName": headings}
    return (
        _common(panel, show, PLAIN)
        .with_transformation(models.DataTransformerConfig("merge", options={}))
        .with_transformation(models.DataTransformerConfig("organize", options=arrange))
        .sort_by([common.TableSortByFieldState().display_name(columns[-1].name).desc(True)])
    )


def _written_as(unit: str) -> list[models.DynamicConfigValue]:
    decimals = {NUMBER: 0, SHARE: 1}.get(unit)
    written = [models.DynamicConfigValue("unit", unit)]
    if decimals is not None:
        written.append(models.DynamicConfigValue("decimals", decimals))
    return written


def _query(query: Query, letter: str) -> prometheus.Dataquery:
    made = prometheus.Dataquery().ref_id(letter).expr(query.expr).interval(STEP)
    return made.datasource(SOURCE).legend_format(query.legend).range()


def _common(panel: P, show: Show, looks: Looks) -> P:
    panel = panel.title(show.title).description(show.conclude).unit(show.unit).datasource(SOURCE)
    panel = panel.span(show.width).height(show.height).interval(STEP)
    decimals = show.decimals
    if decimals is None and show.unit == SHARE:
        decimals = 1
    if decimals is not None:
        panel = panel.decimals(decimals)
    if looks.top is not None:
        panel = panel.max(looks.top)
    return _coloured(panel, looks)


def _coloured(panel: P, looks: Looks) -> P:
    scheme = models.FieldColorModeId.PALETTE_CLASSIC_BY_NAME
    if looks.steps:
        scheme = models.FieldColorModeId.THRESHOLDS
        steps = [models.Threshold(value, colour) for value, colour in looks.steps]
        panel = panel.thresholds(
            dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)
        )
    panel = panel.color_scheme(dashboard.FieldColor().mode(scheme))
    for name, label in (looks.names or {}).items():
        panel = panel.override_by_name(name, [models.DynamicConfigValue("displayName", label)])
    for name, colour in (looks.colours or {}).items():
        fixed = {"mode": "fixed", "fixedColor": colour}
        panel = panel.override_by_name(name, [models.DynamicConfigValue("color", fixed)])
    return panel


def _legend() -> common.VizLegendOptions:
    return (
        common.VizLegendOptions()
        .display_mode(kinds.LegendDisplayMode.LIST)
        .placement(kinds.LegendPlacement.BOTTOM)
        .show_legend(True)
        .calcs([])
    )


def _tooltip() -> common.VizTooltipOptions:
    many = common.VizTooltipOptions().mode(kinds.TooltipDisplayMode.MULTI)
    return many.sort(kinds.SortOrder.DESCENDING)
