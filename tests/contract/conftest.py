"""Runs every promise on every transport."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.connected.brokers import Shared, shared_broker
from tests.contract.brokers import BROKER_HARNESSES
from tests.contract.transports import HARNESSES, Harness
from topics import catalogue

TRANSPORTS = [*HARNESSES] + [
    pytest.param(opens, marks=pytest.mark.connected) for opens in BROKER_HARNESSES
]


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """The broker that tests have in common."""
    with shared_broker(tmp_path_factory) as shared:
        yield shared


@pytest.fixture(params=TRANSPORTS, ids=lambda harness: harness.__name__)
def harness(request: pytest.FixtureRequest) -> Iterator[Harness]:
    opens: Callable[..., Harness] = request.param
    if opens in BROKER_HARNESSES:
        opened = opens(request.getfixturevalue("broker").connection)
    else:
        opened = opens()
    yield opened
    opened.close()


@pytest.fixture
def table(harness: Harness) -> str:
    """A topic of six partitions, compacted."""
    return catalogue.status_table(harness.prefix)


@pytest.fixture
def stream(harness: Harness) -> str:
    """A topic of one partition whose records expire."""
    return catalogue.status_out(harness.prefix, "H26")


@pytest.fixture
def inbox(harness: Harness) -> str:
    """A topic of three partitions whose records expire."""
    return catalogue.exchange_in(harness.prefix, "H26")
