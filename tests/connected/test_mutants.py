"""Broken connectors are failed for the right reason; sound ones pass.

Five mutants and a sound connector are tried each time, others after each commit. All of them, the
sound ones with twenty seeds, are for `make test-full`, which writes MUTANTS.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.connected.brokers import Shared
from tests.connected.connectors import CONNECTORS
from tests.connected.mutants import table
from tests.connected.mutants.chosen import EACH_TIME, chosen, commit
from tests.connected.mutants.trial import MUTANTS, SOUND, Outcome, try_mutant, try_sound

pytestmark = [pytest.mark.connected, pytest.mark.filterwarnings("ignore::ResourceWarning")]

SEEDS = 20
EVERY_SOUND = (*SOUND, *CONNECTORS)
NOW = chosen(tuple(MUTANTS), commit())
ONE = chosen(EVERY_SOUND, commit())[0]


def marked(value: str | int, *, now: bool) -> object:
    return pytest.param(value, marks=() if now else pytest.mark.full)


def noted(factory: pytest.TempPathFactory, kind: str, name: str, found: Outcome, seed: int) -> None:
    """In the table, which is written when all are there."""
    rows = table.note(factory.getbasetemp(), kind, name, found, seed)
    if table.complete(rows, EVERY_SOUND, SEEDS):
        table.TABLE.write_text(table.table(rows), encoding="utf-8")


def command_of(name: str) -> Sequence[str]:
    return ("lienthong", "twin", name) if name in SOUND else CONNECTORS[name].command()


# -- the trials ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [marked(name, now=name in NOW) for name in MUTANTS])
def test_a_mutant_is_failed_for_its_flaw(
    name: str, broker: Shared, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The checker that its flaw belongs to is named in the verdict."""
    found = try_mutant(MUTANTS[name], tmp_path, broker.bootstrap)
    noted(tmp_path_factory, "mutant", name, found, 1)
    assert found.named(MUTANTS[name].checker), found


@pytest.mark.parametrize("name", [marked(name, now=name == ONE) for name in EVERY_SOUND])
@pytest.mark.parametrize("seed", [marked(seed, now=seed == 1) for seed in range(1, SEEDS + 1)])
def test_a_sound_connector_passes(
    name: str, seed: int, broker: Shared, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With whatever is drawn, and though messages come twice."""
    role = name if name in SOUND else "provider"
    found = try_sound(role, command_of(name), tmp_path, broker.bootstrap, seed)
    noted(tmp_path_factory, "sound", name, found, seed)
    assert (found.verdict, found.reasons) == ("pass", ()), found.said


# -- the table -------------------------------------------------------------------------------------


def test_the_table_is_of_these_mutants() -> None:
    """Each is in MUTANTS.md with its flaw and its checker, and none is missed."""
    lines = table.TABLE.read_text(encoding="utf-8").splitlines()
    for mutant in MUTANTS.values():
        row = f"| {mutant.name} | {mutant.role} | {mutant.says} | {mutant.checker} |"
        (line,) = [line for line in lines if line.startswith(row)]
        assert "| missed" not in line
    assert sum("| caught |" in line for line in lines) >= 25


def test_mutants_rotate() -> None:
    """Five of them, the same for one commit; a hundred commits leave hardly one out."""
    names = tuple(MUTANTS)
    assert len(set(chosen(names, "one"))) == EACH_TIME
    assert chosen(names, "one") == chosen(names[::-1], "one")
    tried = {name for number in range(100) for name in chosen(names, str(number))}
    assert len(tried) > 0.9 * len(names)
