"""Loading scenarios: every mistake at once, overlays, levers, and what comes out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.resources import shipped
from simulator.scenario.findings import ScenarioErrors
from simulator.scenario.loader import examine, find_scenario, lever_names, load_scenario
from simulator.scenario.resolved import resolve_document
from topics.errors import InputError

Write = Callable[..., Path]


def errors_of_loading(path: Path, *sets: str, **options: object) -> list[str]:
    """The errors of a scenario that cannot be loaded, without the folder of its files."""
    with pytest.raises(ScenarioErrors) as raised:
        load_scenario(path, sets, **options)  # type: ignore[arg-type]
    found = [finding for finding in raised.value.findings if finding.severity == "error"]
    return [f"{Path(f.file).name}:{f.line}:{f.column}: {f.place}: {f.code}" for f in found]


def test_six_different_mistakes_give_six_located_errors(written: Write) -> None:
    """Of six kinds, in the order of the file."""
    path = written(
        ("duration: 14d", "duraton: 14d"),
        ("drain: 28d", "drain: 28wd"),
        ("mon: 1, tue", "mon: 1, mon: 1, tue"),
        ("online: 0.4}", "online: 0.5}"),
        ("setup: 3wd", "setup: 3"),
        ("target: portal", "target: G99"),
    )
    assert errors_of_loading(path) == [
        "small.yaml:8:1: duraton: unknown-key",
        "small.yaml:9:8: drain: wrong-unit",
        "small.yaml:25:21: mon: duplicate-key",
        "small.yaml:29:3: arrivals.channels: bad-value",
        "small.yaml:39:12: sharing.platform.setup: bad-duration",
        "small.yaml:52:33: outages[portal-faults].target: unknown-agency",
    ]


def test_errors_of_three_files_come_together(written: Write) -> None:
    """The scenario's and both catalogues'."""
    path = written(("weight: 0.75", "weight: -1"), file="procedures.yaml")
    agencies = path.with_name("agencies.yaml")
    agencies.write_text(agencies.read_text("utf-8").replace("kind: portal", "kind: portl"))
    path.write_text(path.read_text("utf-8").replace("seed: 1", "seed: -1"), encoding="utf-8")
    assert errors_of_loading(path) == [
        "agencies.yaml:6:54: agencies[G22-CDVC].kind: unknown-word",
        "procedures.yaml:8:13: procedures[birth].weight: out-of-range",
        "small.yaml:5:7: seed: out-of-range",
    ]


def test_an_error_in_an_overlay_points_into_the_overlay(written: Write) -> None:
    """What it only inherits points into the file below."""
    below = written(("reuse: 0.2", "reuse: 2"))
    over = below.with_name("over.yaml")
    over.write_text("extends: small.yaml\nsync:\n  loss: 3\n", encoding="utf-8")
    assert errors_of_loading(over) == [
        "over.yaml:3:9: sync.loss: out-of-range",
        "small.yaml:32:10: sharing.reuse: out-of-range",
    ]


def test_an_overlay_of_an_overlay_is_a_scenario(written: Write) -> None:
    """Later files win; `extends` is gone."""
    first = written().with_name("first.yaml")
    first.write_text("extends: small.yaml\nname: first\nsharing: {reuse: 0.3}\n")
    second = first.with_name("second.yaml")
    second.write_text("extends: ./first.yaml\nname: second\nreplications: 3\n")
    scenario = load_scenario(second).scenario
    assert (scenario.name, scenario.sharing.reuse, scenario.replications) == ("second", 0.3, 3)


def test_a_cycle_of_files_is_an_error(written: Write) -> None:
    """Located at the `extends` that closes it."""
    first, second = (written().with_name(name) for name in ("first.yaml", "second.yaml"))
    first.write_text("extends: second.yaml\n")
    second.write_text("name: x\nextends: first.yaml\n")
    assert errors_of_loading(first) == ["second.yaml:2:10: extends: cycle"]


@pytest.mark.parametrize(
    "text, error",
    [
        ("extends: nowhere\n", "over.yaml:1:10: extends: unknown-file"),
        ("extends: ./nowhere.yaml\n", "over.yaml:1:10: extends: unknown-file"),
        ("extends: [a]\n", "over.yaml:1:10: extends: wrong-type"),
        ("", "over.yaml:1:1: the whole file: wrong-type"),
        ("- a\n", "over.yaml:1:1: the whole file: wrong-type"),
        ("name: [\n", "over.yaml:2:1: YAML: yaml-syntax"),
        ("name: over\n", "over.yaml:1:1: the whole file: overlay"),
    ],
)
def test_a_file_that_is_no_scenario_gives_one_error(tmp_path: Path, text: str, error: str) -> None:
    """Not one for every key that it lacks."""
    path = tmp_path / "over.yaml"
    path.write_text(text)
    assert errors_of_loading(path) == [error]


def test_an_overlay_is_laid_over_another_scenario(small: Path, tmp_path: Path) -> None:
    """A complete scenario is left alone."""
    over = tmp_path / "over.yaml"
    over.write_text("name: over\nsharing: {reuse: 0.9}\n")
    assert load_scenario(over, onto=small).scenario.sharing.reuse == 0.9
    assert load_scenario(small, onto=over).scenario.name == "small"


def test_repeated_ids_are_an_error(written: Write) -> None:
    """In a list of the scenario and in a catalogue; merging would hide one."""
    path = written(
        (
            "      - {id: approval",
            "      - {id: one_stop, staff: {fixed: 1}}\n      - {id: approval",
        )
    )
    assert errors_of_loading(path) == [
        "small.yaml:16:14: offices[commune].desks[one_stop]: duplicate-id"
    ]
    path = written(("id: residence\n", "id: birth\n"), file="procedures.yaml")
    assert "procedures.yaml:20:9: procedures[birth]: duplicate-id" in errors_of_loading(path)


def test_a_lever_is_applied_on_request(small: Path) -> None:
    """Its name joins the scenario's, unless it has one of its own."""
    assert lever_names(small) == ["more-sharing", "renamed"]
    lever = load_scenario(small, levers=["more-sharing"]).scenario
    assert (lever.name, lever.sharing.reuse) == ("small-more-sharing", 0.8)
    both = load_scenario(small, levers=["more-sharing", "renamed"]).scenario
    assert (both.name, both.outages) == ("other", [])
    assert load_scenario(small).scenario.sharing.reuse == 0.2


