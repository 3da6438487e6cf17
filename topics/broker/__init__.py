"""A real broker on this machine without Docker: one node, KRaft, loopback only, data in a folder.

broker = start(BrokerPlan(folder=Path("data")))
...  # talk to broker.bootstrap
stop(broker.folder)
"""

from topics.broker.control import Broker, Status, kill, restart, start, status, stop
from topics.broker.parts import PartMissing
from topics.broker.plan import BrokerPlan, Tls

__all__ = [
    "BrokerPlan",
    "Tls",
    "start",
    "restart",
    "stop",
    "kill",
    "status",
    "Broker",
    "Status",
    "PartMissing",
]
