"""JSON Schemas for editors, generated from the models.

    python -m simulator.scenario.json_schema      # writes both files into config/

`scenario.schema.json` is for scenarios, those that extend another too; `overlay.schema.json` for
overlays. Titles and descriptions come from docstrings, and from the comment beside a field.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from simulator.resources import data_dir
from simulator.scenario.catalogue import Agency, Procedure
from simulator.scenario.schema import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCENARIO_FILE, OVERLAY_FILE = "scenario.schema.json", "overlay.schema.json"
MODELINE = "# yaml-language-server: $schema=../{file}"
"""The first line of a shipped scenario: it tells the editor which schema to use."""

_FIELD = re.compile(r"^    (\w+): .*?  # (.+)$", re.MULTILINE)
_NULL = {"type": "null"}
Schema = dict[str, Any]


def scenario_schema() -> Schema:
    """The schema of a scenario: complete, or as an overlay where it extends another."""
    complete = _described(Scenario)
    definitions = complete.pop("$defs")
    complete["properties"]["levers"]["additionalProperties"] = {"$ref": OVERLAY_FILE}
    return {
        "$schema": DIALECT,
        "title": "Lienthong scenario",
        "description": complete["description"],
        "if": {"required": ["extends"]},
        "then": {"$ref": OVERLAY_FILE},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {**definitions, "Scenario": complete},
    }


def overlay_schema() -> Schema:
    """The schema of an overlay or lever: every key is optional, and `null` removes."""
    schema = _described(Scenario)
    for section, model in (("AgencySelection", Agency), ("ProcedureSelection", Procedure)):
        entry = _described(model)
        schema["$defs"] |= entry.pop("$defs", {})
        schema["$defs"][model.__name__] = entry
        items = {"$ref": f"#/$defs/{model.__name__}"}
        schema["$defs"][section]["properties"]["override"]["items"] = items
    definitions = {name: _optional(part) for name, part in schema.pop("$defs").items()}
    body = _optional(schema)
    extends = {
        "type": "string",
        "description": "A shipped scenario's name, or a path relative to this file.",
    }
    body["properties"] = {"extends": extends, **body["properties"]}
    body["properties"]["levers"] = {"type": "object", "additionalProperties": {"$ref": "#"}}
    head = {
        "$schema": DIALECT,
        "title": "Lienthong overlay",
        "description": "Changes of a scenario: mappings merge, lists with id merge by id, "
        "null removes, other lists replace.",
    }
    return {**head, **{k: v for k, v in body.items() if k not in head}, "$defs": definitions}


def write_schemas(folder: Path) -> list[Path]:
    """Write both schemas into a folder; return their paths."""
    paths = []
    for name, schema in schemas().items():
        path = folder / name
        path.write_text(text_of(schema), encoding="utf-8")
        paths.append(path)
    return paths


def schemas() -> dict[str, Schema]:
    """Both schemas by file name."""
    return {SCENARIO_FILE: scenario_schema(), OVERLAY_FILE: overlay_schema()}


def text_of(schema: Schema) -> str:
    """The text of a generated file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _described(model: type[BaseModel]) -> Schema:
    """The schema of a model, its fields described by their comments."""
    schema = model.model_json_schema(mode="validation")
    for part in _models_in(model):
        definition = schema if part is model else schema.get("$defs", {}).get(part.__name__, {})
        mapping = _mapping_of(definition)
        for name, comment in _comments(part).items():
            if name in mapping.get("properties", {}):
                mapping["properties"][name].setdefault("description", _sentence(comment))
    return schema


def _mapping_of(definition: Schema) -> Schema:
    """The part with `properties`: a law may also be written as a bare duration."""
    for option in definition.get("anyOf", []):
        if "properties" in option:
            found: Schema = option
            return found
    return definition


def _models_in(model: type[BaseModel]) -> list[type[BaseModel]]:
    """A model and every model it is made of, in the modules that define them."""
    found: dict[str, type[BaseModel]] = {model.__name__: model}
    for other in _subclasses(BaseModel):
        if other.__module__.startswith("simulator.scenario."):
            found.setdefault(other.__name__, other)
    return list(found.values())


def _subclasses(model: type[BaseModel]) -> list[type[BaseModel]]:
    below = model.__subclasses__()
    return [*below, *(deeper for other in below for deeper in _subclasses(other))]


@cache
def _comments(model: type[BaseModel]) -> Mapping[str, str]:
    """Field -> the comment on its line."""
    return dict(_FIELD.findall(inspect.getsource(model)))


def _sentence(comment: str) -> str:
    text = comment[0].upper() + comment[1:]
    return text if text.endswith(".") else f"{text}."


def _optional(schema: Schema) -> Schema:
    """The same mapping with no key required and null allowed everywhere; ids stay required."""
    changed = {key: value for key, value in schema.items() if key not in ("required", "default")}
    if "minProperties" in changed:
        changed["minProperties"] = 0
    for key in ("anyOf", "oneOf"):
        if key in changed:
            options = [_optional(o) if isinstance(o, dict) else o for o in changed[key]]
            changed.pop(key)
            changed["anyOf"] = options  # without required keys, several shapes of a step may fit
    if "properties" in changed:
        changed["properties"] = {k: _or_null(v) for k, v in changed["properties"].items()}
        if "id" in schema.get("required", ()):
            changed["required"] = ["id"]
            changed["properties"]["id"] = schema["properties"]["id"]
    return changed


def _or_null(schema: Schema) -> Schema:
    """A property that may also be null."""
    inner = {k: v for k, v in schema.items() if k not in ("description", "title", "default")}
    kept = {k: v for k, v in schema.items() if k in ("description", "title")}
    options = inner["anyOf"] if set(inner) == {"anyOf"} else [inner]
    return {**kept, "anyOf": options if _NULL in options else [*options, _NULL]}


if __name__ == "__main__":
    for written in write_schemas(data_dir()):
        print(written.name)
