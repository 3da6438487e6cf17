"""PromQL for metrics of a simulated clock; strings in, strings out.

The metrics of a run bear no label of its scenario; `lienthong_sim_info{scenario}` says which run
(job and instance) plays which. A rate "per simulated day" is a counter's increase over the
increase of the simulated clock of the same process, times 86,400: so it is the same at every
speed, and over backfilled blocks, where no rule has run. While the clock stands still, or has been
set back by a new run, there is no rate, rather than a wrong one.

A window is never below four scrapes: `$__rate_interval` is at least four times a query's smallest
step (`frame.STEPS`), and none of these is below the 5 s between scrapes.
"""

from __future__ import annotations

from dataclasses import dataclass

WINDOW = "$__rate_interval"
RANGE = "$__range"
DAY_S = 86_400
CLOCK = "lienthong_sim_clock_seconds"
RUN = ("job", "instance")
ON_RUN = "on (job, instance)"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: a dashboard, of one scenario; or a rule, of every run, which its labels tell.

    `run` are the labels that every sum keeps; `of` is appended to each selector.
    """

    run: tuple[str, ...] = ()
    of: str = f' and {ON_RUN} lienthong_sim_info{{scenario="$scenario"}}'


PANEL = Reader()
EVERY_RUN = Reader(of="")
RULE = Reader(RUN, "")


def chosen(*labels: str) -> str:
    """Matchers that hold `labels` to the variables of the same names."""
    return ",".join(f'{label}=~"${label}"' for label in labels)


def selector(metric: str, where: str = "") -> str:
    """A metric's series that meet `where`, which is matchers with commas between."""
    return f"{metric}{{{where}}}" if where else metric


def summed(inner: str, by: tuple[str, ...], reader: Reader = PANEL) -> str:
    """The sum of `inner` by `by`, and by the run where a rule asks."""
    labels = (*reader.run, *by)
    return f"sum by ({', '.join(labels)}) ({inner})" if labels else f"sum({inner})"


def now(series: str, *by: str, reader: Reader = PANEL) -> str:
    """The present sum of `series` (a selector)."""
    return summed(series + reader.of, by, reader)


def grown(series: str, *by: str, window: str = WINDOW, reader: Reader = PANEL) -> str:
    """How much the counters `series` grew within `window`."""
    return summed(f"increase({series}[{window}]){reader.of}", by, reader)


def lately(series: str, window: str = WINDOW) -> str:
    """Counters that grew within `window`, or were born in it: their first step is no increase."""
    return f"(increase({series}[{window}]) > 0 or ({series} > 0 unless {series} offset {window}))"


def clock_grown(window: str = WINDOW, reader: Reader = PANEL) -> str:
    """How many simulated seconds went by, for each run whose clock moved forward."""
    return f"(delta({CLOCK}[{window}]) > 0{reader.of})"


def per_day(series: str, *by: str, window: str = WINDOW, reader: Reader = PANEL) -> str:
    """How much the counters `series` grew for each simulated day."""
    clock = clock_grown(window, reader)
    each = f"increase({series}[{window}]) / {ON_RUN} group_left () {clock}"
    return f"{DAY_S} * {summed(each, by, reader)}"


def share(part: str, whole: str) -> str:
    """`part / whole`, of equal labels; no value where the whole is nothing."""
    return f"{part} / ({whole} > 0)"


def part(some: str, whole: str) -> str:
    """`share` of some of the whole: 0, and not nothing, where there are none of them."""
    return f"({some} or 0 * {whole}) / ({whole} > 0)"


def pairs(metric: str, where: str = "", window: str = WINDOW) -> str:
    """The growth of the pairs in which a chosen agency asks or is asked; none is there twice."""
    comma = "," if where else ""
    sides = (f'{where}{comma}{side}=~"$agency"' for side in ("requester", "provider"))
    return f"({' or '.join(f'increase({metric}{{{side}}}[{window}])' for side in sides)})"


def pairs_grown(metric: str, *by: str, where: str = "", window: str = WINDOW) -> str:
    """`grown` of those pairs."""
    return summed(f"{pairs(metric, where, window)}{PANEL.of}", by)


def pairs_per_day(metric: str, *by: str) -> str:
    """`per_day` of those pairs."""
    return f"{DAY_S} * {summed(f'{pairs(metric)} / {ON_RUN} group_left () {clock_grown()}', by)}"


def quantile(share_below: float, metric: str, where: str, *by: str, window: str = WINDOW) -> str:
    """The value that a share of the observations of a histogram within `window` is below."""
    buckets = grown(selector(f"{metric}_bucket", where), "le", *by, window=window)
    return f"histogram_quantile({share_below}, {buckets})"


def most(count: int, inner: str) -> str:
    """The `count` greatest, for bars: at one time."""
    return f"topk({count}, {inner})"


def highest(count: int, inner: str, *by: str) -> str:
    """Those lines, told apart by `by`, that come highest anywhere in the time shown.

    `topk` alone chooses anew at each step: a few lines at a time, and dozens in the legend.
    """
    peaks = f"max_over_time(({inner})[{RANGE}:$__interval] @ end())"
    return f"({inner}) and on ({', '.join(by)}) topk({count}, {peaks})"
