"""A scenario with everything it needs, as typed models and as one plain document.

The document holds the merged scenario, the agencies and procedures that take part (overrides laid
over them, weights as shares of all arrivals of the whole catalogue) and the calendars with their
frozen days. It is what the manifest keeps: `resolve_document` rebuilds the same scenario from it
and reads no file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from agents.calendar import calendar_of
from agents.calendar_spec import Calendar, CalendarSpec
from simulator.scenario.calendar_files import frozen, thawed
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.findings import Finding
from simulator.scenario.schema import Scenario
from simulator.scenario.world import Typed
from topics.errors import InputError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class ResolvedScenario:
    """What a run needs of a scenario.

    Attributes:
        scenario: the merged scenario, without the levers, overrides and changes of single requests
            that were applied.
        agencies: those that take part, in the catalogue's order.
        procedures: those included, in the catalogue's order; weights are shares of all arrivals.
        calendars: by the name that the scenario uses, that of `default_calendar` among them.
        document: all of this as plain JSON data.
        sha256: of the document in canonical JSON.
        warnings: what is odd but not wrong.
        at_work: calendars that were asked for before; see `calendar`.
    """

    scenario: Scenario
    agencies: tuple[Agency, ...]
    procedures: tuple[Procedure, ...]
    calendars: Mapping[str, CalendarSpec]
    document: dict[str, Any]
    sha256: str
    warnings: tuple[Finding, ...] = ()
    at_work: dict[str, Calendar] = field(default_factory=dict, compare=False, repr=False)

    def calendar(self, name: str) -> Calendar:
        """A calendar that answers questions; the same one for all replications in a process."""
        if name not in self.at_work:
            self.at_work[name] = calendar_of(self.calendars[name])
        return self.at_work[name]

    @property
    def assumed_years(self) -> tuple[int, ...]:
        """Years of the run whose holidays nobody has decided: by rule, in some calendar."""
        return tuple(sorted({y for spec in self.calendars.values() for y in spec.assumed_years}))

    def with_warnings(self, warnings: tuple[Finding, ...]) -> ResolvedScenario:
        """The same with these warnings."""
        return replace(self, warnings=warnings)


def resolve_document(document: Mapping[str, Any]) -> ResolvedScenario:
    """The scenario of a document, such as a manifest's.

    Raises:
        InputError: the document is not one that `document_of` made.
    """
    if document.get("format") != FORMAT:
        found = document.get("format")
        raise InputError(f"resolved scenario: found format {found!r}; this version reads {FORMAT}")
    try:
        return ResolvedScenario(
            scenario=Scenario.model_validate(document["scenario"]),
            agencies=tuple(map(Agency.model_validate, document["agencies"])),
            procedures=tuple(map(Procedure.model_validate, document["procedures"])),
            calendars={name: thawed(plain) for name, plain in document["calendars"].items()},
            document=dict(document),
            sha256=hashlib.sha256(canonical(document)).hexdigest(),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"resolved scenario: the document is damaged: {_said(error)}") from error


def _said(error: Exception) -> str:
    """What the first thing is that does not fit."""
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def document_of(
    typed: Typed, calendars: Mapping[str, CalendarSpec], total_weight: float
) -> dict[str, Any]:
    """The plain document of a checked scenario; `total_weight` is that of the whole catalogue."""
    scenario = typed.scenario.model_dump(mode="json")
    scenario["levers"], scenario["sharing"]["requests"] = {}, []
    for section in ("agencies", "procedures"):
        scenario[section]["override"] = []
    procedures = [procedure.model_dump(mode="json") for procedure in typed.procedures]
    if abs(total_weight - 1.0) > 1e-9:  # a sum of 1 needs no change, not even in the last bits
        for procedure in procedures:
            procedure["weight"] /= total_weight
    return {
        "format": FORMAT,
        "scenario": scenario,
        "agencies": [agency.model_dump(mode="json") for agency in typed.agencies],
        "procedures": procedures,
        "calendars": {name: frozen(spec) for name, spec in sorted(calendars.items())},
    }


def canonical(document: Mapping[str, Any]) -> bytes:
    """The one JSON text of a document: keys sorted, no spaces, UTF-8."""
    text = json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()
