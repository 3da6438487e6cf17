"""The committed calendars and holidays, and the errors of files that are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from agents.calendar import ALWAYS, Calendar, calendar_of
from agents.calendar_spec import HOUR_US, CalendarSpec, day_of
from simulator.scenario.calendar_reader import read_calendar, read_holidays
from simulator.scenario.calendars import YEARS, freeze_holidays, holidays_yaml
from simulator.scenario.undecided_years import with_every_year

CONFIG = Path(__file__).parents[2] / "config"
OFFICE = (CONFIG / "calendars" / "office.yaml").read_text(encoding="utf-8")


def spec_of(path: Path) -> CalendarSpec:
    """The calendar of a file with which nothing is wrong."""
    spec, findings = read_calendar(path)
    assert findings == []
    assert spec is not None
    return spec


def committed(name: str) -> Calendar:
    """A calendar of the repository."""
    return calendar_of(spec_of(CONFIG / "calendars" / f"{name}.yaml"))


def complaints(path: Path) -> list[str]:
    """What is wrong with a calendar, each with its place."""
    return [f"{Path(f.file).name}:{f.line}:{f.column}: {f.message}" for f in read_calendar(path)[1]]


def working_days(calendar: Calendar, year: int) -> int:
    """The number of working days in a year."""
    days = range(day_of(date(year, 1, 1)), day_of(date(year + 1, 1, 1)))
    return sum(map(calendar.is_working_day, days))


def test_the_frozen_holidays_are_those_of_the_locked_library() -> None:
    """Generating the file again gives the same bytes, and the same plain data when read."""
    frozen = (CONFIG / "calendars" / "holidays_vn.yaml").read_text(encoding="utf-8")
    assert frozen == holidays_yaml(YEARS)
    assert yaml.safe_load(frozen) == freeze_holidays(YEARS)


def test_2023_has_249_working_days() -> None:
    """260 weekdays less 11 holidays on weekdays."""
    assert working_days(committed("office"), 2023) == 249


@pytest.mark.parametrize(
    "closed, worked",
    [
        ("2024-04-29", "2024-05-04"),
        ("2025-05-02", "2025-04-26"),
        ("2026-01-02", "2026-01-10"),
        ("2026-08-31", "2026-08-22"),
    ],
)
def test_exchanged_days_are_closed_and_worked(closed: str, worked: str) -> None:
    """Of each pair the weekday is off and the Saturday has the full hours, at every office."""
    off, instead = day_of(date.fromisoformat(closed)), day_of(date.fromisoformat(worked))
    for name in ("office", "office-0800", "residence-saturday"):
        calendar = committed(name)
        assert not calendar.is_working_day(off)
        assert calendar.close_of(instead) == (instead * 24 + 17) * HOUR_US


@pytest.mark.parametrize("name", ["office", "office-0800", "residence-saturday"])
def test_an_office_day_has_eight_hours(name: str) -> None:
    """A week from Monday to Friday is 40 hours; the Saturday counter adds its morning."""
    monday = day_of(date(2023, 3, 6)) * 24 * HOUR_US
    week_us = committed(name).work_between(monday, monday + 7 * 24 * HOUR_US)
    assert week_us == (44.5 if name == "residence-saturday" else 40) * HOUR_US


def test_the_calendar_without_holidays_never_closes() -> None:
    """`always` is the endless calendar, and no year of it is unknown."""
    assert type(committed("always")) is type(ALWAYS)
    assert spec_of(CONFIG / "calendars/always.yaml").covered_years is None


def test_years_after_the_frozen_ones_are_reported() -> None:
    """2026 is known; 2027 follows the week alone."""
    calendar = committed("office")
    assert working_days(calendar, 2026) == 249
    assert not calendar.extended_years
    assert working_days(calendar, 2027) == 261
    assert calendar.extended_years == (2027,)


def test_every_figure_of_every_calendar_has_a_source() -> None:
    """No shift, week or year of holidays is without one."""
    for path in (CONFIG / "calendars").glob("*.yaml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        figures = [*data.get("shifts", {}).values(), *data.get("week", ()), *data.get("years", ())]
        assert figures
        assert all(figure["source"] and figure["verified"] in (True, False) for figure in figures)


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ('"07:00"', "7:00", "7:13: shifts.full.open[0][0]: found '7:00'; write a time of day"),
        ('"07:00"', '"25:00"', "7:13: shifts.full.open[0][0]: found '25:00'; write a time of day"),
        ('"07:00"', '"12:00"', "6:3: shifts.full: found the hours 12:00-11:30, 13:30-17:00; the"),
        ("sat", "x", "11:37: week[0].days[5]: found 'x'; write mon, tue, wed"),
        ("shift: full", "shift: ful", "12:12: week[0].shift: found the shift 'ful'; write one of"),
        ("sat]", "fri]", "11:37: week[0].days[5]: fri has two shifts; name it once"),
        (
            "first_day: 2022-01-01",
            "open_day: 2022-01-01",
            "3:1: open_day: unknown key 'open_day'; write one of",
        ),
        ("2022-01-01", "2023-02-29", "3:12: first_day: found '2023-02-29'; a date such as"),
        ("2022-01-01", "9022-01-01", "3:12: first_day: found 9022-01-01; write a year from 1990"),
        ("name: office", "name: [", "3:10: YAML: while parsing"),
        ("name: office", "name: office\nname: again", "2:1: name: the key 'name' a second time"),
        ("about:", "abuot:\nabout:", "2:1: abuot: unknown key 'abuot'; write one of name"),
        ("about:", "\tabout:", "2:1: YAML: "),
        ("verified: true", "verified: 1,5", "9:15: shifts.full.verified: found '1,5'; true or"),
        ("holidays_vn,", "holidays_xx,", "4:12: holidays[0]: nothing shipped is called"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    """The error names the file, the place, what was found and what is right."""
    path = tmp_path / "mine.yaml"
    text = OFFICE.replace("fri]", "fri, sat]").replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    found = complaints(path)
    assert any(one.startswith(f"mine.yaml:{complaint}") for one in found), found


@pytest.mark.parametrize(
    "raw, complaint",
    [
        (b"\xff\xfey\0", "1:1: YAML: found UTF-16; save the file as UTF-8"),
        (b"years: []\nx: \xe1\n", "2:4: YAML: the byte 0xe1, which is not UTF-8; save the"),
        (
            b"years: [{year: 2023, closed: [{date: 2023-02-29}]}]",
            "1:38: years[0].closed[0].date: found '2023-02-29'",
        ),
        (b"years: []\nyears: []\n", "2:1: years: the key 'years' a second time"),
        (b"years: [*a]", "1:9: YAML: the alias *a of no anchor"),
    ],
)
def test_a_wrong_file_of_holidays_is_refused_with_its_place(
    tmp_path: Path, raw: bytes, complaint: str
) -> None:
    """By the calendar that names it, too."""
    holidays = tmp_path / "own.yaml"
    holidays.write_bytes(raw)
    said = [f"{f.line}:{f.column}: {f.message}" for f in read_holidays(holidays)[1]]
    assert any(one.startswith(complaint) for one in said), said
    office = tmp_path / "mine.yaml"
    office.write_text(OFFICE.replace("holidays_vn,", "own,"), encoding="utf-8")
    assert any(one.startswith(f"own.yaml:{complaint}") for one in complaints(office))


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Editors on Windows write one."""
    path = tmp_path / "mine.yaml"
    path.write_text(OFFICE, encoding="utf-8-sig")
    assert spec_of(path).name == "office"


