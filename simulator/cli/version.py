"""Which program this is: the first line of every report of a fault."""

from __future__ import annotations

import platform
from importlib import metadata


def version() -> str:
    """`lienthong 0.1.0, Python 3.11.7, Linux x86_64`."""
    own = metadata.version("lienthong")
    made_for = f"{platform.system()} {platform.machine()}"
    return f"lienthong {own}, Python {platform.python_version()}, {made_for}"
