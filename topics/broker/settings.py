"""The properties files that a broker and its clients read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from topics.broker.plan import INTERNAL, LOOPBACK, BrokerPlan

COMMON = {
    # One node, and small.
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "CLIENT",
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "8",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "8",
    "log.cleaner.dedupe.buffer.size": "16777216",  # half of the heap, if it is not said
    # A misspelt topic is an error, not a new topic.
    "auto.create.topics.enable": "false",
    # Nobody waits for members that do not come; a member that died is missed soon.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "broker.heartbeat.interval.ms": "500",
    # Simulated dates are years before or after the wall's: none expires, none is refused.
    "log.retention.ms": "-1",
    "log.message.timestamp.before.max.ms": "9223372036854775807",
    "log.message.timestamp.after.max.ms": "9223372036854775807",
    # What a topic says of retention or compaction is done within seconds.
    "log.initial.task.delay.ms": "1000",
    "log.retention.check.interval.ms": "5000",
    "log.cleaner.backoff.ms": "500",
}
"""What every broker of ours has; docker-compose.yml says the same."""


def server_properties(
    plan: BrokerPlan, folder: Path, port: int, controller_port: int, users: Mapping[str, str]
) -> str:
    """The text of server.properties. It holds secrets when there are users."""
    inner = "SASL_PLAINTEXT" if users else "PLAINTEXT"
    own = {
        "listeners": f"CLIENT://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller_port}",
        "advertised.listeners": f"CLIENT://{LOOPBACK}:{port}",
        "listener.security.protocol.map": f"CLIENT:{plan.protocol},CONTROLLER:{inner}",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller_port}",
        "log.dirs": str(folder / "data"),
    }
    sasl = _sasl(plan.admin, users[INTERNAL]) if users else {}
    tls = _tls(plan.tls.authority.resolve(), folder / "keystore.pem") if plan.tls else {}
    return properties({**COMMON, **own, **sasl, **tls, **plan.settings})


def client_properties(
    protocol: str, login: tuple[str, str] | None, authority: str | None
) -> dict[str, str]:
    """What a client needs, by Kafka's own keys, as every Java client knows them."""
    settings = {"security.protocol": protocol}
    if login:
        settings["sasl.mechanism"] = "SCRAM-SHA-512"
        settings["sasl.jaas.config"] = _jaas("scram.Scram", *login)
    if authority:
        settings |= {"ssl.truststore.type": "PEM", "ssl.truststore.location": authority}
    return settings


def properties(settings: Mapping[str, str]) -> str:
    """The text of a Java properties file, which is ASCII and escapes the rest."""
    return "".join(f"{key}={_escaped(value)}\n" for key, value in settings.items())


def _escaped(value: str) -> str:
    # A character beyond the first 65,536 is two escapes, as in UTF-16.
    doubled = value.replace("\\", "\\\\").encode("utf-16-be")
    units = [int.from_bytes(doubled[i : i + 2], "big") for i in range(0, len(doubled), 2)]
    text = "".join(chr(unit) if 0x20 <= unit < 0x7F else f"\\u{unit:04x}" for unit in units)
    return f"\\{text}" if text.startswith(" ") else text


def _jaas(module: str, user: str, password: str, **more: str) -> str:
    """Java's words for a login."""
    options = {"username": user, "password": password, **more}
    words = "".join(f" {key}={_quoted(value)}" for key, value in options.items())
    return f"org.apache.kafka.common.security.{module}LoginModule required{words};"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _sasl(admin: str, password: str) -> dict[str, str]:
    """SCRAM for clients and between brokers. A controller cannot do SCRAM: PLAIN, on loopback."""
    plain = _jaas("plain.Plain", INTERNAL, password, **{f"user_{INTERNAL}": password})
    return {
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.client.sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "listener.name.client.scram-sha-512.sasl.jaas.config": _jaas(
            "scram.Scram", INTERNAL, password
        ),
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": plain,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:{INTERNAL};User:{admin}",
    }


def _tls(authority: Path, keystore: Path) -> dict[str, str]:
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(keystore),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority),
    }
