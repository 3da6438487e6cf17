"""Sentences that are written in English where they arise, told in Vietnamese: errors and help.

A program's own exceptions, a library's and the help of options are English sentences with values in
them. As gettext does, the table is keyed by the English sentence, with `{}` where a value stands. A
value that is a sentence of the table itself is told, too; anything else stays as it is. A place
`{:n}` of the Vietnamese sentence holds numbers of ours: they get a decimal comma.
"""

from __future__ import annotations

import re
from functools import cache

from simulator.words.help import HELP
from simulator.words.help_bus import HELP_BUS
from simulator.words.labels import LABELS
from simulator.words.messages_bus import BUS_MESSAGES
from simulator.words.messages_kafka import KAFKA_MESSAGES
from simulator.words.messages_live import LIVE_MESSAGES
from simulator.words.messages_loadtest import LOADTEST_MESSAGES
from simulator.words.messages_plans import PLAN_MESSAGES
from simulator.words.messages_questions import QUESTION_MESSAGES
from simulator.words.messages_reach import REACH_MESSAGES
from simulator.words.messages_records import RECORD_MESSAGES
from simulator.words.messages_run import RUN_MESSAGES
from simulator.words.messages_scenario import SCENARIO_MESSAGES
from simulator.words.messages_system import SYSTEM_MESSAGES
from simulator.words.messages_world import WORLD_MESSAGES
from simulator.words.messages_yaml import YAML_MESSAGES
from simulator.words.translations import Language, numbers_told

MESSAGES = {
    **SCENARIO_MESSAGES,
    **WORLD_MESSAGES,
    **REACH_MESSAGES,
    **RUN_MESSAGES,
    **QUESTION_MESSAGES,
    **LIVE_MESSAGES,
    **BUS_MESSAGES,
    **KAFKA_MESSAGES,
    **LOADTEST_MESSAGES,
    **PLAN_MESSAGES,
    **RECORD_MESSAGES,
    **SYSTEM_MESSAGES,
    **YAML_MESSAGES,
    **HELP,
    **HELP_BUS,
}
_PLACE, _NUMBERS = "{}", "n"
_ONLY_INNER = {"{} and {}", "{} or {}"}  # or they would tell the half of a sentence


def told(text: str, language: Language) -> str:
    """The sentence in the language; as it is where the table does not have it."""
    return _vietnamese(text) if language == "vi" else text


def label(text: str, language: Language) -> str:
    """A heading or a word that stands alone; else as `told`."""
    return LABELS.get(text) or told(text, language) if language == "vi" else text


def _vietnamese(text: str, *, inner: bool = False) -> str:
    if text in MESSAGES:
        return MESSAGES[text]
    for literals, pattern, key in _patterns():
        if not all(literal in text for literal in literals):
            continue  # most of them: matching costs more
        found = pattern.fullmatch(text) if inner or key not in _ONLY_INNER else None
        if found is not None:
            parts = [_Value(_vietnamese(part, inner=True)) for part in found.groups()]
            return MESSAGES[key].format(*parts)
    return text


class _Value(str):
    """What stands in a place of a sentence."""

    def __format__(self, form: str) -> str:
        return numbers_told(self, "vi") if form == _NUMBERS else str(self)


@cache
def _patterns() -> list[tuple[list[str], re.Pattern[str], str]]:
    """Every sentence with values; those that say the most come first."""
    keyed = [key for key in MESSAGES if _PLACE in key]
    keyed.sort(key=lambda key: -len(key.replace(_PLACE, "")))
    return [([*filter(None, key.split(_PLACE))], _pattern(key), key) for key in keyed]


def _pattern(key: str) -> re.Pattern[str]:
    literal = map(re.escape, key.split(_PLACE))
    return re.compile("(.*?)".join(literal), re.DOTALL)
