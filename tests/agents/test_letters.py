"""Requests that people answer: the coordination delay, refusals, limits; several side by side."""

from __future__ import annotations

from typing import Any

import pytest

from agents.agency import AgencyAtWork
from agents.draws import UNIT
from agents.spans import Cause
from agents.world import Backoff
from tests.agents.asking import Asked
from tests.agents.origins import origin_below
from tests.agents.worlds import (
    DAY,
    HOUR,
    MINUTE,
    ONE_STOP,
    SECOND,
    START,
    Asking,
    Done,
    SmallWorld,
    at,
    fixed,
    request_spec,
    rules,
)
from topics.events import DataReply, DataRequest

COORDINATION, APPLICANT, PUBLICATION = Cause.COORDINATION, Cause.APPLICANT, Cause.PUBLICATION
SLOW_PEOPLE: dict[str, Any] = {
    "carry": fixed(3 * HOUR),
    "pick_up": fixed(8 * HOUR),
    "answer": fixed(2 * HOUR),
}


def by_letter(by: dict[str, Any], *, attention: float = 1.0, **spec: Any) -> Asked:
    return Asked(rules(**by), by_letter=True, attention=attention, spec=spec)


def test_a_letter_waits_for_people_in_their_working_time() -> None:
    """Carried until 11:00, picked up a working day later, answered in 2 h, carried back in 3 h."""
    asked = by_letter({}, **SLOW_PEOPLE)
    picked_up = at(1, "11:00")
    answered = at(1, "15:00")  # half an hour before lunch, an hour and a half after
    assert picked_up < answered
    assert asked.ended() == answered + 3 * HOUR - START
    assert asked.shares() == [(COORDINATION, 0, asked.ended())]
    assert asked.outcomes() == {("letter", "answered"): 1}
    assert asked.dossier.attempts == 0


@pytest.mark.parametrize(
    "attention, picked_up",
    [(0.25, "0 15:00"), (0.375, "0 16:00"), (1.0, "1 11:00"), (2.0, "2 11:00")],
)
def test_attention_scales_the_coordination_delay(attention: float, picked_up: str) -> None:
    """Eight working hours from 11:00 become two, three or sixteen; carrying does not change."""
    asked = by_letter({}, attention=attention, carry=fixed(3 * HOUR), pick_up=fixed(8 * HOUR))
    day, clock = picked_up.split()
    assert asked.ended() == at(int(day), clock) + 3 * HOUR - START


def test_letters_queue_at_the_answering_desk() -> None:
    """One person answers three letters of an hour in turn; the waits are coordination."""
    small, done = SmallWorld(), Done()
    asking = Asking([(request_spec(answer=fixed(HOUR)), small.provider, False)])
    dossiers = [small.dossier(asking, done, number=n) for n in (1, 2, 3)]
    for dossier in dossiers:
        dossier.go(0, START)
    small.run()
    assert [t - START for t in done.at_us] == [HOUR, 2 * HOUR, 3 * HOUR]
    assert small.shares(dossiers[2]) == [(COORDINATION, 0, 3 * HOUR)]


def test_a_registrys_letters_go_to_its_owner() -> None:
    """Software answers no letters: its owner's people do, with the owner's attention."""
    small, done = SmallWorld(), Done()
    registry = AgencyAtWork(
        id="G01-CSDLDC", kind="registry", inbox="test.exchange.in.g01-csdldc.v1",
        status_topic="none", attention=9.0, calendar=small.office,
        windows=small.provider.windows, owner=small.provider,
    )  # fmt: skip
    spec = request_spec(pick_up=fixed(HOUR), answer=fixed(HOUR))
    small.dossier(Asking([(spec, registry, False)]), done).go(0, START)
    small.run()
    assert done.at_us == [START + 2 * HOUR]
    assert small.mail.of(DataRequest)[0].topic == registry.inbox
    assert list(small.world.requests) == [("H03", "G01-CSDLDC", "letter", "answered")]


# -- refusals --------------------------------------------------------------------------------------


def test_a_refusal_over_the_platform_is_taken_to_people() -> None:
    """The letter decides; the refused attempt is retry."""
    by = rules(platform={"refusal": UNIT, "transit": fixed(5 * SECOND)})
    asked = Asked(by, spec={"carry": fixed(HOUR)})
    end = 5 * SECOND + 2 * HOUR
    assert asked.shares() == [
        (Cause.RETRY, 0, 5 * SECOND), (COORDINATION, 5 * SECOND, end),
    ]  # fmt: skip
    assert asked.outcomes() == {("letter", "answered"): 1}
    replies = [reply.event for reply in asked.small.mail.of(DataReply)]
    assert [r.outcome for r in replies if isinstance(r, DataReply)] == ["refused", "answered"]


def test_a_refusal_without_a_fallback_sends_the_applicant() -> None:
    """The applicant brings the paper; the request ends refused."""
    by = rules(platform={"refusal": UNIT, "transit": fixed(5 * SECOND), "fallback": False})
    asked = Asked(by)
    assert asked.shares() == [
        (Cause.DATA, 0, 5 * SECOND),
        (APPLICANT, 5 * SECOND, 5 * SECOND + 2 * DAY),
    ]
    assert asked.outcomes() == {("platform", "refused"): 1}


def test_a_refusal_by_people_sends_the_applicant() -> None:
    """Coordination until the refusal is here, then the applicant's own time."""
    asked = by_letter({"letter": {"refusal": UNIT}}, carry=fixed(HOUR))
    assert asked.shares() == [
        (COORDINATION, 0, 2 * HOUR),
        (APPLICANT, 2 * HOUR, 2 * HOUR + 2 * DAY),
    ]
    assert asked.outcomes() == {("letter", "refused"): 1}


