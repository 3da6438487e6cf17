"""The search for the highest rate that a connector carries."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from simulator.loadtest.capacity import Capacity, Search, Trial, find_capacity
from simulator.loadtest.capacity_report import annotated, write_junit
from simulator.loadtest.plan_reader import read_plan
from simulator.loadtest.trials import at_rate, search_of
from simulator.loadtest.verdict import Word
from simulator.resources import shipped
from simulator.scenario.findings import ScenarioErrors
from tests.simulator.loadtest.junit_form import faults
from tests.simulator.loadtest.plans import written
from topics.errors import EnvironmentFailed

SEARCH = Search(begin=50, most=10_000, within=0.1, repeats=5)


def searched(
    carries: float,
    search: Search = SEARCH,
    *,
    noise: float = 0.0,
    offers: float = 1e9,
    seed: int = 1,
) -> Capacity:
    """Of a connector that carries so much, give or take; the machine offers so much at most."""
    rng = random.Random(seed)

    def attempt(rate: float, repetition: int) -> Trial:
        limit = carries * (1 + rng.gauss(0, noise))
        word: Word = "invalid" if rate > offers else "pass" if rate <= limit else "fail"
        return Trial(rate, repetition, word, "" if word == "pass" else "too slow", "trial")

    return find_capacity(search, attempt)


@pytest.mark.parametrize("carries", [3.0, 49.0, 77.0, 800.0, 9_000.0])
def test_the_edge_is_found_within_the_gap(carries: float) -> None:
    """From below and from above; the interval holds it."""
    found = searched(carries)
    assert found.rate == pytest.approx(carries, rel=0.06)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= carries <= found.high
    assert (found.word, found.limit, len(found.found)) == ("pass", "connector", 5)


def test_the_interval_holds_the_edge_of_a_connector_that_varies() -> None:
    """In nearly all searches; it is wider than that of one that does not vary."""
    every = [searched(300.0, noise=0.05, seed=seed) for seed in range(60)]
    held = [one for one in every if (one.low or 0) <= 300 <= (one.high or 0)]
    assert len(held) >= 54
    steady = searched(300.0)
    widths = sorted((one.high or 0) - (one.low or 0) for one in every)
    assert widths[30] > (steady.high or 0) - (steady.low or 0)


def test_the_machine_is_no_limit_of_the_connector() -> None:
    """What cannot be offered leaves a lower bound, and no interval."""
    found = searched(5_000.0, offers=900.0)
    assert (found.rate, found.low, found.limit, found.word) == (800.0, None, "generator", "pass")
    assert found.sentence == (
        "at least 800 requests a second; the machine of the test could not offer more"
    )
    assert searched(5_000.0, offers=0.5).word == "invalid"


def test_the_highest_rate_is_the_last_that_is_tried() -> None:
    """A connector that carries it has no upper bound."""
    found = searched(1e6, Search(50, 300, 0.1, 5))
    assert (found.rate, found.limit, found.word) == (300.0, "most", "pass")
    assert max(one.rate for one in found.trials) == 300.0


def test_less_than_is_wanted_fails() -> None:
    """Also when only the lower end of the interval is below."""
    assert searched(100.0, Search(50, 1e4, 0.1, 5, wanted=80.0)).word == "pass"
    assert searched(100.0, Search(50, 1e4, 0.1, 5, wanted=100.0)).word == "fail"
    assert searched(5_000.0, Search(50, 1e4, 0.1, 5, wanted=2_000.0), offers=900).word == "invalid"
    found = searched(0.1)
    assert (found.word, found.rate) == ("fail", 0.0)
    assert found.sentence.startswith("not even 1.56 requests a second")


def test_a_trial_without_a_verdict_ends_the_search() -> None:
    """Said with its reason."""
    with pytest.raises(EnvironmentFailed, match="the trial at 50 a second: the broker"):
        find_capacity(SEARCH, lambda rate, n: Trial(rate, n, "error", "the broker is gone", ""))


def test_a_ci_reads_it(tmp_path: Path) -> None:
    """As JUnit, and as an annotation."""
    for carries, word in ((100.0, "notice"), (0.1, "error")):
        found = searched(carries)
        write_junit(found, "find-capacity", tmp_path / "junit.xml")
        assert faults(parse(tmp_path / "junit.xml").getroot()) == []
        assert annotated(found).startswith(f"::{word} title=capacity::")


def test_what_a_broker_says_breaks_no_report(tmp_path: Path) -> None:
    """A reason with control characters, in a plan with an odd name: XML and a single line."""
    hostile = Trial(50.0, 1, "fail", "\x1b[31mlate\n::error::forged", "")
    found = replace(searched(0.1), trials=(hostile,))
    write_junit(found, "odd\x00 name", tmp_path / "junit.xml")
    assert "\\x1b[31mlate" in (tmp_path / "junit.xml").read_text(encoding="utf-8")
    assert len(annotated(found).splitlines()) == 1


# -- its plan --------------------------------------------------------------------------------------


def test_the_shipped_plan_searches() -> None:
    """Each trial is that plan at another rate, with a seed of its own."""
    plan = read_plan(shipped("loadtests")["find-capacity"])
    assert search_of(plan) == Search(50.0, 2_000.0, 0.1, 5)
    trial = at_rate(plan, 75.0, 3)
    assert (trial.load.model_dump()["rate"], trial.seed, trial.capacity) == (75.0, 26, None)


def test_a_plan_that_cannot_be_searched_is_refused(tmp_path: Path) -> None:
    """With its place."""
    steps = {"profile": "steps", "rates": [1, 2], "each": "2s"}
    path = written(tmp_path, load=steps, capacity={"repeats": 2})
    with pytest.raises(ScenarioErrors) as caught:
        read_plan(path)
    assert "write profile: constant" in str(caught.value)
    assert "say what has to be met" in str(caught.value)
