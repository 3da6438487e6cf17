"""What a run keeps of its dossiers' rows, and what can be done with it afterwards."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow.parquet
import pytest

from simulator.cli import main
from simulator.ledger import kept
from simulator.ledger.columns import COLUMNS
from simulator.ledger.kept import Kept, check_rows_fit, kept_by, kept_of
from simulator.ledger.rowfiles import read_table
from simulator.ledger.rows import ROW
from topics.errors import InputError

SHORT = ("tiny", "--set", "duration=3d", "--set", "warmup=1d", "--set", "drain=7d")
ONE = ("run", *SHORT, "--replications", "1")
FOLDERS = {
    "parquet": {"dossiers.parquet", "columns.json"},
    "csv": {"dossiers.csv", "columns.json"},
    "excel": {"dossiers.xlsx", "columns.json", "summary.xlsx"},
    "none": set(),
    "none,excel": {"summary.xlsx"},
}


@pytest.fixture(scope="module")
def keeping(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a run that keeps only this; each is made once."""

    @cache
    def once(rows: str) -> Path:
        return made_with(tmp_path_factory.mktemp("runs"), rows)

    return once


@pytest.fixture(params=FOLDERS)
def made(request: pytest.FixtureRequest, keeping: Callable[[str], Path]) -> Path:
    """Each of them."""
    return keeping(request.param)


def made_with(out: Path, rows: str) -> Path:
    assert main([*ONE, "--rows", rows, "--out", str(out)]) == 0
    (place,) = out.iterdir()
    return place


def test_a_list_may_have_commas_spaces_or_many_options() -> None:
    """In any order; what is kept stands in one order."""
    assert kept_of(()) == Kept(("parquet", "csv"))
    assert kept_of(["csv,parquet"]) == kept_of(["csv", "parquet"]) == kept_of(["parquet csv"])
    assert kept_of(["excel", "parquet"]) == Kept(("parquet", "excel"), answer=True)
    assert kept_of(["none"]) == Kept(())
    assert kept_of(["none,excel"]) == Kept((), answer=True)


@pytest.mark.parametrize(
    "words,named",
    [("xls", "found 'xls'"), ("", "found nothing"), ("none,csv", "found none beside csv")],
)
def test_what_is_no_kind_of_rows_is_bad_input(
    words: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence has the word and what would be right; nothing is run."""
    assert main([*ONE, "--rows", words]) == 2
    assert named in capsys.readouterr().err


def test_the_folder_holds_what_was_asked_for(made: Path) -> None:
    """And its manifest says so."""
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    files = {path.name for path in made.iterdir()} - {"manifest.json", "summary.json"}
    assert files in FOLDERS.values()
    assert set(kept_by(made, manifest)[0].files()) == files - {"columns.json"}


def test_every_run_can_be_made_again(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file that is there has the same bytes, workbooks too."""
    capsys.readouterr()
    assert main(["rerun", str(made), "--format", "json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    there = {path.name for path in made.iterdir()} - {"manifest.json", "columns.json"}
    assert files == dict.fromkeys(there, True)


def test_a_story_is_told_from_any_table_that_can_be_read(
    made: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Parquet or CSV; else one sentence says how to make a run that has one."""
    readable = any((made / name).exists() for name in ("dossiers.parquet", "dossiers.csv"))
    code = "000.00.00.H03-230605-0001"
    if readable:
        code = read_table(made, ["dossier"], {"cohort": True}).column("dossier")[0].as_py()
    assert main(["explain", str(made), code]) == (0 if readable else 2)
    told = capsys.readouterr()
    assert (code in told.out) == readable
    assert ("run the scenario again with --rows parquet" in told.err) != readable


def test_csv_is_read_as_parquet_is(keeping: Callable[[str], Path]) -> None:
    """Same values, same kinds of values, missing returns too."""
    both, csv = keeping("parquet"), keeping("csv")
    columns = ["dossier", "replication", "submitted_us", "returned_us", "processing_us", "cohort"]
    only = {"replication": 0, "cohort": True}
    assert read_table(csv, columns, only).to_pylist() == read_table(both, columns, only).to_pylist()


def test_more_dossiers_than_a_sheet_holds_are_refused_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the number that is expected; nothing is written."""
    asked = [
        "run",
        *SHORT,
        "--replications",
        "1000000",
        "--rows",
        "excel",
        "--out",
        str(tmp_path / "o"),
    ]
    assert main(asked) == 2
    assert "a sheet holds 1,048,575" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()
    check_rows_fit(kept_of(["excel"]), 1_048_575.4, 1)
    check_rows_fit(kept_of(["parquet"]), 1e9, 1)
    with pytest.raises(InputError, match="--rows none,excel gives the answer alone"):
        check_rows_fit(kept_of(["excel"]), 1_048_576, 1)


def test_more_dossiers_than_expected_are_kept_as_parquet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is lost: a warning says so, and the answer's workbook is there."""
    monkeypatch.setattr(kept, "MOST_ON_SHEET", 100)  # 59 are expected, 211 come
    place = made_with(tmp_path / "o", "excel")
    assert "kept as Parquet instead" in capsys.readouterr().err
    assert not (place / "dossiers.xlsx").exists()
    assert pyarrow.parquet.read_table(place / "dossiers.parquet").num_rows > 100
    assert (place / "summary.xlsx").exists()
    assert main(["rerun", str(place)]) == 0


def test_columns_are_declared_once(keeping: Callable[[str], Path]) -> None:
    """The dictionary in the folder and in Parquet say the same of every column of the rows."""
    place = keeping("parquet")
    dictionary = json.loads((place / "columns.json").read_text(encoding="utf-8"))["columns"]
    schema = pyarrow.parquet.read_schema(place / "dossiers.parquet")
    assert [entry["name"] for entry in dictionary] == schema.names
    for entry in dictionary:
        told = {k.decode(): v.decode() for k, v in schema.field(entry["name"]).metadata.items()}
        assert told["unit_en"] == entry["unit"]["en"]
        assert told["meaning_vi"] == entry["meaning"]["vi"] != entry["meaning"]["en"]
        assert json.loads(told.get("values", "null")) == entry.get("values")
    statuses = next(entry for entry in dictionary if entry["name"] == "status")["values"]
    assert statuses["10"] == {"en": "result returned", "vi": "đã trả kết quả"}
    assert {column.field for column in COLUMNS} == set(ROW.names or ()) - {"reserved"}


def test_a_comparison_becomes_a_workbook(tmp_path: Path) -> None:
    """Every measure of every arm, with its interval in cells of its own."""
    asked = ["compare", *SHORT, "both", "--replications", "3", "--rows", "none,excel"]
    assert main([*asked, "--out", str(tmp_path / "o"), "--lang", "vi"]) == 0
    (place,) = (tmp_path / "o").iterdir()
    document = json.loads((place / "comparison.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(place / "comparison.xlsx")
    lines = [list(line) for line in book["chênh lệch"].iter_rows(min_row=2, values_only=True)]
    mean = document["arms"][0]["all"]["cycle_days"]["mean"]
    wanted = [mean[key] for key in ("baseline", "arm", "difference", "low", "high")]
    assert lines[0][:1] == ["both"]
    assert lines[0][2:] == [None if v is None else pytest.approx(v) for v in wanted]
    named = {line[2] for line in book["theo cơ quan"].iter_rows(min_row=2, values_only=True)}
    assert named >= {"Bắc Kạn"}
    assert document["sentence"]["vi"] in {cell.value for cell in book["kết quả"]["B"]}
