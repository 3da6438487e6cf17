"""Quantities as a planner writes them: durations with a unit, shares, dates.

A duration is `40s 25m 2h 3d 5wd` (DESIGN: `d` calendar days, `wd` working days). Which units fit
depends on what is counted: work and working time in `s m h wd`, elapsed time in `s m h d`, legal
limits in `h d wd`.

Every number has bounds, wide enough for anything that an administration does and narrow enough that
nothing overflows or runs for ever. They are here, and in the JSON Schema.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    Tag,
    WithJsonSchema,
    model_serializer,
)
from pydantic_core import PydanticCustomError

from agents.deadlines import Duration, parse_duration
from topics.errors import InputError

T = TypeVar("T")

AGENCY_PATTERN = r"^[GHR]\d{2}(-[A-Z0-9]+)?$"
SLUG_PATTERN = r"^[a-z][a-z0-9_-]*$"
CLOCK_PATTERN = r"^([01]\d|2[0-3]):[0-5]\d$"
ATTENTION_PATTERN = r"^(default|[GHR]\d{2}(-[A-Z0-9]+)?)$"
TARGET_PATTERN = r"^(portal|platform|[GHR]\d{2}(-[A-Z0-9]+)?)$"
ASKED_PATTERN = r"^(owner|other-province|commune|district|[GHR]\d{2}(-[A-Z0-9]+)?)$"
WORDS_OF_PATTERN = {
    ASKED_PATTERN: "an agency's code, such as G01, or owner, other-province, commune, district",
    ATTENTION_PATTERN: "an agency's code, such as G01 or H26, or default",
    TARGET_PATTERN: "portal, platform, or an agency's code, such as G01 or H26",
    AGENCY_PATTERN: "an agency's code, such as G01 or H26",
    SLUG_PATTERN: "a name of small letters, digits, - and _, beginning with a letter",
    CLOCK_PATTERN: "a time of day such as 07:30",
}
WORK_UNITS = ("s", "m", "h", "wd")
ELAPSED_UNITS = ("s", "m", "h", "d")
LEGAL_UNITS = ("h", "d", "wd")
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years whose holidays are known by rule: the lunar calendar of the library `holidays` ends so."""
_HOURS = {"s": 1 / 3600, "m": 1 / 60, "h": 1.0, "d": 24.0, "wd": 8.0}


def wrong(found: str, expected: str, code: str = "bad-value") -> PydanticCustomError:
    """A validation error that keeps apart what was found and what would be right."""
    context = {"found": found, "expected": expected, "code": code}
    return PydanticCustomError("lienthong", "{found}; {expected}", context)


