"""Whether the run itself keeps up: speed, drift, what a scrape costs; real seconds."""

from __future__ import annotations

from simulator.dashboards import frame
from simulator.dashboards.panels import SECONDS, Looks, Show, one_number
from simulator.dashboards.promql import PANEL


def panels() -> list[frame.PanelBuilder]:
    """A row of three."""
    wall = "lienthong_wall"
    return [
        one_number(
            Show(
                8,
                "Speed asked for",
                "Simulated seconds for each real second; 0 while paused.",
            ),
            f"max({wall}_speed_ratio{PANEL.of})",
        ),
        one_number(
            Show(
                8,
                "Behind its pace",
                "Real seconds. If it grows, the machine is too slow for the speed asked for:"
                " ask for less.",
                SECONDS,
            ),
            f"max({wall}_drift_seconds{PANEL.of})",
            Looks(steps=((None, "green"), (1.0, "orange"), (5.0, "red"))),
        ),
        one_number(
            Show(
                8,
                "Time to answer a scrape",
                "Real seconds that the model stands still for Prometheus, each 5 s. Above 50 ms"
                " it is too much.",
                SECONDS,
            ),
            f"max({wall}_scrape_seconds{PANEL.of})",
            Looks(steps=((None, "green"), (0.05, "red"))),
        ),
    ]
