"""The committed corpus: a file for each kind of input, one input a line.

A line is a JSON list of two texts: why the input is there (empty: it reaches code that the others
do not) and the input, each byte as the character of that number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).with_name("corpus")
MOST_BYTES = 64 * 1024
"""Of a file without what is there by name."""

KIND_OF = {
    "wire": "records",
    "judge": "records",
    "core": "sequences",
    "history": "histories",
    "yaml": "documents",
    "scenario": "documents",
}
"""Target -> the kind of its inputs."""


class Kept(NamedTuple):
    """An input, and why it is there."""

    why: str
    data: bytes


def load(kind: str, folder: Path = FOLDER) -> list[Kept]:
    """The inputs of a kind."""
    path = folder / f"{kind}.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Kept(why, data.encode("latin-1")) for why, data in map(json.loads, lines)]


def save(kind: str, found: Iterable[bytes], folder: Path = FOLDER) -> int:
    """Keep what is there by name and as much of `found` as may be kept, chosen by its hash."""
    named = [kept for kept in load(kind, folder) if kept.why]
    lines, size = [_line(kept) for kept in named], 0
    others = set(found) - {kept.data for kept in named}
    for data in sorted(others, key=lambda data: hashlib.sha256(data).digest()):
        line = _line(Kept("", data))
        size += len(line)
        if size > MOST_BYTES:
            break
        lines.append(line)
    (folder / f"{kind}.jsonl").write_text("".join(lines), encoding="utf-8")
    return len(lines)


def add(kind: str, why: str, data: bytes, folder: Path = FOLDER) -> None:
    """Keep one input by name."""
    with (folder / f"{kind}.jsonl").open("a", encoding="utf-8") as file:
        file.write(_line(Kept(why, data)))


def _line(kept: Kept) -> str:
    return json.dumps([kept.why, kept.data.decode("latin-1")]) + "\n"
