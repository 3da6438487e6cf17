"""Numbers as Viet Nam writes them, where YAML reads something else: 0,5 is 0.5, 330.000 is 330000.

A number here has a decimal point and no signs between thousands. What is written otherwise is an
error that says which number was meant; where three digits follow a single sign (`330.000`, `1,250`)
there are two readings, and both are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"([-+]?)(\d+(?:[.,]\d+)+)( ?%|[A-Za-z]{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)


def readings(text: str) -> list[str]:
    """What a text with a decimal comma or signs between thousands may mean; none for any other.

    A number as it should be is no such text, apart from one such as `330.000`.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return []
    sign, digits, unit = found[1].strip("+"), found[2], found[3] or ""
    return [f"{sign}{number}{unit}" for number in _numbers(digits)]


def looks_like_thousands(text: str) -> bool:
    """Whether three digits follow each dot, as in `330.000`."""
    return bool(_THOUSANDS.fullmatch(text))


def told(numbers: Sequence[str]) -> str:
    """`write 0.5`, or both readings with why there are two."""
    if len(numbers) == 1:
        return f"write {numbers[0]}"
    return f"three digits after the sign look like thousands: write {' or '.join(numbers)}"


def _numbers(digits: str) -> list[str]:
    """The readings of digits with signs between them."""
    signs = re.findall("[.,]", digits)
    groups = re.split("[.,]", digits)
    grouped = groups[0][0] != "0" and len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])
    if len(signs) == 1:
        decimal = f"{groups[0]}.{groups[1].rstrip('0') or '0'}"
        if grouped:
            return ["".join(groups), _not_grouped(decimal)]
        return [f"{groups[0]}.{groups[1]}"] if signs == [","] else []
    if len(set(signs)) == 1:  # 1.234.567
        return ["".join(groups)] if grouped else []
    thousands, decimal = groups[:-1], groups[-1]  # 1.234,5 and 1,234.5
    alike = len(set(signs[:-1])) == 1 and all(len(group) == 3 for group in thousands[1:])
    return [f"{''.join(thousands)}.{decimal}"] if alike and len(thousands[0]) <= 3 else []


def _not_grouped(decimal: str) -> str:
    """With one more digit, where three would look like thousands again."""
    return f"{decimal}0" if looks_like_thousands(decimal) else decimal
