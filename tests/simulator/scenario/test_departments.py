"""Every procedure of a province has one department, and mistakes about that are located."""

from __future__ import annotations

import pytest

from simulator.resources import shipped
from simulator.scenario.loader import examine

JUSTICE = "{id: justice, name_vi: Sở Tư pháp, groups: [justice]}"
TWICE = "{id: other, name_vi: Sở khác, groups: [justice]}"
UNKNOWN_DESK = f"{JUSTICE[:-1]}, staff: {{specialists: {{fixed: 5}}}}}}"
MISSPELT = "{id: justice, name_vi: Sở Tư pháp, groups: [justise]}"


@pytest.mark.parametrize(
    "departments, code, found",
    [
        (f"[{JUSTICE}, {TWICE}]", "two-departments", "justice belongs to justice, too"),
        (f"[{MISSPELT}]", "no-department",
         "no department of a province works the group 'justice' of judicial_record"),
        (f"[{UNKNOWN_DESK}]",
         "unknown-desk", "level province has no desk 'specialists'"),
    ],
)  # fmt: skip
def test_departments_fit_procedures_and_desks(departments: str, code: str, found: str) -> None:
    """One department works a group, somebody works each group, and its desks are the level's."""
    sets = ["offices[province].departments=null", f"offices[province].departments={departments}"]
    errors = [f for f in examine(shipped("scenarios")["tiny"], sets).findings if f.code == code]
    assert [error.found for error in errors] == [found]
    assert errors[0].severity == "error"
