"""What fuzzing found, and what reaches most of the code, is read in every run of the tests."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.fuzz import corpus
from tests.fuzz.framing import TOPICS, frame, record_of
from tests.fuzz.run import MISSING, fuzz, main
from tests.fuzz.seeds import SEEDS, seeds
from tests.fuzz.targets import TARGETS
from tests.simulator.relay.malformed import CASES
from tests.simulator.relay.worlds import PREFIX

TIME = "LIENTHONG_FUZZ_S"
"""Seconds that `make test-full` fuzzes, all targets together; an hour unless it says otherwise."""
_SLOW = "scenario"  # 20 a second


@pytest.mark.parametrize("target", sorted(set(TARGETS) - {_SLOW}))
def test_no_input_of_the_corpus_escapes(target: str) -> None:
    """Every seed, and every input that is committed."""
    kind = corpus.KIND_OF[target]
    for data in (*seeds(kind), *(kept.data for kept in corpus.load(kind))):
        TARGETS[target](data)


def test_no_scenario_of_the_corpus_escapes() -> None:
    """Those that once did, and a few of the others."""
    kept = corpus.load(corpus.KIND_OF[_SLOW])
    others = [each for each in kept if not each.why]
    few = random.Random(1).sample(others, min(20, len(others)))
    for data in [each.data for each in (*few, *(one for one in kept if one.why))]:
        TARGETS[_SLOW](data)


def test_the_corpus_is_small() -> None:
    """All of it takes less than 300 KB, and every kind has one."""
    sizes = {kind: (corpus.FOLDER / f"{kind}.jsonl").stat().st_size for kind in SEEDS}
    assert sum(sizes.values()) < 300_000
    assert all(corpus.load(kind) for kind in SEEDS)


def test_a_record_is_framed_as_it_is() -> None:
    """What the fuzzer begins with is what the tests of the relay write."""
    for case in CASES:
        wire = case.wire(PREFIX)
        if wire.topic in TOPICS:
            assert record_of(frame(wire)) == wire, case.name


def test_any_bytes_are_some_record() -> None:
    """So the fuzzer never fails by its own frame."""
    chance = random.Random(7)
    for _ in range(500):
        record_of(chance.randbytes(chance.randrange(60)))


def test_an_escape_is_reported(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the file of its input, its error, and exit status 1; without atheris, one sentence."""
    made = tmp_path / "wire-crash-1"
    made.write_bytes(b"x")
    monkeypatch.setattr(
        "tests.fuzz.run._child",
        lambda *_words: (77, "#4096\tpulse\n=== Uncaught Python exception: ===\nKeyError: 'x'"),
    )
    monkeypatch.setattr("tests.fuzz.run.mkdtemp", lambda **_words: str(tmp_path))
    monkeypatch.setattr("tests.fuzz.run.find_spec", lambda _name: object())
    assert main(["wire"]) == 1
    said = capsys.readouterr().out
    assert f"wire: 4,096 executions, ESCAPED at {made}" in said
    assert "KeyError: 'x'" in said
    monkeypatch.setattr("tests.fuzz.run.find_spec", lambda _name: None)
    assert main(["wire"]) == 3
    assert capsys.readouterr().err == f"{MISSING}\n"


@pytest.mark.full
@pytest.mark.parametrize("target", TARGETS)
def test_nothing_escapes_for_an_hour(target: str, tmp_path: Path) -> None:
    """Fuzzed anew, each target for its share of the time that the environment says."""
    pytest.importorskip("atheris", reason=MISSING)
    seconds = int(os.environ.get(TIME, "3600")) // len(TARGETS)
    found = fuzz(target, max(1, seconds), tmp_path)
    assert found.escape is None, found.said
    assert found.executions > 0
