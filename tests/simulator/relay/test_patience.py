"""How patient a relay is told to be on the command line."""

from __future__ import annotations

import pytest

from simulator.cli.relay import policy_of
from simulator.relay.rows import Policy, Quota
from topics.errors import InputError

MINUTE_US = 60_000_000


def test_what_is_not_said_stays_as_it_is() -> None:
    """An hour for late replies, a week of memory."""
    assert policy_of(None, None) == Policy(
        grace_us=60 * MINUTE_US, remember_us=7 * 1440 * MINUTE_US
    )


def test_each_time_is_said_by_itself() -> None:
    """In the units of plans."""
    assert policy_of("5m", None) == Policy(grace_us=5 * MINUTE_US)
    assert policy_of(None, "2h") == Policy(remember_us=120 * MINUTE_US)


def test_what_is_no_time_is_refused() -> None:
    """The option is named."""
    with pytest.raises(InputError, match="--remember: found 'a week'; a time is needed"):
        policy_of(None, "a week")


def test_quotas_are_said_in_numbers_and_sizes() -> None:
    """One without the other."""
    assert policy_of(None, None, most_open=5).quota == Quota(open=5)
    assert policy_of(None, None, most_kept="1MiB").quota == Quota(bytes=1 << 20)
    with pytest.raises(InputError, match="--most-kept: found '5 apples'; a size is needed"):
        policy_of(None, None, most_kept="5 apples")
