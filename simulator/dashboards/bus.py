"""The bus itself, on the dashboard *Exchange*: its load, what others owe, what a relay does."""

from __future__ import annotations

from simulator.dashboards.frame import PanelBuilder
from simulator.dashboards.panels import Query, Show, lines, stacked
from simulator.dashboards.promql import PANEL, grown, highest, now, per_day, selector

BLAMED = selector("lienthong_wall_blamed_total", 'provider=~"$agency"')
WHOSE = ("provider", "outcome")
RELAYED, RELAY_ROWS = "lienthong_wall_relayed_total", "lienthong_wall_relay_rows"


def panels() -> list[PanelBuilder]:
    """Two lines of them."""
    return [*_messages(), *_relay()]


def _messages() -> list[PanelBuilder]:
    return [
        lines(
            Show(
                8,
                "Messages by topic, a simulated day",
                "What the bus must carry, by kind of topic. It is what to size a real broker by.",
            ),
            Query(per_day("lienthong_sim_messages_total", "topic"), "{{topic}}"),
        ),
        lines(
            Show(
                8,
                "Records under way",
                "Sent to the real broker and not read from it again; where agencies have processes"
                " of their own, unread in their inboxes. A line that rises says that broker or"
                " process, not the model, is the slow part.",
            ),
            Query(
                f"max by (instance) (lienthong_wall_transport_lag_records{PANEL.of})",
                "{{instance}}",
            ),
        ),
        stacked(
            Show(
                8,
                "Owed by agencies elsewhere",
                "Of agencies in other processes, and of real software in a twin's place. Silent: an"
                " attempt got no reply in time. Late: a reply came after that. Failed: it could not"
                " answer. Empty where one process has all agencies.",
            ),
            Query(highest(6, grown(BLAMED, *WHOSE), *WHOSE), "{{provider}} {{outcome}}"),
        ),
    ]


def _relay() -> list[PanelBuilder]:
    return [
        lines(
            Show(
                12,
                "What the relay does",
                "Records read from agencies, and what is written of them. Those read and not"
                " delivered were dead-lettered, lost or repetitions; if nothing is read while"
                " agencies send, the relay is cut off. Empty where one process has all agencies,"
                " or where the relay has no `--metrics-port`.",
            ),
            Query(grown(RELAYED, "outcome"), "{{outcome}}"),
        ),
        lines(
            Show(
                12,
                "Rows that the relay remembers",
                "Requests, dossiers and messages put off. It becomes level when as many end as"
                " begin; a line that only rises says that ends do not come, and a relay that is"
                " started again reads all of them first.",
            ),
            Query(now(RELAY_ROWS), "rows"),
        ),
    ]
