"""What dossiers unfinished at a run's end do to its answer."""

import numpy as np
import pytest

from simulator.answer.aggregate import take
from simulator.answer.censoring import Censoring, censored_saving, censoring, direction
from simulator.answer.daily import WEIGHT_PARTS
from simulator.answer.lifetimes import (
    Lifetimes,
    Spell,
    joined_lifetimes,
    lifetimes,
    still_needed_days,
)
from simulator.report.doubts import censoring_doubts, saving_doubt
from simulator.words.translations import Words
from tests.simulator.synthetic import DAY, END, Rule, make_rows

EN, VI = Words("en"), Words("vi")


def spell(days: float, finished: int = 0, unfinished: int = 0, undue: int = 0) -> Spell:
    """So many dossiers of weight 1 that all lasted `days`; finished ones were on time."""
    count = finished + unfinished
    seconds = round(days * 86_400) * WEIGHT_PARTS
    return Spell(
        dossiers=count,
        open_dossiers=unfinished,
        weight=count * WEIGHT_PARTS,
        open_weight=unfinished * WEIGHT_PARTS,
        time=count * seconds,
        open_time=unfinished * seconds,
        on_time=finished * WEIGHT_PARTS,
        undue=undue * WEIGHT_PARTS,
    )


# 60 end after half a day. 10 are cut off after 10 days; of the 30 that last longer, all end in the
# middle of day 20 to 21, 10 days and a half later.
KNOWN: Lifetimes = {
    (0, 0): spell(0.5, finished=60),
    (0, 10): spell(10.0, unfinished=10, undue=4),
    (0, 20): spell(20.5, finished=30),
}


def test_what_unfinished_dossiers_still_need_worked_by_hand() -> None:
    """Ten dossiers need what the longer ones of their procedure needed from there: 10.5 days."""
    assert still_needed_days(KNOWN) == pytest.approx(10 * 10.5)


def test_the_mean_is_too_low_by_what_they_need() -> None:
    """105 days over 100 dossiers are 1.05; the printed mean is 7.45."""
    found = censoring([KNOWN], half_width_days=2.0)
    assert found
    assert found.lower_bound_days == pytest.approx((30 + 100 + 615) / 100)
    assert found.too_low_days == pytest.approx(1.05)
    assert found.unfinished == 10
    assert found.unfinished_share == pytest.approx(0.1)


def test_an_error_matters_from_half_of_the_half_width_on() -> None:
    """1.05 days matter beside 2.0, not beside 2.2; alone, they do as more than 1 % of the mean."""
    moved = [censoring([KNOWN], width) for width in (2.0, 2.2, None)]
    assert [one and one.moves_mean for one in moved] == [True, False, True]


def test_the_share_on_time_has_exact_bounds() -> None:
    """90 of 100 are on time for sure; four open ones may be; six are late already."""
    found = censoring([KNOWN], on_time_half_width=0.1)
    assert found
    assert (found.on_time_low, found.on_time_high) == pytest.approx((0.90, 0.94))
    assert not found.moves_on_time
    assert list(censoring_doubts(found.document(), EN)) != []
    narrow = censoring([KNOWN], on_time_half_width=0.05)
    assert narrow
    assert narrow.moves_on_time


def test_the_rate_of_the_tail_goes_on_beyond_the_last_dossier() -> None:
    """From day 10 on, 20 ended in 20 x 0.5 + 20 x 5 days: 5.5 days are left after day 15 to 16.

    The oldest need the rest of that day, too: 6.5. Of those open on day 10, 0.4 end within it (20
    of 60 at risk, less half of the open), the others after 5 days more and 6.5: 7.1 on average.
    """
    table = {
        (0, 10): spell(10.5, finished=20) + spell(10.0, unfinished=20),
        (0, 15): spell(15.0, unfinished=20),
    }
    assert still_needed_days(table) == pytest.approx(20 * 6.5 + 20 * (0.4 * 0.5 + 0.6 * 11.5))


def test_too_few_finished_ones_tell_nothing() -> None:
    """19 that lasted as long are too few; of another procedure, they count with the others."""
    few = {**KNOWN, (0, 20): spell(20.5, finished=19)}
    assert still_needed_days(few) is None
    found = censoring([few], half_width_days=1.0)
    assert found
    assert found.too_low_days is None
    assert found.moves_mean  # as long again each would be 100 days over 89 dossiers
    with_others = {**few, (1, 11): spell(11.0, finished=40)}
    assert still_needed_days(with_others) is not None


def test_an_estimate_from_cut_off_times_is_near_the_truth() -> None:
    """Exponential times of 5 days, cut off at ages between 4 and 8 days: 5 days are left."""
    rng = np.random.default_rng(5)
    times, ages = rng.exponential(5.0, 20_000), rng.uniform(4.0, 8.0, 20_000)
    rows = made(np.minimum(times, ages), times < ages)
    found = censoring([lifetimes(rows, take(rows, END))])
    assert found
    assert found.too_low_days is not None
    assert found.lower_bound_days < 4.0
    assert found.lower_bound_days + found.too_low_days == pytest.approx(times.mean(), rel=0.02)


