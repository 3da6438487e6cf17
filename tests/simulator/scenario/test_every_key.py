"""Every key of every kind of file is fed nonsense: a located error each time, never a traceback.

A file of each kind has every key (a test says so). Each value in turn is replaced in the text, so
that what a comma does in braces is seen, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

import pytest
from pydantic import BaseModel

from simulator.cli import main
from simulator.loadtest import plan as plans
from simulator.loadtest.plan import Plan
from simulator.scenario.calendar_shapes import CalendarFile, HolidayFile
from simulator.scenario.catalogue import AgencyCatalogue, ProcedureCatalogue
from simulator.scenario.findings import Finding, errors_of
from simulator.scenario.model_nodes import below, field_of, item_of, shape_of, without_nulls
from simulator.scenario.nodes import Node
from simulator.scenario.schema import Scenario
from simulator.scenario.shapes import shaped
from simulator.scenario.yaml_positions import parse_yaml

FULL = Path(__file__).parent / "data" / "full"
MODELS: dict[str, type[BaseModel]] = {
    "scenario": Scenario,
    "agencies": AgencyCatalogue,
    "procedures": ProcedureCatalogue,
    "calendar": CalendarFile,
    "holidays": HolidayFile,
    "plan": Plan,
}
NONSENSE = {
    "comma": "12,5",
    "thousands": "330.000",
    "nothing": "",
    "list": "[[]]",
    "huge": "1e300",
    "endless": "1e999",
    "not a number": ".nan",
    "long": "100000000d",
    "negative": "-7",
    "late": "9999-12-01",
}
WORDS = {
    "scenario": {"en", "vi", "question", "catalogue", "calendar", "name_vi", "name_en"},
    "agencies": {"as_of", "note", "name_vi", "name_en", "source"},
    "procedures": {
        "as_of", "note", "name_vi", "name_en", "source", "weight_source", "basis", "purpose", "to",
        "fields",
    },
    "calendar": {"name", "about", "source", "holidays", "shift"},
    "holidays": {"source", "name"},
    "plan": {"title", "scenario", "command", "environment"},
}  # fmt: skip
"""Keys of text by kind of file. They may have any text: these are the values that are legitimate,
with `nothing` where a key may be left away, and numbers as below."""
NO_THOUSANDS = {
    "per_100k", "fixed", "at_least", "per_1000_per_month", "catalogue_per_1000_per_month",
    "amended_per_year", "documents_per_year",
}  # fmt: skip
"""Numbers that 330000 is too large for: there 330.000 can only be 330."""
LAWS = {"LawSpec", "ExponentialSpec", "LogNormalSpec", "GammaSpec", "UniformSpec", "EmpiricalSpec"}
"""Every law is in the full scenario; the catalogue has some of them."""
OTHER_COUNTS = {
    ("Arrivals", "per_1000_per_month"), ("Arrivals", "catalogue_per_1000_per_month"),
    ("PerMonth", "total"),
}  # fmt: skip
"""Keys that exclude those of the full scenario; a test feeds them by themselves."""
OTHER_LOADS = {"Constant", "Ramp", "Steps", "Soak", "Replay", "Load"}  # one load has one profile


class Leaf(NamedTuple):
    """A value that is neither a mapping nor a list; `key` is the nearest one above it."""

    node: Node
    key: str
    may_be_left_away: bool


def read(kind: str) -> tuple[str, Node]:
    """The text and the tree of a full file."""
    text = (FULL / f"{kind}.yaml").read_text("utf-8")
    root, _ = parse_yaml(text, kind)
    assert root is not None
    return text, root


def findings_of(kind: str, text: str) -> list[Finding]:
    """What the one reader and the shape say of a text."""
    root, findings = parse_yaml(text, kind)
    if root is None:
        return findings
    whole = without_nulls(root, MODELS[kind]) if kind == "scenario" else root
    return findings + shaped(MODELS[kind], whole)[1]


def leaves(declared: Any, node: Node, key: str = "", *, optional: bool = False) -> Iterator[Leaf]:
    """Every leaf below a node."""
    if node.is_list:
        of_numbers = all(not (item.is_list or item.is_mapping) for item in node.items)
        for item in node.items[:1] if of_numbers else node.items:  # one hour is like another
            yield from leaves(item_of(declared), item, key)
    elif not node.is_mapping:
        yield Leaf(node, key, optional)
    else:
        shape = shape_of(declared, node)
        is_model = isinstance(shape, type) and issubclass(shape, BaseModel)
        for name, value in node.mapping.items():
            field = field_of(shape, name) if is_model else None
            above = key if not is_model else name
            free = field is None or not field.is_required()
            yield from leaves(below(shape, name), value, above, optional=free)


def models_in(declared: Any, node: Node) -> Iterator[tuple[type[BaseModel], str]]:
    """(model, key) of every key that a file has."""
    for item in node.items:
        yield from models_in(item_of(declared), item)
    shape = shape_of(declared, node) if node.is_mapping else None
    for name, value in node.mapping.items():
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            yield shape, name
        yield from models_in(below(shape, name), value)


def models_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """Every model that an annotation is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models_of(field.annotation)
    for part in get_args(annotation):
        yield from models_of(part)


