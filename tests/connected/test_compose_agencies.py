"""The image and the commands of docker-compose.yml, run without Docker on a real broker."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from simulator.cli.app import app
from simulator.cli.choice import Choice
from simulator.hosting.hosting import hosted
from tests.connected.brokers import Shared
from tests.connected.hosts import Member, members
from tests.connected.relays import until

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]
ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())[
    "services"
]
PROCESSES = ("centre", "north", "south")
SCRAPED = (*PROCESSES, "relay")
FASTER = {"3600": "20000"}  # a test has no half a minute for each night


def words(service: str) -> list[str]:
    """Its command line, without the program's name."""
    command = SERVICES[service]["command"]
    return shlex.split(command) if isinstance(command, str) else command


def here(service: str, prefix: str) -> Sequence[str]:
    """The same on this machine: topics of its own, and any free port of loopback."""
    ours = FASTER | {"live": prefix, "9464": "0", "0.0.0.0": "127.0.0.1"}
    first, *rest = words(service)
    return [first, *(ours.get(word, word) for word in rest)]


def after(option: str, said: Sequence[str]) -> list[str]:
    """The values of an option."""
    return [value for word, value in pairwise(said) if word == option]


def test_each_agency_of_the_demo_has_one_process() -> None:
    """With what it owns; none is forgotten, none has two."""
    demo = Choice("demo").load()
    here = [hosted(demo, after("--host", words(name)), frozenset()) for name in PROCESSES]
    everybody = sorted(agency for agencies in here for agency in agencies)
    assert everybody == sorted(entry.id for entry in demo.agencies)


def test_prometheus_scrapes_the_three_processes_and_the_relay() -> None:
    """By their names, at the ports that they serve, on every interface of their containers."""
    (target,) = yaml.safe_load((ROOT / "config/prometheus/targets-docker.yml").read_text())
    serving = [f"{name}:{after('--metrics-port', words(name))[0]}" for name in SCRAPED]
    assert target["targets"] == serving
    assert {*after("--metrics-host", [w for n in SCRAPED for w in words(n)])} == {"0.0.0.0"}


def test_the_image_is_built_from_what_is_there() -> None:
    """Each copied path exists and is not ignored; requirements are hashed; nobody is root."""
    text = (ROOT / "config/Dockerfile").read_text()
    ignored = (ROOT / "config/Dockerfile.dockerignore").read_text().split("\n")
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    copied = [path.rstrip("/") for path in re.findall(r"^COPY ([^-\s]\S*)", text, re.MULTILINE)]
    assert len(copied) >= 6
    for path in copied:
        assert (ROOT / path).exists()
        assert any(fnmatch(path, pattern) for pattern in let_in), path
    assert re.search(r"^FROM python:3\.\d+\.\d+-slim-\w+@sha256:", text, re.MULTILINE)
    assert "--require-hashes" in text
    assert re.findall(r"^USER (\w+)$", text, re.MULTILINE) == ["lienthong"]
    assert "--hash=sha256:" in (ROOT / "requirements.lock").read_text()


def test_the_page_has_commands_that_there_are() -> None:
    """Those for processes of their own, as far as the program reads its command line."""
    page = (ROOT / "simulator/live/README.md").read_text()
    lines = "".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL)).splitlines()
    assert len(lines) >= 6
    for line in lines:
        _, *said = shlex.split(line)
        parsed(said)


def parsed(said: list[str]) -> None:
    """Follow the program's own parser down to the command. Raises its usage error."""
    command: Any = typer.main.get_command(app)
    context = command.make_context("lienthong", list(said))
    while hasattr(command, "resolve_command"):
        rest = [*context._protected_args, *context.args]
        name, command, rest = command.resolve_command(context, rest)
        context = command.make_context(name, rest, parent=context)


def test_the_commands_work_together(
    broker: Shared, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Topics are made, agencies of one process get answers from another's, all end in order."""
    monkeypatch.setitem(os.environ, "LIENTHONG_BOOTSTRAP", broker.bootstrap)
    with running(tmp_path, prefix) as run:
        for name in SCRAPED:
            run[name].ready("metrics at")
            healthy(name, run[name])
        until(lambda: answered(run["north"]) > 5 and answered(run["south"]) > 5, 120)
        assert {run[name].stop() for name in SCRAPED} == {0}


@contextmanager
def running(folder: Path, prefix: str) -> Iterator[dict[str, Member]]:
    """The services with our image, as the file has them; `topics` has ended by then."""
    topics = Member("topics", here("topics", prefix), folder)
    assert topics.process.wait(60) == 0, topics.told()
    with members(folder, {name: here(name, prefix) for name in ("relay", *PROCESSES)}) as run:
        yield run


def address(member: Member) -> str:
    """Where its metrics are."""
    (found,) = re.findall(r"metrics at http://(\S+)/metrics", member.told())
    return str(found)


def healthy(name: str, member: Member) -> None:
    """The file's own health check says so."""
    *_, code = SERVICES[name]["healthcheck"]["test"]
    code = code.replace("127.0.0.1:9464", address(member))
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def answered(member: Member) -> float:
    """How many of its requests to other agencies were answered."""
    with urllib.request.urlopen(f"http://{address(member)}/metrics", timeout=10) as said:
        text = said.read().decode()
    told = [line for line in text.splitlines() if line.startswith("lienthong_sim_requests_total{")]
    return sum(float(line.split()[1]) for line in told if 'outcome="answered"' in line)
