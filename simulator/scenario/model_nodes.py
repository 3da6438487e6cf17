"""A document beside the models that it is checked by: nulls taken away, numbers that look doubtful.

Both walk the tree and the annotations of the models together, so that a key is known or unknown
before anything is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from simulator.scenario.findings import Finding, at
from simulator.scenario.nodes import Node, Path_, locate
from simulator.scenario.numbers_meant import looks_like_thousands, readings, told

Annotation: TypeAlias = Any
"""What a field of a model is declared as."""
_OPEN: object = Any


def without_nulls(node: Node, model: Annotation = None) -> Node:
    """Null entries mean 'not there', in an overlay and in a first file alike.

    A null under a key that the model does not know stays: it is a slip, and the check of unknown
    keys says so. What the model leaves open (`Any`) stays as it is. Without a model every null of
    a mapping goes.
    """
    return _dropped(node, model) if _has_null(node) else node


def _has_null(node: Node) -> bool:
    if node.is_list:
        return any(map(_has_null, node.items))
    return node.value is None or any(map(_has_null, node.mapping.values()))


def _dropped(node: Node, model: Annotation) -> Node:
    if node.is_list:
        item = item_of(model)
        return Node([_dropped(each, item) for each in node.items], node.at)
    shape = shape_of(model, node)
    if not node.is_mapping or (shape is _OPEN):
        return node
    kept = {
        key: _dropped(value, below(shape, key))
        for key, value in node.mapping.items()
        if value.value is not None or not _knows(shape, key)
    }
    return Node(kept, node.at, {key: node.keys[key] for key in kept})


def doubtful_numbers(model: Annotation, root: Node) -> list[Finding]:
    """Numbers such as `330.000`, where 330000 would be allowed as well: nobody can tell which.

    Where the larger number is out of bounds (a share, a pace) there is no doubt.
    """
    findings: list[Finding] = []
    if not any(_is_doubtful(node) for _, node in root.walk()):
        return findings
    for path, node, annotation in scalars(model, root):
        numbers = readings(node.written or node.text or "") if _is_doubtful(node) else []
        if len(numbers) == 2 and _allows(annotation, numbers[0]):
            spot = locate(root, path)
            found = f"found {node.written or node.text}"
            findings.append(at(spot.at, spot.place, found, told(numbers), "thousands"))
    return findings


def _is_doubtful(node: Node) -> bool:
    """Whether a scalar is written like `330.000` or `1.500h`."""
    return bool(node.written) or (
        node.text is not None and looks_like_thousands(node.text.rstrip("smhdwkMGBi"))
    )


def scalars(
    model: Annotation, node: Node, path: Path_ = ()
) -> Iterator[tuple[Path_, Node, Annotation]]:
    """Every scalar below a node: its path, itself, and what it is declared as."""
    if node.is_list:
        item = item_of(model)
        for index, each in enumerate(node.items):
            yield from scalars(item, each, (*path, index))
    elif node.is_mapping:
        shape = shape_of(model, node)
        for key, value in node.mapping.items():
            yield from scalars(below(shape, key), value, (*path, key))
    else:
        yield path, node, model


def declared(field: FieldInfo) -> Annotation:
    """The whole annotation of a field, with its bounds."""
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def field_of(model: type[BaseModel], key: str) -> FieldInfo | None:
    """The field that a key of the YAML stands for, by its alias where it has one."""
    for name, field in model.model_fields.items():
        if key == (field.alias or name):
            return field
    return None


def shape_of(annotation: Annotation, node: Node) -> Annotation:
    """The model or `dict` that a mapping is checked by; None where it leads nowhere."""
    origin, arguments = _origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(arguments[0], node)
    if origin in (Union, UnionType):
        shapes = [shape_of(member, node) for member in arguments if member is not NoneType]
        fitting = [shape for shape in shapes if shape is not None]
        return max(fitting, key=lambda shape: _shared(shape, node), default=None)
    if origin is dict:  # of anything: a change that is laid over something else later
        return _OPEN if arguments[1] is _OPEN else annotation
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model or annotation is _OPEN else None


def _shared(shape: Annotation, node: Node) -> int:
    """How many keys of a mapping a shape knows."""
    return sum(_knows(shape, key) for key in node.mapping)


def item_of(annotation: Annotation) -> Annotation:
    """What the items of a list are declared as."""
    origin, arguments = _origin(annotation), get_args(annotation)
    if annotation is _OPEN:
        return Any
    if origin is Annotated:
        return item_of(arguments[0])
    if origin in (Union, UnionType):
        found = (item_of(member) for member in arguments)
        return next((item for item in found if item is not None), None)
    return arguments[0] if origin is list else None


def _knows(shape: Annotation, key: str) -> bool:
    if shape is None:
        return True
    if _origin(shape) is dict:
        return _allows(get_args(shape)[0], key)
    return shape is not _OPEN and field_of(shape, key) is not None


def below(shape: Annotation, key: str) -> Annotation:
    """What the value of a key is declared as."""
    if shape is None or shape is _OPEN:
        return shape
    if _origin(shape) is dict:
        return get_args(shape)[1]
    field = field_of(shape, key)
    return declared(field) if field is not None else Any


def _allows(annotation: Annotation, text: str) -> bool:
    """Whether a value is right by itself, as text or as the number that the text says."""
    if annotation is None or annotation is _OPEN:
        return False
    adapter: TypeAdapter[Any] = TypeAdapter(annotation)
    for value in (text, *_number(text)):
        try:
            adapter.validate_python(value, strict=True)
        except ValidationError:
            continue
        return True
    return False


def _number(text: str) -> Iterator[int | float]:
    try:
        yield float(text)
        yield int(text)
    except ValueError:
        return


def _origin(annotation: Annotation) -> object:
    """What an annotation is made of: `list`, `dict`, `Annotated`, a union; None for a plain one."""
    return get_origin(annotation)
