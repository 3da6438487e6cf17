"""Who they are: the applicant and the family, their ids and the days of their lives.

A person is one 64-bit word, the mix of the dossier's key and the person's role: some of its bits
are the sex, some the day of birth, and so on. So whatever is asked of a person fits together.
Applicants were born from 1958 to 2002. All have been married, so that a spouse and the day of the
marriage can be given in every dossier; fathers, applicants and children share the family name.

Ids are built as Vietnamese ones are (Circular 59/2021/TT-BCA, article 4): three digits of the place
where the birth was registered, one of sex and century, two of the year, six at random. The place
is 9xx, which is nobody's: provinces have 001 to 096 (Circular 07/2016/TT-BCA, annex 1), and the
codes of countries, for births abroad, end far below (unverified).
"""

from __future__ import annotations

from agents.draws import mix, raw
from agents.people.fields import NUMBERS_FROM, Case, below, field, field_tag, one_of
from agents.people.pool import FIRST_DATE, LAST_DATE, MAN, WOMAN, Pool

SPOUSE, CHILD, FATHER, MOTHER = map(field_tag, ("spouse", "child", "father", "mother"))
_FIRST_BIRTH = FIRST_DATE.replace(year=1958).toordinal() - FIRST_DATE.toordinal()
_LAST_DAY = LAST_DATE.toordinal() - FIRST_DATE.toordinal()
_20_YEARS, _15_YEARS = 7305, 5479  # days


# -- the bits of a person ---------------------------------------------------------------------
# 0-19 the last digits of the id, 20-33 the day of birth, 34 the sex, 35-42 the province, 43-48 the
# family name, 49-60 the other names. `who` is the applicant throughout.


def relative(key: int, role: int) -> int:
    """The word of another person of the dossier than the applicant."""
    return mix(key ^ role)


def birthday(who: int) -> int:
    """The day of an applicant's birth, an index into the pool's dates."""
    return _FIRST_BIRTH + (who >> 20 & 16383)


def province(who: int) -> int:
    """Where an applicant was born and lives, an index into the pool's provinces."""
    return who >> 35 & 255


def _named(pool: Pool, family: int, own: int, sex: int) -> str:
    """The family name of one person and the other names of another, who may be the same."""
    return pool.families[family >> 43 & 63] + pool.tails[sex][own >> 49 & 4095]


def _id(pool: Pool, who: int, day: int, sex: int, place: int) -> str:
    """Added up, since a sum is sooner written than three texts; its first digit is a 9."""
    return str(pool.codes[place] + pool.births[sex][day] + ((who & 0xFFFFF) * 1_000_000 >> 20))


# -- the applicant ----------------------------------------------------------------------------


@field("full_name")
@field("owner_full_name")
@field("taxpayer_full_name")
@field("patient_full_name")
@field("legal_representative")
def full_name(of: Case) -> str:
    """The applicant's name, in whatever part the applicant is named."""
    return _named(of.pool, of.who, of.who, of.who >> 34 & 1)


@field("date_of_birth")
def date_of_birth(of: Case) -> str:
    """``YYYY-MM-DD``."""
    return of.pool.dates[birthday(of.who)]


@field("personal_id")
def personal_id(of: Case) -> str:
    """Twelve digits that are nobody's. Asked for most of all, so `_id` is written out here."""
    pool, who = of.pool, of.who
    births, day = pool.births[who >> 34 & 1], _FIRST_BIRTH + (who >> 20 & 16383)
    return str(pool.codes[who >> 35 & 255] + births[day] + ((who & 0xFFFFF) * 1_000_000 >> 20))


# -- the family -------------------------------------------------------------------------------


@field("spouse_full_name")
def spouse_full_name(of: Case) -> str:
    """Of the other sex, with a family name of his or her own."""
    spouse = relative(of.key, SPOUSE)
    return _named(of.pool, spouse, spouse, ~of.who >> 34 & 1)


@field("child_full_name")
def child_full_name(of: Case) -> str:
    """With the applicant's family name."""
    child = relative(of.key, CHILD)
    return _named(of.pool, of.who, child, child >> 34 & 1)


@field("parent_full_name")
def parent_full_name(of: Case) -> str:
    """The father, with the applicant's family name."""
    return _named(of.pool, of.who, relative(of.key, FATHER), MAN)


@field("parent_personal_id")
def parent_personal_id(of: Case) -> str:
    """The father was born 20 to 31 years before the applicant, in the same province."""
    father = relative(of.key, FATHER)
    day = birthday(of.who) - _20_YEARS - (father >> 20 & 4095)
    return _id(of.pool, father, day, MAN, province(of.who))


@field("mother_full_name")
def mother_full_name(of: Case) -> str:
    """With a family name of her own."""
    mother = relative(of.key, MOTHER)
    return _named(of.pool, mother, mother, WOMAN)


@field("household_members")
def household_members(of: Case) -> str:
    """Applicant, spouse and child."""
    makers = (full_name, spouse_full_name, child_full_name)
    return "; ".join([make(of) for make in makers])


# -- marriage ---------------------------------------------------------------------------------

_MARRIAGE, _STATE = field_tag("marriage"), field_tag("marital-state")
_DIVORCED = "Đã ly hôn"
_STATES = ("Hiện đang có vợ/chồng",) * 5 + (_DIVORCED,) * 2 + ("Góa",)  # by the first 3 bits


@field("marriage_date")
def marriage_date(of: Case) -> str:
    """From the age of 20 to that of 35."""
    since = birthday(of.who) + _20_YEARS
    return of.pool.dates[since + below(raw(of.key, _MARRIAGE), min(_LAST_DAY - since, _15_YEARS))]


@field("marital_status")
def marital_status(of: Case) -> str:
    """Married, divorced or widowed."""
    return _STATES[raw(of.key, _STATE) >> 50]


@field("divorce_decision")
def divorce_decision(of: Case) -> str:
    """Of a court, no earlier than the marriage; ``Không có`` for those who are not divorced."""
    if marital_status(of) != _DIVORCED:
        return "Không có"
    draw, married = raw(of.key, _STATE), int(marriage_date(of)[:4])
    year = min(married + 1 + (draw >> 13 & 15), LAST_DATE.year)
    return f"{NUMBERS_FROM + (draw & 8191)}/{year}/QĐST-HNGĐ"


# -- what others say of them ------------------------------------------------------------------

_SAID = {
    "nationality": ("Việt Nam",),
    "criminal_record": ("Không có án tích",) * 31 + ("Đã được xóa án tích",),
    "conduct": ("Chấp hành tốt pháp luật tại nơi cư trú",) * 15 + ("Có vi phạm hành chính",),
    "military_service": ("Đã hoàn thành", "Được miễn", "Được tạm hoãn", "Không thuộc diện"),
    "judgment": ("Không có bản án", "Bản án dân sự sơ thẩm", "Bản án hình sự sơ thẩm"),
    "execution_state": ("Đã thi hành xong", "Đang thi hành", "Chưa có điều kiện thi hành"),
}
for _name, _words in _SAID.items():
    field(_name)(one_of(_name, *_words))
