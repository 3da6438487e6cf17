"""What flows: event types, topic catalogue, records, errors, the bus and its transports, history.

This package knows no simulation and keeps no clock. `agents` and `simulator` build on it, and
so may any connector: an event written here reads the same in a run and on a real broker.
"""

__distribution__ = "lienthong"
