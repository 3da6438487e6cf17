"""The first half hour of somebody in Viet Nam: a scenario of one's own, and every usual mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.cli import main
from simulator.words.messages import MESSAGES, label
from tests.simulator.told_texts import assert_vietnamese

MISTAKES = [  # what is written instead of what, and what is told of it: one line, no other
    ("reuse: 0.25", "reuse: 0,25", "sharing.reuse: tìm thấy 0,25; ghi 0.25"),
    ("reuse: 0.25", "reus: 0.25", "khóa không hợp lệ 'reus'"),
    ("reuse: 0.25", "reuse: 25%", "cần số; 25% là 0.25"),
    ("duration: 90d", "duration: 90 ngày", "tìm thấy '90 ngày'; khoảng thời gian là số >= 0"),
    ("start: 2023-06-05", "start: 05/06/2023", "cần ngày, ví dụ 2023-07-01"),
    ("provinces: [H03]", "provinces: [Bắc Kạn]", "(có phải H03, Bắc Kạn?)"),
    ("provinces: [H03]", "provinces: H03", "tìm thấy 'H03'; ghi all, hoặc danh sách: [H03]"),
    ("    - marriage", "    - ket_hon", "danh mục không có thủ tục 'ket_hon'"),
    ("    - marriage", "   - marriage", "không có khóa cần có; kiểm tra thụt dòng"),
    ("scale: 0.05", "scale: 0.05\n\tseed: 3", "có dấu tab làm sai thụt dòng"),
    ("extends: base\n", "", "khóa bắt buộc của kịch bản; bắt đầu bằng extends: base"),
    ("extends: base", "extends: bas", "có phải 'base'?"),
]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and the language of the country."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIENTHONG_LANG", "vi")
    return tmp_path


@pytest.mark.parametrize("right,wrong,told", MISTAKES, ids=[m[1] for m in MISTAKES])
def test_a_mistake_is_told_once_and_alone(
    right: str, wrong: str, told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Vietnamese, and nothing is said of what only follows from it."""
    assert main(["new", "mine", "--province", "H03"]) == 0
    text = (here / "mine.yaml").read_text("utf-8")
    assert right in text
    (here / "mine.yaml").write_text(text.replace(right, wrong, 1), "utf-8")
    capsys.readouterr()
    assert main(["validate", "mine.yaml"]) == 2
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "là giả định" not in one]
    assert line.startswith("mine.yaml:")
    assert told in line
    assert_vietnamese(line)


def test_a_procedure_may_be_looked_up_by_its_name(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As an agency may."""
    assert main(["new", "mine", "--province", "H03"]) == 0
    text = (here / "mine.yaml").read_text("utf-8")
    (here / "mine.yaml").write_text(text.replace("- marriage", "- Đăng ký kết hôn"), "utf-8")
    assert main(["validate", "mine.yaml"]) == 2
    assert "(có phải marriage, Đăng ký kết hôn?)" in capsys.readouterr().out


def test_a_province_may_be_called_by_its_name(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it is the name of one."""
    assert main(["new", "mine", "--province", "Bắc Kạn"]) == 0
    assert "provinces: [H03]" in (here / "mine.yaml").read_text("utf-8")
    assert "Đã ghi: mine.yaml (Bắc Kạn)" in capsys.readouterr().out


def test_a_file_of_another_kind_is_named_as_one(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is told that nothing shipped has the name of a workbook of theirs."""
    (here / "thang.xlsx").write_bytes(b"PK")
    for command in ("validate", "run"):
        assert main([command, "thang.xlsx"]) == 2
        told = capsys.readouterr().err
        assert "kịch bản thang.xlsx: không phải tệp YAML theo tên; cần tệp TÊN.yaml" in told


def test_what_is_right_is_outlined_in_vietnamese(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Units and people by their names, those who answer letters, too."""
    del here
    assert main(["validate", "tiny"]) == 0
    printed = " ".join(capsys.readouterr().out.split())  # lines end where paths make them
    assert "(cơ quan trung ương 4, chi nhánh tại tỉnh 3,9)" in printed
    assert not re.search("central|branch|one_stop|specialist", printed)


def test_the_second_half_of_a_finding_is_told_alone_too() -> None:
    """A finding has what was found and what would be right; each is told by itself."""
    halves = [key.partition("; ")[2] for key in MESSAGES if key.startswith("found {}; ")]
    halves = [half for half in halves if " " in half and not half.startswith("expected ")]
    assert [half for half in halves if label(half, "vi") == half] == []