def test_a_calendar_of_ones_own_may_use_the_shipped_holidays(tmp_path: Path) -> None:
    """And holidays of its own that lie beside it."""
    path = tmp_path / "mine.yml"
    path.write_text(OFFICE.replace("decisions_vn", "own"), encoding="utf-8")
    (tmp_path / "own.yaml").write_text(
        "years: [{year: 2030, source: s, verified: true, worked: [],"
        " closed: [{date: 2030-03-04, name: n}]}]"
    )
    spec = spec_of(path)
    assert spec.covered_years == (2022, 2023, 2024, 2025, 2026, 2030)
    assert day_of(date(2030, 3, 4)) in spec.closed_days
    assert day_of(date(2023, 9, 1)) in spec.closed_days


def test_undecided_years_have_the_holidays_of_the_law() -> None:
    """Fixed dates, Tết and Hùng Kings by the lunar calendar, a day in lieu; all flagged."""
    spec = spec_of(CONFIG / "calendars" / "office.yaml")
    first, last = day_of(date(2021, 1, 1)), day_of(date(2027, 6, 1))
    whole = with_every_year(spec, first, last)
    assert whole.assumed_years == (2021, 2027)
    assert whole.first_day == first
    calendar = calendar_of(whole)
    days = ("2021-02-12", "2027-01-01", "2027-02-08", "2027-04-16", "2027-04-30", "2027-05-03")
    assert not any(calendar.is_working_day(day_of(date.fromisoformat(day))) for day in days)
    assert calendar.is_working_day(day_of(date(2027, 2, 12)))
    assert not calendar.extended_years


def test_decided_years_stay_as_they_are() -> None:
    """Nothing is added to a calendar that has every year of the run."""
    spec = spec_of(CONFIG / "calendars" / "office.yaml")
    assert with_every_year(spec, day_of(date(2022, 3, 1)), day_of(date(2025, 1, 1))) == spec
