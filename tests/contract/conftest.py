"""Runs every promise on every transport."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.connected.brokers import Shared, shared_broker
from tests.contract.brokers import BROKER_HARNESSES
from tests.contract.transports import HARNESSES, Harness

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
