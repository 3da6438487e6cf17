"""What the bus ends while it is still waited for here: it is noticed, and so is an end too many."""

from __future__ import annotations

import pytest

from tests.agents.worlds import DAY, HOUR, MINUTE, SECOND, START
from tests.simulator.hosting.test_remote import LETTER, OVERLOADED, Remote

TOO_LATE = "requester.time.deadline_passed"
OVER = "provider.time.deadline_passed"


@pytest.mark.parametrize("error", [TOO_LATE, OVER])
def test_what_the_bus_has_ended_it_swallows(error: str) -> None:
    """It tells the first attempt's end again to each later one: the letter waits, and reaches none.

    Told once, as by a provider that is late, it says nothing of the present attempt.
    """
    remote = Remote()
    remote.reply(LETTER + SECOND, 0, "refused", error)
    remote.small.run(START + LETTER + MINUTE)
    assert not remote.request.stuck
    remote.reply(LETTER + MINUTE + SECOND, 0, "refused", error)
    remote.small.run(START + LETTER + HOUR)
    assert remote.request.stuck
    assert not remote.request.ended
    assert remote.known.lost == {}  # it may still come to an end


def test_a_swallowed_letter_that_expires_is_lost() -> None:
    """It ends here by its limit, and nobody ever had it."""
    remote = Remote(by_letter=False, spec={"limit": (2.0, "wd")}, letter={"proceed": True})
    for _ in range(2):
        remote.reply(LETTER + SECOND, 0, "refused", TOO_LATE)
    remote.run()
    assert remote.outcomes()["letter", "expired"] == 1
    assert remote.known.lost == {"swallowed": 1}


def test_an_end_that_the_bus_has_forgotten_is_followed_by_another() -> None:
    """After seven days a letter is a new request there: it is answered, and has ended twice."""
    remote = Remote()
    for _ in range(2):
        remote.reply(LETTER + SECOND, 0, "refused", TOO_LATE)
    remote.reply(LETTER + 7 * DAY + MINUTE, 2, "answered")
    remote.run()
    assert remote.known.lost == {"twice": 1}


def test_a_decision_soon_after_is_the_only_one() -> None:
    """Then it was a provider that said it was too late, and its people answer."""
    remote = Remote()
    for _ in range(2):
        remote.reply(LETTER + SECOND, 0, "refused", OVER)
    remote.reply(LETTER + DAY, 2, "answered")
    remote.run()
    assert remote.known.lost == {}


@pytest.mark.parametrize(
    "error, lost",
    [(TOO_LATE, 1), ("requester.capacity.quota", 1), (OVER, 0), (OVERLOADED, 0)],
)
def test_a_letter_that_the_bus_did_not_pass_on_is_lost(error: str, lost: int) -> None:
    """One that a provider cannot answer is not: it has had it."""
    remote = Remote(by_letter=True)
    remote.reply(HOUR, 0, "refused", error)
    remote.run()
    assert remote.outcomes() == {("letter", "expired"): 1}
    assert remote.known.lost["swallowed"] == lost
