"""Whether a warm-up looks long enough: the methods, the series they judge, and their alarms."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from simulator.answer.batches import weekly_or_daily
from simulator.answer.daily import (
    WEIGHT_PARTS,
    DailySums,
    DaySums,
    RunDays,
    daily_sums,
    joined,
)
from simulator.answer.warmup import check_warmup, mser, welch
from simulator.model.horizon import Horizon
from simulator.report.doubts import warmup_doubt
from simulator.words.translations import Words
from tests.simulator.answer.made_series import MONDAY, autoregressive, daily, queues
from tests.simulator.synthetic import DAY, END, Rule, make_rows

RUNS = 60


def window(warmup_days: int, weeks: int) -> RunDays:
    return RunDays(MONDAY, MONDAY + warmup_days, MONDAY + 7 * weeks)


def test_welchs_average_of_a_known_series() -> None:
    """It reaches two values to either side, fewer near the start, and ends two before the end."""
    assert welch([1, 3, 2, 8, 5, 5], 2) == pytest.approx([1.0, 2.0, 3.8, 4.6])
    assert welch([1, 3, 2], 0) == pytest.approx([1, 3, 2])


def test_mser_of_a_series_worked_by_hand() -> None:
    """Variance over length: 2.752 for all five, 0.25, 0.296 and 0.5 without one, two and three."""
    assert mser([10, 0, 2, 0, 2], left_out=2) == 1


def test_mser_cuts_nothing_from_a_constant_and_judges_nothing_too_short() -> None:
    """Of equal minima it takes the first; ten values are the least."""
    assert mser([3.0] * 10) == 0
    assert mser([3.0] * 9) is None


def test_mser_never_cuts_the_last_five() -> None:
    """Two equal values at the end have no variance, and yet say nothing."""
    assert mser([*range(10), 5.0, 5.0]) in range(8)


def test_daily_sums_are_weighted_and_run_up_to_the_end() -> None:
    """Two dossiers of a day: one of 58 h that counts three times, one unfinished."""
    rows = make_rows(0, 2, Rule({"handling": 58}))
    rows["weight"][0], rows["submitted_us"] = 3.0, 100 * DAY
    rows["returned_us"] = [100 * DAY + 58 * 3_600_000_000, -1]
    [sums] = daily_sums(rows, END).values()
    assert sums.dossiers == 2
    assert sums.weight == 4 * WEIGHT_PARTS
    assert sums.cycle == WEIGHT_PARTS * (3 * 58 * 3600 + 300 * 86_400)
    assert sums.open == WEIGHT_PARTS * 4 * 58 * 3600


def test_the_size_of_chunks_and_their_order_change_no_daily_sum() -> None:
    """Sums are exact integers."""
    rows = make_rows(0, 7000, Rule(noise_hours=30))
    whole = daily_sums(rows, END)
    assert len(whole) == 3
    chunks = [daily_sums(part, END) for part in np.array_split(rows, 40)]
    assert joined(reversed(chunks)) == whole == joined([whole, daily_sums(rows[:0], END)])


def test_the_window_is_the_warm_up_and_the_cohort() -> None:
    """Dossiers of the drain are left out; a day begun is measured whole."""
    horizon = Horizon(10 * DAY, 17 * DAY + 1, 31 * DAY + 1, 60 * DAY)
    assert RunDays.of(horizon) == RunDays(10, 17, 32)


def test_a_weekdays_own_effect_is_taken_out() -> None:
    """Fridays that take three days more leave nothing in single days."""
    found = weekly_or_daily([daily(np.tile([2.0, 2, 2, 2, 5], 4))], window(7, 4), "cycle")
    assert found.length == 1
    assert found.averages() == pytest.approx([2.6] * 20)


def test_weeks_start_at_the_first_measured_day() -> None:
    """A warm-up of ten days is one batch: the days too few for a week of their own join it."""
    found = weekly_or_daily([daily(np.ones(65))], window(10, 13), "open")
    assert found.starts[:3] == (0, 10, 17)
    assert (found.length, found.warm, found.count) == (7, 1, 12)


def test_a_week_without_dossiers_does_not_occur() -> None:
    """A long holiday is left out and no day of it is made up."""
    series = {day: sums for day, sums in daily(np.ones(65)).items() if (day - MONDAY) // 7 != 4}
    found = weekly_or_daily([series], window(7, 13), "open")
    assert found.count == 12
    assert 28 not in found.starts


def test_a_constant_added_to_every_dossier_changes_no_judgement_of_days() -> None:
    """What is cut depends on how the times vary, not on how long they are."""
    cold = queues(3, 10, 65, cold=True, desks=5)
    longer = [{day: plus(sums, 2.0) for day, sums in one.items()} for one in cold]
    first, second = check_warmup(cold, window(0, 13)), check_warmup(longer, window(0, 13))
    assert first
    assert second
    assert first.suggested_days == second.suggested_days
    assert first.first_days == second.first_days
    assert np.subtract(second.welch_days, first.welch_days) == pytest.approx(2.0)


def plus(sums: DaySums, days: float) -> DaySums:
    more = round(days * 86_400 * sums.weight)
    return DaySums(sums.dossiers, sums.weight, sums.cycle + more, sums.open + more)


def alarms(make: Callable[[int], list[DailySums]], within: RunDays) -> float:
    """The share of runs whose warm-up is called short."""
    found = [check_warmup(make(seed), within) for seed in range(RUNS)]
    return sum(check is not None and check.short for check in found) / RUNS


@pytest.mark.parametrize("replications", [5, 20])
@pytest.mark.parametrize("warmup, weeks", [(0, 17), (28, 17), (7, 3)])
def test_few_stationary_series_are_called_short(replications: int, warmup: int, weeks: int) -> None:
    """At most 5 % of runs without any transient, of strongly dependent days or a busy queue."""
    days, within = 5 * weeks, window(warmup, weeks)
    assert alarms(lambda seed: autoregressive(seed, replications, days, 0.8), within) <= 0.05
    assert alarms(lambda seed: queues(seed, replications, days, cold=False), within) <= 0.05


@pytest.mark.parametrize("replications, desks, least", [(5, 20, 0.75), (10, 5, 0.75)])
def test_a_run_that_starts_empty_is_called_short(
    replications: int, desks: int, least: float
) -> None:
    """Queues at 90 % of their capacity, empty at first and without a warm-up: in most runs."""
    cold = alarms(
        lambda seed: queues(seed, replications, 65, cold=True, desks=desks), window(0, 13)
    )
    assert cold >= least


def test_a_long_enough_warm_up_ends_the_alarm() -> None:
    """The same queues after eight weeks of warm-up: no more than without a transient."""
    assert alarms(lambda seed: queues(seed, 10, 85, cold=True, desks=2), window(56, 17)) <= 0.05


def test_one_replication_or_too_few_days_raise_no_alarm() -> None:
    """Without an interval nothing is beyond doubt; under ten days nothing is judged."""
    cold = queues(3, 10, 65, cold=True, desks=20)
    one = check_warmup(cold[:1], window(0, 13))
    assert one
    assert not one.short
    assert check_warmup(cold, window(0, 1)) is None
    assert check_warmup([{}, {}], window(7, 13)) is None
    assert check_warmup(cold, window(90, 13)) is None


def test_a_short_warm_up_is_said_in_one_sentence() -> None:
    """With what would be cut, by how much the mean would move, and that nothing was cut."""
    rising = 5.0 - 4.0 * 0.9 ** np.arange(85)
    noise = np.random.default_rng(1).normal(0, 0.3, (10, 85))
    check = check_warmup([daily(rising + one) for one in noise], window(7, 17))
    assert check
    assert check.short
    assert check.suggested_days is not None
    assert 14 <= check.suggested_days <= 56
    [english] = warmup_doubt(check.document(), Words("en"))
    [vietnamese] = warmup_doubt(check.document(), Words("vi"))
    assert english.startswith("The warm-up of 7 days looks short: dossiers of the first 7 measured")
    assert f"MSER-5 would leave out {check.suggested_days} days" in english
    assert "higher" in english
    assert "Giai đoạn khởi động 7 ngày có vẻ ngắn" in vietnamese


def test_without_a_suggestion_the_sentence_names_no_days_to_cut() -> None:
    """A transient that goes on for most of the run makes the run too short, and says so."""
    rising = np.concatenate([np.linspace(1, 9, 60), np.full(25, 9.0)])
    noise = np.random.default_rng(1).normal(0, 0.02, (10, 85))
    check = check_warmup([daily(rising + one) for one in noise], window(7, 17))
    assert check
    assert check.suggested_days is None
    [english] = warmup_doubt(check.document(), Words("en"))
    assert "the run is too short to tell how long it should be" in english
    assert not any(math.isnan(mean) for mean in check.document()["cycle_days"])


def test_a_sound_warm_up_is_not_talked_about() -> None:
    """Neither is one that could not be judged."""
    sound = check_warmup([daily(np.full(85, 3.0))] * 5, window(7, 17))
    assert sound
    assert list(warmup_doubt(sound.document(), Words("en"))) == []
    assert list(warmup_doubt(None, Words("en"))) == []