def test_guidance_is_never_refused_and_is_publication() -> None:
    """What a ministry answers on an unpublished version is publication, whatever is inside."""
    asked = by_letter(
        {"letter": {"refusal": UNIT}}, carry=fixed(HOUR), cause=PUBLICATION, limit=(0, "wd")
    )
    assert asked.shares() == [(PUBLICATION, 0, 2 * HOUR)]
    assert asked.outcomes() == {("letter", "answered"): 1}


# -- limits ----------------------------------------------------------------------------------------


def test_the_dossier_proceeds_at_the_legal_limit() -> None:
    """With `proceed` a request expires at the close of its last day; the late letter is void."""
    asked = by_letter({"letter": {"proceed": True}}, limit=(1, "wd"), pick_up=fixed(40 * HOUR))
    assert asked.ended() == at(1, "17:00") - START
    assert asked.shares() == [(COORDINATION, 0, asked.ended())]
    assert asked.outcomes() == {("letter", "expired"): 1}
    assert asked.small.mail.of(DataReply) == []


def test_an_answer_within_the_limit_counts() -> None:
    """The limit that passes later changes nothing."""
    asked = by_letter({"letter": {"proceed": True}}, limit=(1, "wd"), carry=fixed(HOUR))
    assert asked.ended() == 2 * HOUR
    assert asked.outcomes() == {("letter", "answered"): 1}


def test_a_refusal_within_the_limit_counts() -> None:
    """The limit that passes while the applicant brings the paper changes nothing."""
    letter = {"letter": {"proceed": True, "refusal": UNIT}}
    asked = by_letter(letter, limit=(1, "wd"), carry=fixed(HOUR))
    assert asked.ended() == 2 * HOUR + 2 * DAY
    assert asked.outcomes() == {("letter", "refused"): 1}


@pytest.mark.parametrize(
    "letter, limit", [({"proceed": False}, (1, "wd")), ({"proceed": True}, None)]
)
def test_without_a_limit_or_leave_to_proceed_it_waits(letter: Any, limit: Any) -> None:
    """It waits for the answer, however long it takes."""
    asked = by_letter({"letter": letter}, limit=limit, pick_up=fixed(40 * HOUR))
    assert asked.ended() == at(7, "08:00") - START
    assert asked.outcomes() == {("letter", "answered"): 1}


def test_a_lost_letter_is_written_again() -> None:
    """Learnt when it should have come, then the back-off; both are retry."""
    spec = request_spec(carry=fixed(HOUR))
    half = UNIT // 2
    letter = {"failure": half, "retry": Backoff(3, 10 * MINUTE, 1.0, 0.0)}
    origin = origin_below(half, spec.tags.outcome[:1], above=spec.tags.outcome[1:2])
    asked = Asked(rules(letter=letter), origin=origin, by_letter=True, spec={"carry": fixed(HOUR)})
    again = HOUR + 10 * MINUTE
    assert asked.sent() == [0, again]
    assert asked.shares() == [(Cause.RETRY, 0, again), (COORDINATION, again, again + 2 * HOUR)]


# -- several ---------------------------------------------------------------------------------------


def test_the_last_of_several_owns_the_wait() -> None:
    """A letter of two hours beside a platform request of five seconds: all is coordination."""
    small, done = SmallWorld(rules(platform={"transit": fixed(5 * SECOND)})), Done()
    letter, quick = request_spec("a", 0, carry=fixed(HOUR)), request_spec("b", 1)
    asking = Asking([(letter, small.provider, False), (quick, small.provider, True)])
    dossier = small.dossier(asking, done)
    dossier.go(0, START)
    small.run()
    assert done.at_us == [START + 2 * HOUR]
    assert small.shares(dossier) == [(COORDINATION, 0, 2 * HOUR)]
    assert sorted(small.world.requests.values()) == [1, 1]


def test_before_the_last_ones_deciding_try_the_other_owns_the_wait() -> None:
    """The retried request ends last; until its deciding sending the applicant was the reason."""
    small = SmallWorld(
        rules(
            platform={"failure": UNIT // 2, "transit": fixed(5 * SECOND),
                      "retry": Backoff(1, 9 * HOUR, 1.0, 0.0)},
            letter={"refusal": UNIT},
            applicant={"supplement": fixed(9 * HOUR)},
        )
    )  # fmt: skip
    letter, retried = request_spec("a", 0), request_spec("b", 1)
    outcome = retried.tags.outcome
    origin = origin_below(UNIT // 2, outcome[:1], above=outcome[1:2])
    asking = Asking([(letter, small.provider, False), (retried, small.provider, True)])
    done = Done()
    dossier = small.dossier(asking, done, origin=origin)
    dossier.go(0, START)
    small.run()
    sent = 9 * HOUR + 60 * SECOND
    # Until `sent`, the retry ended last; the letter's refusal and the paper ended at 9 h.
    assert small.in_order(dossier) == [
        (Cause.RETRY, 0, sent),
        (Cause.DATA, sent, sent + 5 * SECOND),
    ]


def test_an_answer_needs_no_desk_of_the_asker() -> None:
    """Letters keep only the provider's people busy."""
    asked = by_letter({}, answer=fixed(HOUR))
    assert asked.small.home.desks["one_stop"].tally(1 << 62).visits == 0
    assert asked.small.home.desks["one_stop"].holder == ONE_STOP
    assert asked.small.provider.answering[""].tally(1 << 62).busy_us == HOUR
