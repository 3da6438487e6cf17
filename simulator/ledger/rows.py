"""The flat record of a dossier: one row each, every microsecond of its cycle time by cause.

A replication writes its rows as raw `ROW` records in order of completion; names stand once in
`Dimensions`. `open_us` and `closed_us` are in the order of `CAUSES`: time by cause while the
holder's office was open and while it was closed. Their sum is `returned_us - submitted_us`, to the
microsecond. An unfinished dossier has `returned_us == -1` and its time accounted up to the run's
end.

`due_us` is the due date by which `on_time` is judged: the receipt's, moved by the pauses that have
ended (`agents.legal_clock` says how), and the later date of a dossier that was past due and got a
new one. `on_time` is 1 when the legal clock, up to the instant that counts, is not past that date
and papers were asked for once at most. What counts is when the result was ready or the dossier
ended; of an unfinished one whose result is not ready, when the pause began in which its clock
stands, else the run's end: then 1 means "not late so far".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.dossier import CHANNEL_NAMES
from agents.spans import Cause

CAUSES = tuple(cause.name.lower() for cause in Cause)
CHANNELS = CHANNEL_NAMES
POLICIES = ("none", "hold", "old_version", "guidance")  # met by a version not yet published

ROW = np.dtype(
    [
        ("replication", "<i4"),
        ("agency", "<i2"),  # index into Dimensions.agencies: who received it
        ("procedure", "<i2"),
        ("unit", "<i4"),  # index into Dimensions.units
        ("day", "<i4"),  # local day number of submission
        ("number", "<i4"),  # of the dossier within (agency, day), from 1
        ("origin", "<u8"),  # the same person's wish in every scenario: pairs dossiers of two arms
        ("channel", "i1"),
        ("status", "i1"),  # the portal's 1..10 at the end
        ("policy", "i1"),
        ("on_time", "i1"),  # see above
        ("cohort", "i1"),  # submitted in the measured window
        ("supplements", "i1"),
        ("enquiries", "i1"),
        ("reserved", "i1"),
        ("reused", "<i2"),  # requests made unnecessary by digitised data
        ("platform", "<i2"),  # requests answered over the platform
        ("letters", "<i2"),  # requests that went by letter
        ("attempts", "<i2"),  # platform attempts, all requests
        ("weight", "<f8"),  # units of its kind that exist / units that take part
        ("submitted_us", "<i8"),
        ("returned_us", "<i8"),
        ("processing_us", "<i8"),
        # from submission until the version it waits for is in force, or the run's last instant;
        # 0 for those who wait for none
        ("held_us", "<i8"),
        ("due_us", "<i8"),  # see above
        ("open_us", "<i8", (len(CAUSES),)),
        ("closed_us", "<i8", (len(CAUSES),)),
    ]
)


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The names behind a row's indexes."""

    agencies: tuple[str, ...]
    procedures: tuple[str, ...]
    groups: tuple[str, ...]  # of each procedure
    levels: tuple[str, ...]  # of each procedure
    units: tuple[str, ...]  # such as H26/commune-007
