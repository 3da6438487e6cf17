"""The broker's parts through the real Maven, and Docker's image without Docker."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from topics.broker import PartMissing
from topics.broker.jars import find_jars
from topics.broker.java import find_java
from topics.broker.settings import COMMON
from topics.broker.sums import check_jars
from topics.properties import read_properties

pytestmark = pytest.mark.connected
ROOT = Path(__file__).parents[2]
WAIT_S = 300.0


def test_two_processes_may_fetch_at_once(tmp_path: Path, require: Callable[[str], Path]) -> None:
    """Both find the same complete folder, and nothing half-done is left beside it."""
    require("mvn")
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    environ.pop("LIENTHONG_KAFKA_JARS", None)
    command = [sys.executable, "-m", "topics.broker"]
    both = [
        subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=WAIT_S)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert said[0] == said[1]
    jars = Path(said[0].split()[1])
    assert len(list(jars.glob("*.jar"))) > 40
    check_jars(jars)
    assert sorted(path.name for path in jars.parent.iterdir()) == [jars.name, f"{jars.name}.lock"]


def test_no_network_is_one_sentence(tmp_path: Path, require: Callable[[str], Path]) -> None:
    """With Maven's own reason, and an empty cache for the next attempt."""
    require("mvn")
    closed = "-Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=1 -Dhttps.proxyHost=127.0.0.1"
    options = f"{closed} -Dhttps.proxyPort=1 -Dmaven.repo.local={tmp_path / 'repository'}"
    cache = tmp_path / "cache"
    environ = {**os.environ, "XDG_CACHE_HOME": str(cache), "MAVEN_OPTS": options}
    environ.pop("LIENTHONG_KAFKA_JARS", None)
    with pytest.raises(PartMissing, match=r"^Maven could not fetch Kafka's jars: ") as told:
        find_jars(environ)
    assert "\n" not in str(told.value)
    assert [path.suffix for path in (cache / "lienthong").iterdir()] == [".lock"]


def test_docker_runs_the_same_broker(tmp_path: Path) -> None:
    """The image's own set-up makes from docker-compose.yml the settings that we start with."""
    jars = kafka_jars()
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["broker"]
    for folder in ("default", "mounted", "final"):
        (tmp_path / folder).mkdir()
    for name in ("server.properties", "log4j2.yaml", "tools-log4j2.yaml"):
        (tmp_path / "default" / name).touch()
    environ = {"PATH": os.environ["PATH"], **service["environment"]}
    environ |= {"CLUSTER_ID": "5L6g3nShT-eMCtK--X86sw", "KAFKA_LOG_DIRS": str(tmp_path / "data")}
    options = [
        f"--{name}-configs-dir={tmp_path / name}" for name in ("default", "mounted", "final")
    ]
    command = [str(find_java()), "-cp", f"{jars}/*", "kafka.docker.KafkaDockerWrapper", "setup"]
    done = subprocess.run(
        [*command, *options], env=environ, capture_output=True, text=True, timeout=WAIT_S
    )
    assert done.returncode == 0, done.stderr
    made = read_properties(tmp_path / "final" / "server.properties")
    assert {key: made.get(key) for key in COMMON} == COMMON
    assert (tmp_path / "data" / "meta.properties").is_file()


def kafka_jars() -> Path:
    try:
        return find_jars()
    except PartMissing as missing:
        pytest.skip(str(missing))


def test_the_script_says_what_is_missing(tmp_path: Path) -> None:
    """A sentence each; only where all parts must be there it is an error."""
    environ = {**os.environ, "LIENTHONG_KAFKA_JARS": str(tmp_path), "PYTHON": sys.executable}
    environ.pop("LIENTHONG_REQUIRE_REAL", None)
    command = [str(shutil.which("bash")), str(ROOT / "tests" / "real_parts.sh"), "broker"]
    lenient = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=WAIT_S)
    environ["LIENTHONG_REQUIRE_REAL"] = "1"
    strict = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=WAIT_S)
    sentence = f"LIENTHONG_KAFKA_JARS is {tmp_path}, where there is no kafka_2.13-*.jar"
    assert lenient.stderr == strict.stderr == f"real parts: {sentence}\n"
    assert (lenient.returncode, strict.returncode) == (0, 1)
