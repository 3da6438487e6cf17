"""A fixed publication history: its answer is read beside the one of histories drawn anew."""

from pathlib import Path
from typing import Any

import pytest

from simulator.comparison import compare, document_of
from simulator.options import RunOptions
from simulator.resources import shipped
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario
from topics.errors import InputError

SMALL = ("duration=7d", "warmup=1d", "drain=14d")


def tiny(*sets: str) -> ResolvedScenario:
    """The shipped scenario, cut short."""
    return load_scenario(shipped("scenarios")["tiny"], [*SMALL, *sets])


def compared(folder: Path, history: str) -> dict[str, Any]:
    """Earlier publication and more reuse beside the baseline, under one kind of history."""
    folder.mkdir()
    kind = f"publication.history={history}"
    arms = [
        tiny(kind, "name=published", "publication.ministry.on_time=1.0"),
        tiny(kind, "name=reused", "sharing.reuse=1.0"),
    ]
    found = compare(
        tiny(kind),
        arms,
        replications=3,
        workers=1,
        folder=folder,
        options=RunOptions(),
    )
    return document_of(found)


def test_the_resampled_difference_stands_beside_the_fixed_one(tmp_path: Path) -> None:
    """It is what the comparison with resampled histories finds for that arm, and one ratio more.

    Its interval stands for itself, so it is within the one that holds for both arms. The ratio sets
    the arms of seeds with histories of their own against the pairs on one history; there is none
    where that history has no document that matters, so that earlier publication changes nothing.
    """
    resampled = compared(tmp_path / "resampled", "resampled")
    fixed = compared(tmp_path / "fixed", "fixed")
    for own, other in zip(fixed["arms"], resampled["arms"], strict=True):
        beside, found = own["redrawn"], other["all"]["cycle_days"]["mean"]
        ratio = beside.pop("ratio_of_fixed_to_own_histories")
        assert isinstance(ratio, float) == (own["dossiers"]["changed"] > 0)
        assert beside["low"] >= found["low"]
        assert beside["high"] <= found["high"]
        ends = {name: found[name] for name in ("low", "high")}
        assert beside | ends == {key: found[key] for key in beside}
        assert "redrawn" not in other
    assert fixed["arms"][1]["dossiers"]["changed"] > 0


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
