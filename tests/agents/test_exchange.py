"""Data requests over the platform: when attempts are sent, what they cost, how they end."""

from __future__ import annotations

from itertools import pairwise

from agents.draws import UNIT, draw_us, raw
from agents.laws import Empirical
from agents.spans import Cause
from agents.world import Backoff
from tests.agents.asking import Asked
from tests.agents.origins import origin_below, origin_where, origin_with_draws
from tests.agents.worlds import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    START,
    Asking,
    Done,
    SmallWorld,
    fixed,
    request_spec,
    rules,
)
from topics.events import DataReply, DataRequest

HALF = UNIT // 2
DATA, RETRY, COORDINATION = Cause.DATA, Cause.RETRY, Cause.COORDINATION
OUTCOME, TRANSIT = request_spec().tags.outcome, request_spec().tags.transit
SLOW = Empirical.from_values([5 * SECOND, 100 * SECOND, 300 * SECOND])
NO_RETRY = Backoff(0, 0, 1.0, 0.0)


def with_transits(*times: int) -> int:
    """An origin whose first attempts have these transits, drawn from `SLOW`."""
    return origin_with_draws(SLOW, list(zip(TRANSIT, times, strict=False)))


def test_a_quick_reply() -> None:
    """The reply comes after the transit; the time is data; both messages are on the bus."""
    asked = Asked(rules(platform={"transit": fixed(5 * SECOND)}))
    assert asked.ended() == 5 * SECOND
    assert asked.shares() == [(DATA, 0, 5 * SECOND)]
    assert asked.outcomes() == {("platform", "answered"): 1}
    (question,), (answer,) = asked.small.mail.of(DataRequest), asked.small.mail.of(DataReply)
    assert (question.at_us - START, question.topic) == (0, "test.exchange.in.g01.v1")
    assert (answer.at_us - START, answer.topic) == (5 * SECOND, "test.exchange.in.h03.v1")
    assert question.key == answer.key
    assert isinstance(answer.event, DataReply)
    assert (answer.event.outcome, answer.event.fields) == ("answered", ("personal_id",))


def test_a_reply_at_the_time_out_is_in_time() -> None:
    """A transit as long as the time-out is a reply, not a failure."""
    asked = Asked(rules(platform={"transit": fixed(60 * SECOND)}))
    assert asked.ended() == 60 * SECOND
    assert asked.sent() == [0]


def test_a_time_out_is_followed_by_a_retry() -> None:
    """Time-out and back-off are retry; from the deciding send on it is data."""
    origin = origin_below(HALF, OUTCOME[:1], above=OUTCOME[1:2])
    platform = {"transit": fixed(5 * SECOND), "failure": HALF}
    asked = Asked(rules(platform=platform), origin=origin)
    assert asked.sent() == [0, 180 * SECOND]
    assert asked.shares() == [(RETRY, 0, 180 * SECOND), (DATA, 180 * SECOND, 185 * SECOND)]
    assert asked.dossier.attempts == 2
    assert asked.outcomes() == {("platform", "answered"): 1}


def test_back_off_grows_and_is_spread() -> None:
    """The waits are base x factor^k, within the jitter of it."""
    retry = Backoff(3, 100 * SECOND, 2.0, 0.5)
    asked = Asked(rules(platform={"failure": UNIT, "retry": retry, "fallback": False}))
    waits = [after - before - 60 * SECOND for before, after in pairwise(asked.sent())]
    assert len(waits) == 3
    for k, wait in enumerate(waits):
        assert 50 * SECOND * 2**k <= wait <= 150 * SECOND * 2**k
        assert wait != 100 * SECOND * 2**k


def test_without_a_fallback_it_expires() -> None:
    """After the last time-out the dossier goes on without an answer."""
    asked = Asked(rules(platform={"failure": UNIT, "fallback": False}))
    assert asked.ended() == 240 * SECOND
    assert asked.outcomes() == {("platform", "expired"): 1}
    assert asked.shares() == [(RETRY, 0, 180 * SECOND), (DATA, 180 * SECOND, 240 * SECOND)]
    assert asked.small.mail.of(DataReply) == []


def test_the_fallback_is_a_letter() -> None:
    """After the last time-out people are asked; all before is retry."""
    asked = Asked(rules(platform={"failure": UNIT}), spec={"carry": fixed(HOUR)})
    end = 240 * SECOND + 2 * HOUR
    assert asked.sent() == [0, 180 * SECOND, 240 * SECOND]
    assert asked.shares() == [(RETRY, 0, 240 * SECOND), (COORDINATION, 240 * SECOND, end)]
    assert asked.outcomes() == {("letter", "answered"): 1}


# -- late replies ----------------------------------------------------------------------------------


def test_a_late_reply_is_accepted_while_the_request_is_open() -> None:
    """It ends the request and cancels the retry; the attempt that it answers decided."""
    asked = Asked(rules(platform={"transit": SLOW}), origin=with_transits(100 * SECOND))
    assert asked.sent() == [0]
    assert asked.shares() == [(DATA, 0, 100 * SECOND)]
    assert asked.outcomes() == {("platform", "answered"): 1}


def test_a_late_reply_to_the_second_attempt_decides_from_its_sending() -> None:
    """What went before the attempt that was answered late is retry."""
    retry = Backoff(2, 120 * SECOND, 2.0, 0.0)
    origin = with_transits(300 * SECOND, 100 * SECOND)
    asked = Asked(rules(platform={"transit": SLOW, "retry": retry}), origin=origin)
    assert asked.shares() == [(RETRY, 0, 180 * SECOND), (DATA, 180 * SECOND, 280 * SECOND)]
    assert asked.outcomes() == {("platform", "answered"): 1, ("platform", "late"): 1}


