"""What a planner chose on the command line, and the scenario that it makes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from simulator.cli.failures import ASSUMED
from simulator.cli.spoken import said
from simulator.cli.told_findings import line_of
from simulator.foreign_text import foreign_text
from simulator.ledger.runfolder import MANIFEST
from simulator.report.printing import tell
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.loader import find_scenario, lever_names, load_scenario
from simulator.scenario.resolved import ResolvedScenario
from simulator.scenario.said import in_english, in_vietnamese
from simulator.scenario.staffing import Department
from simulator.scenario.suggest import nearest
from simulator.scenario.yaml_bytes import is_pipe
from simulator.words.translations import Language, Words
from topics.errors import InputError


@dataclass(frozen=True, slots=True)
class Choice:
    """A scenario by path or shipped name, with the changes of the command line."""

    scenario: str
    sets: tuple[str, ...] = ()
    seed: int | None = None
    levers: tuple[str, ...] = ()
    scale: float | None = None

    def changes(self) -> tuple[str, ...]:
        """Every `--set`, those of options of their own last."""
        own = {"seed": self.seed, "scale": self.scale}
        return (*self.sets, *(f"{key}={value}" for key, value in own.items() if value is not None))

    def load(self) -> ResolvedScenario:
        """The resolved scenario."""
        path, levers = self._found()
        return load_scenario(path, self.changes(), levers=levers)

    def load_arm(self, scenario: str, baseline: str) -> ResolvedScenario:
        """Another scenario beside this one, named `baseline`; an overlay is laid over this one.

        What changes this one changes the arm too. An overlay that gives itself no name gets its
        file's.
        """
        onto, common = self._found()
        path, own = self._found_arm(scenario, onto)
        levers = (*common, *own)
        arm = load_scenario(path, self.changes(), levers=levers, onto=onto)
        if arm.scenario.name != baseline:
            return arm
        named = (*self.changes(), f"name={_name_of(path)}")
        return load_scenario(path, named, levers=levers, onto=onto)

    def load_lever(self, lever: str) -> ResolvedScenario:
        """This scenario with one more of its levers, as an arm of that name; or with several.

        Several are joined by `+`: their arm has all their names, and all their titles.
        """
        path, common = self._found()
        levers = lever.split("+")
        named = [f"name={'-and-'.join(levers)}"]
        if len(levers) > 1:
            named.append(f"title={json.dumps(self._titles(levers))}")
        return load_scenario(path, (*self.changes(), *named), levers=(*common, *levers))

    def _titles(self, levers: Sequence[str]) -> dict[str, str]:
        """What levers are called together, in each language; one without a title, by its name."""
        base = self.load().scenario.title
        own = [self.load_lever(lever).scenario.title for lever in levers]
        named = [n if title == base else title for n, title in zip(levers, own, strict=True)]
        both = {"en": in_english, "vi": in_vietnamese}
        return {language: " + ".join(map(said_in, named)) for language, said_in in both.items()}

    def _found_arm(self, scenario: str, onto: Path) -> tuple[Path, tuple[str, ...]]:
        """The file and the levers of an arm. Raise `InputError`; of a lever, how it is named."""
        try:
            return find_scenario(scenario)
        except InputError as error:
            lever = nearest(scenario, lever_names(onto))
            if lever is None:
                raise
            if lever != scenario:
                raise InputError(f"{error}; or did you mean its lever: --lever {lever}?") from None
            raise InputError(
                f"scenario {scenario!r}: this is a lever of {self.scenario}: --lever {scenario}"
            ) from None

    def _found(self) -> tuple[Path, tuple[str, ...]]:
        path, levers = find_scenario(self.scenario)
        return path, (*levers, *self.levers)


def _name_of(path: Path) -> str:
    """A scenario's name made of its file's; a pipe has none."""
    return "piped" if is_pipe(path) else path.stem


def one_run(place: Path) -> Path:
    """The same place, unless it is a folder of runs. Raise `InputError` that names one of them."""
    runs = sorted(path.parent for path in place.glob(f"*/{MANIFEST}"))
    if runs and not (place / MANIFEST).exists():
        raise InputError(f"{place}: runs are in it; name one, such as {runs[0]}")
    return place


def tell_warnings(*scenarios: ResolvedScenario) -> None:
    """Print each warning once, but not of assumed figures: every report counts those."""
    for finding in dict.fromkeys(one for resolved in scenarios for one in resolved.warnings):
        if finding.code != ASSUMED:
            tell(foreign_text(line_of(finding)))


def warn(text: str) -> None:
    """Print a warning that no file is the place of."""
    tell(foreign_text(f"{said('warning')}: {said(text)}"))


def words_for(language: str, *scenarios: ResolvedScenario) -> Words:
    """The language, with the names that agencies, departments and procedures have in it."""
    spoken: Language = "vi" if language == "vi" else "en"
    entries: list[Agency | Department | Procedure] = []
    for resolved in scenarios:
        entries += [one for office in resolved.scenario.offices for one in office.departments]
        entries += [*resolved.agencies, *resolved.procedures]
    own = {entry.id: (entry.name_vi, entry.name_en or entry.name_vi) for entry in entries}
    return Words(spoken, {key: vi if spoken == "vi" else en for key, (vi, en) in own.items()})
