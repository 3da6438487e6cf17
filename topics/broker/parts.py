"""What a broker needs that may not be here, and where the files that describe it are."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from topics.errors import EnvironmentFailed

Report = Callable[[str], None]
"""Told what is going on, a few words at a time."""

_TOPICS = Path(__file__).resolve().parents[1]


class PartMissing(EnvironmentFailed):
    """A part that is not ours is neither here nor to be had; one sentence says what would help."""


def config_dir(topics: Path = _TOPICS) -> Path:
    """The folder `config/kafka`: in the wheel, or beside the packages in the source tree.

    Raises:
        EnvironmentFailed: neither layout has it, so the installation is broken.
    """
    beside = topics.parent
    for config in (beside / "simulator" / "_data" / "config", beside / "config"):
        if (config / "kafka" / "pom.xml").is_file():
            return config / "kafka"
    raise EnvironmentFailed("the folder config/kafka is missing from this installation")


def cache_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Where what is fetched or kept between commands goes: `$XDG_CACHE_HOME/lienthong`."""
    base = environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "lienthong"


def ignore(_words: str) -> None:
    """Report to nobody."""