def test_a_late_reply_beats_the_letter_that_was_sent() -> None:
    """While people still work on the letter, a late reply ends the request over the platform."""
    by = rules(platform={"transit": SLOW, "retry": NO_RETRY})
    asked = Asked(by, origin=with_transits(300 * SECOND), spec={"answer": fixed(HOUR)})
    assert asked.shares() == [(DATA, 0, 300 * SECOND)]
    assert asked.outcomes() == {("platform", "answered"): 1}
    assert asked.small.provider.answering[""].tally(1 << 62).busy_us == HOUR


def test_a_late_reply_after_the_end_is_counted_and_changes_nothing() -> None:
    """The retry answered first; the first attempt's reply is late."""
    origin = with_transits(300 * SECOND, 5 * SECOND)
    asked = Asked(rules(platform={"transit": SLOW}), origin=origin)
    assert asked.ended() == 185 * SECOND
    assert asked.outcomes() == {("platform", "answered"): 1, ("platform", "late"): 1}
    assert len(asked.small.mail.of(DataReply)) == 1


def test_a_reply_later_than_the_letter_is_late_over_the_platform() -> None:
    """People answered first; what comes late came over the platform, not by letter."""
    by = rules(platform={"transit": SLOW, "retry": NO_RETRY})
    asked = Asked(by, origin=with_transits(300 * SECOND), spec={"answer": fixed(MINUTE)})
    assert asked.ended() == 120 * SECOND
    assert asked.outcomes() == {("letter", "answered"): 1, ("platform", "late"): 1}


def test_a_late_refusal_is_ignored() -> None:
    """A refusal that comes after the time-out is counted late; the retry goes on."""
    wanted = [(TRANSIT[0], 100 * SECOND), (TRANSIT[1], 5 * SECOND)]
    origin = origin_where(
        lambda o: (
            raw(o, OUTCOME[0]) < HALF <= raw(o, OUTCOME[1])
            and all(draw_us(SLOW, o, what) == us for what, us in wanted)
        )
    )
    asked = Asked(rules(platform={"transit": SLOW, "refusal": HALF}), origin=origin)
    assert asked.ended() == 185 * SECOND
    assert asked.outcomes() == {("platform", "answered"): 1, ("platform", "late"): 1}


def test_a_late_reply_while_the_applicant_brings_the_paper() -> None:
    """People refused, the applicant is looking for the paper; the platform's late reply decides."""
    slow = {"transit": fixed(10 * HOUR), "retry": NO_RETRY}
    by = rules(platform=slow, letter={"refusal": UNIT}, applicant={"supplement": fixed(3 * DAY)})
    asked = Asked(by, spec={"answer": fixed(HOUR)})
    assert asked.shares() == [(DATA, 0, 10 * HOUR)]
    assert asked.outcomes() == {("platform", "answered"): 1}


# -- accounts and outages --------------------------------------------------------------------------


def test_an_account_is_set_up_once_for_a_pair() -> None:
    """Three working days from Monday 08:00 end on Thursday at 08:00; the time is data."""
    by = rules(platform={"established": 0, "setup": fixed(24 * HOUR), "transit": fixed(SECOND)})
    small, done = SmallWorld(by), Done()
    asking = Asking([(request_spec(), small.provider, True)])
    first, second, third = (small.dossier(asking, done, number=n, origin=n) for n in (1, 2, 3))
    first.go(0, START)
    small.call(START + 2 * HOUR, lambda: second.go(0, START + 2 * HOUR))
    small.call(START + 4 * DAY, lambda: third.go(0, START + 4 * DAY))
    small.run()
    ready = START + 3 * DAY
    assert done.at_us == [ready + SECOND, ready + SECOND, START + 4 * DAY + SECOND]
    assert small.shares(first) == [(DATA, 0, 3 * DAY + SECOND)]
    assert small.shares(second) == [(DATA, 2 * HOUR, 3 * DAY + SECOND)]


def test_an_outage_holds_the_sending() -> None:
    """A request that cannot be sent waits for platform and provider; the time is data."""
    outages = {"platform": [(0, HOUR), (3 * HOUR, 4 * HOUR)], "provider": [(HOUR, 3 * HOUR + 1)]}
    asked = Asked(rules(platform={"transit": fixed(SECOND)}), outages=outages)
    assert asked.sent() == [4 * HOUR]
    assert asked.shares() == [(DATA, 0, 4 * HOUR + SECOND)]
    assert asked.dossier.attempts == 1


def test_an_outage_holds_a_retry() -> None:
    """From the instant at which the deciding attempt should have gone, the time is data."""
    origin = origin_below(HALF, OUTCOME[:1], above=OUTCOME[1:2])
    platform = {"transit": fixed(5 * SECOND), "failure": HALF}
    asked = Asked(rules(platform=platform), origin=origin)
    held = Asked(
        rules(platform=platform), origin=origin, outages={"provider": [(100 * SECOND, HOUR)]}
    )
    assert asked.sent() == [0, 180 * SECOND]
    assert held.sent() == [0, HOUR]
    assert held.shares() == [(RETRY, 0, 180 * SECOND), (DATA, 180 * SECOND, HOUR + 5 * SECOND)]


def test_an_outage_that_ends_now_holds_nothing() -> None:
    """Windows are half open: at their end the platform answers."""
    assert Asked(rules(), outages={"platform": [(-HOUR, 0)]}).sent() == [0]
