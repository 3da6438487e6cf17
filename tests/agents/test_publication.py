"""The chain of publication: legal effect, the ministry, the post, the province, its systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.draws import UNIT, Keys, Quantile, Times
from agents.laws import Exponential, Gamma, LogNormal
from agents.open_hours import OpenHours
from agents.publication import (
    Documents,
    PublicationRules,
    Stage,
    Versions,
    documents,
    history_key,
    history_keys,
    lateness_us,
    ministry_decisions,
    province_decisions,
)
from tests.agents.worlds import DAY, HOUR, MONDAY, NOTHING, SmallWorld, at, fixed

EFFECT = MONDAY + 60 * DAY
RULES = PublicationRules(
    ministry=Stage(20 * DAY, UNIT, fixed(30 * DAY)),
    province=Stage(5 * DAY, UNIT, fixed(10 * DAY)),
    post=NOTHING,
    prepare=NOTHING,
    configure=NOTHING,
    lateness=1.0,
)
NEVER_ON_TIME = replace(
    RULES, ministry=replace(RULES.ministry, on_time=0), province=replace(RULES.province, on_time=0)
)
RANDOM = PublicationRules(
    ministry=Stage(20 * DAY, UNIT // 3, LogNormal.from_mean_cv(30 * DAY, 0.8)),
    province=Stage(5 * DAY, UNIT // 2, Exponential.from_mean(10 * DAY)),
    post=LogNormal.from_mean_cv(6 * DAY, 0.8),
    prepare=Gamma.from_mean_cv(9 * HOUR, 0.7),
    configure=Exponential.from_mean(12 * HOUR),
    lateness=1.3,
)
OFFICE = SmallWorld().office
HOURS = OpenHours(OFFICE, MONDAY - 200 * DAY, MONDAY + 400 * DAY)
BEGIN, END = MONDAY - 400 * DAY, MONDAY + 60 * DAY


def keys(numbers: Sequence[int] | range) -> Keys:
    return np.array(numbers, np.uint64)


def made(*effects_us: int, first_key: int = 7) -> Documents:
    """Documents of one history with these legal effects."""
    many = len(effects_us)
    return Documents(
        "birth",
        np.zeros(many, np.int64),
        np.arange(2, 2 + many),
        keys(range(first_key, first_key + many)),
        np.array(effects_us, np.int64),
    )


def decided_and_in_force(
    rules: PublicationRules, posted_us: int, agency: str = "H03", attention: float = 1.0
) -> tuple[int, int]:
    """What a province does with a document of legal effect `EFFECT` posted then."""
    posted = np.array([posted_us], np.int64)
    decided, force = province_decisions(rules, made(EFFECT), posted, agency, attention, HOURS)
    return int(decided[0]), int(force[0])


def test_in_time_both_rules_are_met_to_the_day() -> None:
    """The ministry decides 20 days before legal effect, the province 5."""
    decided, posted = ministry_decisions(RULES, made(EFFECT), 1.0)
    assert decided.tolist() == posted.tolist() == [EFFECT - 20 * DAY]
    by_province, force = decided_and_in_force(RULES, int(posted[0]))
    assert by_province == EFFECT - 5 * DAY
    assert force == OFFICE.next_open(EFFECT - 5 * DAY)


@pytest.mark.parametrize(
    "attention, lateness, days", [(1.0, 1.0, 30), (0.5, 1.0, 15), (2.0, 0.5, 30), (1.0, 0.0, 0)]
)
def test_a_late_ministry_is_late_by_its_law(attention: float, lateness: float, days: int) -> None:
    """Lateness counts from the rule's date; attention and the lever scale it."""
    rules = replace(NEVER_ON_TIME, lateness=lateness, post=fixed(6 * DAY))
    decided, posted = ministry_decisions(rules, made(EFFECT, EFFECT + DAY), attention)
    late = EFFECT - 20 * DAY + days * DAY
    assert decided.tolist() == [late, late + DAY]
    assert posted.tolist() == [late + 6 * DAY, late + 7 * DAY]


def test_a_province_cannot_decide_before_it_has_seen_the_ministrys_decision() -> None:
    """Posted on Friday at 16:00 with 9 working hours to prepare: decided on Monday."""
    rules = replace(RULES, prepare=fixed(9 * HOUR), configure=fixed(8 * HOUR))
    posted = np.array([at(4, "16:00")], np.int64)
    decided, force = province_decisions(rules, made(MONDAY), posted, "H03", 1.0, HOURS)
    assert decided.tolist() == [at(7, "17:00")]
    assert force.tolist() == [at(8, "17:00")]


