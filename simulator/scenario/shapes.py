"""From pydantic's errors to findings: positions, plain words, what the writer may have meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simulator.scenario.catalogue import STEP_TAGS
from simulator.scenario.findings import Finding, at
from simulator.scenario.model_keys import keys_at
from simulator.scenario.model_nodes import doubtful_numbers
from simulator.scenario.nodes import Node, locate
from simulator.scenario.numbers_meant import readings, told
from simulator.scenario.quantities import WORDS_OF_PATTERN
from simulator.scenario.suggest import did_you_mean, did_you_mean_named, listed, nearest

Model = TypeVar("Model", bound=BaseModel)

_NEEDED = {
    "int": "a whole number",
    "float": "a number",
    "string": "text",
    "bool": "true or false",
    "list": "a list",
    "dict": "a mapping of keys and values",
    "model": "a mapping of keys and values",
}
_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def shaped(
    model: type[Model], root: Node, agencies: Mapping[str, str] | None = None
) -> tuple[Model | None, list[Finding]]:
    """The model of a document, or None and everything that is wrong with its shape.

    `agencies`: id -> Vietnamese name, for suggestions.
    """
    doubtful = doubtful_numbers(model, root)
    try:
        return model.model_validate(root.plain()), doubtful
    except ValidationError as error:
        errors = error.errors(include_url=False)
        translator = _Translator(model, root, agencies or {})
        unknown = [e for e in errors if e["type"] == "extra_forbidden"]
        for one in unknown:
            translator.note_meant(one)
        findings = [translator.finding(one) for one in errors if not translator.is_meant(one)]
        return None, [*findings, *doubtful]


@dataclass(slots=True)
class _Translator:
    model: type[BaseModel]
    root: Node
    agencies: Mapping[str, str]
    meant: set[tuple[Any, ...]] = field(default_factory=set)

    def note_meant(self, error: Any) -> None:
        """A misspelt key explains why the right one is missing: one mistake, one finding."""
        *parent, key = error["loc"]
        option = nearest(str(key), keys_at(self.model, parent))
        if option is not None:
            self.meant.add((*parent, option))

    def is_meant(self, error: Any) -> bool:
        return error["type"] == "missing" and tuple(error["loc"]) in self.meant

    def finding(self, error: Any) -> Finding:
        kind, loc = error["type"], [part for part in error["loc"] if part != "[key]"]
        missing = kind == "missing"
        names_key = kind == "extra_forbidden" or "[key]" in error["loc"]
        spot = locate(self.root, loc[:-1] if missing else loc, key=names_key)
        found, expected, code = _as_meant(error) or self._words(kind, loc, error)
        return at(spot.at, spot.place, found, expected, code)

    def _words(self, kind: str, loc: Sequence[Any], error: Any) -> tuple[str, str, str]:
        context = error.get("ctx", {})
        if kind == "lienthong":
            return context["found"], context["expected"], context["code"]
        if kind == "missing":
            return f"the key {loc[-1]!r} is missing", "add it", "missing-key"
        if kind == "extra_forbidden":
            return self._unknown_key(loc)
        if kind.startswith("union_tag"):
            return _step(error["input"])
        for test in (self._word, _bound, _length, _type):
            words: tuple[str, str, str] | None = test(kind, context, error["input"])
            if words is not None:
                return words
        return f"found {_describe(error['input'])}", str(error["msg"]), "bad-value"

    def _unknown_key(self, loc: Sequence[Any]) -> tuple[str, str, str]:
        options = keys_at(self.model, loc[:-1])
        guess = did_you_mean(loc[-1], options)
        expected = f"write one of {listed(options)}{guess}" if options else "leave it away"
        return f"unknown key {str(loc[-1])!r}", expected, "unknown-key"

    def _word(self, kind: str, context: Any, value: Any) -> tuple[str, str, str] | None:
        """A word that is not among the allowed ones, or not of the form asked for."""
        if kind == "literal_error":
            options = re.findall(r"'([^']*)'", context["expected"])
            guess = did_you_mean(value, options)
            return f"found {_describe(value)}", f"write {', '.join(options)}{guess}", "unknown-word"
        if kind == "string_pattern_mismatch":
            pattern = context["pattern"]
            is_agency = "[GHR]" in pattern
            guess = did_you_mean_named(value, self.agencies) if is_agency else ""
            expected = f"write {WORDS_OF_PATTERN.get(pattern, pattern)}{guess}"
            return f"found {_describe(value)}", expected, "bad-name"
        return None


def _as_meant(error: Any) -> tuple[str, str, str] | None:
    """For a text where a number is needed: the number that a decimal comma or a dot stands for."""
    value, kind = error["input"], error["type"]
    is_number = kind.startswith(("int_", "float_")) or (
        kind == "lienthong" and error["ctx"]["code"] in ("bad-duration", "bad-quantity")
    )
    numbers = readings(value) if is_number and isinstance(value, str) else []
    return (f"found {value}", told(numbers), "decimal-comma") if numbers else None


def _bound(kind: str, context: Any, value: Any) -> tuple[str, str, str] | None:
    if kind == "finite_number":
        return f"found {_describe(value)}", "write a finite number", "out-of-range"
    if kind not in _BOUNDS:
        return None
    key, words = _BOUNDS[kind]
    limit = context[key]
    hint = f" (a share: {value} % is {value / 100:g})" if limit == 1 and 2 <= value <= 100 else ""
    return f"found {_describe(value)}", f"write {words} {limit:g}{hint}", "out-of-range"


def _length(kind: str, context: Any, value: Any) -> tuple[str, str, str] | None:
    if kind not in ("too_short", "too_long"):
        return None
    words = "at least" if kind == "too_short" else "at most"
    needed = context["min_length" if kind == "too_short" else "max_length"]
    return f"found {len(value)} items", f"write {words} {needed}", "wrong-length"


def _type(kind: str, _context: Any, value: Any) -> tuple[str, str, str] | None:
    needed = _NEEDED.get(kind.removesuffix("_type").removesuffix("_from_float"))
    if needed is None:
        return None
    hint = ""
    if isinstance(value, str) and (match := re.fullmatch(r"([\d.]+)\s*%", value)):
        hint = f"; {value} is {float(match[1]) / 100:g}"
    elif needed == "true or false" and value in ("yes", "no", "on", "off"):
        hint = f" (did you mean {'true' if value in ('yes', 'on') else 'false'}?)"
    return f"found {_describe(value)}", f"{needed} is needed{hint}", "wrong-type"


def _step(value: Any) -> tuple[str, str, str]:
    expected = f"a step has one of {', '.join(STEP_TAGS)}"
    if not isinstance(value, dict):
        return f"found {_describe(value)}", expected, "unknown-step"
    named = [key for key in STEP_TAGS if key in value]
    if named:
        return f"found {' and '.join(named)} in one step", expected, "unknown-step"
    guess = next((text for key in value if (text := did_you_mean(key, STEP_TAGS))), "")
    return f"found {', '.join(value) or 'nothing'}", expected + guess, "unknown-step"


def _describe(value: Any) -> str:
    if isinstance(value, dict):
        return f"keys and values ({', '.join(map(str, list(value)[:4]))})" if value else "{}"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    if value is None:
        return "nothing"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)