class Section(BaseModel):
    """A mapping of the YAML: frozen, and an unknown key is an error, not a silent wish.

    Strict: the text `'5'` is no number and `true` is no share.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        arbitrary_types_allowed=True,
    )

    @model_serializer(mode="wrap")
    def _without_absent(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """The fields, without those that are None because they were not given."""
        plain: dict[str, Any] = handler(self)
        fields = type(self).model_fields.items()
        own = {key: field for name, field in fields for key in (name, field.alias) if key}
        return {k: v for k, v in plain.items() if v is not None or own[k].default is not None}


def read_duration(value: Any) -> Duration:
    """A duration from its text; raises a located finding for anything else."""
    if isinstance(value, Duration):
        return value
    if not isinstance(value, str):
        expected = "a duration with its unit is needed, such as 25m or 5wd"
        raise wrong(f"found {value!r}", expected, "bad-duration")
    try:
        return parse_duration(value)
    except InputError as error:
        found, _, expected = str(error).partition("; ")
        raise wrong(found, expected, "bad-duration") from error


def write_duration(duration: Duration) -> str:
    """The text of a duration, to the last digit."""
    return f"{Decimal(repr(duration.value)):f}{duration.unit}"


def _in_units(units: tuple[str, ...], instead: str) -> Callable[[Duration], Duration]:
    def check(duration: Duration) -> Duration:
        if duration.unit not in units:
            raise wrong(f"found {write_duration(duration)}", instead, "wrong-unit")
        return duration

    return check


def hours_of(duration: Duration) -> float:
    """For comparisons only: a calendar day as 24 hours, a working day as 8."""
    return duration.value * _HOURS[duration.unit]


def at_most(longest: str) -> Callable[[Duration], Duration]:
    """A check that a duration is no longer than another, such as `20wd`."""
    limit = parse_duration(longest)

    def check(duration: Duration) -> Duration:
        if not hours_of(duration) <= hours_of(limit):
            raise wrong(f"found {duration}", f"write at most {longest}", "out-of-range")
        return duration

    return check


def _nothing_or(least: float) -> Callable[[float], float]:
    def check(number: float) -> float:
        if 0 < number < least:
            raise wrong(f"found {number:g}", f"write 0, or at least {least:g}", "out-of-range")
        return number

    return check


def _legal(duration: Duration) -> Duration:
    if duration.unit != "h" and duration.value != int(duration.value):
        found = f"found {write_duration(duration)}"
        raise wrong(found, "legal days count whole; write hours (h) for less", "bad-duration")
    return duration


def _schema_of(units: str, longest: str) -> WithJsonSchema:
    """The text of a duration; JSON Schema cannot say how long it may be, so a comment does."""
    pattern = rf"^\d+(\.\d+)?({units})$"
    return WithJsonSchema({"type": "string", "pattern": pattern, "$comment": f"At most {longest}."})


LONGEST, LONGEST_WORK, LONGEST_RUN = "3650d", "500wd", "7305d"
"""The longest duration, the longest work of a law, and the longest part of a run (20 years)."""
WORK_ONLY = "working time is counted in s, m, h or wd (8 open hours), not in calendar days"
ELAPSED_ONLY = "elapsed time is counted in s, m, h or d, not in working days"
_LEGAL = "a legal limit is counted in wd, d or h"
_RULE = "this rule counts calendar days (d)"

DurationField = Annotated[
    Duration,
    BeforeValidator(read_duration),
    PlainSerializer(write_duration, return_type=str),
    AfterValidator(at_most(LONGEST)),
    _schema_of("s|m|h|d|wd", LONGEST),
]
Elapsed = Annotated[
    DurationField,
    AfterValidator(_in_units(ELAPSED_UNITS, ELAPSED_ONLY)),
    _schema_of("s|m|h|d", LONGEST),
]
RunLength = Annotated[
    Duration,
    BeforeValidator(read_duration),
    PlainSerializer(write_duration, return_type=str),
    AfterValidator(_in_units(ELAPSED_UNITS, ELAPSED_ONLY)),
    AfterValidator(at_most(LONGEST_RUN)),
    _schema_of("s|m|h|d", LONGEST_RUN),
]
"""A part of a run."""
LegalLimit = Annotated[
    DurationField,
    AfterValidator(_in_units(LEGAL_UNITS, _LEGAL)),
    AfterValidator(_legal),
    _schema_of("h|d|wd", LONGEST),
]
RuleDays = Annotated[
    DurationField,
    AfterValidator(_in_units(("d",), _RULE)),
    AfterValidator(_legal),
    _schema_of("d", LONGEST),
]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(ge=1e-6, le=1e9)]
Weight = Annotated[float, Field(ge=0.0, le=1e6), AfterValidator(_nothing_or(1e-6))]
"""How often something is, relative to others of its kind: 0, or at least a millionth."""
Yearly = Annotated[float, Field(ge=0.0, le=365.0), AfterValidator(_nothing_or(1e-3))]
"""So many in a year: at most one a day; none, or at least one in a thousand years."""
Factor = Annotated[float, Field(ge=0.01, le=20.0)]
"""Scales a time: from a hundredth to twenty times as long."""
Variation = Annotated[float, Field(ge=0.001, le=100.0)]
"""A coefficient of variation: standard deviation over mean."""
Population = Annotated[float, Field(ge=1.0, le=1e9)]
AgencyId = Annotated[str, Field(pattern=AGENCY_PATTERN)]
SlugId = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=100)]
"""Folders have such names too, with more before and behind; none may be above 255 bytes."""
ClockTime = Annotated[str, Field(pattern=CLOCK_PATTERN)]

ALL, SOME = "the word all", "a list"
"""Tags of `AllOr`; no key of a YAML reads so."""


def _all_or_listed(value: Any) -> Any:
    if isinstance(value, str) and value != "all":
        raise wrong(f"found {value!r}", f"write all, or a list: [{value}]", "unknown-word")
    return value


AllOr = Annotated[
    Annotated[Literal["all"], BeforeValidator(_all_or_listed), Tag(ALL)]
    | Annotated[list[T], Tag(SOME)],
    Discriminator(lambda value: SOME if isinstance(value, list) else ALL),
]
"""`all`, or a list."""


D = TypeVar("D", dt.date, dt.datetime)


def _known_year(when: D) -> D:
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        expected = f"write a year from {FIRST_YEAR} to {LAST_YEAR}"
        raise wrong(f"found {when.isoformat()}", expected, "out-of-range")
    return when


def _date(value: Any) -> dt.date:
    try:
        return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong(f"found {value!r}", "a date such as 2023-07-01 is needed", "bad-date") from None


def _local_time(value: Any) -> dt.datetime:
    try:
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        expected = "a local date and time such as 2023-07-05T08:00 is needed"
        raise wrong(f"found {value!r}", expected, "bad-date") from None
    if moment.tzinfo is not None:
        expected = "times are local (UTC+7): leave the offset away"
        raise wrong(f"found {value!s} with a time zone", expected, "bad-date")
    return moment


Date = Annotated[
    dt.date,
    BeforeValidator(_date),
    AfterValidator(_known_year),
    WithJsonSchema({"type": "string", "format": "date"}),
]
LocalTime = Annotated[
    dt.datetime,
    BeforeValidator(_local_time),
    AfterValidator(_known_year),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?$"}),
]
