"""What a run keeps of its dossiers' rows: which files, and whether they can be kept at all.

`--rows` is a list of `parquet csv excel none`. `excel` is two workbooks: the dossiers, and the
answer. `none` keeps no rows of dossiers; with `excel` beside it the answer's workbook alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from simulator.ledger.runfolder import ANSWER_SHEET, CSV, PARQUET, SHEET
from topics.errors import InputError

EXCEL = "excel"
NONE = "none"
FILES = {"parquet": PARQUET, "csv": CSV, EXCEL: SHEET}  # the tables of rows, in this order
WORDS = (*FILES, NONE)
MOST_ON_SHEET = 1_048_576 - 1  # what a sheet of Excel holds, without the line of headings
KEPT = "kept"  # of a manifest


@dataclass(frozen=True, slots=True)
class Kept:
    """`rows`: the kinds of tables of dossiers, as `FILES` has them. `answer`: as a workbook too."""

    rows: tuple[str, ...] = ("parquet", "csv")
    answer: bool = False

    @property
    def sheets(self) -> bool:
        """Whether a workbook is written, in the language of the report."""
        return self.answer or EXCEL in self.rows

    def files(self) -> tuple[str, ...]:
        """The files of a run's folder that these are."""
        return (*(FILES[kind] for kind in self.rows), *((ANSWER_SHEET,) if self.answer else ()))

    def fitting(self, rows: int) -> Kept:
        """The same, with Parquet in place of a sheet that cannot hold so many rows."""
        if EXCEL not in self.rows or rows <= MOST_ON_SHEET:
            return self
        others = {"parquet", *self.rows} - {EXCEL}
        return replace(self, rows=tuple(kind for kind in FILES if kind in others))

    def document(self, language: str) -> dict[str, Any]:
        """What the manifest says of it; the language only where a file depends on it."""
        spoken = {"language": language} if self.sheets else {}
        return {"rows": list(self.rows), "answer": self.answer, **spoken}


USUAL = Kept()


def kept_of(texts: Sequence[str]) -> Kept:
    """What `--rows` says; Parquet and CSV without one. Raise `InputError` for another word."""
    words = [word for text in texts for word in text.replace(",", " ").split()]
    for word in words:
        if word not in WORDS:
            raise InputError(f"--rows: found {word!r}; expected a list of {', '.join(WORDS)}")
    if not texts:
        return USUAL
    if not words:
        raise InputError(f"--rows: found nothing; expected a list of {', '.join(WORDS)}")
    if NONE in words:
        return _none(words)
    return Kept(tuple(kind for kind in FILES if kind in words), EXCEL in words)


def kept_by(path: object, manifest: Mapping[str, Any]) -> tuple[Kept, str]:
    """What the run of a manifest kept, and the language of its workbooks; `InputError` if damaged.

    A manifest that does not say is of a run that kept Parquet and CSV.
    """
    told = manifest.get(KEPT, {"rows": ["parquet", "csv"], "answer": False})
    try:
        kept = Kept(tuple(map(str, told["rows"])), bool(told["answer"]))
        kept.files()
        return kept, str(told.get("language", "en"))
    except (AttributeError, KeyError, TypeError) as error:
        raise InputError(f"{path}: {KEPT}: damaged: found {told!r}") from error


def check_rows_fit(kept: Kept, expected: float, replications: int) -> None:
    """Raise `InputError` where a sheet cannot hold the dossiers that are expected."""
    if kept.fitting(round(expected)) != kept:
        raise InputError(
            f"--rows excel: about {expected:,.0f} dossiers are expected in {replications} "
            f"replications; a sheet holds {MOST_ON_SHEET:,}. Take fewer replications or a smaller "
            "scale, or --rows parquet; --rows none,excel gives the answer alone as a workbook"
        )


def _none(words: Sequence[str]) -> Kept:
    tables = [word for word in words if word not in (NONE, EXCEL)]
    if tables:
        raise InputError(f"--rows: found none beside {tables[0]}; choose one of them")
    return Kept((), EXCEL in words)
