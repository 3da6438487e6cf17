"""docker-compose.yml without Docker: the Compose specification's own reader judges it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

pytestmark = pytest.mark.connected
ROOT = Path(__file__).parents[2]
UNASKED = {"topics"}  # it ends at once
READER = "github.com/compose-spec/compose-go/v2/cmd@v2.16.2"
SOURCE = ROOT / "config/grafana/provisioning/datasources/lienthong.yml"
PROVIDER = ROOT / "config/grafana/provisioning/dashboards/lienthong.yml"


@pytest.fixture(scope="module")
def reader(
    require: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], subprocess.CompletedProcess[str]]:
    """Reads a Compose file and says what it means, or what is wrong with it."""
    folder = tmp_path_factory.mktemp("compose")
    environ = {**os.environ, "GOBIN": str(folder)}
    command = [str(require("go")), "install", READER]
    made = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=600)
    if made.returncode:
        pytest.skip(f"go could not install the Compose reader: {made.stderr.splitlines()[-1]}")

    def read(file: Path) -> subprocess.CompletedProcess[str]:
        command = [str(folder / "cmd"), "-format", "json", str(file)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    return read


@pytest.fixture
def services(
    reader: Callable[[Path], subprocess.CompletedProcess[str]],
) -> dict[str, dict[str, Any]]:
    """What each service means, defaults included."""
    done = reader(ROOT / "docker-compose.yml")
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)["services"]
    return found


def test_the_file_follows_the_specification(services: dict[str, dict[str, Any]]) -> None:
    """Every service that can be asked says when it is healthy; all are of an exact version."""
    for name, service in services.items():
        assert re.search(r":v?\d+\.\d+\.\d+(@sha256:[0-9a-f]{64})?$", service["image"]), name
        assert bool(service.get("healthcheck")) is (name not in UNASKED), name


def test_a_wrong_file_is_refused(
    reader: Callable[[Path], subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """So the test above shows something."""
    wrong = tmp_path / "docker-compose.yml"
    text = (ROOT / "docker-compose.yml").read_text()
    wrong.write_text(text.replace("healthcheck:", "healthchecks:", 1))
    assert reader(wrong).returncode != 0


def test_nobody_elses_machine_reaches_it(services: dict[str, dict[str, Any]]) -> None:
    """Every port is this machine's own: no service asks for a password."""
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert len(ports) >= 3
    assert {port["host_ip"] for port in ports} == {"127.0.0.1"}


def test_what_is_mounted_is_there(services: dict[str, dict[str, Any]]) -> None:
    """Docker would make an empty folder of a path that is wrong."""
    mounts = [
        mount
        for service in services.values()
        for mount in service.get("volumes", ())
        if mount["type"] == "bind"
    ]
    assert len(mounts) >= 5
    assert all(Path(mount["source"]).exists() and mount["read_only"] for mount in mounts)


def test_prometheus_finds_the_rules_in_its_container(services: dict[str, dict[str, Any]]) -> None:
    """By the path that prometheus.yml has for the source tree."""
    mounted = {mount["target"]: mount["source"] for mount in services["prometheus"]["volumes"]}
    (config,) = (
        Path(word.partition("=")[2])
        for word in services["prometheus"]["command"]
        if word.startswith("--config.file=")
    )
    assert Path(mounted[str(config.parent)], config.name).is_file()
    (rules,) = yaml.safe_load((ROOT / "config/prometheus/prometheus.yml").read_text())["rule_files"]
    inside = Path(os.path.normpath(config.parent / rules))
    assert list(Path(mounted[str(inside.parent)]).glob(inside.name))


def test_grafana_finds_prometheus_and_the_dashboards(services: dict[str, dict[str, Any]]) -> None:
    """The data source's address is the service's; its uid the one that dashboards ask for."""
    (source,) = yaml.safe_load(SOURCE.read_text())["datasources"]
    assert (source["uid"], source["url"]) == ("lienthong", "http://prometheus:9090")
    assert f"v{source['jsonData']['prometheusVersion']}" in services["prometheus"]["image"]
    mounted = {mount["target"]: mount["source"] for mount in services["grafana"]["volumes"]}
    (provider,) = yaml.safe_load(PROVIDER.read_text())["providers"]
    folder = Path(mounted[provider["options"]["path"]])
    assert len(list(folder.glob("*.json"))) == 4
    home = Path(services["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (folder / home.name).is_file()


def test_grafana_knows_how_often_samples_come() -> None:
    """The source's interval is Prometheus's: windows are reckoned from it."""
    (source,) = yaml.safe_load(SOURCE.read_text())["datasources"]
    config = yaml.safe_load((ROOT / "config/prometheus/prometheus.yml").read_text())
    assert source["jsonData"]["timeInterval"] == config["global"]["scrape_interval"] == "5s"
