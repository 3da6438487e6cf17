"""What one replication's rows add up to, each as often as it stands for others."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.answer.aggregate import ALL, MEASURES, take
from simulator.answer.histogram import bin_of
from simulator.ledger.rows import CAUSES
from tests.simulator.answer.made_rows import BIRTH, G12, H01, H26, LAND, added, rows_of
from tests.simulator.synthetic import DAY, END, Rule, make_rows
from topics.errors import ModelError


def test_weighted_sums_by_hand() -> None:
    """1 and 3 days count four times, 11 days once: 27 days of 9 dossiers; squares 16 + 16 + 1."""
    part = added(rows_of((H26, BIRTH, 1, 4), (H26, BIRTH, 3, 4), (H01, BIRTH, 11, 1)))[ALL]
    assert part.dossiers == part.finished == 3
    assert part.sums["n"] == 9.0
    assert part.sums["cycle"] == part.sums["handling_open"] == 27.0 * DAY
    assert part.sums["processing"] == 13.5 * DAY
    assert part.sums["on_time"] == 4.0
    assert part.squares == 33.0
    assert part.mean("cycle") == 3.0 * DAY


def test_histograms_are_weighted_too() -> None:
    """Each bin holds what its dossiers stand for, in both times."""
    part = added(rows_of((H26, BIRTH, 1, 4), (H26, BIRTH, 1, 4), (H01, LAND, 2, 1)))[ALL]
    days = np.array([1, 2]) * DAY
    assert part.histograms["cycle"].bins.tolist() == bin_of(days).tolist()
    assert part.histograms["cycle"].weights.tolist() == [8.0, 1.0]
    assert part.histograms["processing"].bins.tolist() == bin_of(days // 2).tolist()


def test_each_dimension_has_its_names() -> None:
    """All groupings follow from agency and procedure; those without dossiers are left out."""
    parts = added(rows_of((H26, BIRTH, 1, 4), (H26, LAND, 2, 2), (G12, LAND, 5, 1)))
    counts = {key: (part.dossiers, part.sums["n"], part.squares) for key, part in parts.items()}
    assert counts == {
        ALL: (3, 7.0, 21.0),
        ("level", "commune"): (1, 4.0, 16.0),
        ("level", "district"): (2, 3.0, 5.0),
        ("procedure", "birth"): (1, 4.0, 16.0),
        ("procedure", "land-transfer"): (2, 3.0, 5.0),
        ("group", "civil-status"): (1, 4.0, 16.0),
        ("group", "land"): (2, 3.0, 5.0),
        ("agency", "H26"): (2, 6.0, 20.0),
        ("agency", "G12"): (1, 1.0, 1.0),
    }
    assert parts["agency", "H26"].sums["cycle"] == 8.0 * DAY


def test_dimensions_add_up_to_the_whole() -> None:
    """Every dossier is in exactly one name of each, with its weight and its bin."""
    rows = make_rows(3, 900, Rule(noise_hours=40))
    rows["weight"] = np.array([13.5, 7.0, 1.0])[rows["agency"]]
    parts = added(rows)
    for dimension in ("level", "procedure", "group", "agency"):
        mine = [part for (kind, _), part in parts.items() if kind == dimension]
        assert sum(one.dossiers for one in mine) == 900
        for measure in MEASURES:
            total = sum(one.sums[measure] for one in mine)
            assert total == pytest.approx(parts[ALL].sums[measure])
        weights = sum(one.histograms["cycle"].weights.sum() for one in mine)
        assert weights == pytest.approx(parts[ALL].sums["n"])


def test_two_weights_in_one_cell_are_an_error() -> None:
    """All dossiers of an agency's procedure come from units that stand for as many."""
    first, second = rows_of((H26, BIRTH, 1, 4)), rows_of((H26, BIRTH, 1, 2))
    with pytest.raises(ModelError, match="different weights"):
        added(np.concatenate([first, second]))
    assert added(first, rows_of((H26, LAND, 1, 2)))[ALL].sums["n"] == 6.0


def test_two_weights_in_two_chunks_are_an_error_too() -> None:
    """Where the rows are cut makes no difference."""
    with pytest.raises(ModelError, match="different weights"):
        added(rows_of((H26, BIRTH, 1, 4)), rows_of((H26, BIRTH, 1, 2)))


def test_neither_order_nor_chunks_change_anything() -> None:
    """Not by the last bit, although weights are no whole numbers."""
    rows = make_rows(0, 600, Rule(noise_hours=30))
    rows["weight"] = np.array([108 / 7, 4 / 3, 1.1])[rows["agency"]]
    whole = added(rows)
    for other in (added(rows[::-1]), added(*np.array_split(rows, 7)), added(np.sort(rows))):
        assert other.keys() == whole.keys()
        for key, part in whole.items():
            assert (other[key].sums, other[key].squares) == (part.sums, part.squares)
            for time, one in part.histograms.items():
                assert other[key].histograms[time].weights.tolist() == one.weights.tolist()


def test_sums_beyond_64_bits_stay_exact() -> None:
    """A hundred dossiers of 1e17 us each add up to 1e19, which no int64 holds."""
    rows = make_rows(0, 100, Rule({}))
    rows["submitted_us"], rows["returned_us"] = 0, 10**17
    rows["open_us"], rows["closed_us"] = 0, 0
    rows["open_us"][:, 0] = 10**17
    assert added(*np.split(rows, 100))[ALL].sums["cycle"] == 10**19


def test_whether_an_unfinished_dossier_is_late_is_its_rows_to_say() -> None:
    """It may be past due because its clock stands; not late so far counts as on time."""
    rows = make_rows(0, 8, Rule(unfinished_every=1))
    rows["due_us"] = END - 1
    rows["on_time"][2:] = 1
    assert take(rows, END).on_time.tolist() == [False] * 2 + [True] * 6
    part = added(rows)[ALL]
    assert (part.dossiers, part.finished, part.sums["on_time"]) == (8, 0, 6.0)


def test_a_ledger_with_a_gap_is_an_error() -> None:
    """Time that no cause accounts for is not averaged away."""
    rows = make_rows(0, 20)
    rows["open_us"][4, 0] -= 1
    with pytest.raises(ModelError, match="1 dossiers whose time by cause is not their cycle time"):
        added(rows)


def test_no_rows_have_an_empty_whole() -> None:
    """Nothing was counted, and only `all` is there."""
    parts = added(rows_of())
    assert list(parts) == [ALL]
    assert (parts[ALL].dossiers, parts[ALL].sums["n"], parts[ALL].squares) == (0, 0.0, 0.0)
    with pytest.raises(ZeroDivisionError):
        parts[ALL].mean("cycle")


def test_every_cause_has_its_two_columns() -> None:
    """The measures follow the ledger's causes."""
    found = [name for name in MEASURES if name.endswith(("_open", "_closed"))]
    assert sorted(found) == sorted(f"{c}_{s}" for c in CAUSES for s in ("open", "closed"))
