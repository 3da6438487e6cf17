"""The words that people are put together from, drawn once for each seed by Faker `vi_VN`.

Whole names from Faker would be few, since its lists are short. So parts are drawn, each apart, and
put together by the bits of a person's own draw. Every table's length is a power of two, so that
some bits of a draw are an index into it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agents.draws import arrival_key, name_key

Words = tuple[str, ...]
Numbers = tuple[int, ...]

FEW, SOME, MANY = 6, 8, 12  # bits of an index: tables of 64, 256 and 4,096
MAN, WOMAN = 0, 1
FIRST_DATE = dt.date(1920, 1, 1)
LAST_DATE = dt.date(2022, 12, 31)  # lives are told up to the eve of the baseline's year
INVENTED_CODE = 900  # a place of birth; real ones are 001 to 096, and countries' (recall: to 3xx)
_DATES = (LAST_DATE - FIRST_DATE).days + 1
# Faker gives these middle names to anybody; in Viet Nam each tells the sex.
_NOT_HERS = ("Văn", "Đức", "Hữu", "Thế", "Tấn", "Trí", "Phú")
_NOT_HIS = ("Thị",)


@dataclass(frozen=True, slots=True)
class Pool:
    """Tables of words; a pair is (men's, women's).

    Attributes:
        families: 64 family names, commoner ones more than once.
        tails: 4,096 times middle and given names, after a space.
        dates: each date from `FIRST_DATE` to `LAST_DATE`, ``YYYY-MM-DD``.
        births: for each date, what it adds to an id: sex and century, then two digits of year.
        provinces: 256 provinces and cities, of 34 names, as in an address.
        codes: for each, what it adds to an id: the invented first three digits, 900 to 933.
        communes, streets: 256 each.
        enterprises: 4,096 names.
    """

    families: Words
    tails: tuple[Words, Words]
    dates: Words
    births: tuple[Numbers, Numbers]
    provinces: Words
    codes: Numbers
    communes: Words
    streets: Words
    enterprises: Words


@lru_cache(maxsize=4)
def pool_of(seed: int) -> Pool:
    """The pool of a seed, built on first use."""
    fake = _faker(name_key("people", seed))
    his = _drawn(FEW, fake.first_name_male) + _drawn(FEW, fake.first_name_unisex)
    hers = _drawn(FEW, fake.first_name_female) + _drawn(FEW, fake.first_name_unisex)
    middles = _drawn(FEW, fake.middle_name)
    places = _drawn(SOME, fake.administrative_unit)
    return Pool(
        families=_drawn(FEW, fake.last_name),
        tails=(
            _tails(name_key("his-names", seed), [m for m in middles if m not in _NOT_HIS], his),
            _tails(name_key("her-names", seed), [m for m in middles if m not in _NOT_HERS], hers),
        ),
        dates=_dates(),
        births=(_births(MAN), _births(WOMAN)),
        provinces=_provinces(fake, places),
        codes=_codes(places),
        communes=_drawn(SOME, lambda: _capital(fake.commune())),
        streets=_drawn(SOME, lambda: f"{fake.building_number()} {fake.street()}"),
        enterprises=_enterprises(
            name_key("enterprises", seed), _drawn(FEW, fake.company_suffix), his + hers
        ),
    )


def _faker(seed: int) -> Any:
    """Faker with only the parts that are used, imported here because that takes a while.

    Its methods are those of its providers, added as it is made, so that no type names them.
    """
    from faker.factory import Factory

    parts = [f"faker.providers.{part}" for part in ("person", "address", "company")]
    fake = Factory.create("vi_VN", parts)
    fake.seed_instance(seed)
    return fake


def _drawn(bits: int, draw: Callable[[], str]) -> Words:
    return tuple(draw() for _ in range(1 << bits))


def _tails(stream: int, middles: list[str], given: Words) -> Words:
    """Middle name and one given name or two: ` Thị Lan`, ` Thị Ngọc Lan`."""
    tails = []
    for number in range(1 << MANY):
        draw = arrival_key(stream, number)
        words = [middles[(draw >> 32) % len(middles)]]
        words += [given[draw >> shift & 127] for shift in ((0, 7) if draw >> 14 & 1 else (0,))]
        tails.append(" " + " ".join(dict.fromkeys(words)))
    return tuple(tails)


def _dates() -> Words:
    first = FIRST_DATE.toordinal()
    return tuple(dt.date.fromordinal(first + day).isoformat() for day in range(_DATES))


def _births(sex: int) -> Numbers:
    """Circular 59/2021/TT-BCA, article 4: 0 and 1 for the 20th century, 2 and 3 for the 21st."""
    of_year: list[int] = []
    for year in range(FIRST_DATE.year, LAST_DATE.year + 1):
        days = dt.date(year, 12, 31).timetuple().tm_yday
        of_year += [((sex + 2 * (year >= 2000)) * 100 + year % 100) * 1_000_000] * days
    return tuple(of_year)


def _provinces(fake: Any, places: Words) -> Words:
    """With the kind of place before the name."""
    cities = _drawn(SOME, fake.city_name)  # of six: none is missed
    return tuple(f"{'Thành phố' if name in cities else 'Tỉnh'} {name}" for name in places)


def _codes(places: Words) -> Numbers:
    """One code for each name, however often it was drawn; none is a real one."""
    ranks = {name: rank for rank, name in enumerate(sorted(dict.fromkeys(places)))}
    return tuple((INVENTED_CODE + ranks[name]) * 1_000_000_000 for name in places)


def _enterprises(stream: int, kinds: Words, words: Words) -> Words:
    """`Công ty TNHH Minh Phúc`: Faker itself puts the kind last, as Vietnamese does not."""
    names = []
    for number in range(1 << MANY):
        draw = arrival_key(stream, number)
        names.append(f"{kinds[draw & 63]} {words[draw >> 6 & 255]} {words[draw >> 14 & 255]}")
    return tuple(names)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
