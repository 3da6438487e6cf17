"""How many replications the arms of a comparison have."""

from pathlib import Path

import pytest

from simulator.cli import compare, main


@pytest.fixture(autouse=True)
def nothing_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command stops where the work would begin."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(compare, "_make", stop)


@pytest.mark.parametrize(
    "arm,options,warned",
    [
        ("replications: 20", "", True),
        ("replications: 20", "--replications 20", False),
        ("replications: 20", "--precision 5%", False),
        ("replications: 10", "", False),
        ("sharing: {reuse: 0.5}", "", False),
    ],
)
def test_an_arms_own_replications_are_not_passed_over(
    arm: str, options: str, warned: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dossiers are paired, so all arms have as many; a planner who wrote others is told."""
    (tmp_path / "mine.yaml").write_text(f"name: mine\n{arm}\n")
    assert main(["compare", "tiny", str(tmp_path / "mine.yaml"), *options.split()]) == 130
    told = "warning: mine: replications: 20 is not heeded in a comparison; all arms have the 10 of"
    assert (told in capsys.readouterr().err) == warned
