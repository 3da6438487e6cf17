"""Everything that a simulated run puts on the bus, through the envelope and by the contract."""

from __future__ import annotations

from pathlib import Path

from simulator.model.options import RunOptions
from tests.simulator.small_worlds import document, run
from topics import contract_rules
from topics.contract import CONTRACTS, check_contract
from topics.envelope import from_wire, to_wire
from topics.events import type_name


def test_every_record_of_a_run_travels_and_keeps_the_contract(tmp_path: Path) -> None:
    """Each comes back as it was, under an id of its own, with nothing that the contract forbids."""
    ran = run(document(), tmp_path, options=RunOptions(history=True))
    ids = set()
    for record in ran.records:
        wire = to_wire(record)
        assert from_wire(wire) == record
        check_contract(record)
        ids.add(dict(wire.headers)["ce_id"])
    assert len(ids) == len(ran.records) > 500
    kinds = {type_name(record.event) for record in ran.records}
    expected = (contract_rules.REQUEST, contract_rules.REPLY, contract_rules.STATUS_PROGRESS)
    assert kinds >= {type_name(contract.example) for contract in expected}
    assert kinds <= set(CONTRACTS)