def made(days: np.ndarray, finished: np.ndarray) -> np.ndarray:
    """Rows that end, or are cut off, after so many days."""
    rows = make_rows(0, len(days), Rule({}))
    rows["submitted_us"] = END - (days * DAY).astype(np.int64)
    rows["returned_us"] = np.where(finished, END, -1)
    rows["procedure"] = 0
    return rows


def test_life_tables_of_chunks_add_up() -> None:
    """Exactly, in any order, with the weights of rows."""
    rows = make_rows(0, 900, Rule(noise_hours=60, unfinished_every=7))
    rows["weight"] = 1 + np.arange(900) % 3
    whole = lifetimes(rows, take(rows, END))
    parts = [lifetimes(part, take(part, END)) for part in np.array_split(rows, 20)]
    assert joined_lifetimes(reversed(parts)) == whole
    assert sum(one.weight for one in whole.values()) == 1800 * WEIGHT_PARTS
    assert sum(one.open_dossiers for one in whole.values()) == 129
    assert lifetimes(rows[:0], take(rows[:0], END)) == {}


def test_without_unfinished_dossiers_nothing_moves() -> None:
    """All ends are known, and nothing is said."""
    found = censoring([{(0, 0): spell(0.5, finished=60)}], 0.0, 0.0)
    assert found
    assert found.too_low_days == 0.0
    assert not found.moves_mean
    assert not found.moves_on_time
    assert list(censoring_doubts(found.document(), EN)) == []
    assert censoring([{}]) is None
    assert list(censoring_doubts(None, EN)) == []


@pytest.mark.parametrize(
    "baseline, arm, expected",
    [(0, 0, "exact"), (3, 0, "at_least"), (0, 3, "at_most"), (5, 1, "unclear"), (1, 5, "unclear")],
)
def test_which_way_a_saving_errs(baseline: int, arm: int, expected: str) -> None:
    """Unfinished ones in one arm alone give a bound; in both arms the true saving may be either."""
    assert direction(baseline, arm) == expected


def run(unfinished: int, too_low: float | None) -> Censoring:
    return Censoring(100, unfinished, unfinished / 100, 7.0, too_low, True, 0.9, 0.94, False)


def test_how_much_a_saving_is_probably_too_small() -> None:
    """What the baseline's mean lacks less what the arm's lacks, beside the saving's interval."""
    found = censored_saving(run(10, 1.0), run(2, 0.25), half_width_days=1.0)
    assert found.direction == "unclear"
    assert found.too_small_days == pytest.approx(0.75)
    assert found.moves
    assert not censored_saving(run(10, 1.0), run(2, 0.25), half_width_days=2.0).moves
    assert censored_saving(run(10, None), run(2, 0.25), 1.0).too_small_days is None


def test_the_sentences_of_a_mean_that_is_too_low() -> None:
    """How many days, or that nothing tells."""
    found = censoring([KNOWN], 0.5, 0.01)
    assert found
    mean, on_time = censoring_doubts(found.document(), EN)
    assert "make the mean cycle time about 1.1 days too low" in mean
    assert on_time.startswith("The share on time lies between 90.0 % and 94.0 %")
    mean, on_time = censoring_doubts(found.document(), VI)
    assert "thấp hơn thực tế khoảng 1,1 ngày" in mean
    assert "từ 90,0 % đến 94,0 %" in on_time
    [unknown] = censoring_doubts(run(10, None).document(), EN)
    assert "by how much cannot be told" in unknown


def test_the_sentence_of_a_saving_says_which_way() -> None:
    """At least, at most or either; with the days where they matter."""
    least = censored_saving(run(10, 1.0), run(0, 0.0), 1.0)
    [text] = saving_doubt(least.document(), "both", EN)
    assert text.startswith("both: the saving is at least what is printed, since dossiers are")
    assert text.endswith("unfinished in the baseline alone (10); probably 1.0 days more.")
    most = censored_saving(run(0, 0.0), run(3, 0.1), 1.0)
    assert list(saving_doubt(most.document(), "both", VI)) == [
        "both: mức giảm nhiều nhất bằng con số đã in, vì chỉ phương án này có hồ sơ chưa xong (3)."
    ]
    unclear = censored_saving(run(4, 0.1), run(3, 0.9), 1.0)
    [text] = saving_doubt(unclear.document(), "both", EN)
    assert text.endswith("(baseline 4, arm 3); probably 0.8 days less.")
    exact = censored_saving(run(0, 0.0), run(0, 0.0), 1.0)
    assert list(saving_doubt(exact.document(), "both", EN)) == []
