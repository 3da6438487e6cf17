"""Runs and comparisons of a shipped scenario, with the real engine."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

from simulator.answer.statistics import PrecisionRule
from simulator.answer.summary import Document, merge
from simulator.ledger.runfolder import COLUMNS, CSV, MANIFEST, PARQUET, SUMMARY
from simulator.model.options import RunOptions
from simulator.resources import shipped
from simulator.run.comparison import Comparison, compare, document_of, named_apart
from simulator.run.experiment import Outcome, Run, run_experiment, summary_of
from simulator.run.runwriting import write_run
from simulator.run.story import example_code, find, tell
from simulator.scenario.loader import load_scenario
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from topics.errors import CheckFailed, InputError, RunInvalid

SHORT = ("duration=7d", "warmup=1d", "drain=14d")
OPTIONS = RunOptions()


def tiny(*sets: str) -> ResolvedScenario:
    """The shipped scenario `tiny`, a week of it, with changes."""
    return load_scenario(shipped("scenarios")["tiny"], (*SHORT, *sets))


def overlay(name: str) -> ResolvedScenario:
    """A shipped overlay on `tiny`."""
    files = shipped("scenarios")
    return load_scenario(files[name], SHORT, onto=files["tiny"])


def run(folder: Path, resolved: ResolvedScenario, workers: int = 1, **options: int | bool) -> Run:
    """Two replications."""
    folder.mkdir()
    return run_experiment(resolved, 2, workers, folder, RunOptions(**options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Two replications in this process."""
    return run(tmp_path_factory.mktemp("rows") / "one", tiny())


