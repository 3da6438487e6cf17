"""A small world of two ministries, two provinces and two procedures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.scenario.findings import Finding
from simulator.scenario.loader import examine

DATA = Path(__file__).parent / "data"
SMALL = DATA / "small.yaml"


@pytest.fixture
def small() -> Path:
    """The small scenario; nothing is wrong with it."""
    return SMALL


@pytest.fixture
def found() -> Callable[..., list[Finding]]:
    """The findings of the small scenario with changes, without the warning that all have."""

    def findings(*sets: str) -> list[Finding]:
        return [f for f in examine(SMALL, sets).findings if f.code != "unverified"]

    return findings


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes the small scenario and its catalogues to a folder, with lines of text replaced."""

    def write(*changes: tuple[str, str], file: str = "small.yaml") -> Path:
        for source in DATA.glob("*.yaml"):
            text = source.read_text("utf-8")
            for old, new in changes if source.name == file else ():
                assert old in text, old
                text = text.replace(old, new, 1)
            (tmp_path / source.name).write_text(text, encoding="utf-8")
        return tmp_path / "small.yaml"

    return write
