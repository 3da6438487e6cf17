"""Writes `dashboards/`: `python -m simulator.dashboards.generate [FOLDER]`.

The files are committed; a test makes them again and compares.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

from simulator.dashboards import connector, exchange, portal, rules, time_causes

FOLDER = Path(__file__).parents[2] / "dashboards"
DASHBOARDS = {
    "time.json": time_causes.build,
    "exchange.json": exchange.build,
    "portal.json": portal.build,
    "connector.json": connector.build,
}


def files() -> dict[str, str]:
    """The text of each generated file, by its name."""
    made = {name: written(build()) for name, build in DASHBOARDS.items()}
    return {**made, "lienthong.rules.yml": rules.written()}


def written(dashboard: Dashboard) -> str:
    """A dashboard as Grafana reads it."""
    made: dict[str, Any] = json.loads(json.dumps(dashboard, cls=JSONEncoder))
    for link in made.get("links", []):
        # The SDK can place links nowhere but in a menu; without a place they are in sight.
        link.pop("placement", None)
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


def main(folder: Path = FOLDER) -> None:
    """Write all files into `folder`. OSError as raised."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
