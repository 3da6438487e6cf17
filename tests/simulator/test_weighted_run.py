"""A run whose histories were chosen: its tables carry the weights with which its answer is made."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest

from simulator.ledger.rows import CAUSES
from simulator.ledger.rowstore import open_rows
from simulator.ledger.rowtable import write_csv, write_parquet
from simulator.ledger.runfolder import CSV, MANIFEST, PARQUET, SUMMARY
from simulator.model.options import RunOptions
from simulator.run import histories
from simulator.run.choice_record import chosen_of
from simulator.run.experiment import Run, run_experiment
from simulator.run.histories import Burdens, burdens, chosen_for
from simulator.run.runwriting import write_run
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from tests.simulator.small_worlds import changed
from tests.simulator.synthetic import WORLD, write_rows
from topics.errors import InputError

DAY_US = 86_400_000_000
REPLICATIONS = 6


def few(resolved: ResolvedScenario, _: int | None) -> Burdens:
    """Burdens of few candidates, which is quick."""
    return burdens(resolved, 300)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """A small run at a quarter of its scale, and its folder."""
    folder, out = tmp_path_factory.mktemp("rows"), tmp_path_factory.mktemp("out")
    resolved = resolve_document(
        changed({"scale": 0.25, "publication.documents_per_year": 0.4, "drain": "60d"})
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(histories, "burdens", few)
        run = run_experiment(resolved, REPLICATIONS, 1, folder, RunOptions())
    write_run(run, out)
    return run, out


@pytest.fixture(scope="module")
def summary(made: tuple[Run, Path]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((made[1] / SUMMARY).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def cohort(made: tuple[Run, Path]) -> list[dict[str, Any]]:
    """The table's dossiers of the measured window."""
    lines = pyarrow.parquet.read_table(made[1] / PARQUET).to_pylist()
    return [line for line in lines if line["cohort"]]


def weighted(cohort: list[dict[str, Any]], values: list[float]) -> float:
    return float(np.average(values, weights=[line["weight"] for line in cohort]))


def test_histories_differ_in_size(made: tuple[Run, Path]) -> None:
    """Or nothing below could fail: some are heavier than the average, some lighter."""
    weights = made[0].sample.weights * REPLICATIONS
    assert weights.min() < 0.7
    assert weights.max() > 1.2


def test_a_weight_is_the_units_times_the_replications(made: tuple[Run, Path]) -> None:
    """Of every row, and replications' weights are 1 on the average."""
    run, out = made
    table = pyarrow.parquet.read_table(out / PARQUET).to_pylist()
    raw = {
        (one.replication, int(row["origin"])): float(row["weight"])
        for one in run.outcomes
        for row in open_rows(one.rows_path)
    }
    shares = run.sample.weights.tolist()
    assert len(table) == len(raw)
    for line in table:
        unit = raw[line["replication"], line["origin"]]
        assert line["weight"] == pytest.approx(unit * shares[line["replication"]] * REPLICATIONS)
    assert {1.0, 2.0, 4.0} == set(raw.values())


def test_the_raw_rows_keep_the_units_weights(made: tuple[Run, Path]) -> None:
    """Writing tables changes no row, so the digest stays what it was."""
    run, out = made
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    assert run.digest == manifest["digest"]


def test_the_csv_has_the_same_weights(made: tuple[Run, Path]) -> None:
    """Row by row."""
    table = pyarrow.parquet.read_table(made[1] / PARQUET)
    with (made[1] / CSV).open(encoding="utf-8") as file:
        found = [float(line["weight"]) for line in csv.DictReader(file)]
    assert found == pytest.approx(table["weight"].to_pylist())


def test_weighted_means_of_the_table_are_those_printed(
    summary: dict[str, Any], cohort: list[dict[str, Any]]
) -> None:
    """The share on time, the processing time and every cause, of all and of one province."""
    h03 = [line for line in cohort if line["agency"] == "H03"]
    for lines, part in ((cohort, summary["all"]), (h03, summary["by"]["agency"]["H03"])):
        on_time = weighted(lines, [float(line["on_time"]) for line in lines])
        assert part["on_time_share"]["mean"] == pytest.approx(on_time)
        processing = weighted(lines, [line["processing_us"] / DAY_US for line in lines])
        assert part["processing_days"]["mean"]["mean"] == pytest.approx(processing)
        for cause in CAUSES:
            days = [
                (line[f"{cause}_open_us"] + line[f"{cause}_closed_us"]) / DAY_US for line in lines
            ]
            assert part["causes_days"][cause]["all"]["mean"] == pytest.approx(weighted(lines, days))


