"""`lienthong live ctl`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator.cli.spoken import said, spoken
from simulator.cli.terminal import print_json
from simulator.live.client import Client
from simulator.live.door import find_door
from simulator.live.figures import LATEST
from simulator.report.printing import say
from simulator.signals import check_posix
from simulator.words.translations import Words
from topics.errors import InputError


def do(port: int | None, kind: str, name: str = "", settings: Sequence[str] = ()) -> None:
    """Do something to the run, and say when it took effect."""
    given = dict(_pair(text) for text in settings)
    act = _client(port).act(kind, _absolute(name) if kind == "lever" else name, given)
    say(said(_told(act)))


def print_status(port: int | None, printed: str) -> None:
    """How the run is."""
    status = _client(port).status()
    if printed == "json":
        print_json(status)
        return
    for key, value in _lines(status):
        say(f"{said(key):<22} {said(value)}")


def list_faults(port: int | None) -> None:
    """Each fault of the run, its settings and what it is."""
    for name, fault in _client(port).offers()["faults"].items():
        say(f"{name}  ({fault['settings']})\n    {fault['says']}")


def list_levers(port: int | None) -> None:
    """The levers that the scenario names, and the shipped overlays."""
    offers = _client(port).offers()
    for name in offers["levers"]:
        say(name)
    for name in offers["overlays"]:
        say(f"{name}  (overlay)")


def _client(port: int | None) -> Client:
    check_posix("lienthong live ctl")
    return Client(find_door(port))


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not (key and sign and value):
        raise InputError(f"found {text!r}; expected KEY=VALUE, such as for=6h")
    return key, value


def _absolute(name: str) -> str:
    """A path as the run sees it, which has a working folder of its own."""
    return str(Path(name).absolute()) if name.endswith((".yaml", ".yml")) else name


def _told(act: dict[str, Any]) -> str:
    words = Words(spoken())
    what = " ".join(word for word in (act["act"], act["name"], *act["settings"]) if word)
    until = f", until {words.instant(act['until_us'])}" if act["until_us"] >= 0 else ""
    return f"act {act['number']}, {what}: from {words.instant(act['at_us'])}{until}"


def _lines(status: dict[str, Any]) -> list[tuple[str, str]]:
    words = Words(spoken())
    changes, synced = status["status_changes"], status["status_synced"]
    lines = [
        ("scenario", status["scenario"]),
        ("simulated clock", words.instant(status["now_us"])),
        ("speed", "paused" if status["paused"] else status["speed"]),
        ("behind its pace", f"{status['drift_s']:g} s of real time"),
        ("dossiers submitted", words.number(status["arrivals"])),
        ("dossiers open", words.number(status["open"])),
        ("requests in flight", words.number(status["requests_open"])),
        ("statuses at the portal", f"{words.number(synced)} {said('of')} {words.number(changes)}"),
    ]
    lines += [(f"backlog of {code}", words.number(n)) for code, n in status["backlog"].items()]
    accepted = [act for act in status["acts"] if act["outcome"] == "accepted"]
    return [*lines, *(("latest acts", _told(act)) for act in accepted[-LATEST:])]
