"""What an agency does with a request that came from elsewhere, and when."""

from __future__ import annotations

from typing import Any

import pytest

from agents.serving import Serving
from agents.spans import Cause
from agents.world import Windows
from simulator.hosting.environment import SERVING_KEYS
from tests.agents.worlds import (
    HOUR,
    MINUTE,
    SECOND,
    START,
    Outages,
    SmallWorld,
    at,
    fixed,
    request_spec,
    rules,
)
from topics.envelope import request_hash
from topics.events import DataReply, DataRequest

CARRY, PICK_UP, ANSWER = fixed(20 * MINUTE), fixed(8 * HOUR), fixed(30 * MINUTE)
PEOPLE = {"carry": CARRY, "pick_up": PICK_UP, "answer": ANSWER}


def asked(number: int = 0, mode: str = "platform", **changes: Any) -> DataRequest:
    values: dict[str, Any] = {
        "request": f"000.00.00.H03-230703-{number:04d}/identity",
        "dossier": f"000.00.00.H03-230703-{number:04d}",
        "procedure": "birth",
        "requester": "H03",
        "provider": "G01",
        "fields": ("personal_id",),
        "basis": "NĐ 47/2020 Art 34",
        "purpose": "identity",
        "deadline_us": START + HOUR,
        "attempt": 0,
        "mode": mode,
    }
    return DataRequest(**values | changes)


class Served:
    """A provider that has got some requests at START; `replies` are (when, reply)."""

    def __init__(
        self, *requests: DataRequest, spec: Any = None, attention: float = 1.0,
        outages: Outages | None = None, silent: list[tuple[int, int]] | None = None,
        **changed: dict[str, Any],
    ) -> None:  # fmt: skip
        small = SmallWorld(rules(**changed), outages=outages)
        small.provider.attention = attention
        small.provider.silent = None if silent is None else Windows(silent)
        for number, request in enumerate(requests):
            key = SERVING_KEYS + (number << 12)
            Serving(key, small.world, small.provider, request, spec).begin()
        small.run()
        self.replies = [
            (letter.at_us, letter.event)
            for letter in small.mail.of(DataReply)
            if isinstance(letter.event, DataReply)
        ]

    def when(self) -> list[int]:
        return [at_us for at_us, _ in self.replies]


def test_a_platform_replies_after_its_transit() -> None:
    """With the fields that were asked for, to that attempt, under the request's hash."""
    request = asked(attempt=3)
    ((when, reply),) = Served(request, platform={"transit": fixed(5 * SECOND)}).replies
    assert when == START + 5 * SECOND
    assert (reply.request, reply.dossier, reply.attempt) == (request.request, request.dossier, 3)
    assert (reply.requester, reply.provider) == ("H03", "G01")
    assert (reply.outcome, reply.error, reply.fields) == ("answered", None, ("personal_id",))
    assert len(reply.values) == 1
    assert reply.request_hash == request_hash(request)


def test_a_refusal_gives_no_data() -> None:
    """It says that the provider will not, and nothing of the person."""
    ((_, reply),) = Served(asked(), platform={"refusal": 1 << 53}).replies
    assert (reply.outcome, reply.error) == ("refused", "provider.business.refused")
    assert (reply.fields, reply.values) == ((), ())


def test_systems_that_are_out_reply_when_they_are_back() -> None:
    """The transit counts from then."""
    outages = {"provider": [(START - HOUR, START + HOUR)]}
    served = Served(asked(), outages=outages, platform={"transit": fixed(5 * SECOND)})
    assert served.when() == [START + HOUR + 5 * SECOND]


def test_systems_that_are_silent_never_reply() -> None:
    """Neither then nor later."""
    assert Served(asked(), silent=[(START, START + HOUR)]).when() == []


def test_a_letter_takes_carry_pick_up_desk_and_back() -> None:
    """Monday 08:00: carried for 20 minutes, 8 office hours to be picked up, half an hour, back."""
    # 08:20 to 11:30 and 13:30 to 17:00 are 6 h 40; so it is picked up on Tuesday at 08:20.
    assert Served(asked(mode="letter"), letter=PEOPLE).when() == [at(1, "09:10")]


def test_attention_scales_the_coordination_delay_only() -> None:
    """At half of it the letter is picked up in 4 office hours: on Monday at 14:20."""
    served = Served(asked(mode="letter"), attention=0.5, letter=PEOPLE)
    assert served.when() == [at(0, "15:10")]


def test_people_who_are_silent_pick_up_when_they_are_back() -> None:
    """Here on Wednesday at 10:00."""
    silent = [(at(1, "00:00"), at(2, "10:00"))]
    served = Served(asked(mode="letter"), silent=silent, letter=PEOPLE)
    assert served.when() == [at(2, "10:50")]


def test_letters_wait_for_each_other_at_the_desk() -> None:
    """One person answers: the second reply is half an hour after the first."""
    served = Served(asked(1, "letter"), asked(2, "letter"), letter=PEOPLE)
    assert served.when() == [at(1, "09:10"), at(1, "09:40")]


def test_the_procedure_says_how_long_its_letters_take() -> None:
    """What the rules say is for requests of no procedure that is known here."""
    spec = request_spec(carry=fixed(0), pick_up=fixed(HOUR), answer=fixed(10 * MINUTE))
    served = Served(asked(mode="letter"), spec=spec, letter=PEOPLE)
    assert served.when() == [START + HOUR + 10 * MINUTE]


@pytest.mark.parametrize("cause, outcome", [(Cause.COORDINATION, "refused"),
                                            (Cause.PUBLICATION, "answered")])  # fmt: skip
def test_people_may_refuse_data_and_always_give_guidance(cause: Cause, outcome: str) -> None:
    """As in a run of one process."""
    served = Served(
        asked(mode="letter"), spec=request_spec(cause=cause), letter={"refusal": 1 << 53}
    )
    assert [reply.outcome for _, reply in served.replies] == [outcome]


def test_the_same_request_is_always_answered_alike() -> None:
    """Whenever it comes, and in whatever company; another attempt is drawn anew."""
    half = {"refusal": 1 << 52}
    many = [asked(number, attempt=k) for number in range(20) for k in range(2)]
    first = {(r.request, r.attempt): r.outcome for _, r in Served(*many, platform=half).replies}
    again = Served(*reversed(many[7:]), platform=half).replies
    assert all(first[reply.request, reply.attempt] == reply.outcome for _, reply in again)
    assert {first[f"{r.dossier}/identity", 0] == first[r.request, 1] for r in many} == {True, False}
