"""What several tests of the relay work with."""

from __future__ import annotations

import pytest

from tests.simulator.relay.memory import Topics


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> Topics:
    """Topics in memory, with which every life of a relay works."""
    made = Topics()
    monkeypatch.setattr("simulator.relay.session.Transactor", made.transactor)
    return made
