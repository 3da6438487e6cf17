"""Every key that a planner can write is varied by the generated scenarios, or exempt."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from simulator.scenario.calendar_shapes import CalendarFile, HolidayFile
from simulator.scenario.catalogue import AgencyCatalogue, ProcedureCatalogue
from simulator.scenario.model_nodes import below, field_of, item_of, shape_of
from simulator.scenario.nodes import Node, Position
from simulator.scenario.schema import Scenario
from tests.net.cases import GENERATED
from tests.net.generated import generated

MODELS: dict[str, type[BaseModel]] = {
    "scenario.yaml": Scenario,
    "agencies.yaml": AgencyCatalogue,
    "procedures.yaml": ProcedureCatalogue,
    "office.yaml": CalendarFile,
    "counter.yaml": CalendarFile,
    "night.yaml": CalendarFile,
    "days-off.yaml": HolidayFile,
}
WORDS = "a word for people, which no run reads"
EXEMPT = {
    **dict.fromkeys(
        (
            "Agency.note", "Agency.source", "AgencyCatalogue.note", "CalendarFile.about",
            "DayOff.name", "HolidayYear.source", "Limit.source", "Procedure.note",
            "Procedure.weight_source", "ProcedureCatalogue.note", "RequestStep.source",
            "Shift.source", "WeekPart.source", "Department.name_vi", "Department.name_en",
            "Agency.name_en",
        ),
        WORDS,
    ),
    **dict.fromkeys(
        (
            "Agency.verified", "HolidayYear.verified", "Limit.verified",
            "Procedure.weight_verified", "RequestStep.verified", "Shift.verified",
            "WeekPart.verified",
        ),
        "says where a figure is from; reports count it",
    ),
    "AgencySelection.catalogue": "a name of a file: every scenario brings its own",
    "ProcedureSelection.catalogue": "a name of a file: every scenario brings its own",
}  # fmt: skip


def tree(value: Any) -> Node:
    """Plain data as the loader's tree."""
    at = Position("generated")
    if isinstance(value, dict):
        return Node(
            {key: tree(inner) for key, inner in value.items()}, at, dict.fromkeys(value, at)
        )
    return Node([tree(inner) for inner in value] if isinstance(value, list) else value, at)


def leaves(declared: Any, node: Node, key: str) -> Iterator[tuple[str, Any]]:
    """(`Model.field`, what is written there) of every value of a document."""
    if node.is_list:
        yield key, len(node.items)
        for item in node.items:
            yield from leaves(item_of(declared), item, key)
        return
    shape = shape_of(declared, node) if node.is_mapping else None
    is_model = isinstance(shape, type) and issubclass(shape, BaseModel)
    if not node.is_mapping:
        yield key, node.value
    for name, value in node.mapping.items():
        below_key = f"{shape.__name__}.{name}" if is_model else key  # type: ignore[union-attr]
        if is_model and field_of(shape, name) is None:
            pytest.fail(f"the generator writes {below_key}, which the schema does not have")
        yield from leaves(below(shape, name), value, below_key)
        if value.is_mapping:
            yield below_key, "a mapping"


def leaf_keys(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """`Model.field` of each leaf of a model and of all that it is made of."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        inner = list(_models_in(field.annotation))
        if not inner:
            yield f"{model.__name__}.{field.alias or name}"
        for one in inner:
            yield from leaf_keys(one, seen)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


@pytest.fixture(scope="module")
def written() -> dict[str, set[str]]:
    """What stands at each key, over all generated scenarios; "absent" where it was left away."""
    found: dict[str, set[str]] = defaultdict(set)
    for number in range(GENERATED):
        for name, content in generated(number).files.items():
            for key, value in leaves(MODELS[name], tree(content), MODELS[name].__name__):
                found[key].add(json.dumps(value))
    return found


def test_every_key_of_the_schema_is_varied(written: dict[str, set[str]]) -> None:
    """A new key has to be varied by the generator, or to be exempt for a stated reason."""
    known = {key for model in MODELS.values() for key in leaf_keys(model, set())}
    still = sorted(key for key in known - EXEMPT.keys() if len(written[key]) < 2)
    assert "; ".join(still) == "", (
        "write different values for these in tests/net, or say why not in EXEMPT"
    )
    assert "; ".join(sorted(EXEMPT.keys() - known)) == "", (
        "exempt keys that the schema does not have"
    )


def test_every_word_of_the_schema_is_used(written: dict[str, set[str]]) -> None:
    """Each of the words among which a planner chooses: disciplines, fallbacks, and so on."""
    missing = []
    for model in MODELS.values():
        for key, words in _choices(model, set()):
            missing += [f"{key}: {word}" for word in words if json.dumps(word) not in written[key]]
    assert "; ".join(sorted(set(missing))) == ""


def _choices(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[tuple[str, list[Any]]]:
    """(`Model.field`, words) of every field that is one of some words."""
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        words = list(_words(field.annotation))
        if words and name not in ("weekday", "hours", "channels"):  # these are keys there
            yield f"{model.__name__}.{name}", words
        for inner in _models_in(field.annotation):
            yield from _choices(inner, seen)


def _words(annotation: Any) -> Iterator[str]:
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        elif not isinstance(part, type):
            yield from _words(part)
