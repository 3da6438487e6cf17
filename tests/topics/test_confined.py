"""What runs in containers may do no more than it needs, as the files say; no Docker is asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())[
    "services"
]
DOCKERFILE = (ROOT / "config/Dockerfile").read_text()
STAGES = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
DIGEST = r"@sha256:[0-9a-f]{64}"
OURS = re.compile(r"lienthong:\d+\.\d+\.\d+")
NO_DIGEST_KNOWN = {"prometheus"}  # the file says why


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined(name: str) -> None:
    """No capability, no new privilege, nothing to write but what is named, bounded memory."""
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert not service.get("privileged")
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "/tmp" in str(service["tmpfs"])
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 512


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned(name: str) -> None:
    """By its digest, or where that is not known by its full version, and the file says so."""
    image = SERVICES[name]["image"]
    if OURS.fullmatch(image):
        return
    version = r"[\w./-]+:v?\d+\.\d+\.\d+"
    assert re.fullmatch(version + ("" if name in NO_DIGEST_KNOWN else DIGEST), image)
    text = (ROOT / "docker-compose.yml").read_text()
    assert "never compared with the registry" in text
    assert "Prometheus two are about, so it has none" in text


def test_the_image_has_no_build_tools() -> None:
    """What installs stays in the first stage; the second is taken from it and loses its pip."""
    assert len(STAGES) == 2
    bases = [stage.splitlines()[0].removesuffix(" AS made") for stage in STAGES]
    assert bases[0] == bases[1]
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+" + DIGEST, bases[0])
    first, last = STAGES
    assert "--require-hashes" in first
    assert "install" not in re.sub(r"install --directory|uninstall", "", last)
    assert re.search(r"pip uninstall --yes pip setuptools wheel", last)
    assert "ensurepip" in last
    assert re.findall(r"^COPY (?!--from=made)", last, re.MULTILINE) == []
    assert re.search(r"^USER lienthong$", last, re.MULTILINE)


def test_what_only_building_needs_is_taken_out() -> None:
    """All of the extra `build` and of what only that needs; nothing that we import."""
    locked = set(
        re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    )
    out = re.findall(r"uninstall --yes \\\n +(.+)", STAGES[0])[0].split()
    assert {"hatchling", "editables"} <= set(out) <= locked
