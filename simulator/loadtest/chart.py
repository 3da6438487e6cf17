"""Response times over time as one SVG, with the windows of faults marked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from simulator.foreign_text import foreign_html
from simulator.loadtest.objectives import Slice
from simulator.loadtest.parts import NEVER, Window
from simulator.loadtest.telling import measured
from simulator.report.printing import label as told_label

WIDTH, HEIGHT = 900, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 110, 24, 36
_LINES = (("p50", "p50_us"), ("p95", "p95_us"), ("p99", "p99_us"), ("max", "max_us"))


class _Scale:
    """Time goes right; response times go up by their logarithm."""

    def __init__(self, slices: Sequence[Slice], end_us: int) -> None:
        times = [one.p50_us for one in slices if one.p50_us > 0]
        most = max((one.max_us for one in slices), default=1)
        self.end_us = max(end_us, 1)
        self.low = math.floor(math.log10(max(min(times, default=1), 1)))
        self.high = max(math.ceil(math.log10(max(most, 1))), self.low + 1)

    def x(self, at_us: float) -> float:
        share = min(max(at_us / self.end_us, 0.0), 1.0)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, us: float) -> float:
        share = (math.log10(max(us, 1)) - self.low) / (self.high - self.low)
        return round(HEIGHT - _BOTTOM - min(max(share, 0.0), 1.0) * (HEIGHT - _TOP - _BOTTOM), 1)


def chart(slices: Sequence[Slice], windows: Sequence[Window], end_us: int) -> str:
    """An ``svg`` element that stands on its own."""
    scale = _Scale(slices, end_us)
    label = told_label("Response times over time")
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">',
        *_faults(windows, scale),
        *_axes(scale),
        *(line for name, of in _LINES for line in _line(name, of, slices, scale)),
        "</svg>",
    ]
    return "\n".join(parts)


def _faults(windows: Sequence[Window], scale: _Scale) -> Iterator[str]:
    for window in windows:
        left = scale.x(window.begin_us)
        right = scale.x(scale.end_us if window.end_us == NEVER else window.end_us)
        name = foreign_html(f"{window.number} {window.name}")
        yield (
            f'<rect class="fault" x="{left}" y="{_TOP}" width="{max(right - left, 1.5):.1f}" '
            f'height="{HEIGHT - _TOP - _BOTTOM}"><title>{name}</title></rect>'
        )
        yield f'<text class="fault" x="{left + 2}" y="{_TOP - 6}">{name}</text>'


def _axes(scale: _Scale) -> Iterator[str]:
    for power in range(scale.low, scale.high + 1):
        y, label = scale.y(10.0**power), measured("max", 10.0**power)
        yield f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y}" y2="{y}"/>'
        yield f'<text class="end" x="{_LEFT - 6}" y="{y + 4}">{label}</text>'
    for number in range(6):
        at_us = scale.end_us * number / 5
        x = scale.x(at_us)
        yield f'<text class="middle" x="{x}" y="{HEIGHT - _BOTTOM + 18}">{at_us / 1e6:.0f} s</text>'


def _line(name: str, of: str, slices: Sequence[Slice], scale: _Scale) -> Iterator[str]:
    points = [(scale.x(one.at_us), getattr(one, of)) for one in slices if getattr(one, of) >= 0]
    if not points:
        return
    path = " ".join(f"{x},{scale.y(us)}" for x, us in points)
    yield f'<polyline class="{name}" points="{path}"/>'
    x, us = points[-1]
    yield f'<text class="{name}" x="{x + 6}" y="{scale.y(us) + 4}">{name}</text>'
