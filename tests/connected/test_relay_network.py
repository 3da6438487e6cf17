"""A relay that a bad network parts from its broker loses nothing, and doubles nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.loadtest.tcp_proxy import Conditions, TcpProxy
from simulator.relay.audit import verify
from tests.connected.relays import Side, make_topics, relaying
from tests.connected.test_relay_process import AGENCIES, asked, chain_of
from tests.simulator.relay.malformed import ASKER, HOLDER, answer, out
from topics.broker import Broker
from topics.broker.ports import free_port
from topics.catalogue import audit, exchange_in
from topics.connection import Connection
from topics.envelope import from_wire

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

PREFIX = "cut"
SLOW = Conditions(latency_us=20_000, jitter_us=10_000)
CUT = Conditions(latency_us=20_000, jitter_us=10_000, partition=True)


def broker_behind(proxy: TcpProxy, own_broker: Callable[..., Broker]) -> Broker:
    """A broker with two listeners: its own port, and one that it says is the proxy's."""
    own, behind, controller = (free_port() for _ in range(3))
    names = {"CLIENT": own, "BEHIND": behind, "CONTROLLER": controller}
    broker = own_broker(
        port=own,
        settings={
            "listeners": ",".join(f"{name}://127.0.0.1:{port}" for name, port in names.items()),
            "advertised.listeners": f"CLIENT://127.0.0.1:{own},BEHIND://{proxy.address}",
            "listener.security.protocol.map": ",".join(f"{name}:PLAINTEXT" for name in names),
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
        },
    )
    proxy.server = ("127.0.0.1", behind)
    return broker


@pytest.mark.parametrize("cut_s", [3.0, pytest.param(50.0, marks=pytest.mark.full)])
def test_a_relay_that_is_cut_off_goes_on_where_it_was(
    own_broker: Callable[..., Broker], tmp_path: Path, cut_s: float
) -> None:
    """Cut off while it works, and its connections reset: each request is passed on once, and ends.

    Both sides go on writing meanwhile. What it was doing is done once, or not yet.
    """
    requests = [asked(f"n{number:03}") for number in range(90)]
    with TcpProxy(("127.0.0.1", 0), seed=11) as proxy:
        direct = Connection(bootstrap=broker_behind(proxy, own_broker).bootstrap)
        make_topics(direct, PREFIX, AGENCIES)
        side = Side(direct)
        holder, asker = (side.reader(exchange_in(PREFIX, agency)) for agency in (HOLDER, ASKER))
        chain = side.reader(audit(PREFIX))
        proxy.use(SLOW)
        with relaying(proxy.address, PREFIX, tmp_path / "log") as relay:
            for first in range(0, 60, 6):  # so that it is at work in the middle of them
                side.write(*(out(PREFIX, ASKER, each) for each in requests[first : first + 6]))
            holder.at_least(5)
            with proxy.during(CUT):
                passed = dict(proxy.passed_bytes)
                side.write(*(out(PREFIX, ASKER, each) for each in requests[60:]))
                time.sleep(cut_s)  # so long the fault lasts
                assert proxy.passed_bytes == passed
                assert proxy.reset() > 0
            holder.at_least(90)
            side.write(*(out(PREFIX, HOLDER, answer(each)) for each in requests))
            asker.at_least(90)
            events = chain_of(chain.at_least(180))
            assert relay.stop() == 0
        for reading in (holder, asker):
            reading.more(300)
            assert Counter(from_wire(wire).key for wire in reading.found) == Counter(
                each.request for each in requests
            )
        side.close()
    assert verify(events) is None
    assert Counter(event.request for event in events if event.ended) == Counter(
        each.request for each in requests
    )
