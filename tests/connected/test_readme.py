"""What the README shows of a real Kafka is what is printed."""

from pathlib import Path

import pytest

from tests.connected.brokers import Shared
from tests.docs.readme import KAFKA
from tests.docs.test_readme import LINES, commands, follow

pytestmark = pytest.mark.connected


def test_the_tour_on_kafka_prints_what_it_shows(broker: Shared, tmp_path: Path) -> None:
    """Every command, one after the other in an empty folder, on the broker of the tests."""
    assert len(commands(LINES, KAFKA)) >= 6
    wrong = follow(KAFKA, tmp_path, broker.bootstrap)
    assert not wrong, "\n\n".join(wrong)
