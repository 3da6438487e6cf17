"""Numbers and dates of papers, and what agencies say of them. One paper of each kind a dossier.

Numbers begin at 90,001, which no office reaches in a year, and issuers are numbered: nobody's.
"""

from __future__ import annotations

from agents.draws import raw
from agents.people.fields import NUMBERS_FROM, Case, Maker, below, field, field_tag, one_of
from agents.people.pool import FIRST_DATE, LAST_DATE


def _numbered(name: str, form: str) -> Maker:
    """A maker of numbers like ``123/2019/QĐ``; `form` has ``number`` and ``year``."""
    what = field_tag(name)
    around = [form.format(number="\0", year=2010 + year).split("\0") for year in range(8)]

    def make(of: Case) -> str:
        draw = raw(of.key, what)
        before, after = around[draw >> 13 & 7]
        return f"{before}{NUMBERS_FROM + (draw & 8191)}{after}"

    return make


_NUMBERED = {
    "case_number": "{number}/{year}/TLST-DS",
    "decision_number": "{number}/QĐ-CTN",
    "degree_number": "VB{year}{number}",
    "design_number": "TK-{year}-{number}",
    "environmental_decision": "{number}/{year}/QĐ-BTNMT",
    "licence_number": "{number}/GP-{year}",
    "paper_number": "{year}-{number}",
    "register_number": "{number}/{year}",
    "dossier": "Hồ sơ lưu số {number}, năm {year}",
}
for _name, _form in _NUMBERED.items():
    field(_name)(_numbered(_name, _form))

_SAID = {
    "fire_appraisal": ("Đạt", "Đạt, có kiến nghị", "Không có ý kiến"),
    "guidance": ("Thực hiện theo quy định mới", "Tiếp nhận và chờ công bố"),
    "issuer": ("Trường Đại học số 1", "Trường Đại học số 2", "Trường Cao đẳng số 1"),
    "opinion": ("Thống nhất", "Thống nhất, có kiến nghị", "Không có ý kiến khác"),
}
for _name, _words in _SAID.items():
    field(_name)(one_of(_name, *_words))

_ISSUED = field_tag("issue_date")
_12_YEARS = 4383  # days


@field("issue_date")
def issue_date(of: Case) -> str:
    """``YYYY-MM-DD``, within the last twelve years."""
    last = LAST_DATE.toordinal() - FIRST_DATE.toordinal()
    return of.pool.dates[last - below(raw(of.key, _ISSUED), _12_YEARS)]
