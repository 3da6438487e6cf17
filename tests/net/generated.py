"""Scenarios from numbers: a pure function, and small worlds in which rare things happen.

files = generated(17).write(folder)   # a scenario as a planner would write it, in a folder
"""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from tests.net import sections
from tests.net.chance import LAWS, Chance, Document
from tests.net.places import agencies, calendars
from tests.net.procedures import procedures
from tests.net.themes import FIXED, SCENARIO, THEMES


@dataclass(frozen=True, slots=True)
class Generated:
    """A scenario: its files by name, and the levers to be pulled."""

    number: int
    theme: str
    files: Document
    levers: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Of what was written, whatever the model makes of it."""
        text = json.dumps([self.files, self.levers], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def write(self, folder: Path) -> Path:
        """Put the files into a folder; the scenario's own is returned. JSON is YAML, too."""
        for name, content in self.files.items():
            (folder / name).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return folder / SCENARIO


def generated(number: int) -> Generated:
    """The scenario of a number from 0."""
    theme = THEMES[number % len(THEMES)]
    chance = Chance(number, ("fixed",) if theme in FIXED else LAWS)
    files: Document = {
        SCENARIO: _scenario(chance), "agencies.yaml": agencies(chance),
        "procedures.yaml": procedures(chance), **calendars(chance),
    }  # fmt: skip
    files = deepcopy(files)  # themes change what they are given
    theme(chance, files)
    return Generated(number, theme.__name__, files, tuple(files[SCENARIO].get("levers", {})))


def _scenario(chance: Chance) -> Document:
    found = sections.frame(chance)
    found |= {
        "offices": sections.offices(chance), "answering": sections.answering(chance),
        "arrivals": sections.arrivals(chance, found["procedures"]),
        "applicants": sections.applicants(chance), "attention": sections.attention(chance),
        "sharing": sections.sharing(chance), "publication": sections.publication(chance),
        "sync": sections.sync(chance), "outages": sections.outages(chance, found["start"]),
        "paper": sections.paper(chance), "legal_clock": sections.legal_clock(chance),
    }  # fmt: skip
    counts = found["arrivals"].get("per_month")
    if isinstance(counts, dict) and "by_province" in counts:
        provinces = found["agencies"].get("provinces", "all")
        provinces = sections.PROVINCES if provinces == "all" else provinces
        total = sum(counts.get("by_procedure", {"all": 90.0}).values())
        counts["by_province"] = {name: total / len(provinces) for name in provinces}
    return found
