"""Enterprises, work, taxes and social insurance.

Numbers of the tax and insurance systems begin with two digits of a province; these begin with 99,
which no province has, so that they should be nobody's (an inference, not checked with either).
"""

from __future__ import annotations

from agents.draws import raw
from agents.people.fields import Case, below, field, field_tag
from agents.people.pool import MANY

_ENTERPRISE, _TAX, _INSURANCE, _DUE = map(
    field_tag, ("enterprise", "tax-code", "insurance", "tax-due")
)
_WEIGHT_OF_99 = 9 * 31 + 9 * 29


@field("enterprise_name")
@field("employer")
def enterprise_name(of: Case) -> str:
    """The one enterprise of a dossier: the applicant's own, or where the applicant works."""
    return of.pool.enterprises[raw(of.key, _ENTERPRISE) & (1 << MANY) - 1]


@field("tax_code")
def tax_code(of: Case) -> str:
    """Ten digits, the last one the check digit of real codes, weights modulo 11."""
    number = below(raw(of.key, _TAX), 10_000_000)
    rest = _weighed(number)
    if rest == 0:  # would need a check digit of 10: such codes are not given out
        number ^= 1
        rest = _weighed(number)
    return str(9_900_000_000 + number * 10 + 10 - rest)


def _weighed(number: int) -> int:
    """The weighted sum of the first nine digits, the 99 among them, modulo 11."""
    upper = number // 1_000_000 * 23 + number // 100_000 % 10 * 19 + number // 10_000 % 10 * 17
    lower = number // 1_000 % 10 * 13 + number // 100 % 10 * 7 + number // 10 % 10 * 5
    return (_WEIGHT_OF_99 + upper + lower + number % 10 * 3) % 11


@field("tax_due")
def tax_due(of: Case) -> str:
    """Dong, in whole thousands."""
    return f"{100 + below(raw(of.key, _DUE), 99_900)}000"


@field("insurance_number")
def insurance_number(of: Case) -> str:
    """Ten digits."""
    return str(9_900_000_000 + below(raw(of.key, _INSURANCE), 100_000_000))


@field("contribution_months")
def contribution_months(of: Case) -> str:
    """How long the applicant has paid, 12 to 267 months."""
    return str(12 + (raw(of.key, _INSURANCE) & 255))
