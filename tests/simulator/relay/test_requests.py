"""Requests at the relay: passed on once, answered once, ended once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.relay.core import Core
from simulator.relay.rows import Policy
from simulator.relay.rules import parse_rule
from tests.simulator.relay.malformed import (
    ASKED,
    ASKER,
    CASES,
    HOLDER,
    MINUTE_US,
    NOW_US,
    answer,
    before,
    changed,
    out,
)
from tests.simulator.relay.worlds import PREFIX, Reader, audited, delivered, relay
from topics.audit import ENDS
from topics.envelope import WireRecord, from_wire
from topics.events import DataReply, DataRequest

IN_HOLDER, IN_ASKER = "exchange.in.g15-hotich.v1", "exchange.in.h03.v1"
GRACE_US = Policy().grace_us
REFUSED = {"outcome": "refused", "fields": (), "values": ()}
BUSY = {**REFUSED, "error": "provider.capacity.queue_full"}
NO = {**REFUSED, "error": "provider.business.refused"}


def ask(**fields: Any) -> WireRecord:
    return out(PREFIX, ASKER, changed(ASKED, **fields))


def reply(asked: DataRequest = ASKED, **fields: Any) -> WireRecord:
    return out(PREFIX, HOLDER, answer(asked, **fields))


def test_what_is_delivered_is_numbered_and_dated_by_the_relay() -> None:
    """Every record that it writes has the next number, whatever its kind."""
    reader = Reader()
    reader.hand(*before(PREFIX), changed(ask(), value=b""))
    written = [output for output in reader.written if output.what != "dead_letter"]
    records = [from_wire(output.wire) for output in written]
    assert [record.seq for record in records] == list(range(len(records)))
    assert {record.sim_time_us for record in records} == {NOW_US}


def test_a_duplicate_gets_the_stored_reply() -> None:
    """The provider is not asked again, and the reply is the same."""
    reader = Reader()
    reader.hand(ask(), reply())
    outputs = reader.hand(ask(attempt=1), ask())
    assert delivered(outputs) == [(IN_ASKER, answer(ASKED))] * 2
    assert [entry.outcome for entry in audited(outputs)] == ["repeated", "repeated"]


def test_another_attempt_is_passed_on_while_there_is_no_reply() -> None:
    """Its answer may come to either attempt; a second one is not passed on."""
    reader = Reader()
    reader.hand(ask())
    assert delivered(reader.hand(ask(attempt=1))) == [(IN_HOLDER, changed(ASKED, attempt=1))]
    assert delivered(reader.hand(reply())) == [(IN_ASKER, answer(ASKED))]
    assert delivered(reader.hand(reply(attempt=1))) == []
    assert reader.audit()[-1].outcome == "ignored"


def test_people_may_answer_what_a_platform_refused() -> None:
    """A refusal is not the end while another attempt may come; the answer is."""
    reader = Reader()
    reader.hand(ask(), reply(**NO), ask(attempt=1), reply(attempt=1))
    assert [entry.ended for entry in reader.audit()] == ["", "", "", "answered"]
    told = [event for _, event in delivered(reader.written) if isinstance(event, DataReply)]
    assert [event.outcome for event in told] == ["refused", "answered"]


def test_a_refusal_is_final_after_the_grace() -> None:
    """Then another attempt gets the stored refusal."""
    reader = Reader()
    reader.hand(ask(), reply(**NO))
    assert audited(reader.wait(GRACE_US - 1)) == []
    (entry,) = audited(reader.wait(1))
    assert (entry.outcome, entry.ended) == ("ended", "refused")
    late = ask(attempt=1, deadline_us=reader.now_us + MINUTE_US)
    assert delivered(reader.hand(late)) == [(IN_ASKER, answer(ASKED, **NO))]


def test_a_request_that_nobody_answers_expires_and_its_requester_is_told() -> None:
    """At its deadline and the grace; a reply is then too late."""
    reader = Reader()
    reader.hand(ask())
    outputs = reader.wait(10 * MINUTE_US + GRACE_US)
    told = answer(ASKED, **REFUSED, error="provider.time.deadline_passed")
    assert delivered(outputs) == [(IN_ASKER, told)]
    assert [entry.ended for entry in audited(outputs)] == ["expired"]
    reader.hand(reply())
    assert reader.audit()[-1].error == "provider.time.late_reply"


def test_a_late_reply_is_accepted_while_its_request_is_open() -> None:
    """After the deadline, within the grace."""
    reader = Reader()
    reader.hand(ask())
    reader.wait(11 * MINUTE_US)
    assert delivered(reader.hand(reply())) == [(IN_ASKER, answer(ASKED))]


@pytest.mark.parametrize(
    "fields, error, ended",
    [
        ({"basis": ""}, "requester.authority.no_legal_basis", "dead_lettered"),
        ({"deadline_us": NOW_US - 1}, "requester.time.deadline_passed", "expired"),
    ],
)
def test_a_requester_whose_request_is_not_passed_on_is_told(
    fields: dict[str, Any], error: str, ended: str
) -> None:
    """By a refusal that bears the error; the request has ended."""
    reader = Reader()
    outputs = reader.hand(ask(**fields))
    asked = changed(ASKED, **fields)
    assert delivered(outputs) == [(IN_ASKER, answer(asked, **REFUSED, error=error))]
    assert [entry.ended for entry in audited(outputs)] == [ended]


def test_nobody_is_told_of_a_request_that_another_wrote_in_their_name() -> None:
    """Nor is it remembered as theirs."""
    reader = Reader()
    assert delivered(reader.hand(changed(ask(), topic=f"{PREFIX}.exchange.out.g22.v1"))) == []
    assert delivered(reader.hand(ask())) == [(IN_HOLDER, ASKED)]


def test_a_provider_that_is_busy_is_asked_again_later() -> None:
    """After growing back-offs; the requester is not told until it is hopeless."""
    reader = Reader(relay(policy=Policy(retries=2, backoff_us=MINUTE_US, factor=4)))
    reader.hand(ask())
    for wait_us in (MINUTE_US, 4 * MINUTE_US):
        outputs = reader.hand(reply(**BUSY))
        assert [output.what for output in outputs] == ["waiting", "audit"]
        due = dict(outputs[0].wire.headers)["lienthong_due"]
        assert (outputs[0].wire.topic, due) == (
            f"{PREFIX}.{IN_HOLDER}.retry", b"%d" % (reader.now_us + wait_us),
        )  # fmt: skip
        assert delivered(reader.wait(wait_us - 1)) == []
        assert delivered(reader.wait(1)) == [(IN_HOLDER, ASKED)]
    assert delivered(reader.hand(reply(**BUSY))) == [(IN_ASKER, answer(ASKED, **BUSY))]


def test_a_provider_is_not_asked_again_after_the_deadline_or_an_answer() -> None:
    """What waits for it is void."""
    reader = Reader(relay(policy=Policy(backoff_us=MINUTE_US)))
    reader.hand(ask(), reply(**BUSY), reply())
    assert [entry.outcome for entry in audited(reader.wait(MINUTE_US))] == ["void"]
    late = Reader(relay(policy=Policy(backoff_us=11 * MINUTE_US)))
    late.hand(ask())
    assert delivered(late.hand(reply(**BUSY))) == [(IN_ASKER, answer(ASKED, **BUSY))]


def test_a_request_is_forgotten_after_the_stated_time() -> None:
    """Memory is bounded: the row is dropped, and the same id is a new request."""
    reader = Reader()
    reader.hand(ask(), reply())
    assert reader.core.remembered == 1
    reader.wait(Policy().remember_us)
    assert reader.core.remembered == 0
    reader.hand(ask(deadline_us=reader.now_us + 1))
    assert reader.audit()[-1].outcome == "delivered"


def test_a_lost_reply_is_sent_again_when_it_is_asked_for() -> None:
    """The rule strikes one sending, not all of them."""
    reader = Reader(relay(rules=[parse_rule("lose:event=reply,nth=1")]))
    assert delivered(reader.hand(ask(), reply())) == [(IN_HOLDER, ASKED)]
    assert delivered(reader.hand(ask(attempt=1))) == [(IN_ASKER, answer(ASKED))]


def test_what_comes_after_a_delayed_message_of_its_key_waits_behind_it() -> None:
    """Order per key holds although delays overlap."""
    reader = Reader(relay(rules=[parse_rule("delay:us=1000,nth=1")]))
    reader.hand(ask(), ask(attempt=1), ask(request="other"))
    assert delivered(reader.written) == [(IN_HOLDER, changed(ASKED, request="other"))]
    later = [event.attempt for _, event in delivered(reader.wait(1000))]
    assert later == [0, 1]


STEPS = st.lists(
    st.one_of(
        st.builds(
            lambda a, r: ask(attempt=a, request=f"r{r}"), st.integers(0, 3), st.integers(0, 2)
        ),
        st.builds(
            lambda a, r, how: reply(changed(ASKED, request=f"r{r}"), attempt=a, **how),
            st.integers(0, 3), st.integers(0, 2), st.sampled_from([{}, NO, BUSY]),
        ),
        st.sampled_from([case.wire(PREFIX) for case in CASES if "large" not in case.name][:40]),
        st.integers(1, 90).map(lambda minutes: minutes * MINUTE_US),
    ),
    max_size=25,
)  # fmt: skip
RULES = [
    parse_rule(text)
    for text in ("delay:us=60000000,share=0.3", "lose:share=0.2", "duplicate:share=0.2")
]


def play(core: Core, steps: list[Any], *, crash: bool) -> list[Any]:
    written, now_us = [], NOW_US
    for offset, step in enumerate(steps):
        if crash:
            state, core = core.state(), relay(rules=RULES)
            core.restore(state)
        if isinstance(step, int):
            now_us += step
            written += core.due(now_us)
        else:
            written += core.handle(now_us, 0, offset, step)
    return written + core.due(now_us + 100 * GRACE_US)


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_relay_restored_at_every_step_writes_the_same(steps: list[Any]) -> None:
    """Its rows are all that it is."""
    assert play(relay(rules=RULES), steps, crash=True) == play(
        relay(rules=RULES), steps, crash=False
    )


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_every_request_ends_just_once(steps: list[Any]) -> None:
    """Whatever is sent in whatever order; and every message has one record of audit."""
    written = play(relay(rules=RULES), steps, crash=False)
    entries = audited(written)
    ends = Counter((entry.requester, entry.request) for entry in entries if entry.ended)
    passed = {
        (entry.requester, entry.request)
        for entry in entries
        if entry.what.endswith("request.v1") and entry.error is None and entry.sender
    }
    assert set(ends.values()) <= {1}
    assert passed <= set(ends)
    assert {entry.ended for entry in entries} <= {"", *ENDS}
    messages = sum(not isinstance(step, int) for step in steps)
    assert sum(entry.offset >= 0 for entry in entries) == messages


def test_only_what_changed_has_to_be_written() -> None:
    """A table that gets each step's changes is the state; forgotten rows are None."""
    reader, table = Reader(), {}
    for wire in before(PREFIX):
        reader.hand(wire)
        table |= reader.core.changed()
    assert table == reader.core.state()
    assert reader.core.changed().keys() == {"counters"}
    reader.wait(100 * GRACE_US)
    reader.wait(Policy().remember_us)
    table |= reader.core.changed()
    assert {key for key, row in table.items() if row is None} == {
        f"request/{ASKER}/{ASKED.request}", f"request/{ASKER}/{ASKED.dossier}/done",
    }  # fmt: skip
