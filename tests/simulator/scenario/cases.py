"""Tables of cases, kept as YAML."""

from __future__ import annotations

from pathlib import Path

import yaml


def cases(name: str) -> list[tuple[str, ...]]:
    """The rows of a table in `data/`."""
    rows = yaml.safe_load((Path(__file__).parent / "data" / name).read_text(encoding="utf-8"))
    return [tuple(row.values()) for row in rows]