def test_an_unknown_lever_is_an_error(small: Path) -> None:
    """With the nearest one."""
    with pytest.raises(ScenarioErrors, match=r"did you mean 'more-sharing'\?") as raised:
        load_scenario(small, levers=["more-shaing"])
    assert "unknown-lever" in {finding.code for finding in raised.value.findings}


def test_changes_come_after_levers(small: Path) -> None:
    """The command line has the last word."""
    resolved = load_scenario(small, ["sharing.reuse=0.5"], levers=["more-sharing"])
    assert resolved.scenario.sharing.reuse == 0.5


def test_a_scenario_is_found_by_name_or_path(small: Path) -> None:
    """With levers after colons."""
    assert find_scenario(f"{small}:more-sharing:renamed") == (small, ("more-sharing", "renamed"))
    assert find_scenario("demo") == (shipped("scenarios")["demo"], ())
    with pytest.raises(InputError, match=r"nothing shipped has this name.*did you mean 'demo'\?"):
        find_scenario("dmo")
    with pytest.raises(InputError, match="there is no such file"):
        find_scenario("./dmo.yaml")


def test_who_takes_part_is_resolved(small: Path) -> None:
    """A registry with its owner, the portal always, overrides laid over."""
    sets = ["agencies.provinces=[H49]", "agencies.override[H49].communes=9"]
    resolved = load_scenario(small, sets)
    assert [a.id for a in resolved.agencies] == [
        "G01",
        "G15",
        "G22",
        "G22-CDVC",
        "G15-HOTICH",
        "H49",
    ]
    assert resolved.agencies[-1].communes == 9
    assert [p.id for p in resolved.procedures] == ["birth", "residence"]
    assert sorted(resolved.calendars) == ["office", "office-0800"]


def test_the_document_rebuilds_the_scenario_without_files(small: Path) -> None:
    """Through JSON and back: the same models and the same hash."""
    resolved = load_scenario(small, ["sync.reconciliation=none", "scale=0.123456789"])
    again = resolve_document(json.loads(json.dumps(resolved.document)))
    assert again == resolved.with_warnings(())
    assert again.scenario.sync.reconciliation is None
    assert again.scenario.levers == {}
    assert len(again.sha256) == 64


def test_the_hash_is_of_the_meaning(written: Write, small: Path) -> None:
    """Comments, order and notation do not count; a figure does."""
    before = load_scenario(small).sha256
    same = written(
        ("name: small\ntitle: Small", "title: Small # a comment\nname: small"),
        ("collect: 1d", "collect: {fixed: 1d}"),
        ("post: 5d", "post: 5d\n  lateness: 1.0"),
    )
    assert load_scenario(same).sha256 == before
    assert load_scenario(small, ["seed=2"]).sha256 != before


@pytest.mark.parametrize(
    "damage",
    [
        {"format": 2},
        {"format": 1},
        {"format": 1, "scenario": {}, "agencies": [], "procedures": [], "calendars": {}},
        {"format": 1, "scenario": 3, "agencies": 4, "procedures": [], "calendars": []},
    ],
)
def test_a_damaged_document_is_bad_input(damage: dict[str, object]) -> None:
    """A manifest may have been edited."""
    with pytest.raises(InputError, match="resolved scenario"):
        resolve_document(damage)


def test_everyone_is_resolved_quickly() -> None:
    """A worker rebuilds the largest scenario in less than 0.3 s."""
    document = load_scenario(shipped("scenarios")["baseline-2023"]).document
    begin = time.process_time()
    resolve_document(document)
    assert time.process_time() - begin < 0.3


def test_warnings_are_kept(small: Path) -> None:
    """They are no reason not to run."""
    assert [w.code for w in load_scenario(small).warnings] == ["unverified", "unverified"]


def test_an_overridden_route_points_into_the_scenario(written: Write) -> None:
    """Though it is the catalogue's place."""
    path = written(
        (
            "{catalogue: ./procedures.yaml}",
            "{catalogue: ./procedures.yaml, override: [{id: birth, route: [{desk: x, law: 1h}]}]}",
        )
    )
    (finding,) = [f for f in examine(path).findings if f.severity == "error"]
    assert (Path(finding.file).name, finding.line, finding.column) == ("small.yaml", 11, 82)
    assert finding.place == "procedures[birth].route[0].desk"


def test_weights_are_shares_of_all_arrivals_of_the_catalogue(small: Path) -> None:
    """Whatever they add up to, and whoever is included."""
    birth = "{id: birth, weight: 3, route: [{fee: 0.1}]}"
    change = f"procedures.override=[{birth}, {{id: residence, weight: 1}}]"
    assert [p.weight for p in load_scenario(small, [change]).procedures] == [0.75, 0.25]
    some = load_scenario(small, [change, "procedures.include=[birth]"])
    assert [p.weight for p in some.procedures] == [0.75]
