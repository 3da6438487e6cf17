"""How many dossiers of each procedure the people of each province ask for in an ordinary month.

The one place that says so: arrivals, loads of desks, publication's burden, `validate` and reports
all ask here. A month is a twelfth of a year; growth is counted from the start of a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from simulator.scenario.arrivals import Arrivals
from simulator.scenario.catalogue import Agency, Procedure

DAYS_PER_MONTH = 365.25 / 12
WEEKS_PER_MONTH = DAYS_PER_MONTH / 7
Key = TypeVar("Key")


class Volumes:
    """Dossiers a month, as arrivals say them.

    For a rate of the whole catalogue, weights of procedures are divided by `total_weight`, that of
    the catalogue; for everything else by their own sum.
    """

    def __init__(
        self, arrivals: Arrivals, agencies: Sequence[Agency], procedures: Sequence[Procedure],
        total_weight: float = 1.0,
    ) -> None:  # fmt: skip
        weights = {procedure.id: procedure.weight for procedure in procedures}
        people = {a.id: a.population or 0.0 for a in agencies if a.kind == "province"}
        self._everyone = sum(people.values())
        count, per_1000 = arrivals.per_month, arrivals.catalogue_per_1000_per_month
        self._procedures = _shares((count and count.by_procedure) or weights)
        self._provinces = _shares((count and count.by_province) or people)
        if count is not None:
            self.total = count.all()
        elif per_1000 is not None:
            self.total = per_1000 / 1000 * self._everyone * sum(weights.values()) / total_weight
        else:
            self.total = (arrivals.per_1000_per_month or 0.0) / 1000 * self._everyone

    def per_month(self, procedure: str, province: str) -> float:
        """Dossiers of a procedure that the people of a province ask for."""
        return self.of_procedure(procedure) * self._provinces.get(province, 0.0)

    def of_procedure(self, procedure: str) -> float:
        """Dossiers of a procedure, of all provinces."""
        return self.total * self._procedures.get(procedure, 0.0)

    def in_province(self, province: str) -> float:
        """Dossiers of all procedures that the people of a province ask for."""
        return self.total * self._provinces.get(province, 0.0)


def _shares(counts: Mapping[Key, float]) -> dict[Key, float]:
    """Each part of their sum; nothing of nothing."""
    total = sum(counts.values())
    return {key: count / total if total else 0.0 for key, count in counts.items()}
