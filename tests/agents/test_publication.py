"""The chain of publication: legal effect, the ministry, the post, the province, its systems."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.draws import UNIT
from agents.laws import Exponential
from agents.publication import (
    Document,
    PublicationRules,
    Stage,
    Versions,
    documents,
    lateness_us,
    ministry_document,
    province_decision,
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
OFFICE = SmallWorld().office


def document(decided_us: int = 0, posted_us: int = 0, effect_us: int = EFFECT) -> Document:
    return Document("birth", 2, effect_us, decided_us, posted_us)


def test_in_time_both_rules_are_met_to_the_day() -> None:
    """The ministry decides 20 days before legal effect, the province 5."""
    made = ministry_document(RULES, "birth", 2, 7, EFFECT, 1.0)
    assert made == document(EFFECT - 20 * DAY, EFFECT - 20 * DAY)
    decision = province_decision(RULES, made, 7, "H03", 1.0, OFFICE)
    assert decision.decided_us == EFFECT - 5 * DAY
    assert decision.force_us == OFFICE.next_open(EFFECT - 5 * DAY)


@pytest.mark.parametrize(
    "attention, lateness, days", [(1.0, 1.0, 30), (0.5, 1.0, 15), (2.0, 0.5, 30), (1.0, 0.0, 0)]
)
def test_a_late_ministry_is_late_by_its_law(attention: float, lateness: float, days: int) -> None:
    """Lateness counts from the rule's date; attention and the lever scale it."""
    rules = replace(NEVER_ON_TIME, lateness=lateness, post=fixed(6 * DAY))
    made = ministry_document(rules, "birth", 2, 7, EFFECT, attention)
    assert made.decided_us == EFFECT - 20 * DAY + days * DAY
    assert made.posted_us == made.decided_us + 6 * DAY


def test_a_province_cannot_decide_before_it_has_seen_the_ministrys_decision() -> None:
    """Posted on Friday at 16:00 with 9 working hours to prepare: decided on Monday."""
    posted = at(4, "16:00")
    rules = replace(RULES, prepare=fixed(9 * HOUR), configure=fixed(8 * HOUR))
    decision = province_decision(rules, document(0, posted, MONDAY), 7, "H03", 1.0, OFFICE)
    assert decision.decided_us == at(7, "17:00")
    assert decision.force_us == at(8, "17:00")


def test_the_later_of_lateness_and_readiness_counts() -> None:
    """A province late by its own law decides then, if it was ready before."""
    early = document(0, EFFECT - 20 * DAY)
    decision = province_decision(NEVER_ON_TIME, early, 7, "H03", 1.0, OFFICE)
    assert decision.decided_us == EFFECT + 5 * DAY
    slow = province_decision(NEVER_ON_TIME, document(0, EFFECT + 9 * DAY), 7, "H03", 1.0, OFFICE)
    assert slow.decided_us == OFFICE.next_open(EFFECT + 9 * DAY)


def test_provinces_are_late_on_their_own() -> None:
    """At an even chance some provinces are late with a document and others not."""
    rules = replace(RULES, province=replace(RULES.province, on_time=UNIT // 2))
    early = document(0, EFFECT - 20 * DAY)
    decided = {
        province_decision(rules, early, 7, f"H{n:02d}", 1.0, OFFICE).decided_us
        for n in range(1, 40)
    }
    assert decided == {EFFECT - 5 * DAY, EFFECT + 5 * DAY}


def test_who_is_late_stays_late_when_lateness_shrinks() -> None:
    """The lever scales the delays and chooses nobody else."""
    stage = Stage(20 * DAY, UNIT // 2, Exponential.from_mean(30 * DAY))
    whole, half = ([lateness_us(stage, key, factor) for key in range(200)] for factor in (1.0, 0.5))
    assert [round(us / 2) for us in whole] == half
    assert 60 < sum(us == 0 for us in whole) < 140


def test_more_on_time_makes_nobody_later() -> None:
    """Raising the share on time only frees some of those who were late."""
    late = Exponential.from_mean(30 * DAY)
    before, after = (
        [lateness_us(Stage(0, threshold, late), key, 1.0) for key in range(200)]
        for threshold in (UNIT // 4, UNIT // 2)
    )
    assert all(b in (0, a) for a, b in zip(before, after, strict=True))
    assert before != after


# -- documents -------------------------------------------------------------------------------------

YEAR = Exponential.from_mean(365 * DAY)


def test_documents_come_at_their_rate_and_take_effect_at_midnight() -> None:
    """About four a year over a century; versions count from 2."""
    found = list(documents(1, "birth", 4.0, Exponential.from_mean(365 * DAY / 4), 0, 36_500 * DAY))
    assert abs(len(found) - 400) < 4 * 20
    assert [version for version, _, _ in found] == list(range(2, len(found) + 2))
    effects = [effect for _, _, effect in found]
    assert effects == sorted(effects)
    assert all(effect % DAY == 0 for effect in effects)
    assert len({key for _, key, _ in found}) == len(found)


def test_the_past_of_documents_does_not_depend_on_the_end() -> None:
    """A longer history begins with the shorter one; another key or procedure has its own."""
    short, long = (list(documents(1, "birth", 1.0, YEAR, 0, n * 365 * DAY)) for n in (20, 60))
    assert long[: len(short)] == short
    assert list(documents(2, "birth", 1.0, YEAR, 0, 60 * 365 * DAY)) != long
    assert list(documents(1, "death", 1.0, YEAR, 0, 60 * 365 * DAY)) != long


def test_no_documents_without_a_rate() -> None:
    """A procedure that nobody amends has no new version."""
    assert list(documents(1, "birth", 0.0, None, 0, 365 * DAY)) == []


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


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 30)), max_size=6))
def test_gaps_are_where_a_dossier_meets_one(documents: list[tuple[int, int]]) -> None:
    """Each instant at which a version is missing lies in just one of the gaps, and no other."""
    effects = sorted(effect for effect, _ in documents)
    forces = [e + late for e, (_, late) in zip(effects, documents, strict=True)]
    versions = Versions(effects, forces)
    gaps = list(versions.gaps_us())
    for instant in range(90):
        inside = [begin <= instant < end for begin, end in gaps]
        assert sum(inside) == (versions.gap_end_us(instant) > 0)
