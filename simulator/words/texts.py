"""Every sentence that the command line prints, in English and Vietnamese; a module a subject."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.words.columns import COLUMN_TEXTS
from simulator.words.commands import COMMANDS
from simulator.words.comparison import COMPARISON
from simulator.words.doubts import DOUBTS
from simulator.words.method import METHOD
from simulator.words.names import NAMES
from simulator.words.new import NEW
from simulator.words.run import RUN
from simulator.words.sheets import SHEETS

Sentences = Mapping[str, tuple[str, str]]  # key: (English, Vietnamese)


def joined(*subjects: Sentences) -> Sentences:
    """All sentences as one table. Raise ValueError for a key that two subjects have."""
    found: dict[str, tuple[str, str]] = {}
    for subject in subjects:
        if twice := sorted(found.keys() & subject.keys()):
            raise ValueError(f"sentences that stand twice: {', '.join(twice)}")
        found |= subject
    return found


TEXT = joined(RUN, COMPARISON, METHOD, COMMANDS, DOUBTS, NAMES, NEW, COLUMN_TEXTS, SHEETS)
