"""Whether the jars that Maven fetched are those that this program was made with, byte for byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

from topics.broker.parts import config_dir
from topics.errors import EnvironmentFailed

SUMS = "jars.sha256"
"""Beside `pom.xml`: a line for each jar, as sha256sum writes them."""


class OtherJars(EnvironmentFailed):
    """A jar is not the one that is expected; nothing of what was fetched is to be used."""


def check_jars(folder: Path) -> None:
    """Return when the folder has just the jars of the list, each with its hash.

    Raise `OtherJars` with the first that is not so: its name, what it has and what is right.
    """
    wanted, there = wanted_sums(), {path.name for path in folder.iterdir()}
    where = f"config/kafka/{SUMS}"
    if missing := sorted(wanted.keys() - there):
        raise OtherJars(f"Maven brought no {missing[0]}, which is in {where}; nothing was kept")
    if more := sorted(there - wanted.keys()):
        raise OtherJars(f"Maven brought {more[0]}, which is not in {where}; nothing was kept")
    for name in sorted(there):
        found = sum_of(folder / name)
        if found != wanted[name]:
            raise OtherJars(
                f"Maven brought {name} with sha256 {found}, expected {wanted[name]} ({where}); "
                "nothing was kept"
            )


def wanted_sums() -> dict[str, str]:
    """Name of a jar -> sha256, in hex digits."""
    lines = (config_dir() / SUMS).read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def sum_of(path: Path) -> str:
    """The sha256 of a file, in hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
