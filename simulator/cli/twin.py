"""`lienthong twin`."""

from __future__ import annotations

from contextlib import closing

from simulator.cli.signals import until_told
from simulator.loadtest.twins.base import Brief, twin_of
from simulator.loadtest.twins.serving import serve
from simulator.report.printing import tell
from simulator.signals import check_posix
from topics.bus import open_bus
from topics.catalogue import exchange_in
from topics.connection import Connection
from topics.discovery import load_package
from topics.kafka.options import KafkaOptions

_LINGER_MS = 2


def run_twin(role: str, brief: Brief, bootstrap: str | None, give_up_s: float) -> None:
    """Be a twin until SIGTERM or Ctrl-C; lines go to stderr.

    Raise `InputError` for a name that is none, `TransportError` when the broker is gone too long.
    """
    check_posix("lienthong twin")
    load_package("simulator.loadtest.twins")
    exchange_in(brief.prefix, brief.agency)  # raises for what is no prefix, or no agency
    twin = twin_of(role, brief)
    connection = Connection.from_environment(bootstrap)
    options = KafkaOptions(client_id=brief.member, linger_ms=_LINGER_MS, give_up_s=give_up_s)
    with until_told() as stop:
        bus = open_bus("kafka", connection=connection, options=options)
        with closing(bus):
            serve(twin, bus, stop, _tell)


def _tell(words: str) -> None:
    tell(words)
