"""Workbooks that people open: what stands in their cells."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from simulator.ledger.rowsheet import write_sheet
from simulator.ledger.rowtable import RowTable
from simulator.ledger.workbook import Field, workbook
from simulator.resources import data_dir
from simulator.words.names import NAMES as WORDS
from simulator.words.translations import Words
from tests.simulator.synthetic import WORLD, Rule, write_rows

FORMULA = "=cmd|' /C calc'!A0"
NAMES = {"H26": FORMULA, "H01": "Hà Nội", "birth": "Đăng ký khai sinh"}


@pytest.fixture
def lines(tmp_path: Path) -> list[dict[str, object]]:
    """The lines of a sheet of 60 dossiers in Vietnamese, by their headings."""
    write_sheet(table(tmp_path), tmp_path / "t.xlsx", Words("vi", NAMES))
    first, *others = openpyxl.load_workbook(tmp_path / "t.xlsx")["hồ sơ"].iter_rows()
    headings = [str(cell.value) for cell in first]
    return [dict(zip(headings, (cell.value for cell in line), strict=True)) for line in others]


def table(folder: Path) -> RowTable:
    return RowTable([write_rows(folder, 0, 60, Rule(unfinished_every=17))], WORLD)


def test_names_stand_beside_codes_and_statuses_in_words(lines: list[dict[str, object]]) -> None:
    """A code without a name stands for itself."""
    pairs = {(line["mã cơ quan"], line["tên cơ quan"]) for line in lines}
    assert pairs == {("H26", FORMULA), ("H01", "Hà Nội"), ("G12", "G12")}
    assert {(line["trạng thái"], line["tên trạng thái"]) for line in lines} >= {
        (10, "đã trả kết quả")
    }
    assert {line["cấp"] for line in lines} == {"xã", "huyện"}
    assert {line["lĩnh vực"] for line in lines} == {"hộ tịch", "đất đai"}
    assert {line["hình thức nộp"] for line in lines} == {"trực tiếp", "trực tuyến", "bưu chính"}


def test_every_shipped_sector_has_a_name_in_both_languages() -> None:
    """Those of procedures, and those that the departments of the shipped scenarios work."""
    folder = data_dir()
    catalogue = plain(folder / "catalogues" / "procedures-2023.yaml")
    sectors = {one["group"] for one in catalogue["procedures"]}
    for path in (folder / "scenarios").glob("*.yaml"):
        for office in plain(path).get("offices", ()):
            for department in office.get("departments") or ():
                sectors.update(department.get("groups", ()))
    assert len(sectors) > 10
    named = {key.removeprefix("group."): texts for key, texts in WORDS.items() if "group." in key}
    assert sectors - named.keys() == set()
    assert all(english and vietnamese for english, vietnamese in named.values())


def plain(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_a_sector_of_ones_own_catalogue_stands_for_itself(tmp_path: Path) -> None:
    """Nobody but its author knows its name."""
    own = replace(WORLD, groups=("bee-keeping", "civil-status"))
    rows = RowTable([write_rows(tmp_path, 0, 60, Rule())], own)
    write_sheet(rows, tmp_path / "t.xlsx", Words("en"))
    first, *others = openpyxl.load_workbook(tmp_path / "t.xlsx")["dossiers"].iter_rows()
    place = [cell.value for cell in first].index("group")
    assert {line[place].value for line in others} == {"bee-keeping", "civil status"}


def test_identifiers_are_text_and_instants_are_dates(lines: list[dict[str, object]]) -> None:
    """No digit of a long number is lost; an unfinished dossier has no return."""
    assert all(isinstance(line["mã ghép cặp"], str) for line in lines)
    assert {line["mã ghép cặp"] for line in lines} == {str(i * 7919 + 13) for i in range(60)}
    submitted = lines[0]["thời điểm nộp"]
    assert isinstance(submitted, dt.datetime)
    assert submitted.isoformat(timespec="seconds") == "1970-04-11T08:00:00"
    assert sum(line["thời điểm trả"] is None for line in lines) == 4
    assert {line["phối hợp, trong giờ (ngày)"] for line in lines} == {2}


def test_dates_are_shown_as_iso_writes_them(tmp_path: Path) -> None:
    """Whatever the locale of the program that shows them."""
    write_sheet(table(tmp_path), tmp_path / "t.xlsx", Words("en", NAMES))
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["dossiers"]
    formats = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.cell(2, formats["submitted"]).number_format == "yyyy-mm-dd hh:mm:ss"


@pytest.mark.parametrize("text", [FORMULA, "+1+1", "-2", "@SUM(A1)", "\t=1", "http://a.vn", "007"])
def test_text_is_never_a_formula_a_link_or_a_number(text: str, tmp_path: Path) -> None:
    """What begins like one is shown as it is."""
    with workbook(tmp_path / "t.xlsx") as book:
        book.sheet("names", [Field(text, "text")], [(text,)])
    for cell in openpyxl.load_workbook(tmp_path / "t.xlsx")["names"]["A"]:
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_a_control_character_does_not_damage_a_workbook(tmp_path: Path) -> None:
    """Terminals' colours in a name come back as they went in, or escaped, and the file opens."""
    with workbook(tmp_path / "t.xlsx") as book:
        book.sheet("names", [Field("name", "text")], [("a\x1b[31mb",), ("x" * 40_000,)])
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["names"]
    assert str(sheet["A2"].value).startswith("a")
    assert sheet["A3"].value == "x" * 32_767  # what a cell holds


def test_equal_dossiers_give_equal_bytes(tmp_path: Path) -> None:
    """A workbook says nothing of when it was made."""
    for name in ("first.xlsx", "second.xlsx"):
        write_sheet(table(tmp_path), tmp_path / name, Words("vi", NAMES))
    assert (tmp_path / "first.xlsx").read_bytes() == (tmp_path / "second.xlsx").read_bytes()


def test_the_columns_are_explained_in_the_workbook(tmp_path: Path) -> None:
    """A line for each column, with its unit on the sheet and its name in the other tables."""
    write_sheet(table(tmp_path), tmp_path / "t.xlsx", Words("vi"))
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["giải thích cột"]
    lines = {line[1]: line for line in sheet.iter_rows(min_row=2, values_only=True)}
    assert lines["processing_us"][2] == "ngày (24 giờ)"
    assert "10: đã trả kết quả" in str(lines["status"][4])


def test_a_full_disk_is_an_os_error(tmp_path: Path) -> None:
    """The device that is always full makes it fail, not fall silent."""
    (tmp_path / "t.xlsx").symlink_to("/dev/full")
    with (
        pytest.raises(OSError, match="No space left"),
        workbook(tmp_path / "t.xlsx") as book,
    ):
        book.sheet("names", [Field("name", "text")], [("a",)])
