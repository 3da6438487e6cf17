"""What a plain YAML scalar means here: YAML 1.2's core schema, without the traps of 1.1.

`no`, `yes`, `on`, `off`, `08:30` and `2023-07-01` stay text (a field that wants a date reads the
text). `1e3` is a number. `010` would be eight to one reader and ten to another: it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from simulator.scenario.nodes import Scalar

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    "-.inf": float("-inf"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_INTEGER = re.compile(r"[-+]?\d{1,19}", re.ASCII)
_LEADING_ZERO = re.compile(r"[-+]?0\d+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?", re.ASCII)
_TAGS: dict[str, tuple[type, ...]] = {
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (int, float),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:null": (type(None),),
}
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")

Complain = Callable[[str, str], None]
"""Takes what was found and what would be right."""


def scalar(text: str, plain: bool, tag: str | None, complain: Complain) -> Scalar:
    """The value of a scalar; `plain` when it has no quotes."""
    if tag is None:
        return _plain(text, complain) if plain else text
    if tag in _TEXT_TAGS:
        return text
    value = _plain(text, complain)
    if not isinstance(value, _TAGS.get(tag, ())):
        complain(f"the tag {_short(tag)!r} on {text!r}", "a plain value without a tag")
    return value


def _plain(text: str, complain: Complain) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        if _LEADING_ZERO.fullmatch(text):
            digits = text.lstrip("+-0") or "0"
            complain(f"{text}, a number with a leading zero", f'{digits}, or "{text}" for text')
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
