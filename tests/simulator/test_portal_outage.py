"""People who meet an outage of the portal wait, go to the counter or give up, by one draw each."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agents.dossier import COUNTER, ONLINE
from tests.simulator.small_worlds import Ran, changed, run

BEGIN, END = datetime(2023, 7, 5, 6), datetime(2023, 7, 6, 15)  # a Wednesday, and the day after
OUT = {"id": "out", "target": "portal", "begin": "2023-07-05T06:00", "end": "2023-07-06T15:00"}
_EPOCH = datetime(1970, 1, 1)
Came = dict[int, tuple[datetime, int]]  # who -> when, and by which channel


def world(outages: list[dict[str, Any]], **rule: float) -> Any:
    shares = {"wait": 0.0, "counter": 0.0, "give_up": 0.0} | rule
    base = {"outages": outages, "duration": "7d", "drain": "20d"}
    return changed({**base, **({"applicants.portal_outage": shares} if rule else {})})


def ran(folder: Path, outages: list[dict[str, Any]], **rule: float) -> Ran:
    return run(world(outages, **rule), folder)


def came(found: Ran) -> Came:
    """Everybody who applied before the middle of July, when all runs still go on."""
    rows = found.rows
    triples = zip(
        *(rows[name].tolist() for name in ("origin", "submitted_us", "channel")), strict=True
    )
    every = {who: (_EPOCH + timedelta(microseconds=at), channel) for who, at, channel in triples}
    return {who: it for who, it in every.items() if it[0] < datetime(2023, 7, 14)}


def opens(at: datetime) -> datetime:
    """The same instant in office hours (7 to 11, 13 to 17 on these days), or the next opening."""
    midnight = datetime(at.year, at.month, at.day)
    for begin, end in ((7, 11), (13, 17)):
        if at < midnight + timedelta(hours=end):
            return max(at, midnight + timedelta(hours=begin))
    return midnight + timedelta(days=1, hours=7)


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Came:
    """Who comes when the portal is never out."""
    return came(ran(tmp_path_factory.mktemp("usual"), []))


def met(usual: Came) -> set[int]:
    """Those who want to apply online in the outage."""
    return {who for who, (at, by) in usual.items() if by == ONLINE and BEGIN <= at < END}


def test_who_waits_applies_when_it_is_back(usual: Came, tmp_path: Path) -> None:
    """To the microsecond; everybody else comes as ever, and nobody is another person."""
    expected = {who: (END, ONLINE) if who in met(usual) else it for who, it in usual.items()}
    assert len(met(usual)) > 5
    found = ran(tmp_path, [OUT], wait=1.0)
    assert came(found) == expected
    assert found.result.indicators["portal"] == {
        "waited": float(len(met(usual))), "counter": 0.0, "gave_up": 0.0
    }  # fmt: skip


def test_who_goes_to_the_counter_goes_at_once_or_when_it_opens(usual: Came, tmp_path: Path) -> None:
    """By the hours of the office, worked out by hand."""
    moved = {who: (opens(usual[who][0]), COUNTER) for who in met(usual)}
    assert any(at == usual[who][0] for who, (at, _) in moved.items())
    assert any(at != usual[who][0] for who, (at, _) in moved.items())
    assert came(ran(tmp_path, [OUT], counter=1.0)) == usual | moved


def test_who_gives_up_never_comes(usual: Came, tmp_path: Path) -> None:
    """And is counted."""
    found = ran(tmp_path, [OUT], give_up=1.0)
    assert came(found) == {who: it for who, it in usual.items() if who not in met(usual)}
    assert found.result.indicators["portal"]["gave_up"] == len(met(usual))


def test_a_rule_moves_only_those_whom_it_means(usual: Came, tmp_path: Path) -> None:
    """Who waits goes on waiting when more do; with no outage the rule is void."""
    few, more = (
        {
            who
            for who, it in came(ran(tmp_path, [OUT], wait=w, give_up=1 - w)).items()
            if it[0] == END
        }
        for w in (0.4, 0.8)
    )
    assert few < more < met(usual)
    assert came(ran(tmp_path, [], counter=1.0)) == usual


def test_two_outages_in_a_row_are_waited_for_together(usual: Came, tmp_path: Path) -> None:
    """Where one begins before the other ends there is one, and who waits is counted once."""
    second = {**OUT, "id": "second", "begin": "2023-07-06T12:00", "end": "2023-07-07T08:00"}
    last = datetime(2023, 7, 7, 8)
    found = ran(tmp_path, [OUT, second], wait=1.0)
    late = {who for who, (at, by) in usual.items() if by == ONLINE and BEGIN <= at < last}
    assert came(found) == usual | dict.fromkeys(late, (last, ONLINE))
    assert found.result.indicators["portal"]["waited"] == len(late)
