"""The tables that other programs read."""

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from simulator.ledger.rows import CAUSES, ROW
from simulator.ledger.rowtable import dossier_code, write_csv, write_parquet
from tests.simulator.synthetic import HOUR, WORLD, Rule, write_rows

RULE = Rule(noise_hours=20, unfinished_every=17)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two replications of 700 dossiers."""
    return [write_rows(tmp_path, replication, 700, RULE) for replication in range(2)]


def test_a_code_shows_agency_day_and_number() -> None:
    """The code of the thirteenth dossier of 5 July 2023 at H26."""
    day = (dt.date(2023, 7, 5) - dt.date(1970, 1, 1)).days
    assert dossier_code("H26", day, 13) == "000.00.00.H26-230705-0013"
    assert dossier_code("H26", day, 12345) == "000.00.00.H26-230705-12345"


def test_the_table_says_what_the_rows_say(files: list[Path], tmp_path: Path) -> None:
    """Names stand for indexes, each cause has two columns, an unfinished dossier no return."""
    count = write_parquet(files, WORLD, tmp_path / "t.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "t.parquet")
    assert count == table.num_rows == 1400
    assert [f"{c}_{s}_us" in table.column_names for c in CAUSES for s in ("open", "closed")]
    rows = {
        (int(r["replication"]), int(r["origin"])): r
        for path in files
        for r in np.fromfile(path, ROW)
    }
    for line in table.to_pylist():
        row = rows[line["replication"], line["origin"]]
        assert line["agency"] == WORLD.agencies[row["agency"]]
        assert line["level"] == WORLD.levels[row["procedure"]]
        assert line["group"] == WORLD.groups[row["procedure"]]
        assert line["dossier"] == dossier_code(line["agency"], line["day"], line["number"])
        assert line["queue_closed_us"] == row["closed_us"][CAUSES.index("queue")]
        assert line["coordination_open_us"] == 48 * HOUR
        assert (line["returned_us"] is None) == (row["returned_us"] < 0)
    assert sum(line["returned_us"] is None for line in table.to_pylist()) == 84


def test_names_are_dictionaries(files: list[Path], tmp_path: Path) -> None:
    """Text that repeats is stored once."""
    write_parquet(files, WORLD, tmp_path / "t.parquet")
    schema = pyarrow.parquet.read_table(tmp_path / "t.parquet").schema
    for column in ("agency", "unit", "procedure", "level", "group", "channel", "policy"):
        assert str(schema.field(column).type).startswith("dictionary")


def test_equal_rows_give_equal_bytes(files: list[Path], tmp_path: Path) -> None:
    """Neither the order of files nor that of the dimensions' indexes shows in the tables."""
    turned = replace(WORLD, agencies=WORLD.agencies[::-1], units=WORLD.units[::-1])
    others = []
    for path in files[::-1]:
        rows = np.fromfile(path, ROW)[::-1].copy()
        rows["agency"], rows["unit"] = 2 - rows["agency"], 2 - rows["unit"]
        others.append(path.with_suffix(".turned"))
        rows.tofile(others[-1])
    for write in (write_parquet, write_csv):
        write(files, WORLD, tmp_path / "first")
        write(others, turned, tmp_path / "second")
        assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_the_csv_holds_the_same_as_the_parquet(files: list[Path], tmp_path: Path) -> None:
    """Same columns, same order of rows, same values; nothing for a missing return."""
    write_parquet(files, WORLD, tmp_path / "t.parquet")
    write_csv(files, WORLD, tmp_path / "t.csv")
    text = (tmp_path / "t.csv").read_text(encoding="utf-8")
    lines = list(csv.DictReader(text.splitlines()))
    for line in lines:
        line["weight"] = str(float(line["weight"]))  # a whole number is written without its point
    wanted = pyarrow.parquet.read_table(tmp_path / "t.parquet").to_pylist()
    plain = {None: "", True: "true", False: "false"}
    assert lines == [
        {key: plain[v] if v is None or isinstance(v, bool) else str(v) for key, v in row.items()}
        for row in wanted
    ]


def test_a_full_disk_is_an_os_error(files: list[Path]) -> None:
    """The device that is always full makes both writers fail, not fall silent."""
    for write in (write_parquet, write_csv):
        with pytest.raises(OSError, match="No space left"):
            write(files, WORLD, Path("/dev/full"))