def test_the_later_of_lateness_and_readiness_counts() -> None:
    """A province late by its own law decides then, if it was ready before."""
    assert decided_and_in_force(NEVER_ON_TIME, EFFECT - 20 * DAY)[0] == EFFECT + 5 * DAY
    slow = decided_and_in_force(NEVER_ON_TIME, EFFECT + 9 * DAY)[0]
    assert slow == OFFICE.next_open(EFFECT + 9 * DAY)


def test_attention_scales_a_provinces_lateness() -> None:
    """A head who looks twice as often is late by half as much."""
    assert decided_and_in_force(NEVER_ON_TIME, EFFECT - 20 * DAY, attention=0.5)[0] == EFFECT


def test_provinces_are_late_on_their_own() -> None:
    """At an even chance some provinces are late with a document and others not."""
    rules = replace(RULES, province=replace(RULES.province, on_time=UNIT // 2))
    decided = {decided_and_in_force(rules, EFFECT - 20 * DAY, f"H{n:02d}")[0] for n in range(1, 40)}
    assert decided == {EFFECT - 5 * DAY, EFFECT + 5 * DAY}


def test_who_is_late_stays_late_when_lateness_shrinks() -> None:
    """The lever scales the delays and chooses nobody else."""
    stage = Stage(20 * DAY, UNIT // 2, Exponential.from_mean(30 * DAY))
    whole, half = (lateness_us(stage, keys(range(200)), factor) for factor in (1.0, 0.5))
    assert np.rint(whole / 2).tolist() == half.tolist()
    assert 60 < (whole == 0).sum() < 140


def test_more_on_time_makes_nobody_later() -> None:
    """Raising the share on time only frees some of those who were late."""
    late = Exponential.from_mean(30 * DAY)
    before, after = (
        lateness_us(Stage(0, threshold, late), keys(range(200)), 1.0)
        for threshold in (UNIT // 4, UNIT // 2)
    )
    assert ((after == 0) | (after == before)).all()
    assert (before != after).any()


def test_a_lever_on_one_publisher_moves_nothing_else() -> None:
    """A ministry always on time leaves documents, posts and provinces' own lateness as they were.

    Provinces that were late by themselves decide at the same microsecond.
    """
    better = replace(RANDOM, ministry=replace(RANDOM.ministry, on_time=UNIT))
    every = documents(history_keys(1, np.arange(50)), "birth", YEAR, BEGIN, END)
    before, after = (ministry_decisions(rules, every, 1.0) for rules in (RANDOM, better))
    assert (before[1] - before[0] == after[1] - after[0]).all()
    assert (after[0] <= before[0]).all()
    assert (after[0] < before[0]).any()
    early = every.effect_us - 90 * DAY
    own = [province_decisions(r, every, early, "H03", 1.0, HOURS)[0] for r in (RANDOM, better)]
    assert (own[0] == own[1]).all()


# -- documents -------------------------------------------------------------------------------------

YEAR = Exponential.from_mean(365 * DAY)


def rows(found: Documents, history: int = 0) -> list[tuple[int, int, int]]:
    """(version, key, legal effect) of the documents of one history, in order."""
    here = found.history == history
    columns = (found.version[here], found.keys[here], found.effect_us[here])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def documents_of(key: int, gap: Quantile | None, years: int, procedure: str = "birth") -> Documents:
    return documents(keys([key]), procedure, gap, 0, years * 365 * DAY)


def test_documents_come_at_their_rate_and_take_effect_at_midnight() -> None:
    """About four a year over a century; versions count from 2."""
    found = rows(documents_of(1, Exponential.from_mean(365 * DAY / 4), 100))
    assert abs(len(found) - 400) < 4 * 20
    assert [version for version, _, _ in found] == list(range(2, len(found) + 2))
    effects = [effect for _, _, effect in found]
    assert effects == sorted(effects)
    assert all(effect % DAY == 0 for effect in effects)
    assert len({key for _, key, _ in found}) == len(found)


def test_the_past_of_documents_does_not_depend_on_the_end() -> None:
    """A longer history begins with the shorter one; another key or procedure has its own."""
    short, long = (rows(documents_of(1, YEAR, years)) for years in (20, 60))
    assert len(short) > 5
    assert long[: len(short)] == short
    assert rows(documents_of(2, YEAR, 60)) != long
    assert rows(documents_of(1, YEAR, 60, "death")) != long


def test_no_documents_without_a_rate() -> None:
    """A procedure that nobody amends has no new version, in any history."""
    found = documents(keys(range(5)), "birth", None, 0, 365 * DAY)
    assert len(found.version) == len(found.effect_us) == len(found.keys) == 0
    decided, posted = ministry_decisions(RANDOM, found, 1.0)
    _, force = province_decisions(RANDOM, found, posted, "H03", 1.0, HOURS)
    assert decided.size == force.size == 0


def test_documents_of_many_histories_stand_in_order() -> None:
    """By history, then by version, each history from version 2 on; some histories have none."""
    found = documents(history_keys(3, np.arange(200)), "birth", YEAR, 0, 500 * DAY)
    place = list(zip(found.history.tolist(), found.version.tolist(), strict=True))
    assert place == sorted(place)
    first = np.flatnonzero(np.diff(found.history, prepend=-1))
    assert set(found.version[first].tolist()) == {2}
    assert 100 < len(first) < 200


def test_a_history_has_the_same_key_alone_and_in_an_array() -> None:
    """Keys are of the seed and the history's number; no two are alike."""
    found = history_keys(11, np.array([0, 5, 70_000]))
    assert found.tolist() == [history_key(11, number) for number in (0, 5, 70_000)]
    assert len(set(history_keys(11, np.arange(9999)).tolist())) == 9999
    assert history_keys(12, np.arange(1)).tolist() != history_keys(11, np.arange(1)).tolist()


def whole_chain(histories: Keys) -> tuple[Documents, list[Times]]:
    """The documents of some histories, and every instant that follows from them."""
    found = documents(histories, "birth", Exponential.from_mean(120 * DAY), BEGIN, END)
    decided, posted = ministry_decisions(RANDOM, found, 0.8)
    places = [
        instants
        for agency in ("H03", "H26")
        for instants in province_decisions(RANDOM, found, posted, agency, 1.2, HOURS)
    ]
    return found, [decided, posted, *places]


def test_a_history_alone_is_the_same_as_within_a_block() -> None:
    """To the microsecond, wherever in whatever block it stands."""
    numbers = np.array([17, 3, 99, 4, 1_000_000])
    block, instants = whole_chain(history_keys(5, numbers))
    for row, number in enumerate(numbers.tolist()):
        alone, by_itself = whole_chain(keys([history_key(5, number)]))
        assert rows(alone) == rows(block, row)
        here = block.history == row
        assert [x[here].tolist() for x in instants] == [x.tolist() for x in by_itself]
    assert len(block.version) > 10


# -- versions --------------------------------------------------------------------------------------


def test_the_version_in_legal_effect_at_submission_governs() -> None:
    """Before its effect a version binds nobody; from then on until in force there is a gap."""
    versions = Versions([100, 200], [150, 180])
    gaps = {t: versions.gap_end_us(t) for t in (99, 100, 149, 150, 199, 200)}
    assert gaps == {99: 0, 100: 150, 149: 150, 150: 0, 199: 0, 200: 0}


def test_a_later_version_takes_over_the_gap_of_an_earlier_one() -> None:
    """Who applies under the second version waits for the second, also when the first is late."""
    versions = Versions([100, 200], [500, 300])
    assert [versions.gap_end_us(t) for t in (150, 250, 300, 499)] == [500, 300, 0, 0]


def test_a_procedure_without_versions_has_no_gap() -> None:
    """Nothing was ever amended."""
    assert Versions().gap_end_us(123) == 0
    assert list(Versions().gaps_us()) == []


def test_stretches_of_gaps_end_where_the_next_version_begins() -> None:
    """The first version's gap is cut at 200, the second has none, two of one day are one."""
    versions = Versions([100, 200, 300, 300], [500, 150, 900, 400])
    assert list(versions.gaps_us()) == [(100, 200), (300, 400)]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-9, 20)), max_size=5))
def test_stretches_hold_exactly_those_who_meet_a_gap(times: list[tuple[int, int]]) -> None:
    """Whoever submits within one has a gap, and nobody else."""
    effects = sorted(effect for effect, _ in times)
    force = [effect + late for effect, (_, late) in zip(effects, times, strict=True)]
    versions = Versions(effects, force)
    met = {t for begin, end in versions.gaps_us() for t in range(begin, end)}
    assert met == {t for t in range(-5, 80) if versions.gap_end_us(t)}
