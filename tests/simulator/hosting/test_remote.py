"""Requests to an agency that works elsewhere: what each reply, or none, brings about."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

import pytest

from agents.remote import WITHOUT_END_US, RemoteRequest
from agents.spans import Cause
from tests.agents.worlds import (
    DAY,
    HOUR,
    MINUTE,
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

DATA, RETRY, COORDINATION, APPLICANT = Cause.DATA, Cause.RETRY, Cause.COORDINATION, Cause.APPLICANT
PATIENCE = 60 * SECOND
AGAIN = PATIENCE + 120 * SECOND  # when the second attempt is sent
LETTER = AGAIN + PATIENCE  # and when the request becomes a letter
REFUSED = "provider.business.refused"
Outcome = Literal["answered", "refused"]
OVERLOADED = "provider.capacity.overloaded"


class Elsewhere:
    """What is known of the other agencies."""

    forgotten_us = 7 * DAY

    def __init__(self) -> None:
        self.blamed: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    def patience_us(self, provider: str) -> int:
        assert provider == "G01"
        return PATIENCE

    def blame(self, provider: str, what: str) -> None:
        assert provider == "G01"
        self.blamed[what] += 1

    def lose(self, requester: str, request: str, what: str) -> None:
        assert requester == "H03"
        assert request.endswith("/identity")
        self.lost[what] += 1


class Remote:
    """A dossier that waits for one request; replies come when `reply` says. Times from START."""

    def __init__(
        self, *, by_letter: bool = False, spec: dict[str, Any] | None = None,
        **changed: dict[str, Any],
    ) -> None:  # fmt: skip
        self.small, self.done, self.known = SmallWorld(rules(**changed)), Done(), Elsewhere()
        self.small.world.remote = self.known
        asking = Asking([(request_spec(**spec or {}), self.small.provider, not by_letter)])
        self.dossier = self.small.dossier(asking, self.done)
        self.dossier.go(0, START)
        (self.request,) = self.dossier.reasons
        assert isinstance(self.request, RemoteRequest)

    def reply(self, at_us: int, attempt: int, outcome: Outcome, error: str | None = None) -> None:
        """It comes, to one of its attempts."""
        asked = self.small.mail.of(DataRequest)[0].event
        assert isinstance(asked, DataRequest)
        said = DataReply(
            request=asked.request, dossier=asked.dossier, requester="H03", provider="G01",
            outcome=outcome, error=error, fields=(), values=(), attempt=attempt, request_hash="",
        )  # fmt: skip
        request = self.request
        assert isinstance(request, RemoteRequest)
        self.small.call(START + at_us, lambda: request.take(said))

    def run(self) -> int:
        """To the end: when the dossier went on, once."""
        self.small.run()
        (ended,) = self.done.at_us
        return ended - START

    def sent(self) -> list[tuple[int, int, str]]:
        """(when, attempt, mode) of what was asked."""
        return [
            (one.at_us - START, one.event.attempt, one.event.mode)
            for one in self.small.mail.of(DataRequest)
            if isinstance(one.event, DataRequest)
        ]

    def shares(self) -> list[tuple[Cause, int, int]]:
        return self.small.in_order(self.dossier)

    def outcomes(self) -> dict[tuple[str, str], int]:
        return {(mode, what): n for (_, _, mode, what), n in self.small.world.requests.items()}


def test_a_reply_in_time() -> None:
    """The dossier goes on when it comes; the time is data, and nobody is blamed."""
    remote = Remote()
    remote.reply(5 * SECOND, 0, "answered")
    assert remote.run() == 5 * SECOND
    assert remote.shares() == [(DATA, 0, 5 * SECOND)]
    assert remote.outcomes() == {("platform", "answered"): 1}
    assert remote.known.blamed == {}
    assert remote.small.mail.of(DataReply) == []  # whoever answered has told it


def test_silence_costs_attempts_and_then_a_letter() -> None:
    """Each patience is blamed once; the tries are retry, the letter is coordination."""
    remote = Remote()
    remote.reply(LETTER + HOUR, 2, "answered")
    assert remote.run() == LETTER + HOUR
    assert remote.sent() == [(0, 0, "platform"), (AGAIN, 1, "platform"), (LETTER, 2, "letter")]
    assert remote.shares() == [(RETRY, 0, LETTER), (COORDINATION, LETTER, LETTER + HOUR)]
    assert remote.known.blamed == {"silent": 2}


def test_without_letters_silence_ends_it() -> None:
    """As expired, after the last attempt's patience."""
    remote = Remote(platform={"fallback": False})
    assert remote.run() == LETTER
    assert remote.outcomes() == {("platform", "expired"): 1}


