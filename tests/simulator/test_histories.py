"""What publication histories would cost, and which of them replications get."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from agents.agency import WHOLE_COUNTRY
from agents.calendar import calendar_of
from agents.calendar_spec import DAY_US, HOUR_US
from agents.publication import history_keys
from simulator.answer.choosing import KEPT, Chosen, choose
from simulator.ledger.rowstore import open_rows
from simulator.model.demand import arrival_profile
from simulator.model.horizon import Horizon
from simulator.model.publishing import FIXED, Publications, Publishing, publish
from simulator.run import histories
from simulator.run.engine import run_replication
from simulator.run.histories import Burdens, burdens, candidates, chosen_for
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from tests.simulator.small_worlds import BIRTH, CARD, DEGREE, changed

FEW = 60
STEP_US = HOUR_US // 6


def world(**changes: Any) -> ResolvedScenario:
    """The small world; a change's path has `__` for its dots."""
    return resolve_document(changed({k.replace("__", "."): v for k, v in changes.items()}))


def publishing_of(resolved: ResolvedScenario) -> Publishing:
    """Who publishes what in a world, in whatever history."""
    provinces = sorted(a.id for a in resolved.agencies if a.kind == "province")
    office, horizon = calendar_of(resolved.calendars["office"]), Horizon.of(resolved.scenario)
    return Publishing(resolved.scenario, resolved.procedures, provinces, office, horizon)


# -- burdens ---------------------------------------------------------------------------------------


