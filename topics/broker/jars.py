"""Finding Kafka's jars, or fetching them once with Maven."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from topics.broker.parts import PartMissing, Report, cache_dir, config_dir, ignore
from topics.broker.sums import check_jars

_FETCH_S = 900
_KAFKA = "kafka_2.13-*.jar"


def find_jars(environ: Mapping[str, str] = os.environ, report: Report = ignore) -> Path:
    """The folder with the jars: LIENTHONG_KAFKA_JARS, or the cache, which is filled if need be.

    Several processes may do this at once: one fetches, and what is in the cache is complete.

    Raises:
        PartMissing: they are not here and cannot be fetched.
        OtherJars: what was fetched is not what `config/kafka/jars.sha256` says.
    """
    named = environ.get("LIENTHONG_KAFKA_JARS")
    if named:
        return _named(Path(named).expanduser())
    jars = cache_dir(environ) / f"kafka-{kafka_version()}"
    if not jars.is_dir():
        with locked(jars.with_name(f"{jars.name}.lock")):
            if not jars.is_dir():
                _fetch(jars, environ, report)
    return jars


def kafka_version() -> str:
    """The version that `pom.xml` pins."""
    pom = (config_dir() / "pom.xml").read_text()
    match = re.search(r"<kafka\.version>([^<]+)</kafka\.version>", pom)
    if match is None:
        raise PartMissing("config/kafka/pom.xml does not say <kafka.version>")
    return match[1]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Alone among all processes that use the same file; it stays, empty."""
    import fcntl  # here: where there is none, all but brokers works

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _named(jars: Path) -> Path:
    if not any(jars.glob(_KAFKA)):
        raise PartMissing(f"LIENTHONG_KAFKA_JARS is {jars}, where there is no {_KAFKA}")
    return jars


def _fetch(jars: Path, environ: Mapping[str, str], report: Report) -> None:
    """Into a temporary folder beside, then renamed: nobody ever sees a part of it."""
    maven = shutil.which("mvn", path=environ.get("PATH"))
    if maven is None:
        raise PartMissing(
            f"Kafka's jars are not in {jars} and there is no Maven (mvn) to fetch them; "
            "install Maven, or set LIENTHONG_KAFKA_JARS to a folder that has them"
        )
    report(f"fetching Kafka {kafka_version()} with Maven, once")
    with tempfile.TemporaryDirectory(dir=jars.parent, prefix=f"{jars.name}.") as temporary:
        new = Path(temporary) / "jars"
        wrong = _maven(maven, new, "-o", environ) and _maven(maven, new, "-q", environ)
        if wrong or not any(new.glob(_KAFKA)):
            raise PartMissing(f"Maven could not fetch Kafka's jars: {wrong or 'it copied none'}")
        check_jars(new)
        new.rename(jars)


def _maven(maven: str, into: Path, option: str, environ: Mapping[str, str]) -> str | None:
    """None when it worked; else why not, in Maven's own words."""
    command = [maven, "-q", "-B", option, "-f", str(config_dir() / "pom.xml")]
    command += ["dependency:copy-dependencies", f"-DoutputDirectory={into}"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_FETCH_S, check=False, env=environ
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else _first_error(done.stdout + done.stderr)


def _first_error(said: str) -> str:
    lines = re.findall(r"\[ERROR\] (.+)", re.sub(r"\x1b\[[0-9;]*m", "", said))
    return lines[0] if lines else "it did not say why"
