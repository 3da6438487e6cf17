"""The bench harness times in turns, compares fairly and writes down what it found."""

from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest

from tests.bench import run as bench_run
from tests.bench import w_heapq, w_simpy
from tests.bench.harness import REGISTRY, Contestant, Figure, Timings, bench, interleaved, number
from tests.bench.network_w import WDraws, WResult, draw_w
from tests.bench.versus import ContestantsDisagree, agree


def test_contestants_take_turns() -> None:
    """Every pair runs each contestant once, and the order alternates from pair to pair."""
    calls: list[str] = []
    contestants = [Contestant(name, partial(calls.append, name), 1) for name in "ab"]
    timings = interleaved(5, contestants)
    assert "".join(calls) == "abbaabbaab"
    assert [len(timings.seconds[name]) for name in "ab"] == [5, 5]


def test_too_few_pairs_are_refused() -> None:
    """Four pairs are not enough for a median."""
    with pytest.raises(ValueError, match="4 pairs are too few"):
        interleaved(4, [])


def test_ratio_is_the_median_per_unit() -> None:
    """A contestant that does ten times the units in twice the time is five times as fast."""
    seconds = {"fast": [2.0, 2.0, 2.0], "slow": [1.0, 8.0, 1.0]}
    timings = Timings({"fast": 100, "slow": 10}, seconds, {})
    assert timings.ratios("fast", "slow") == [5.0, 40.0, 5.0]
    assert timings.ratio("fast", "slow") == 5.0
    assert timings.rate("fast") == 50.0


@pytest.mark.parametrize(
    "relation, value, met",
    [(">=", 3.0, True), (">=", 2.9, False), ("<=", 3.0, True), ("<=", 3.1, False)],
)
def test_figure_knows_whether_its_target_is_met(relation: str, value: float, met: bool) -> None:
    """A target is met from its own value on, in the direction of its relation."""
    figure = Figure("speed", value, ">=" if relation == ">=" else "<=", 3.0)
    assert figure.met is met
    assert figure.line() == f"bench: speed {value:g} {relation} 3"


@pytest.mark.parametrize(
    "value, text",
    [(0.5123, "0.512"), (9.349, "9.35"), (99.96, "100"), (24_512.0, "24,500"), (0.0, "0")],
)
def test_numbers_have_three_digits(value: float, text: str) -> None:
    """Figures are printed with three significant digits and no exponent."""
    assert number(value) == text


def test_two_benches_cannot_share_a_name() -> None:
    """Registering a name twice is an error, so that no bench silently replaces another."""
    bench_run.find_benches()
    with pytest.raises(ValueError, match="two benches are called heapq-vs-simpy"):
        bench("heapq-vs-simpy")(REGISTRY["heapq-vs-simpy"])


def test_unknown_bench_gets_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt name exits with 2 and names the nearest bench."""
    assert bench_run.main(["heapq-vs-simpi"]) == 2
    assert capsys.readouterr().err == (
        "no bench is called heapq-vs-simpi; did you mean heapq-vs-simpy?\n"
    )


def test_missed_target_is_printed_and_exits_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bench that misses its target still prints its line, and the run exits with 1."""
    monkeypatch.setitem(REGISTRY, "slow", lambda: [Figure("slow", 1.5, ">=", 3)])
    assert bench_run.main(["slow"]) == 1
    assert capsys.readouterr().out == "bench: slow 1.5 >= 3\n"


def test_table_replaces_only_what_is_between_its_markers(tmp_path: Path) -> None:
    """Writing the table twice leaves one table, and the text around it as it was."""
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{bench_run.BEGIN}\nold\n{bench_run.END}\nafter\n")
    for value in (4.5, 3.5):
        bench_run.write_table(readme, [Figure("ratio", value, ">=", 4, "a 9/s")], seconds=12)
    text = readme.read_text()
    assert text.startswith(f"before\n{bench_run.BEGIN}\nMachine: ")
    assert text.endswith(f"| ratio | 3.5 | >= 4 | **no** | a 9/s |\n{bench_run.END}\nafter\n")
    assert "4.5" not in text


def test_readme_without_markers_is_refused(tmp_path: Path) -> None:
    """A README that lost its markers is an error and stays as it is."""
    readme = tmp_path / "README.md"
    readme.write_text("no markers")
    with pytest.raises(ValueError, match=r"README\.md lacks the markers"):
        bench_run.write_table(readme, [], seconds=1)
    assert readme.read_text() == "no markers"


def test_own_readme_has_the_markers() -> None:
    """The README that a whole run rewrites has its markers, once each."""
    text = bench_run.README.read_text(encoding="utf-8")
    assert (text.count(bench_run.BEGIN), text.count(bench_run.END)) == (1, 1)


def test_contestants_that_disagree_are_not_timed() -> None:
    """A contestant off by a microsecond in the mean is refused with both results."""

    def off_by_one(draws: WDraws) -> WResult:
        result = w_heapq.run(draws)
        return WResult(result.mean_sojourn_us + 1, result.n, result.transitions)

    draws = draw_w(100, seed=1)
    agree(w_heapq.run, w_simpy.run, draws)
    agree(off_by_one, w_simpy.run, draws, Fraction(1, 10**6))
    with pytest.raises(ContestantsDisagree, match="over 100 dossiers of seed 1"):
        agree(off_by_one, w_simpy.run, draws)
