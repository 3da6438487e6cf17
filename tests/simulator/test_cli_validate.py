"""`lienthong validate`: what a scenario that fits amounts to, strictness, levers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.cli import main


def test_validate_is_strict_on_demand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --strict an overloaded desk is an error; an unverified figure is not."""
    path = tmp_path / "busy.yaml"
    path.write_text("extends: tiny\narrivals: {per_1000_per_month: 900}\n", encoding="utf-8")
    assert main(["validate", str(path)]) == 0
    assert "grows without bound" in capsys.readouterr().out
    assert main(["validate", str(path), "--strict"]) == 2
    assert main(["validate", "tiny", "--strict"]) == 0
    assert "are assumptions" in capsys.readouterr().out


def test_validate_says_what_a_scenario_amounts_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2,000 dossiers for two procedures of weights 0.6 and 0.4 are 1,200 and 800 of them."""
    path = tmp_path / "mine.yaml"
    path.write_text(
        "extends: tiny\nname: mine\narrivals: {per_month: 2000}\nprocedures:\n"
        "  include: [birth_registration, marriage]\n  override:\n"
        "    - {id: birth_registration, weight: 0.6}\n    - {id: marriage, weight: 0.4}\n",
        encoding="utf-8",
    )
    assert main(["validate", str(path)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Dossiers in an ordinary month: 2,000." in said
    assert "By procedure: Birth registration 1,200; Marriage registration 800." in said
    assert "By province: H03 Bac Kan 2,000." in said
    assert "District: units 8 (simulated 2), people 31.9" in said
    assert main(["validate", str(path), "--format", "json"]) == 0
    outline = json.loads(capsys.readouterr().out)["outline"][str(path)]
    assert outline["per_month"]["by_procedure"]["marriage"] == pytest.approx(800)


def test_validate_checks_the_levers_that_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    """A lever after a colon has to exist."""
    assert main(["validate", "demo:old-version:fixed-history"]) == 0
    assert main(["validate", "demo:old-versions"]) == 2
    assert "did you mean 'old-version'?" in capsys.readouterr().out
