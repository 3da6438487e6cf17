"""The catalogue of topics and their names."""

from __future__ import annotations

import pytest

from topics import catalogue
from topics.catalogue import TOPICS, TopicName, TopicSpec, parse_topic, register_topic, topic_name
from topics.errors import InputError
from topics.events import Event, StatusProgress


@pytest.mark.parametrize(
    "name, expected",
    [
        (catalogue.exchange_out("run-7", "H26"), "run-7.exchange.out.h26.v1"),
        (catalogue.exchange_in("run-7", "G01-BCA"), "run-7.exchange.in.g01-bca.v1"),
        (catalogue.status_out("run-7", "H26"), "run-7.status.out.h26.v1"),
        (catalogue.status_table("run-7"), "run-7.status.tbl.dossier.v1"),
        (catalogue.published("run-7"), "run-7.procedure.evt.published.v1"),
        (catalogue.procedure_table("run-7"), "run-7.procedure.tbl.catalogue.v1"),
    ],
)
def test_topics_have_their_names(name: str, expected: str) -> None:
    """Names follow prefix.domain.kind.name.version, agencies in lower case."""
    assert name == expected


@pytest.mark.parametrize("spec", TOPICS.values(), ids=lambda spec: spec.template)
@pytest.mark.parametrize("suffix", ["", "retry", "dlt"])
def test_a_name_is_taken_apart_again(spec: TopicSpec, suffix: catalogue.Suffix) -> None:
    """Every topic of the catalogue is found by its name, with its agency and suffix."""
    agency = "H26" if spec.per_agency else None
    whole = TopicName("run-7", spec, agency, suffix)
    assert parse_topic(str(whole)) == whole


def test_retry_and_dead_letters_have_their_own_topics() -> None:
    """They are named after the topic, and never compacted."""
    name = catalogue.status_table("run")
    assert catalogue.retry(name) == "run.status.tbl.dossier.v1.retry"
    assert catalogue.dlt(name) == "run.status.tbl.dossier.v1.dlt"
    assert parse_topic(name).cleanup == "compact"
    assert parse_topic(catalogue.dlt(name)).cleanup == "delete"


def test_only_tables_are_compacted() -> None:
    """The cleanup policy follows from the kind."""
    assert {spec.kind for spec in TOPICS.values() if spec.cleanup == "compact"} == {"tbl"}


@pytest.mark.parametrize(
    "name",
    [
        "run.exchange.sideways.h26.v1",
        "run.exchange.in.h26.v2",
        "run.exchange.in.H26.v1",
        "run.exchange.in.h_26.v1",
        "run.exchange.in.<agency>.v1",
        "exchange.in.h26.v1",
        "my.run.exchange.in.h26.v1",
        "run.exchange.in.h26.v1.later",
        "",
    ],
)
def test_a_name_outside_the_catalogue_is_refused(name: str) -> None:
    """Another kind, version, case, sign, length or suffix is not one of our topics."""
    with pytest.raises(InputError):
        parse_topic(name)


def test_a_near_miss_gets_a_hint() -> None:
    """The message proposes the topic that was probably meant."""
    with pytest.raises(InputError, match=r"did you mean <prefix>\.status\.tbl\.dossier\.v1"):
        parse_topic("run.status.tbl.dosier.v1")


@pytest.mark.parametrize(
    "prefix, agency, complaint",
    [
        ("Run", "H26", "prefix 'Run'"),
        ("my.run", "H26", "prefix 'my.run'"),
        ("run", "h26", "agency 'h26'; expected a code such as H26"),
        ("run", None, "an agency is needed"),
        ("r" * 230, "H26", "longer than Kafka's 249"),
    ],
)
def test_a_bad_part_of_a_name_is_refused(prefix: str, agency: str | None, complaint: str) -> None:
    """What would not be a good name in Kafka, or could not be read back, is never made."""
    with pytest.raises(InputError, match=complaint):
        topic_name(catalogue.EXCHANGE_IN, prefix, agency)


def test_a_topic_for_all_takes_no_agency() -> None:
    """Naming an agency where there is one topic for all is a mistake."""
    with pytest.raises(InputError, match="it has no agency 'H26'"):
        topic_name(catalogue.STATUS_TABLE, "run", "H26")


class Unregistered(Event, frozen=True, kw_only=True):
    """An event type that nobody registered."""

    dossier: str


@pytest.mark.parametrize(
    "spec, complaint",
    [
        (TopicSpec("Status", "evt", "closed", "dossier", (StatusProgress,), 1), "domain 'Status'"),
        (TopicSpec("status", "evt", "clo_sed", "dossier", (StatusProgress,), 1), "name 'clo_sed'"),
        (TopicSpec("status", "evt", "closed", "dossier", (StatusProgress,), 0), "at least 1"),
        (TopicSpec("status", "evt", "closed", "dossier", (), 1), "no event type"),
        (TopicSpec("status", "evt", "closed", "dossier", (Unregistered,), 1), "no registered"),
        (TopicSpec("status", "tbl", "dossier", "dossier", (StatusProgress,), 1), "other promises"),
    ],
)
def test_a_bad_topic_cannot_be_registered(spec: TopicSpec, complaint: str) -> None:
    """Malformed names, nothing to carry, and a clash with a known topic are refused."""
    before = dict(TOPICS)
    with pytest.raises(InputError, match=complaint):
        register_topic(spec)
    assert dict(TOPICS) == before