@pytest.mark.parametrize(
    "at_us", [PATIENCE + SECOND, AGAIN + SECOND, LETTER + SECOND], ids=["wait", "again", "letter"]
)
def test_a_late_answer_counts_while_the_request_is_open(at_us: int) -> None:
    """While it waits to be sent again, is sent again, or lies with people; it is blamed as late."""
    remote = Remote()
    remote.reply(at_us, 0, "answered")
    assert remote.run() == at_us
    assert remote.shares() == [(DATA, 0, at_us)]
    assert remote.outcomes() == {("platform", "answered"): 1}
    assert remote.known.blamed["late"] == 1


def test_an_answer_after_the_end_changes_nothing() -> None:
    """It is counted late, beside the one end that the request has."""
    remote = Remote()
    remote.reply(5 * SECOND, 0, "answered")
    remote.reply(6 * SECOND, 0, "answered")
    assert remote.run() == 5 * SECOND
    assert remote.outcomes() == {("platform", "answered"): 1, ("platform", "late"): 1}
    assert remote.known.blamed == {"late": 1}


def test_a_late_refusal_is_not_taken() -> None:
    """The present attempt may still be answered."""
    remote = Remote()
    remote.reply(AGAIN + SECOND, 0, "refused", REFUSED)
    remote.reply(AGAIN + 9 * SECOND, 1, "answered")
    assert remote.run() == AGAIN + 9 * SECOND
    assert remote.shares() == [(RETRY, 0, AGAIN), (DATA, AGAIN, AGAIN + 9 * SECOND)]
    assert remote.known.blamed == {"silent": 1, "late": 1}


def test_a_refusal_becomes_a_letter() -> None:
    """At once: people may give what systems do not."""
    remote = Remote()
    remote.reply(5 * SECOND, 0, "refused", REFUSED)
    remote.reply(DAY, 1, "answered")
    assert remote.run() == DAY
    assert remote.sent() == [(0, 0, "platform"), (5 * SECOND, 1, "letter")]
    assert remote.outcomes() == {("letter", "answered"): 1}
    assert remote.known.blamed == {}


def test_people_s_refusal_sends_the_applicant() -> None:
    """For two days here; that time is the applicant's."""
    remote = Remote(by_letter=True)
    remote.reply(HOUR, 0, "refused", REFUSED)
    assert remote.run() == HOUR + 2 * DAY
    assert remote.shares() == [(COORDINATION, 0, HOUR), (APPLICANT, HOUR, HOUR + 2 * DAY)]
    assert remote.outcomes() == {("letter", "refused"): 1}


def test_a_failure_is_tried_again_at_once_after_its_back_off() -> None:
    """An error that says that there is no answer is no refusal; its patience is over then."""
    remote = Remote()
    remote.reply(5 * SECOND, 0, "refused", OVERLOADED)
    remote.reply(130 * SECOND, 1, "answered")
    assert remote.run() == 130 * SECOND
    assert [when for when, *_ in remote.sent()] == [0, 125 * SECOND]
    assert remote.known.blamed == {"failed": 1}


def test_a_failed_letter_is_the_end() -> None:
    """The bus has ended it: nobody has it any more."""
    remote = Remote(by_letter=True)
    remote.reply(HOUR, 0, "refused", "bus.time.expired")
    assert remote.run() == HOUR
    assert remote.outcomes() == {("letter", "expired"): 1}


def test_what_is_lost_on_the_way_is_never_said() -> None:
    """No attempt is on the bus, and nobody is blamed; then comes the letter, which is not lost."""
    remote = Remote(platform={"failure": 1 << 53})
    remote.small.run(START + LETTER + MINUTE)
    assert remote.sent() == [(LETTER, 2, "letter")]
    assert remote.known.blamed == {}


def test_a_lost_letter_is_written_again() -> None:
    """After the time in which it should have come, and the back-off of letters."""
    retry = rules().platform.retry
    remote = Remote(
        by_letter=True, letter={"failure": 1 << 53, "retry": retry, "carry": fixed(HOUR)}
    )
    remote.small.run(START + 3 * HOUR)
    assert remote.sent() == [(2 * MINUTE, 1, "letter")]


def deadline_of(remote: Remote) -> int:
    """Of what was asked first, from START."""
    event = remote.small.mail.of(DataRequest)[0].event
    assert isinstance(event, DataRequest)
    return event.deadline_us - START


def test_nobody_ends_a_letter_that_is_waited_for() -> None:
    """By the rules people are waited for however late; the relay must not give it up."""
    assert deadline_of(Remote()) == PATIENCE
    assert deadline_of(Remote(by_letter=True)) == 30 * DAY + WITHOUT_END_US
    assert (
        deadline_of(Remote(by_letter=True, letter={"proceed": True})) == 30 * DAY + WITHOUT_END_US
    )


def test_a_letter_with_a_limit_ends_at_it() -> None:
    """Where the rules let the dossier proceed: two working days, so on Wednesday at the close."""
    remote = Remote(by_letter=True, spec={"limit": (2.0, "wd")}, letter={"proceed": True})
    assert deadline_of(remote) == at(2, "17:00") - START
    assert remote.run() == at(2, "17:00") - START
    assert remote.outcomes() == {("letter", "expired"): 1}
