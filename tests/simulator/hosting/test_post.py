"""What hosted agencies say: kept apart by agency, numbered, and nothing of the others'."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.hosting.post import Outgoing
from topics.control import ControlAct
from topics.events import (
    DataReply,
    DataRequest,
    Event,
    ProcedurePublished,
    StatusCreate,
)


def asking(requester: str) -> DataRequest:
    return DataRequest(
        request="r", dossier="d", procedure="birth", requester=requester, provider="G01",
        fields=(), basis="", purpose="", deadline_us=9, attempt=0,
    )  # fmt: skip


def replying(provider: str) -> DataReply:
    return DataReply(
        request="r", dossier="d", requester="H26", provider=provider, outcome="answered",
        error=None, fields=(), values=(), attempt=0, request_hash="",
    )  # fmt: skip


def publishing(agency: str, at_us: int) -> ProcedurePublished:
    return ProcedurePublished(
        procedure="birth", version=2, agency=agency, legal_effect_us=0, published_us=at_us
    )


@pytest.fixture
def post() -> Outgoing:
    """Of G15 and H03."""
    return Outgoing("p", ["G15", "H03"])


def said(post: Outgoing, *events: Event, at_us: int = 5) -> None:
    for event in events:
        post.deliver(at_us, "anywhere", "key", event)


def taken(post: Outgoing, agency: str) -> list[tuple[int, str, Any]]:
    return [(record.seq, record.topic, type(record.event)) for record in post.taken(agency)]


def test_each_agency_s_records_are_numbered_by_themselves(post: Outgoing) -> None:
    """From 0, and on from one tick to the next; both go to that agency's `out` topic."""
    said(post, asking("H03"), asking("H03"), replying("G15"))
    assert taken(post, "H03") == [
        (0, "p.exchange.out.h03.v1", DataRequest),
        (1, "p.exchange.out.h03.v1", DataRequest),
    ]
    assert taken(post, "G15") == [(0, "p.exchange.out.g15.v1", DataReply)]
    said(post, asking("H03"))
    assert taken(post, "H03") == [(2, "p.exchange.out.h03.v1", DataRequest)]
    assert post.seqs == {"H03": 3, "G15": 1}
    assert post.seq == 4


def test_a_record_keeps_its_instant_key_and_event(post: Outgoing) -> None:
    """It is of the only replication that a live run has."""
    event = asking("H03")
    said(post, event, at_us=77)
    (record,) = post.taken("H03")
    assert (record.sim_time_us, record.key, record.event, record.replication) == (
        77, "key", event, 0,
    )  # fmt: skip


def test_numbers_go_on_where_a_process_before_left_off(post: Outgoing) -> None:
    """What was committed has its number already."""
    post.resume("H03", 41, 0)
    said(post, asking("H03"))
    assert [seq for seq, *_ in taken(post, "H03")] == [41]


def test_what_others_say_is_not_said_here(post: Outgoing) -> None:
    """Their own process says it; it is not counted either."""
    said(post, asking("H26"), replying("G01"), publishing("G01", 5))
    said(
        post,
        StatusCreate(
            dossier="d", agency="H26", procedure="birth", channel="post", received_us=5, due_us=9
        ),
    )
    assert (taken(post, "H03"), taken(post, "G15")) == ([], [])
    assert post.counts == {}


def test_what_was_published_before_the_work_was_kept_is_not_said_again(post: Outgoing) -> None:
    """What is published at that instant, or later, has not been said."""
    post.resume("G15", 0, 100)
    said(post, publishing("G15", 99), publishing("G15", 100), publishing("H03", 99), at_us=100)
    assert [topic for _, topic, _ in taken(post, "G15")] == ["anywhere"]
    assert len(post.taken("H03")) == 1


def test_an_operator_s_act_leaves_with_the_first_agency(post: Outgoing) -> None:
    """It is nobody's own."""
    said(post, ControlAct(number=1, act="pause", name="", settings=(), at_us=5, until_us=-1))
    assert taken(post, "G15") == [(0, "anywhere", ControlAct)]
