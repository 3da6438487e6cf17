"""Workflow commands of GitHub Actions: a line each, which GitHub shows beside the code."""

from __future__ import annotations

from simulator.foreign_text import foreign_lines, foreign_text


def annotation(kind: str, text: str, **properties: object) -> str:
    """`::error file=a.yaml,line=3::text`; `kind` is error, warning or notice.

    What others wrote stands in it and can neither end it nor begin another.
    """
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {told}::{_data(foreign_lines(text))}"


def _property(value: object) -> str:
    return _data(foreign_text(value)).replace(":", "%3A").replace(",", "%2C")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
