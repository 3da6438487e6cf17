"""A fixed publication history: its answer is read beside the one of histories drawn anew."""

from pathlib import Path

import pytest

from simulator.answer.contrast import mean_change
from simulator.model.options import RunOptions
from simulator.resources import shipped
from simulator.run.comparison import Comparison, compare, document_of
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario
from topics.errors import InputError

SMALL = ("duration=7d", "warmup=1d", "drain=14d", "publication.documents_per_year=8", "scale=0.3")


def tiny(*sets: str) -> ResolvedScenario:
    """The shipped scenario, cut short."""
    return load_scenario(shipped("scenarios")["tiny"], [*SMALL, *sets])


def compared(folder: Path, history: str) -> Comparison:
    """Earlier publication and more reuse beside the baseline, under one kind of history."""
    folder.mkdir()
    kind = f"publication.history={history}"
    arms = [
        tiny(kind, "name=published", "publication.ministry.on_time=1.0"),
        tiny(kind, "name=reused", "sharing.reuse=1.0"),
    ]
    return compare(
        tiny(kind),
        arms,
        replications=3,
        workers=1,
        folder=folder,
        options=RunOptions(),
    )


def test_the_resampled_difference_stands_beside_the_fixed_one(tmp_path: Path) -> None:
    """It is what the comparison of that arm alone with resampled histories finds, and one ratio.

    That ratio sets the arms of seeds with histories of their own against the pairs on one history.
    """
    resampled = compared(tmp_path / "resampled", "resampled")
    alone = [mean_change(arm) for arm in resampled.arms()]
    fixed = document_of(compared(tmp_path / "fixed", "fixed"))
    beside = [arm["redrawn"] for arm in fixed["arms"]]
    ratios = [found.pop("ratio_of_fixed_to_own_histories") for found in beside]
    assert beside == alone
    assert all(isinstance(ratio, float) for ratio in ratios)
    assert "redrawn" not in document_of(resampled)["arms"][0]


def test_one_history_is_not_compared_with_another(tmp_path: Path) -> None:
    """An arm under a fixed history beside a resampled baseline would show the history."""
    with pytest.raises(InputError, match=r"publication.history: found fixed; expected resampled"):
        compare(
            tiny(),
            [tiny("publication.history=fixed")],
            replications=1,
            workers=1,
            folder=tmp_path,
            options=RunOptions(),
        )
