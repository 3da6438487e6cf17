"""The bus over a real Kafka: transports ``kafka`` (kafka-python) and ``confluent`` (librdkafka).

What both share — promises, bounds, recovery, errors — is written once, in `bus`, `producer` and
`consumer`, over the small `driver` that each client fills in. `admin` makes the topics.

A record's Kafka timestamp is the wall time at which it was sent; when it happened in the
simulation is in its headers. Kafka acts on its timestamps: it deletes what is older than the
retention and refuses what lies in the future, and simulated dates are both.
"""
