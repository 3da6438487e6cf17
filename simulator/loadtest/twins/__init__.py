"""Twins as programs: our own connectors of every role, alone on the bus like an agency's real one.

They are the reference: what a load test asks of a connector they do, on the same bus that a run
over Kafka uses. `lienthong twin ROLE` starts one.
"""
