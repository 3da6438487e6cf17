"""Runs every promise on every transport."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.transports import HARNESSES, Harness


@pytest.fixture(params=HARNESSES, ids=lambda harness: harness.__name__)
def harness(request: pytest.FixtureRequest) -> Iterator[Harness]:
    opened: Harness = request.param()
    yield opened
    opened.close()
