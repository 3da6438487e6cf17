"""What tests with real parts ask for by name."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.connected.brokers import Shared, private_broker, shared_broker
from topics.broker import Broker, BrokerPlan


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A broker without users, which all tests share; skips when a part of it is missing."""
    with shared_broker(tmp_path_factory) as shared:
        yield shared


@pytest.fixture(scope="session")
def kafka_admin(broker: Shared) -> Iterator[Any]:
    """kafka-python's admin client of the shared broker."""
    from kafka.admin import KafkaAdminClient

    from topics.kafka.python_options import client_options

    with KafkaAdminClient(**client_options(broker.connection)) as admin:
        yield admin


@pytest.fixture
def prefix(kafka_admin: Any) -> Iterator[str]:
    """Of all topics of one test; they are deleted after it."""
    mine = f"t{secrets.token_hex(4)}"
    yield mine
    topics = [topic for topic in kafka_admin.list_topics() if topic.startswith(f"{mine}.")]
    if topics:
        # A topic that a test removed may still be listed for a moment.
        kafka_admin.delete_topics(topics, raise_errors=False)


@pytest.fixture
def own_broker(tmp_path: Path) -> Iterator[Callable[..., Broker]]:
    """Starts a broker for this test only, with a `BrokerPlan`'s settings but the folder."""
    with ExitStack() as brokers:

        def make(name: str = "broker", **settings: Any) -> Broker:
            # After a crash a broker is let in again when its old session has expired; on a busy
            # machine a short one may also expire while it lives, so only these have it.
            soon = {"broker.session.timeout.ms": "4000"} | dict(settings.pop("settings", {}))
            plan = BrokerPlan(tmp_path / name, settings=soon, **settings)
            return brokers.enter_context(private_broker(plan))

        yield make


@pytest.fixture(scope="session")
def require() -> Callable[[str], Path]:
    """The path of a program, such as kcat; skips when it is missing."""

    def find(program: str) -> Path:
        found = shutil.which(program)
        if found is None:
            pytest.skip(f"{program} is missing; tests/real_parts.sh says how it gets here")
        return Path(found)

    return find
