"""`lienthong explain`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from simulator.cli.choice import one_run, words_for
from simulator.cli.terminal import print_json, progress_bar
from simulator.ledger.runfolder import MANIFEST, disk_errors
from simulator.ledger.runreading import scenario_of
from simulator.report.printing import output
from simulator.report.timeline import print_timeline
from simulator.run.story import find, tell


def explain_dossier(
    run: Path, dossier: str, replication: int | None, printed: str, language: str
) -> None:
    """Run the dossier's replication again and print its story."""
    place = find(one_run(run), dossier)
    words = words_for(language, scenario_of(place.folder / MANIFEST, place.manifest))
    with (
        tempfile.TemporaryDirectory(prefix="lienthong-") as folder,
        disk_errors(Path(folder)),
        progress_bar(dossier, words) as progress,
    ):
        story = tell(place, replication, Path(folder), progress)
    if printed == "json":
        print_json(story)
    else:
        print_timeline(output(), story, words)
