"""Making the topics of a run on a real broker, and removing them."""

from __future__ import annotations

import pytest
from kafka import KafkaAdminClient

from tests.connected.brokers import Shared
from topics import catalogue
from topics.kafka import admin
from topics.kafka.plan import wanted_topics

pytestmark = pytest.mark.connected


def test_topics_are_made_as_planned_and_then_all_is_done(broker: Shared, prefix: str) -> None:
    """A second plan finds nothing to do, and applying the first again does no harm."""
    planned = admin.plan(broker.connection, prefix, ["H26", "G01"])
    names = [each.name for each in wanted_topics(prefix, ["H26", "G01"])]
    assert [step.topic for step in planned.of("create")] == names
    assert len(planned.steps) == len(names)
    assert admin.apply(broker.connection, planned) == planned
    assert admin.plan(broker.connection, prefix, ["H26", "G01"]).is_done
    admin.apply(broker.connection, planned)
    assert admin.plan(broker.connection, prefix, ["H26", "G01"]).is_done


def test_a_topic_grows_and_changes_but_does_not_shrink(
    broker: Shared, prefix: str, kafka_admin: KafkaAdminClient
) -> None:
    """Too few partitions and other settings are mended; too many are told and left."""
    small, large = catalogue.exchange_in(prefix, "H26"), catalogue.exchange_out(prefix, "H26")
    kafka_admin.create_topics(
        {
            small: {"num_partitions": 1, "configs": {"retention.ms": "1000"}},
            large: {"num_partitions": 9},
        },
        wait_for_metadata=True,
    )
    planned = admin.plan(broker.connection, prefix, ["H26"], with_retry=False)
    told = {step.topic: step for step in planned.steps}
    assert told[small].why.startswith("partitions 1 -> 3, ")
    assert "retention.ms 1000 -> -1" in told[small].why
    assert told[large].action == "refuse"
    for _ in range(2):
        admin.apply(broker.connection, planned)
    after = admin.plan(broker.connection, prefix, ["H26"], with_retry=False)
    assert [step.topic for step in after.steps if step.action != "ok"] == [large]
    [left] = kafka_admin.describe_topics([large])
    assert len(left["partitions"]) == 9


def test_only_topics_of_exactly_the_prefix_are_removed(
    broker: Shared, prefix: str, kafka_admin: KafkaAdminClient
) -> None:
    """Neither those of a longer prefix nor names that are none of ours."""
    mine = catalogue.published(prefix)
    kept = [catalogue.published(f"{prefix}x"), f"{prefix}.notes"]
    kafka_admin.create_topics(
        {name: {"num_partitions": 1} for name in [mine, *kept]}, wait_for_metadata=True
    )
    try:
        assert admin.delete_prefix(broker.connection, prefix) == (mine,)
        assert {mine, *kept} & set(kafka_admin.list_topics()) == set(kept)
        assert admin.delete_prefix(broker.connection, prefix) == ()
    finally:
        kafka_admin.delete_topics(kept)
