"""Java's archive of Kafka's classes, with which a broker starts in a third of the time.

The first broker of a Java and a set of jars writes one when it is stopped; those after it read
it. Java takes no notice of one that does not fit.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from topics.broker.folder import Folder, Known
from topics.broker.parts import cache_dir


def java_options(folder: Folder, known: Known) -> list[str]:
    """To read the archive that is there, or to write one at the end."""
    archive = _place(known)
    quiet = "-Xlog:cds*=off"  # else it tells of each class that it cannot archive
    if archive.is_file():
        return [f"-XX:SharedArchiveFile={archive}", quiet]
    return [f"-XX:ArchiveClassesAtExit={folder.archive}", quiet]


def keep(folder: Folder, known: Known) -> None:
    """Put what a broker wrote when it ended where later ones look; whole or not at all."""
    if not folder.archive.is_file():
        return
    place = _place(known)
    with suppress(OSError):  # a full disk, say: the next broker starts more slowly, that is all
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as temporary:
            shutil.copyfile(folder.archive, Path(temporary) / place.name)
            (Path(temporary) / place.name).replace(place)
    folder.archive.unlink()


def _place(known: Known) -> Path:
    """Java refuses jars that are newer than its archive, so their times are in its name."""
    parts = [Path(known.java).resolve(), Path(known.jars).resolve()]
    times = [f"{part} {part.stat().st_mtime_ns}" for part in parts if part.exists()]
    return cache_dir() / f"classes-{hashlib.sha256(repr(times).encode()).hexdigest()[:16]}.jsa"
