"""JSON Schemas: valid, committed as generated, and of one mind with the code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.topics.envelope_samples import RECORDS, events, record
from topics.contract import CONTRACTS, check_contract
from topics.errors import Malformed
from topics.events import EVENT_TYPES, Event, decode_event, encode_event, type_name
from topics.schemas import schema_files, schema_of

FOLDER = Path(__file__).parents[2] / "config" / "contracts" / "schemas"
SAMPLES = {type_name(r.event): r for r in RECORDS}
VALIDATORS = {name: Draft202012Validator(schema_of(name)) for name in SAMPLES}


def test_the_committed_files_are_those_generated() -> None:
    """No more, no fewer, and none edited: `lienthong topics asyncapi --out config/contracts`."""
    committed = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert committed == schema_files()


@pytest.mark.parametrize("name", SAMPLES)
def test_each_is_a_schema_of_2020_12_with_its_urn(name: str) -> None:
    """It says its dialect and its identity, and every field is described."""
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:lienthong:schema:{name}"
    assert schema["title"] == name
    assert schema["description"]
    assert all(found["description"] for found in schema["properties"].values())
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("name", SAMPLES)
def test_the_example_in_it_is_valid(name: str) -> None:
    """And it is the contract's own example, as the bus would carry it."""
    (example,) = schema_of(name)["examples"]
    VALIDATORS[name].validate(example)
    assert decode_event(name, json.dumps(example).encode()) == CONTRACTS[name].example


def kept(name: str, data: bytes) -> bool:
    """Whether the code takes it: decoding, then the contract."""
    try:
        event = decode_event(name, data)
        check_contract(record(event, SAMPLES[name].topic))
    except Malformed:
        return False
    return True


def agrees(name: str, found: Any) -> bool:
    """Whether schema and code say the same, but for what a schema cannot say."""
    valid = VALIDATORS[name].is_valid(found)
    taken = kept(name, json.dumps(found).encode())
    return valid == taken or (valid and _unspeakable(name, found))


def _unspeakable(name: str, found: Any) -> bool:
    """That values are as many as fields; that 4.0 is no whole number to us."""
    floats = any(isinstance(value, float) for value in found.values())
    return floats or ("values" in found and len(found["values"]) not in (0, len(found["fields"])))


anything = (
    st.none()
    | st.booleans()
    | st.integers(-3, 12)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=3)
    | st.sampled_from(["answered", "refused", "online", "provider.business.refused", "H26", ""])
    | st.lists(st.sampled_from(["a", "b", ""]), max_size=3)
)


@given(st.sampled_from(sorted(SAMPLES)), st.data())
@settings(max_examples=300, deadline=None)
def test_schema_and_code_agree_on_changed_examples(name: str, data: st.DataObject) -> None:
    """With fields changed, taken away or added, both refuse or neither does."""
    found = json.loads(encode_event(SAMPLES[name].event))
    fields = st.sampled_from([*found, "colour"])
    for field in data.draw(st.lists(fields, max_size=3)):
        if data.draw(st.booleans()):
            found[field] = data.draw(anything)
        else:
            found.pop(field, None)
    assert agrees(name, found)


@given(st.sampled_from(sorted(SAMPLES)).flatmap(lambda name: events(EVENT_TYPES[name])))
@settings(max_examples=200, deadline=None)
def test_schema_and_code_agree_on_any_event(event: Event) -> None:
    """Whatever an event holds, encoded it is valid if and only if it keeps the contract."""
    assert agrees(type_name(event), json.loads(encode_event(event)))
