"""The committed calendars and holidays, and the errors of files that are wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from agents.calendar import ALWAYS, Calendar, calendar_of
from agents.calendar_spec import HOUR_US, day_of
from simulator.calendars import (
    YEARS,
    CalendarFile,
    freeze_holidays,
    holidays_yaml,
    load_calendar,
    read,
)
from topics.errors import EnvironmentFailed, InputError

CONFIG = Path(__file__).parents[2] / "config"
OFFICE = (CONFIG / "calendars" / "office.yaml").read_text(encoding="utf-8")


def committed(name: str) -> Calendar:
    """A calendar of the repository."""
    return calendar_of(load_calendar(name, CONFIG))


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
    assert load_calendar("always", CONFIG).covered_years is None


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
    "old, new, message",
    [
        ('"07:00"', "7:00", r"mine.yaml:7: shifts.full.open.0.0: .*found 420; write a time"),
        ('"07:00"', '"25:00"', "found '25:00'; write a time of day in quotes, such as"),
        ('"07:00"', '"12:00"', r"mine.yaml: calendar office: found the hours 12:00-11:30"),
        ("sat", "x", r"mine.yaml:11: week.0.days.5: Input should be 'mon'.*; found 'x'"),
        ("shift: full", "shift: ful", "week: found the shift 'ful'; write one of full"),
        ("sat]", "fri]", "week: fri has two shifts; name it once"),
        ("first_day: 2022-01-01", "open_day: 2022-01-01", r":1: first_day: Field required"),
        ("name: office", "name: [", r"mine.yaml: not YAML: "),
        ("holidays_vn,", "holidays_xx,", "holidays 'holidays_xx': there is no file"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """The error names the file, the line, the place, what was found and what is right."""
    for name in ("holidays_vn", "decisions_vn"):
        source = CONFIG / "calendars" / f"{name}.yaml"
        (tmp_path / source.name).write_bytes(source.read_bytes())
    path = tmp_path / r"mine.yaml"
    path.write_text(OFFICE.replace("fri]", "fri, sat]").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_calendar(path, CONFIG)


def test_a_calendar_may_be_a_file_of_ones_own(tmp_path: Path) -> None:
    """A path is read as it stands, without `config`."""
    path = tmp_path / r"mine.yaml"
    text = OFFICE.replace("name: office", "name: mine").replace("[holidays_vn, decisions_vn]", "[]")
    path.write_text(text, encoding="utf-8")
    spec = load_calendar(path, tmp_path)
    assert (spec.name, spec.covered_years) == ("mine", None)


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    """Holiday files are not offered as calendars."""
    known = "one of always, office, office-0800, residence-saturday$"
    with pytest.raises(InputError, match=known):
        load_calendar("ofice", CONFIG)


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    """What the system refuses to read is a failure of the environment."""
    with pytest.raises(EnvironmentFailed, match="cannot be read"):
        read(tmp_path, CalendarFile)