def counted(resolved: ResolvedScenario, found: Publications) -> tuple[float, float]:
    """(days, share who wait) of one history, arrival by arrival: one each ten minutes.

    An arrival counts for as many as the profile of that hour says and as its place has people.
    """
    horizon = Horizon.of(resolved.scenario)
    office = calendar_of(resolved.calendars["office"])
    profile = arrival_profile(resolved.scenario.arrivals, office, horizon)
    people = {a.id: a.population for a in resolved.agencies if a.population}
    everyone = waiting = waited_us = 0.0
    for procedure in resolved.procedures:
        central = procedure.level == "central"
        places = {WHOLE_COUNTRY: sum(people.values())} if central else people
        for place, inhabitants in places.items():
            versions = found.at(procedure.id, place)
            for t in range(horizon.cohort_us + STEP_US // 2, horizon.cohort_end_us, STEP_US):
                kind = profile.kinds[t // DAY_US - profile.first_day]
                many = profile.by_hour[kind, t % DAY_US // HOUR_US].sum()
                many *= 1.0 + profile.growth_per_day * (t - profile.growth_from_us) / DAY_US
                many *= procedure.weight * inhabitants
                end_us = versions.gap_end_us(t)
                everyone += many
                waiting += many * (end_us > 0)
                waited_us += many * (min(end_us, horizon.end_us) - t if end_us else 0)
    return waited_us / DAY_US / everyone, waiting / everyone


@pytest.mark.parametrize(
    "changes",
    [{}, {"drain": "4d", "duration": "21d", "arrivals__growth_per_year": 2.0}],
)
def test_a_burden_is_what_counting_arrivals_gives(changes: dict[str, Any]) -> None:
    """Days and shares of each history are those of people who come every ten minutes."""
    resolved = world(**changes)
    quick = burdens(resolved, 12)
    publishing = publishing_of(resolved)
    slow = [counted(resolved, publish(publishing, 11, number)) for number in range(12)]
    policy = resolved.scenario.publication.policy
    waiting = policy.hold + policy.old_version  # the others ask the ministry
    assert quick.days == pytest.approx([waiting * days for days, _ in slow], rel=5e-3, abs=1e-4)
    assert quick.met == pytest.approx([met for _, met in slow], rel=5e-3, abs=1e-4)
    assert len({round(met, 6) for _, met in slow}) > 3


def test_a_run_meets_what_its_burden_says(tmp_path: Path) -> None:
    """Of a heavy history's dossiers so many meet a gap as expected, within chance."""
    whole = changed({"arrivals.per_1000_per_month": 45.0})
    whole["procedures"] = [BIRTH, CARD, DEGREE]  # nothing that opens a dossier by itself
    resolved = resolve_document(whole)
    expected = burdens(resolved, FEW)
    number = int(np.abs(expected.met - 0.5).argmin())
    assert 0.1 < expected.met[number] < 0.9
    result = run_replication(resolved, 0, tmp_path, publication=number)
    rows = open_rows(result.rows_path)
    cohort = rows[rows["cohort"] == 1]
    met, count = int((cohort["policy"] > 0).sum()), len(cohort)
    assert count > 300
    assert stats.binomtest(met, count, expected.met[number]).pvalue > 0.001


def test_burdens_do_not_depend_on_the_scale() -> None:
    """They are of all who exist, so a smaller run gets the same histories."""
    whole, part = (burdens(world(scale=scale), FEW) for scale in (1.0, 0.25))
    assert whole.days.tolist() == part.days.tolist()
    assert whole.met.tolist() == part.met.tolist()


def test_a_history_has_its_burden_whoever_is_asked_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither the number of candidates nor the size of blocks moves any of them."""
    every = burdens(world(), FEW)
    monkeypatch.setattr(histories, "_BLOCK", 7)
    some = burdens(world(), 20)
    assert some.days.tolist() == every.days[:20].tolist()
    assert some.met.tolist() == every.met[:20].tolist()


def test_a_published_history_is_the_one_that_was_weighed() -> None:
    """`publish` makes the same documents and instants as a block of candidates."""
    resolved = world()
    publishing, numbers = publishing_of(resolved), np.arange(40)
    block = list(publishing.of(history_keys(11, numbers)))
    for number in (0, 13, 39):
        alone = publish(publishing, 11, number)
        for published in block:
            here = published.made.history == number
            for place in published.places:
                versions = alone.at(published.made.procedure, place.place)
                assert versions.effects_us == published.made.effect_us[here].tolist()
                assert versions.force_us == place.force_us[here].tolist()
    assert sum(len(v.effects_us) for v in alone.versions.values()) > 5


def test_without_documents_or_arrivals_nothing_weighs() -> None:
    """No document, no burden; nor on a Sunday on which nobody comes, as nobody can be held."""
    sunday = world(start="2023-07-09", warmup="0d", duration="1d")
    for nothing in (world(publication__documents_per_year=0.0), sunday):
        found = burdens(nothing, FEW)
        assert found.days.tolist() == found.met.tolist() == [0.0] * FEW


def test_more_places_have_fewer_candidates() -> None:
    """The work stays bounded: 32,768 candidates of few pairs, 2,048 of very many."""
    assert [candidates(n) for n in (0, 1, 256, 2048, 10**6)] == [32768, 32768, 32768, 4096, 2048]


# -- choices for a comparison ----------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The scenarios whose burdens are counted, by name, each from few candidates."""
    found: list[str] = []

    def count(resolved: ResolvedScenario, _: int | None) -> Burdens:
        found.append(resolved.scenario.name)
        return burdens(resolved, 500)

    monkeypatch.setattr(histories, "burdens", count)
    return found


def test_scenarios_alike_in_publication_are_counted_once(asked: list[str]) -> None:
    """Sharing, sync and desks move no document, so their burdens are the baseline's."""
    arms = [world(), world(name="shared", sharing__reuse=0.9), world(name="synced", sync__loss=0.0)]
    chosen = chosen_for(arms, 8)
    assert len(asked) == 1
    alone = chosen_for(arms[:1], 8)
    assert (chosen.numbers, chosen.sizes) == (alone.numbers, alone.sizes)
    assert chosen.expected_days == alone.expected_days * 3


def test_an_arm_that_publishes_otherwise_is_counted_too(asked: list[str]) -> None:
    """Histories count as heavy as in all arms together; all arms get the same ones."""
    arms = [world(), world(name="later", publication__lateness=3.0)]
    chosen = chosen_for(arms, 8)
    assert sorted(asked) == ["later", "small"]
    assert chosen.sizes != chosen_for(arms[:1], 8).sizes
    first, second = (burdens(arm, 500) for arm in arms)
    weighed = [first.days + second.days, first.met + second.met]
    assert chosen.numbers == choose(weighed, 11, 8).numbers


def test_an_arm_without_lateness_leaves_the_choice_as_it_was(asked: list[str]) -> None:
    """Where no history weighs anything there is nothing to add to the baseline's burdens."""
    never = world(
        name="never", publication__lateness=0.0, publication__post={"fixed": "0h"},
        publication__prepare={"fixed": "0h"}, publication__configure={"fixed": "0h"},
    )  # fmt: skip
    assert burdens(never, 500).met.sum() == 0.0
    both, alone = chosen_for([world(), never], 8), chosen_for([world()], 8)
    assert (both.numbers, both.sizes) == (alone.numbers, alone.sizes)
    assert both.expected_days == (*alone.expected_days, 0.0)


def test_a_fixed_history_is_the_same_in_every_replication(asked: list[str]) -> None:
    """Nothing is chosen, and any two replications say how sure they are."""
    fixed = world(publication__history="fixed")
    assert chosen_for([fixed], 4) == Chosen((FIXED,) * 4, (1.0,) * 4)
    assert chosen_for([fixed], 2).known
    assert asked == []


def test_without_documents_histories_are_those_of_chance(asked: list[str]) -> None:
    """Replication r has history r, all alike, and nothing is unknown."""
    assert chosen_for([world(publication__documents_per_year=0.0)], 5) == Chosen(
        (0, 1, 2, 3, 4), (1.0,) * 5
    )


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_replications_are_left_to_chance(asked: list[str], count: int) -> None:
    """And it is said that they cannot tell how sure anything is."""
    assert chosen_for([world()], count) == Chosen(tuple(range(count)), (1.0,) * count, known=False)


# -- choosing --------------------------------------------------------------------------------------

RARE = np.where(np.arange(400) % 20 == 7, 1.0 + np.arange(400) / 100, 0.0)


def test_the_first_of_a_larger_choice_are_the_smaller_one() -> None:
    """More replications keep those that were run."""
    large = choose([RARE], 3, 200)
    for count in (3, 4, 50):
        assert choose([RARE], 3, count) == large.only(range(count))


def test_another_seed_chooses_others() -> None:
    """The same candidates' burdens, other places among them; the same seed, the same ones."""
    found = [choose([RARE], seed, 10).numbers for seed in (1, 2, 1)]
    assert found[0] != found[1]
    assert found[0] == found[2]


def test_heavy_histories_are_chosen_in_proportion_to_their_size() -> None:
    """Over 8,000 seeds the first replication takes each class of burdens as often as it should."""
    burden = np.array([0.0] * 6 + [1.0] * 3 + [7.0])
    sizes = KEPT + (1.0 - KEPT) * burden / burden.mean()
    seeds = 8_000
    found = np.array([choose([burden], seed, 3).numbers[0] for seed in range(seeds)])
    for number in range(10):
        expected = sizes[number] / sizes.sum()
        times = int((found == number).sum())
        assert stats.binomtest(times, seeds, expected).pvalue > 1e-4


def test_every_beginning_of_a_choice_is_spread_evenly() -> None:
    """Of n replications as many are heavy as expected, to within one or two, whatever n is."""
    chosen = choose([RARE], 9, 300)
    heavy = np.cumsum(RARE[list(chosen.numbers)] > 0.0)
    share = float((KEPT + (1.0 - KEPT) * RARE / RARE.mean())[RARE > 0.0].sum()) / len(RARE)
    expected = share * np.arange(1, 301)
    assert np.abs(heavy - expected).max() < 3.0
    assert 0.3 < share < 0.5


def test_sizes_are_the_chances_relative_to_chance_alone() -> None:
    """Their mean over all candidates is 1, none is below the share that is left to chance."""
    chosen = choose([RARE], 1, 100)
    burden = RARE / RARE.mean()
    expected = KEPT + (1.0 - KEPT) * burden[list(chosen.numbers)]
    assert chosen.sizes == pytest.approx(expected)
    assert min(chosen.sizes) == KEPT
    assert chosen.spread[0] == pytest.approx([(1.0 - KEPT) ** 2 * burden.var(ddof=1) / 400])


def test_measures_count_alike_whatever_their_units() -> None:
    """Days or microseconds: a burden counts relative to its mean; one that is all 0 does not."""
    other = RARE[::-1]
    first = choose([RARE, other], 1, 20)
    assert choose([RARE * 86400e6, other], 1, 20) == first
    assert choose([RARE, np.zeros(400), other], 1, 20) == first
    assert choose([RARE], 1, 20) != first


def test_burdens_all_alike_leave_the_choice_to_chance() -> None:
    """Every history costs the same, so none is worth taking more often."""
    assert choose([np.full(40, 3.0)], 1, 4) == Chosen((0, 1, 2, 3), (1.0,) * 4)
    assert choose([], 1, 1) == Chosen((0,), (1.0,))


def test_some_replications_keep_their_own_histories() -> None:
    """`only` picks by replication, in the order asked for."""
    chosen = choose([RARE], 2, 6)
    some = chosen.only([4, 1])
    assert some.numbers == (chosen.numbers[4], chosen.numbers[1])
    assert some.sizes == (chosen.sizes[4], chosen.sizes[1])
    assert (some.spread, some.known) == (chosen.spread, True)
