"""The exporter: what was made last, at once, whoever asks, and whether the run is well."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed

from simulator.metrics.exporter import Exporter
from simulator.metrics.wall import Wall
from tests.simulator.metrics.watched import Watched, small
from topics.errors import EnvironmentFailed

Running = tuple[Watched, Exporter]
Clock = list[float]


@pytest.fixture
def clock() -> Clock:
    """The exporter's clock shows the last."""
    return [100.0]


@pytest.fixture
def running(clock: Clock) -> Iterator[Running]:
    """An engine two days on, and its exporter on a free port."""
    watched = small()
    watched.advance(2)
    exporter = Exporter(watched.gauges, clock=lambda: clock[-1])
    exporter.start(0)
    yield watched, exporter
    exporter.close()


def get(exporter: Exporter, path: str, method: str = "GET") -> str:
    asked = Request(f"http://127.0.0.1:{exporter.port}{path}", method=method)
    with urlopen(asked, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        return str(answer.read().decode())


def clock_of(text: str) -> float:
    return next(
        family.samples[0].value
        for family in parsed(text)
        if family.name == "lienthong_sim_clock_seconds"
    )


def test_a_scrape_gets_what_was_made_last(running: Running, clock: Clock) -> None:
    """Not sooner than a second after the last; then what the model has become."""
    watched, exporter = running
    first = get(exporter, "/metrics")
    watched.advance(1)
    clock.append(100.5)
    exporter.refresh()
    assert get(exporter, "/metrics") == first
    clock.append(101.1)
    exporter.refresh()
    assert clock_of(get(exporter, "/metrics")) == clock_of(first) + 86_400


def test_a_dear_text_is_made_seldom(running: Running, clock: Clock) -> None:
    """Of the time, a hundredth goes into it at most."""
    watched, exporter = running
    exporter.wall.scrape_seconds = 0.2
    first = exporter.text
    watched.advance(1)
    for at_s, made in ((119.0, False), (120.5, True)):
        clock.append(at_s)
        exporter.refresh()
        assert (exporter.text != first) is made


def test_it_says_whether_the_run_moves(running: Running, clock: Clock) -> None:
    """A run that paused still refreshes; one that hangs does not."""
    _, exporter = running
    assert get(exporter, "/healthz") == "ok\n"
    clock.append(131.0)
    with pytest.raises(HTTPError) as found:
        get(exporter, "/healthz")
    with found.value as answer:
        assert (answer.code, answer.read()) == (503, b"the run has not moved for 31 s\n")
    exporter.refresh()
    assert get(exporter, "/healthz") == "ok\n"


@pytest.mark.parametrize(
    "path, method, code", [("/", "GET", 404), ("/metrics", "POST", 405)]
)  # fmt: skip
def test_nothing_else_is_served(running: Running, path: str, method: str, code: int) -> None:
    """It takes nothing in, and shows nothing else."""
    with pytest.raises(HTTPError) as found:
        get(running[1], path, method)
    with found.value as answer:
        assert answer.code == code


def test_a_port_in_use_is_said(running: Running) -> None:
    """In one sentence that names it."""
    watched, exporter = running
    with pytest.raises(EnvironmentFailed, match=f"port {exporter.port} of 127.0.0.1 cannot be had"):
        Exporter(watched.gauges).start(exporter.port)


def test_who_exports_tells_of_the_real_world() -> None:
    """Before each reading."""
    watched = small()

    def told(wall: Wall) -> None:
        wall.speed_ratio = 3600.0

    exporter = Exporter(watched.gauges, told=told)
    exporter.refresh(now=True)
    assert b"\nlienthong_wall_speed_ratio 3600.0\n" in exporter.text
    assert b"lienthong_wall_drift_seconds" not in exporter.text


def test_scrapes_and_a_running_model_do_not_meet() -> None:
    """Every text is of one instant and whole, whatever the model does meanwhile."""
    watched = small()
    exporter = Exporter(watched.gauges, every_s=0.0)
    exporter.start(0)
    seen: list[str] = []
    over = threading.Event()

    def scrape() -> None:
        while not over.is_set():
            seen.append(get(exporter, "/metrics"))

    scraper = threading.Thread(target=scrape)
    scraper.start()
    while not watched.engine.over:
        watched.advance(0.125)
        exporter.refresh(now=True)
    over.set()
    scraper.join()
    exporter.close()
    assert len(seen) > 3
    for text in seen:
        found = {f.name: sum(one.value for one in f.samples) for f in parsed(text)}
        sim = "lienthong_sim_dossiers_"
        ended = found.get(f"{sim}ended", 0.0)
        assert found[f"{sim}submitted"] == ended + found.get(f"{sim}open", 0.0)
