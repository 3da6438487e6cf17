"""Which keys a mapping of the YAML may have: found by walking the models along an error's path."""

from __future__ import annotations

from collections.abc import Sequence
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag


def keys_at(model: type[BaseModel], path: Sequence[str | int]) -> list[str]:
    """The keys known at `path`, which may hold the tags of unions; none where it leads nowhere."""
    found: Any = model
    for part in path:
        found = _below(found, part)
    found = _models(found)
    return list(found.model_fields) if found is not None else []


def _below(annotation: Any, part: str | int) -> Any:
    """The annotation of one part of a path."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _below(arguments[0], part)
    if origin in (Union, UnionType):
        return _member(arguments, part)
    if origin in (list, dict):
        return arguments[-1]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        known = annotation.model_fields.get(str(part))
        return known.annotation if known is not None else annotation
    return None


def _member(members: tuple[Any, ...], part: str | int) -> Any:
    """The tagged member of a union, or what is below its only member that is not None."""
    for member in members:
        if any(isinstance(m, Tag) and m.tag == part for m in getattr(member, "__metadata__", ())):
            return member
    kinds = [member for member in members if member is not type(None)]
    return _below(kinds[0], part) if len(kinds) == 1 else None


def _models(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation is, beneath Annotated and `| None`."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _models(arguments[0])
    if origin in (Union, UnionType):
        kinds = [member for member in arguments if member is not type(None)]
        return _models(kinds[0]) if len(kinds) == 1 else None
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None