@pytest.fixture(scope="module")
def written(one: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Their run folder."""
    folder = tmp_path_factory.mktemp("written")
    write_run(one, folder)
    return folder


def test_the_digest_is_the_same_for_any_workers_and_options(one: Run, tmp_path: Path) -> None:
    """Two processes, blocks of one draw, no elision: the same rows."""
    assert run(tmp_path / "two", tiny(), workers=2).digest == one.digest
    assert run(tmp_path / "plain", tiny(), draw_block=1, elide=False).digest == one.digest


def test_another_seed_is_another_run(one: Run, tmp_path: Path) -> None:
    """Seeds change the rows and the folder's name."""
    other = run(tmp_path / "other", tiny("seed=5"))
    assert other.digest != one.digest
    assert other.id() != one.id()
    assert re.fullmatch(r"tiny-[0-9a-f]{8}", one.id())


def test_a_replication_is_the_same_alone(one: Run, tmp_path: Path) -> None:
    """Replication 1 does not need replication 0."""
    alone = run_experiment(tiny(), [1], 1, tmp_path, OPTIONS)
    assert told(alone.outcomes[0]) == told(one.outcomes[1])
    assert alone.outcomes[0].rows_path.read_bytes() == one.outcomes[1].rows_path.read_bytes()


def told(outcome: Outcome) -> Document:
    """What one replication says, as plain data."""
    return merge([outcome.summary], {})


def test_a_run_folder_holds_the_answer_and_how_to_make_it_again(one: Run, written: Path) -> None:
    """Five files; the manifest has the document, the digest, and no wall time."""
    names = sorted(path.name for path in written.iterdir())
    assert names == sorted([MANIFEST, SUMMARY, PARQUET, CSV, COLUMNS])
    manifest = json.loads((written / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["digest"] == one.digest
    assert manifest["seed"] == one.resolved.scenario.seed
    assert manifest["document"] == json.loads(json.dumps(one.resolved.document))
    summary = json.loads((written / SUMMARY).read_text(encoding="utf-8"))
    assert summary["dossiers"]["cohort"] > 100
    assert summary["assumptions"]["assumed"] > 0


def test_writing_a_run_twice_gives_the_same_bytes(one: Run, written: Path, tmp_path: Path) -> None:
    """Nothing in a run folder depends on when it was written."""
    write_run(one, tmp_path)
    for path in written.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_a_story_partitions_its_dossiers_time(written: Path, tmp_path: Path) -> None:
    """Segments follow on one another, and add up to the cycle time by cause."""
    story = tell(find(written, example_code(written)), None, tmp_path, None)
    segments = story["segments"]
    assert segments[0]["start_us"] == story["submitted_us"]
    assert all(a["end_us"] == b["start_us"] for a, b in pairwise(segments))
    lengths = dict.fromkeys(story["causes_us"], 0)
    for segment in segments:
        lengths[segment["cause"]] += segment["end_us"] - segment["start_us"]
    assert lengths == story["causes_us"]
    assert sum(lengths.values()) == story["cycle_us"]


def test_a_story_of_nobody_is_refused(written: Path) -> None:
    """An unknown code and a text that is none get a code of this run as an example."""
    with pytest.raises(InputError, match=r"no such dossier in .*; one of it is 000\.00\.00\.H03"):
        find(written, "000.00.00.H03-230807-9999")
    with pytest.raises(InputError, match="not a dossier's code"):
        find(written, "H03-1")


def test_a_story_that_is_not_the_written_one_is_a_failed_check(
    written: Path, tmp_path: Path
) -> None:
    """A manifest that says another seed does not explain the dossiers beside it."""
    for path in written.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    manifest["document"]["scenario"]["seed"] += 1
    manifest["sha256"] = resolve_document(manifest["document"]).sha256
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(CheckFailed, match="run again"):
        tell(find(tmp_path, example_code(tmp_path)), None, tmp_path / "rows", None)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Better sharing and nothing at all, beside the baseline."""
    return compare(
        tiny(),
        [overlay("better-sharing"), tiny("name=nothing")],
        replications=3,
        workers=2,
        folder=tmp_path_factory.mktemp("compared"),
        options=OPTIONS,
    )


def test_an_arm_that_changes_nothing_differs_by_nothing(compared: Comparison) -> None:
    """Every dossier has its pair and takes as long as before."""
    nothing = document_of(compared)["arms"][1]
    assert nothing["name"] == "nothing"
    assert nothing["all"]["cycle_days"]["mean"]["difference"] == 0.0
    assert nothing["dossiers"]["only_baseline"] == nothing["dossiers"]["only_arm"] == 0
    assert nothing["dossiers"]["faster_share"]["mean"] == 0.0


def test_better_sharing_saves_coordination(compared: Comparison) -> None:
    """The lever acts on its cause, for the same people."""
    better = document_of(compared)["arms"][0]
    assert better["name"] == "better-sharing"
    assert better["dossiers"]["only_baseline"] == better["dossiers"]["only_arm"] == 0
    assert better["all"]["causes_days"]["coordination"]["difference"] < 0
    assert better["all"]["cycle_days"]["mean"]["difference"] < 0


def test_a_comparison_is_the_same_for_any_workers(compared: Comparison, tmp_path: Path) -> None:
    """One process gives the answer of two."""
    again = compare(
        tiny(),
        [overlay("better-sharing"), tiny("name=nothing")],
        replications=3,
        workers=1,
        folder=tmp_path,
        options=OPTIONS,
    )
    assert document_of(again) == document_of(compared)
    assert again.id() == compared.id()


def test_a_precision_target_stops_by_itself(tmp_path: Path) -> None:
    """An arm that changes nothing is precise at once: n0 and the look-ahead, 15 replications."""
    small = tiny("duration=1d", "warmup=0d", "drain=3d")
    same = tiny("duration=1d", "warmup=0d", "drain=3d", "name=same")
    found = compare(
        small,
        [same],
        replications=PrecisionRule(0.05),
        workers=1,
        folder=tmp_path,
        options=OPTIONS,
    )
    assert document_of(found)["replications"] == 15
    assert document_of(found)["precision"] == {"share": 0.05, "met": True, "n_max": 200}


@pytest.mark.parametrize("change", ["seed=1", "start=2023-08-02", "duration=9d"])
def test_arms_of_another_world_are_refused(tmp_path: Path, change: str) -> None:
    """Where no dossier can have its pair, the difference is named."""
    name = change.split("=")[0]
    with pytest.raises(InputError, match=f"tiny: {name}: found .*; expected"):
        compare(
            tiny(),
            [tiny(change)],
            replications=1,
            workers=1,
            folder=tmp_path,
            options=OPTIONS,
        )


def test_a_run_without_dossiers_shows_nothing(tmp_path: Path) -> None:
    """A cohort of nobody makes a comparison invalid, not zero."""
    nobody = tiny("arrivals.catalogue_per_1000_per_month=0.0001")
    with pytest.raises(RunInvalid, match=r"tiny: in no replication .* nothing to compare"):
        compare(nobody, [nobody], replications=2, workers=1, folder=tmp_path, options=OPTIONS)


def test_a_replication_without_pairs_counts_with_none(tmp_path: Path) -> None:
    """It is said, and the others answer."""
    few = tiny("duration=2d", "warmup=0d", "drain=5d", "arrivals.catalogue_per_1000_per_month=0.02")
    found = compare(few, [few], replications=4, workers=1, folder=tmp_path, options=OPTIONS)
    document = document_of(found)
    flow = document["arms"][0]["dossiers"]
    assert (flow["pairs"], flow["replications_without"]) == (1, 3)
    assert document["replications"] == 4
    assert summary_of(found.runs[0])["dossiers"]["replications_without"] == 3


def test_arms_of_one_name_are_told_apart() -> None:
    """Folders and columns need names of their own."""
    resolved = tiny()
    assert named_apart([resolved, resolved, tiny("name=other")]) == ["tiny", "tiny-2", "other"]
