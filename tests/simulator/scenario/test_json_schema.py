"""The JSON Schemas for editors."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from simulator.resources import data_dir, shipped
from simulator.scenario.json_schema import (
    MODELINE,
    OVERLAY_FILE,
    SCENARIO_FILE,
    schemas,
    text_of,
    write_schemas,
)
from simulator.scenario.overlay import is_overlay, load_merged
from simulator.scenario.yaml_positions import read_yaml


@cache
def validator(name: str) -> Draft202012Validator:
    """A validator that finds the other schema by its file name."""
    resources = [(file, Resource.from_contents(schema)) for file, schema in schemas().items()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft202012Validator(schemas()[name], registry=registry)


@pytest.mark.parametrize("name", [SCENARIO_FILE, OVERLAY_FILE])
def test_the_committed_schema_is_the_generated_one(name: str) -> None:
    """`python -m simulator.scenario.json_schema` writes it."""
    committed = (data_dir() / name).read_text(encoding="utf-8")
    assert committed == text_of(schemas()[name])
    Draft202012Validator.check_schema(schemas()[name])


def test_schemas_are_written_to_a_folder(tmp_path: Any) -> None:
    """Both, as text that ends with a line break."""
    paths = write_schemas(tmp_path)
    assert [path.name for path in paths] == [SCENARIO_FILE, OVERLAY_FILE]
    assert all(path.read_text("utf-8").endswith("}\n") for path in paths)


@pytest.mark.parametrize("name", shipped("scenarios"))
def test_every_shipped_scenario_fits_the_schema_of_its_first_line(name: str) -> None:
    """So that an editor shows no error where there is none."""
    path = shipped("scenarios")[name]
    root, _ = read_yaml(path)
    assert root is not None
    schema = OVERLAY_FILE if is_overlay(root) else SCENARIO_FILE
    assert path.read_text("utf-8").splitlines()[0] == MODELINE.format(file=schema)
    assert [error.message for error in validator(schema).iter_errors(root.plain())] == []


def test_a_merged_scenario_is_complete() -> None:
    """It fits without extending anything."""
    plain = load_merged(shipped("scenarios")["demo"]).root.plain()
    assert [error.message for error in validator(SCENARIO_FILE).iter_errors(plain)] == []
    del plain["seed"]
    assert [e.message for e in validator(SCENARIO_FILE).iter_errors(plain)] == [
        "'seed' is a required property"
    ]


@pytest.mark.parametrize(
    "text, right",
    [
        ("sharing: {reuse: 0.5}", True),
        ("outages: null", True),
        ("sharing: null", True),
        ("offices: [{id: commune, desks: [{id: a, pace: 0.5}]}]", True),
        ("applicants: {pay: {lognormal: {p90: 3d}}}", True),
        ("procedures: {override: [{id: a, route: [{desk: x, law: 1h}, {fee: 0.1}]}]}", True),
        ("levers: {a: {sync: {loss: 0.5}}}", True),
        ("sharing: {reuse: 5}", False),
        ("sharing: {reus: 0.5}", False),
        ("offices: [{desks: []}]", False),
        ("agencies: {override: [{id: H26, populaton: 3}]}", False),
        ("levers: {a: {sync: {loss: 5}}}", False),
        ("applicants: {pay: 3}", False),
    ],
)
def test_an_overlay_has_only_optional_keys(text: str, right: bool) -> None:
    """Null removes; ids stay needed; what is wrong is still wrong."""
    assert validator(OVERLAY_FILE).is_valid(yaml.safe_load(text)) is right


def test_fields_are_described() -> None:
    """By docstrings and by the comments beside fields."""
    definitions = schemas()[SCENARIO_FILE]["$defs"]
    assert definitions["Sharing"]["description"] == "How agencies get data of one another."
    carry = definitions["Letter"]["properties"]["carry"]
    assert carry["description"] == "One way, elapsed time."
