"""What the model leaves behind: segments, marks, ids, the history, and runs that once broke."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from agents.spans import Spans
from simulator.ledger.rows import CAUSES
from simulator.model.options import RunOptions
from simulator.relay.audit import verify
from simulator.run.engine import run_replication
from simulator.scenario.loader import load_scenario
from tests.simulator.small_worlds import (
    CARD,
    Ran,
    changed,
    desk,
    document,
    request,
    run,
    supplement,
)
from topics.audit import Audited
from topics.envelope import request_hash
from topics.events import DataReply, DataRequest, StatusCreate, type_name
from topics.record import Record

SCENARIOS = Path(__file__).parents[2] / "config" / "scenarios"


def codes(ran: Ran) -> list[str]:
    """The code of each row."""
    agencies = ran.result.dimensions.agencies
    days = ran.rows["day"].astype("datetime64[D]").tolist()
    return [
        f"000.00.00.{agencies[row['agency']]}-{day:%y%m%d}-{row['number']:04d}"
        for row, day in zip(ran.rows, days, strict=True)
    ]


@pytest.mark.parametrize("elide", [True, False])
def test_segments_partition_the_cycle_time(elide: bool, tmp_path: Path) -> None:
    """Kept segments follow each other without gap or overlap, and add up to the row by cause."""
    world = changed({"drain": "1d", "publication.documents_per_year": 12.0})
    plain = run(world, tmp_path / "plain")
    options = RunOptions(trace=frozenset(codes(plain)), elide=elide)
    kept = run(world, tmp_path / "kept", options=options)
    for code, row in zip(codes(kept), kept.rows, strict=True):
        segments = sorted(kept.result.traces[code], key=lambda segment: segment.start_us)
        end = row["returned_us"] if row["returned_us"] >= 0 else kept.result.end_us
        edges = [row["submitted_us"], *(s.end_us for s in segments)]
        assert [s.start_us for s in segments] == edges[:-1]
        assert edges[-1] == end
        spent = dict.fromkeys(CAUSES, 0)
        for segment in segments:
            spent[segment.cause] += segment.end_us - segment.start_us
        np.testing.assert_array_equal(list(spent.values()), row["open_us"] + row["closed_us"])


def test_work_of_nobody_leaves_no_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter that waits at an answering desk when the run ends is no dossier's own time."""
    marks: list[int] = []
    span = Spans.span

    def noted(self: Spans, mark: int, holder: int, start_us: int, end_us: int) -> None:
        marks.append(mark)
        span(self, mark, holder, start_us, end_us)

    monkeypatch.setattr(Spans, "span", noted)
    letters = {"sharing.platform.share": 0.0, "sharing.reuse": 0.0, "answering.central.pace": 0.05}
    world = changed({**letters, "drain": "0s"})
    run(world, tmp_path, options=RunOptions(elide=False))
    assert marks
    assert min(marks) >= 0


def test_requests_of_a_chain_have_ids_of_their_own(tmp_path: Path) -> None:
    """Two steps that ask for a request of one name, one of them in a chain, are two requests."""
    world = changed({"sharing.reuse": 0.0, "sharing.platform.refusal": 0.0})
    bundle = next(p for p in world["procedures"] if p["id"] == "bundle")
    bundle["route"][2] = request("insured", "G15-HOTICH")  # the card's request has this name, too
    assert CARD["route"][1]["request"] == "insured"
    found = run(world, tmp_path, options=RunOptions(history=True))
    asked: dict[str, set[str]] = defaultdict(set)
    for record in found.records:
        if isinstance(record.event, DataRequest):
            asked[record.event.dossier].add(record.event.request)
    index = found.result.dimensions.procedures.index("bundle")
    pairs = [(c, r) for c, r in zip(codes(found), found.rows, strict=True) if r["status"] == 10]
    mine = [(c, r) for c, r in pairs if r["procedure"] == index and r["policy"] == 0]
    assert len(mine) > 10
    assert all(len(asked[c]) == r["platform"] + r["letters"] for c, r in mine)


def test_a_request_says_until_when_it_is_waited_for(tmp_path: Path) -> None:
    """The deadline in a request lies after its sending."""
    found = run(document(), tmp_path, options=RunOptions(history=True))
    waits = [
        record.event.deadline_us - record.sim_time_us
        for record in found.records
        if isinstance(record.event, DataRequest)
    ]
    assert min(waits) > 0