def test_the_weighted_cycle_time_and_its_quantiles_are_those_printed(
    summary: dict[str, Any], cohort: list[dict[str, Any]]
) -> None:
    """The mean exactly, the quantiles of the weighted dossiers to a bin's width."""
    columns = [f"{cause}_{when}_us" for cause in CAUSES for when in ("open", "closed")]
    days = [sum(line[name] for name in columns) / DAY_US for line in cohort]
    times = summary["all"]["cycle_days"]
    assert times["mean"]["mean"] == pytest.approx(weighted(cohort, days))
    weights = [line["weight"] for line in cohort]
    for name, share in (("p50", 0.5), ("p90", 0.9)):
        wanted = np.quantile(days, share, weights=weights, method="inverted_cdf")
        assert times[name]["mean"] == pytest.approx(wanted, rel=0.008)


def test_the_tables_weights_add_up_to_what_they_stand_for(
    summary: dict[str, Any], cohort: list[dict[str, Any]]
) -> None:
    """Over all replications; the answer's number is of one run on the average."""
    weights = np.array([line["weight"] for line in cohort])
    assert summary["dossiers"]["stand_for"] == pytest.approx(weights.sum() / REPLICATIONS)
    effective = weights.sum() ** 2 / (weights**2).sum()
    assert summary["dossiers"]["effective"] == pytest.approx(effective)


# -- the choice in the manifest --------------------------------------------------------------------


def test_a_manifest_remembers_the_choice(made: tuple[Run, Path]) -> None:
    """What is read back gives the same weights and the same errors."""
    run, out = made
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    assert chosen_of(out, manifest) == (run.chosen, run.all_controls)
    assert manifest["publication"]["weights"] == run.sample.weights.tolist()


@pytest.mark.parametrize(
    "damage",
    [
        {"histories": [0, 1]},
        {"sizes": [1.0]},
        {"spread": "much"},
        {"controls": [[0.0]]},
        {"expected_days": None},
        {"histories": None},
        {"sizes": ["much"] * REPLICATIONS},
        {"sizes": [0.0] * REPLICATIONS},
        {"histories": ["first"] * REPLICATIONS},
    ],
)
def test_a_damaged_choice_is_refused(made: tuple[Run, Path], damage: dict[str, Any]) -> None:
    """A manifest whose replications and histories do not go together is bad input."""
    manifest = json.loads((made[1] / MANIFEST).read_text(encoding="utf-8"))
    with pytest.raises(InputError, match="publication"):
        chosen_of(made[1], manifest | {"publication": manifest["publication"] | damage})


def test_a_manifest_without_a_choice_is_refused(made: tuple[Run, Path]) -> None:
    """Nobody can tell which histories such a run had."""
    with pytest.raises(InputError, match="publication: damaged or missing"):
        chosen_of(made[1], {"replications": 1})


def test_some_replications_run_with_the_histories_that_they_were_given(
    made: tuple[Run, Path], tmp_path: Path
) -> None:
    """Replications 4 and 1 of a choice are the same rows and sizes as within the whole run."""
    run, _ = made
    some = run_experiment(run.resolved, [4, 1], 1, tmp_path, RunOptions(), chosen=run.chosen)
    assert some.chosen == run.chosen.only([4, 1])
    for one, number in zip(some.outcomes, (4, 1), strict=True):
        assert one.replication == number
        assert one.rows_path.read_bytes() == run.outcomes[number].rows_path.read_bytes()


def test_every_replication_has_the_history_chosen_for_it(made: tuple[Run, Path]) -> None:
    """Histories are those of the choice, not the replications' own numbers."""
    run, _ = made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(histories, "burdens", few)
        assert run.chosen == chosen_for([run.resolved], REPLICATIONS)
    heavy = int(np.argmax(run.chosen.sizes))
    light = int(np.argmin(run.chosen.sizes))
    met = [
        float((rows["policy"][rows["cohort"] == 1] > 0).mean())
        for rows in (open_rows(run.outcomes[n].rows_path) for n in (heavy, light))
    ]
    assert met[0] > met[1]


# -- the tables alone ------------------------------------------------------------------------------


def test_replications_not_named_keep_their_weights(tmp_path: Path) -> None:
    """A factor for replication 1 leaves replication 0, and the files, as they were."""
    paths = [write_rows(tmp_path, number, 30) for number in (0, 1)]
    before = [path.read_bytes() for path in paths]
    for write, name in ((write_parquet, "t.parquet"), (write_csv, "t.csv")):
        write(paths, WORLD, tmp_path / name, {1: 2.5})
    table = pyarrow.parquet.read_table(tmp_path / "t.parquet").to_pylist()
    assert {(line["replication"], line["weight"]) for line in table} == {(0, 1.0), (1, 2.5)}
    assert [path.read_bytes() for path in paths] == before
