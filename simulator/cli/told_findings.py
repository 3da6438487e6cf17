"""Findings in the language of the command."""

from __future__ import annotations

from dataclasses import replace

from simulator.cli.spoken import said
from simulator.scenario.findings import Finding


def line_of(finding: Finding) -> str:
    """A finding as a line."""
    return in_language(finding).as_line(said("warning"))


def in_language(finding: Finding) -> Finding:
    """The same finding: its place, what was found and what would be right are told."""
    place, found, expected = map(said, (finding.place, finding.found, finding.expected))
    return replace(finding, place=place, found=found, expected=expected)