def test_the_history_can_be_read(tmp_path: Path) -> None:
    """Its records are numbered without a gap, in order of time."""
    found = run(document(), tmp_path, options=RunOptions(history=True))
    assert [r.seq for r in found.records] == list(range(len(found.records)))
    times = [r.sim_time_us for r in found.records]
    assert times == sorted(times)
    counted = found.result.indicators["messages"]["StatusCreate"]
    assert sum(isinstance(r.event, StatusCreate) for r in found.records) == counted


def test_the_shipped_outage_of_the_portal_runs(tmp_path: Path) -> None:
    """Days without the portal disturb no dossier that waits for data, not for news."""
    outage, tiny = SCENARIOS / "sync-outage.yaml", SCENARIOS / "tiny.yaml"
    resolved = load_scenario(outage, onto=tiny)
    result = run_replication(resolved, 2, tmp_path)
    assert result.indicators["sync"]["synced"] > 1000


def test_nobody_asks_for_news_who_waits_for_data(tmp_path: Path) -> None:
    """Only online applicants who must learn a status make enquiries."""
    found = run(changed({"sync.loss": 0.7, "applicants.patience": "1h"}), tmp_path)
    online = found.rows["channel"] == 1
    assert found.rows["enquiries"][online].max() == 2
    assert found.rows["enquiries"][~online].max() == 0


@pytest.mark.parametrize("place", [1, 2])
def test_papers_may_be_asked_for_at_a_later_receipt(place: int, tmp_path: Path) -> None:
    """A supplement at receipt after a request, or in a chained procedure, stops a dossier there."""
    world = changed({"drain": "3d"})
    card = next(p for p in world["procedures"] if p["id"] == "card")
    card["route"].insert(place, supplement(0.5, "receipt", desk("one_stop", 5)))
    found = run(world, tmp_path)
    assert set(found.rows["status"].tolist()) <= {1, 3, 4, 5, 6, 7, 9, 10}


def test_messages_do_not_depend_on_elision(tmp_path: Path) -> None:
    """The same messages at the same instants, whether pushes are foreseen or lived through."""
    world = changed({"seed": 3, "drain": "20d"})
    elided, queued = (
        run(world, tmp_path / str(elide), options=RunOptions(elide=elide, history=True)).records
        for elide in (True, False)
    )
    assert sorted(map(said, elided)) == sorted(map(said, queued))


def said(record: Record) -> tuple[int, str, str]:
    """A message without its place among those of the same instant."""
    return record.sim_time_us, record.topic, repr(record.event)


def test_indicators_do_not_depend_on_elision(tmp_path: Path) -> None:
    """What is told of desks, requests and the portal is the same with and without elision."""
    world = changed({"drain": "0s", "offices.0.desks.1.pace": 0.2})
    elided, queued = (
        run(world, tmp_path / str(elide), options=RunOptions(elide=elide)).result.indicators
        for elide in (True, False)
    )
    assert elided == queued


def test_the_audit_in_the_history_covers_the_exchange(tmp_path: Path) -> None:
    """One unbroken chain with an entry for every data request and reply, and for nothing else."""
    found = run(document(), tmp_path, options=RunOptions(history=True))
    noted = [r.event for r in found.records if isinstance(r.event, Audited)]
    passed = [r.event for r in found.records if isinstance(r.event, DataRequest | DataReply)]
    assert verify(noted) is None
    assert [(n.what, n.request, n.attempt) for n in noted] == [
        (type_name(event), event.request, event.attempt) for event in passed
    ]
    assert {n.error for n in noted} <= {None, "provider.business.refused"}


def test_a_reply_proves_what_it_answers(tmp_path: Path) -> None:
    """It bears the hash of its request, and one value for each field asked."""
    found = run(document(), tmp_path, options=RunOptions(history=True))
    events = [record.event for record in found.records]
    asked = {event.request: event for event in events if isinstance(event, DataRequest)}
    replies = [event for event in events if isinstance(event, DataReply)]
    assert len(replies) > 10
    for reply in replies:
        assert reply.request_hash == request_hash(asked[reply.request])
        assert reply.fields in ((), asked[reply.request].fields)
        assert len(reply.values) == len(reply.fields)
