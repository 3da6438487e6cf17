"""What the pages show of a real Kafka is what is printed."""

from pathlib import Path

import pytest

from tests.connected.brokers import Shared
from tests.docs.pages import KAFKA
from tests.docs.test_pages import follow, named, with_blocks

pytestmark = pytest.mark.connected


def test_a_page_shows_a_real_kafka() -> None:
    """That of the bus does."""
    assert "topics/README.md" in map(named, with_blocks(KAFKA))


@pytest.mark.parametrize("page", with_blocks(KAFKA), ids=named)
def test_what_is_shown_of_kafka_is_printed(page: Path, broker: Shared, tmp_path: Path) -> None:
    """Every command, one after the other in an empty folder, on the broker of the tests."""
    wrong = follow(page, KAFKA, tmp_path, broker.bootstrap)
    assert not wrong, "\n\n".join(wrong)
