"""The committed dashboards: made by the generator, read back by Grafana's types, fit to be read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from grafana_foundation_sdk.cog import plugins
from grafana_foundation_sdk.models import units
from grafana_foundation_sdk.models.dashboard import Dashboard

from simulator.dashboards import generate
from simulator.dashboards.frame import STEPS, TITLES
from tests.simulator.dashboards import expressions

COLUMNS = 24
FILES = expressions.dashboards()
PANELS = [
    pytest.param(panel, id=f"{name}: {panel['title']}")
    for name, dashboard in FILES.items()
    for panel in expressions.panels(dashboard)
]
each_file = pytest.mark.parametrize("name", FILES)
each_panel = pytest.mark.parametrize("panel", PANELS)
Json = dict[str, Any]


def test_what_is_committed_is_what_is_generated(tmp_path: Path) -> None:
    """Each file to the byte, and no other file but the page about them."""
    generate.main(tmp_path)
    made = {path.name: path.read_text() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_text() for path in expressions.FOLDER.iterdir()}
    del committed["README.md"]
    assert sorted(committed) == sorted(made)
    assert committed == made


@each_file
def test_grafanas_types_read_all_of_it(name: str) -> None:
    """Nothing is lost on the way through the SDK's types: no field is one that Grafana lacks."""
    plugins.register_default_plugins()
    read = Dashboard.from_json(FILES[name])
    assert json.loads(generate.written(read)) == FILES[name]


def test_the_program_does_not_need_the_sdk() -> None:
    """Whoever installs Lienthong to simulate has no Grafana SDK, and every command starts."""
    forbid = "import sys; sys.modules['grafana_foundation_sdk'] = None; import simulator.cli"
    subprocess.run([sys.executable, "-c", forbid], check=True, timeout=60)


@each_file
def test_it_fits_the_screen(name: str) -> None:
    """Panels stand side by side within Grafana's 24 columns, and none covers another."""
    taken: set[tuple[int, int]] = set()
    for panel in FILES[name]["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= COLUMNS, panel["title"]
        cells = {
            (at["x"] + column, at["y"] + line)
            for column in range(at["w"])
            for line in range(at["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


@each_file
def test_every_line_of_panels_is_full(name: str) -> None:
    """No hole is left at the right, where a reader would look for something missing."""
    widths: dict[int, int] = {}
    for panel in FILES[name]["panels"]:
        at = panel["gridPos"]
        widths[at["y"]] = widths.get(at["y"], 0) + at["w"]
    assert set(widths.values()) == {COLUMNS}


@each_panel
def test_a_panel_says_what_to_conclude(panel: Json) -> None:
    """In at least one whole sentence."""
    assert re.fullmatch(r"[A-Z0-9].{20,}\.", panel["description"], re.DOTALL)


@each_panel
def test_a_panel_is_readable(panel: Json) -> None:
    """It has room for its kind, and for its title: five and a half letters to a column."""
    at = panel["gridPos"]
    least = {"stat": 4, "table": 24}.get(panel["type"], 7)
    assert at["w"] >= least
    assert at["h"] >= (4 if panel["type"] == "stat" else 8)
    assert len(panel["title"]) <= at["w"] * 5.5


@each_panel
def test_a_panel_has_a_unit(panel: Json) -> None:
    """One of Grafana's; a table's columns have one each."""
    known = {value for name, value in vars(units).items() if isinstance(value, str)}
    assert panel["fieldConfig"]["defaults"]["unit"] in known
    if panel["type"] == "table":
        given = [
            one["value"]
            for override in panel["fieldConfig"]["overrides"]
            for one in override["properties"]
            if one["id"] == "unit"
        ]
        assert len(given) == len(panel["targets"])
        assert set(given) <= known


@each_panel
def test_a_panel_asks_the_provisioned_source(panel: Json) -> None:
    """By the uid that config/grafana gives it; a window is at least four of the smallest steps."""
    source = {"type": "prometheus", "uid": "lienthong"}
    assert panel["datasource"] == source
    for target in panel["targets"]:
        assert target["datasource"] == source
        assert target["interval"] == "$step"
        windows = re.findall(r"\[([^]]+)\]", target["expr"])
        assert set(windows) <= {"$__rate_interval", "$__range", "$__range:$__interval"}


@each_file
def test_the_smallest_step_is_a_scrape(name: str) -> None:
    """Of 5 s; `$__rate_interval` is four steps or more, and so are windows four scrapes."""
    step = {variable["name"]: variable for variable in FILES[name]["templating"]["list"]}["step"]
    assert step["current"]["value"] in STEPS
    assert STEPS[0] == "5s"
    assert step["query"].split(",") == list(STEPS)


@each_file
def test_dashboards_lead_to_each_other(name: str) -> None:
    """To the three others, with the time shown and what is chosen, in sight."""
    dashboard = FILES[name]
    uids = {f"lienthong-{key}" for key in TITLES}
    assert {link["url"].removeprefix("/d/") for link in dashboard["links"]} == uids - {
        dashboard["uid"]
    }
    for link in dashboard["links"]:
        assert link["keepTime"]
        assert link["includeVars"]
        assert "placement" not in link


@pytest.mark.parametrize(
    "name, variables",
    [
        ("time.json", ["scenario", "agency", "group", "cause", "step"]),
        ("exchange.json", ["scenario", "agency", "step"]),
        ("portal.json", ["scenario", "agency", "cause", "step"]),
        ("connector.json", ["group", "step"]),
    ],
)
def test_every_variable_is_used(name: str, variables: list[str]) -> None:
    """And no other; a link hands over those that the other dashboard has too."""
    assert [variable["name"] for variable in FILES[name]["templating"]["list"]] == variables
    asked = json.dumps([FILES[name]["panels"], FILES[name]["annotations"]])
    assert set(re.findall(r"\$([a-z]+)", asked)) == set(variables)


@each_file
def test_acts_pauses_and_alerts_are_drawn(name: str) -> None:
    """As annotations of every panel."""
    annotations = FILES[name]["annotations"]["list"]
    assert [one["name"] for one in annotations] == ["Faults", "Levers", "Pace", "Paused", "Alerts"]
    assert all(one["enable"] and one["target"]["expr"] == one["expr"] for one in annotations)
