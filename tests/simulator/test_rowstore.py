"""The digest depends on what the rows say, and on nothing else."""

import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.ledger.rows import ROW
from simulator.ledger.rowstore import chunks, digest, open_rows, sorted_chunks
from tests.simulator.synthetic import WORLD, Rule, make_rows, write_rows
from topics.errors import EnvironmentFailed, ModelError

NAMED = ("agency", "procedure", "unit")
RULE = Rule(noise_hours=20, unfinished_every=17)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two replications of 700 dossiers."""
    return [write_rows(tmp_path, replication, 700, RULE) for replication in range(2)]


def saved(folder: Path, name: str, rows: NDArray[np.void]) -> Path:
    """Raw rows in a file."""
    path = folder / name
    rows.tofile(path)
    return path


def test_the_order_of_files_and_rows_does_not_matter(files: list[Path], tmp_path: Path) -> None:
    """Files the other way round, and one file with all rows reversed, give the same digest."""
    every = np.concatenate([np.fromfile(path, ROW) for path in files])[::-1]
    together = saved(tmp_path, "all.bin", np.ascontiguousarray(every))
    assert digest(files, WORLD) == digest(files[::-1], WORLD) == digest([together], WORLD)


def test_a_replication_in_two_files_is_still_one(files: list[Path], tmp_path: Path) -> None:
    """Rows written before and after a restore digest as if written at once."""
    rows = np.fromfile(files[0], ROW)
    halves = [saved(tmp_path, "a", rows[:300]), saved(tmp_path, "b", rows[300:])]
    assert digest([*halves, files[1]], WORLD) == digest(files, WORLD)


@pytest.mark.parametrize("rows_each", [1, 7, 100, 10_000])
def test_the_size_of_chunks_does_not_matter(files: list[Path], rows_each: int) -> None:
    """The digest is of the rows, not of how they are read."""
    assert digest(files, WORLD, rows_each) == digest(files, WORLD)


def test_the_order_of_dimensions_does_not_matter(files: list[Path], tmp_path: Path) -> None:
    """Indexes into reversed names mean the same names."""
    turned = replace(WORLD, agencies=WORLD.agencies[::-1], units=WORLD.units[::-1])
    paths = []
    for number, path in enumerate(files):
        rows = np.fromfile(path, ROW)
        rows["agency"], rows["unit"] = 2 - rows["agency"], 2 - rows["unit"]
        paths.append(saved(tmp_path, f"turned-{number}", rows))
    assert digest(paths, turned) == digest(files, WORLD)
    assert digest(paths, WORLD) != digest(files, WORLD)


def test_a_name_that_no_row_uses_does_not_matter(files: list[Path]) -> None:
    """An agency that receives nothing leaves the digest as it was."""
    wider = replace(WORLD, agencies=(*WORLD.agencies, "H99"))
    assert digest(files, wider) == digest(files, WORLD)


@pytest.mark.parametrize("field", [name for name in ROW.names or () if name != "reserved"])
def test_every_field_counts(tmp_path: Path, field: str) -> None:
    """One changed value of any field gives another digest."""
    rows = make_rows(0, 50, RULE)
    before = digest([saved(tmp_path, "before", rows)], WORLD)
    rows[field][3] = (rows[field][3] + 1) % 2 if field in NAMED else 77
    assert digest([saved(tmp_path, "after", rows)], WORLD) != before


def test_the_digest_of_known_rows_is_known(tmp_path: Path) -> None:
    """The canonical encoding is pinned: a change of it is a decision, not an accident."""
    path = saved(tmp_path, "known", make_rows(3, 20))
    assert digest([path], WORLD) == (
        "2a9cf5f5baa625270a2bf2c27716d4addb380e4b62b5e1e0b3d6c71671d27a2b"
    )
    assert digest([], WORLD) != digest([path], WORLD)


def test_rows_come_sorted_by_replication_agency_name_day_and_number(files: list[Path]) -> None:
    """G12 comes before H01 before H26, whatever their indexes."""
    rows = np.concatenate(list(sorted_chunks(files[::-1], WORLD, 64)))
    keys = [
        (int(r["replication"]), WORLD.agencies[r["agency"]], int(r["day"]), int(r["number"]))
        for r in rows
    ]
    assert keys == sorted(keys)
    assert len(keys) == 1400


def test_two_rows_of_one_dossier_are_an_error(tmp_path: Path) -> None:
    """A dossier's code is unique within a replication."""
    rows = make_rows(0, 10)
    twice = saved(tmp_path, "twice", np.concatenate([rows, rows[:1]]))
    with pytest.raises(ModelError, match="same dossier code"):
        digest([twice], WORLD)


def test_a_file_cut_in_a_row_is_named(tmp_path: Path) -> None:
    """A file that does not hold whole rows is an error, not a shorter run."""
    path = tmp_path / "cut.bin"
    path.write_bytes(make_rows(0, 3).tobytes()[:-5])
    with pytest.raises(EnvironmentFailed, match="751 bytes are not a whole number of rows of 252"):
        open_rows(path)


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    """A replication without dossiers is a file of no bytes."""
    path = saved(tmp_path, "empty", np.empty(0, ROW))
    assert list(chunks(path)) == []
    assert digest([path], WORLD) == digest([], WORLD)


def test_memory_is_for_one_replications_keys_and_a_chunk(tmp_path: Path) -> None:
    """Digesting four replications of 23.6 MB each needs 8 MB, in chunks of 4,096 rows."""
    paths = [write_rows(tmp_path, replication, 100_000) for replication in range(4)]
    digest(paths[:1], WORLD)  # what is imported on the way is not counted
    tracemalloc.start()
    digest(paths, WORLD, rows_each=4096)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000