def replaced(text: str, node: Node, value: str) -> str:
    """The text with another value in the place of a scalar, which has no comma in it."""
    lines = text.split("\n")
    line = lines[node.at.line - 1]
    before, rest = line[: node.at.column - 1], line[node.at.column - 1 :]
    old = rest[: rest.index('"', 1) + 1] if rest[0] == '"' else rest.split(",")[0].rstrip("]}")
    lines[node.at.line - 1] = f"{before}{value}{rest[len(old) :]}"
    return "\n".join(lines)


def is_legitimate(kind: str, leaf: Leaf, what: str, text: str) -> bool:
    """Whether a value that looks like nonsense is right where it is."""
    if what == "nothing":
        return leaf.may_be_left_away or f"{leaf.key}: [" in text  # an empty list
    if what == "thousands":
        return leaf.key in NO_THOUSANDS
    in_braces = "{" in text.split("\n")[leaf.node.at.line - 1][: leaf.node.at.column]
    in_brackets = "[" in text.split("\n")[leaf.node.at.line - 1][: leaf.node.at.column]
    is_text = what in ("long", "late") or (what == "comma" and not in_braces)
    return leaf.key in WORDS[kind] and (is_text or (what == "comma" and in_brackets))


@pytest.mark.parametrize("kind", MODELS)
def test_a_full_file_has_every_key_and_is_right(kind: str) -> None:
    """Otherwise a key would not be fed anything."""
    text, root = read(kind)
    assert errors_of(findings_of(kind, text)) == []
    known = {
        (model, field.alias or name)
        for model in models_of(MODELS[kind])
        for name, field in model.model_fields.items()
        if model.__name__ not in (OTHER_LOADS if kind == "scenario" else OTHER_LOADS | LAWS)
    }
    missing = known - set(models_in(MODELS[kind], root))
    excluded = {("Traffic", "from")} | OTHER_COUNTS
    assert {(model.__name__, key) for model, key in missing} <= excluded
    assert set(vars(plans)) >= OTHER_LOADS


@pytest.mark.parametrize("kind", MODELS)
def test_nonsense_in_any_place_is_a_located_error(kind: str) -> None:
    """At the line where it stands; what is no nonsense there is listed above."""
    text, root = read(kind)
    passed = []
    for leaf in leaves(MODELS[kind], root):
        for what, value in NONSENSE.items():
            errors = errors_of(findings_of(kind, replaced(text, leaf.node, value)))
            if any(error.line > 0 for error in errors):
                continue
            if not is_legitimate(kind, leaf, what, text):
                passed.append(f"{leaf.key}:{leaf.node.at.line}:{leaf.node.at.column} {what}")
    assert passed == []


@pytest.mark.parametrize(
    "line", ["per_1000_per_month: {}", "catalogue_per_1000_per_month: {}", "per_month: {}",
             "per_month: {{total: {}}}"],
)  # fmt: skip
def test_nonsense_for_any_number_of_dossiers_is_a_located_error(line: str) -> None:
    """For the keys that exclude those of the full scenario."""
    text, _ = read("scenario")
    counts = next(each for each in text.split("\n") if "per_month:" in each)
    whole = text.replace(counts, f"  {line.format(10)}")
    assert errors_of(findings_of("scenario", whole)) == []
    for what, value in NONSENSE.items():
        errors = errors_of(findings_of("scenario", text.replace(counts, f"  {line.format(value)}")))
        may_be = what == "thousands" and line.split(":")[0] in NO_THOUSANDS
        assert may_be or any(error.line > 0 for error in errors), what


@pytest.mark.parametrize(
    "change",
    [
        "start=9999-12-01", "duration=100000000d", "attention.default=1e300", "seed=1e999",
        "publication.lateness=1e300", "offices[commune].desks[0].pace=1e-300",
        "applicants.pay={gamma: {mean: 1d, cv: 1e200}}", "paper.scan=300000h",
        "offices[commune].desks[0].staff={per_100k: 1e300}", "sharing.reuse=.nan",
    ],
)  # fmt: skip
def test_validate_ends_with_status_2(
    change: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And says file, line and place."""
    key, _, value = change.partition("=")
    path = tmp_path / "mine.yaml"
    lines = key.replace("[commune]", "").replace("[0]", "").split(".")
    if lines[0] == "offices":
        body = f"offices: [{{id: commune, desks: [{{id: one_stop, {lines[-1]}: {value}}}]}}]"
    else:
        body = (
            "".join(f"{'  ' * n}{part}:\n" for n, part in enumerate(lines)).rstrip() + f" {value}"
        )
    path.write_text(f"extends: tiny\nname: mine\n{body}\n")
    assert main(["validate", str(path)]) == 2
    said = capsys.readouterr().out
    assert f"{path}:{2 + body.count(chr(10)) + 1}:" in said or f"{path}:3:" in said
    assert "fits" not in said
