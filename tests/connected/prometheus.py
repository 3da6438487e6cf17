"""A real Prometheus over blocks made beforehand, and what it answers."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topics.broker.ports import free_port

START_S = 60.0


@dataclass(frozen=True, slots=True)
class Prometheus:
    url: str

    def instant(self, expr: str, at_s: float) -> list[dict[str, Any]]:
        """The series of an expression at one time; a scalar is a series without labels."""
        data = self._ask("query", query=expr, time=at_s)
        found: list[dict[str, Any]] = data["result"]
        return [{"metric": {}, "value": found}] if data["resultType"] == "scalar" else found

    def course(self, expr: str, start_s: float, end_s: float, step_s: int) -> list[dict[str, Any]]:
        """The series of an expression over time."""
        data = self._ask("query_range", query=expr, start=start_s, end=end_s, step=step_s)
        found: list[dict[str, Any]] = data["result"]
        return found

    def _ask(self, what: str, **parameters: Any) -> dict[str, Any]:
        asked = f"{self.url}/api/v1/{what}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                said = json.load(answer)
        except urllib.error.HTTPError as error:
            said = json.load(error)
        assert said["status"] == "success", f"{said.get('error')}: {parameters}"
        data: dict[str, Any] = said["data"]
        return data


def make_blocks(promtool: Path, openmetrics: Path, data: Path) -> None:
    """Blocks of the samples in a file."""
    words = ["tsdb", "create-blocks-from", "openmetrics", str(openmetrics), str(data)]
    done = subprocess.run([str(promtool), *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@contextmanager
def prometheus_over(program: Path, data: Path, config: Path) -> Iterator[Prometheus]:
    """Prometheus with these blocks; it is stopped afterwards."""
    port = free_port()
    command = [str(program), f"--config.file={config}", f"--storage.tsdb.path={data}"]
    options = ["--storage.tsdb.retention.time=100y", f"--web.listen-address=127.0.0.1:{port}"]
    with (data.parent / "prometheus.log").open("w") as log:
        process = subprocess.Popen([*command, *options], stdout=log, stderr=log)
        try:
            await_ready(process, f"http://127.0.0.1:{port}")
            yield Prometheus(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(timeout=30)


def await_ready(process: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert process.poll() is None, "Prometheus has ended; see prometheus.log"
        try:
            with urllib.request.urlopen(f"{url}/-/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"Prometheus was not ready within {START_S:.0f} s")
