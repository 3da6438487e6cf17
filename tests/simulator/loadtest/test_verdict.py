"""What the verdict is, and why; what a fault explains is not held against the connector."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simulator.loadtest.findings import CHECKERS, Finding, checker, checkers
from simulator.loadtest.verdict import judge
from tests.simulator.loadtest.histories import (
    IN,
    MS,
    THEIR_OUT,
    S,
    Story,
    answered,
    asked,
    failed,
    of,
    terms,
)
from topics.errors import InputError

AT = 6 * S


def test_a_sound_history_passes_every_checker(tmp_path: Path) -> None:
    """All 25 of them ran, in the order of their names, and the exit status is 0."""
    verdict = Story().begin().finish(tmp_path / "h.jsonl")
    assert (verdict.word, verdict.exit_status, verdict.reasons) == ("pass", 0, ())
    assert [one.name for one in verdict.checked] == sorted(CHECKERS)
    assert sum(one.count for one in verdict.checked) == 0
    assert verdict.counts["requests"] == verdict.counts["replies"] == 40


def test_what_the_contract_allows_is_told_but_tolerated(tmp_path: Path) -> None:
    """The same history fails without the allowance."""
    for allowed, word in ((["duplicate"], "pass"), ([], "fail")):
        story = Story(terms(allow=frozenset(allowed))).begin()
        story.exchange(AT, asked(100))
        story.reply(AT + 40 * MS, answered(asked(100)))
        verdict = story.finish(tmp_path / "h.jsonl")
        assert (verdict.word, of(verdict, "duplicate").count) == (word, 1)


@pytest.mark.parametrize("outcome", ["lost", "corrupted"])
def test_a_request_that_a_rule_lost_or_spoilt_is_not_the_connectors_loss(
    outcome: str, tmp_path: Path
) -> None:
    """Nothing was delivered that could be replied to."""
    story = Story().begin()
    story.ask(AT, asked(100), outcome)
    if outcome == "corrupted":
        story.see(AT + 10 * MS, IN, asked(100).request, None, error="invalid_json", data="/w==")
    verdict = story.finish(tmp_path / "h.jsonl")
    assert verdict.word == "pass"
    assert (verdict.measured.left_out, verdict.measured.latency["count"]) == (1, 40)


def test_a_duplicate_that_was_delivered_twice_may_be_answered_twice(tmp_path: Path) -> None:
    """Once for each delivery."""
    story = Story().begin()
    story.exchange(AT, asked(100))
    story.deliver(AT + 11 * MS, asked(100))
    story.reply(AT + 41 * MS, answered(asked(100)))
    assert story.finish(tmp_path / "h.jsonl").word == "pass"


def test_what_was_delayed_by_a_rule_is_late_only_from_its_delivery(tmp_path: Path) -> None:
    """The delay is not the connector's, nor is it measured."""
    story = Story().begin()
    story.ask(AT, asked(100), "delayed")
    story.deliver(AT + 8 * S, asked(100))
    story.reply(AT + 8 * S + 30 * MS, answered(asked(100)))
    verdict = story.finish(tmp_path / "h.jsonl")
    assert (verdict.word, verdict.measured.left_out) == ("pass", 1)


@pytest.mark.parametrize("name, word", [("broker-pause", "pass"), ("delay", "fail")])
def test_a_fault_of_a_process_excuses_lateness_and_repetition_while_it_lasts(
    name: str, word: str, tmp_path: Path
) -> None:
    """A fault of messages does not: what it struck is on record."""
    story = Story(terms(objectives={"recovery": 5e6})).begin()
    story.fault(name, AT, AT + S)
    story.exchange(AT, asked(100), 2_100 * MS)
    story.reply(AT + 3 * S, answered(asked(100)))
    verdict = story.finish(tmp_path / "h.jsonl")
    missed = ["objective recovery: nothing was measured; expected at most 5,000.0 ms"]
    assert verdict.word == word
    assert failed(verdict) == ([] if word == "pass" else ["duplicate", "late"])
    assert [one.sentence for one in verdict.objectives if not one.met] == missed * (word == "fail")


def test_a_second_member_that_a_rebalance_sends_away_has_not_crashed(tmp_path: Path) -> None:
    """One that ends then with another status has, and so has one that ends later."""
    for at_us, status, names in ((AT, 0, []), (AT, 1, ["crashed"]), (20 * S, 0, ["crashed"])):
        story = Story().begin()
        story.fault("rebalance", AT - S, AT + MS)
        story.process(at_us, "ended", pid=8, status=status)
        assert failed(story.finish(tmp_path / "h.jsonl")) == names


def test_a_process_that_was_killed_by_a_fault_has_not_crashed(tmp_path: Path) -> None:
    """What it had committed and not done is its fault all the same."""
    story = Story().begin()
    seen = story.ask(AT, asked(100))
    story.commit(AT + 100 * MS, seen.offset + 1, seen.partition)
    story.process(AT + 200 * MS, "killed", status=-9)
    story.process(AT + 201 * MS, "ended", status=-9)
    for number in range(200, 212):
        story.exchange(AT + 2 * S + number, asked(number))
    assert failed(story.finish(tmp_path / "h.jsonl")) == ["committed-before-effect", "lost"]


def test_what_was_asked_at_the_very_end_is_not_lost(tmp_path: Path) -> None:
    """The connector had not had its time."""
    story = Story().begin()
    story.ask(29 * S, asked(100))
    assert story.finish(tmp_path / "h.jsonl", 30 * S).word == "pass"


# -- invalid and error -------------------------------------------------------------------------


def test_a_generator_that_stalls_makes_the_test_invalid(tmp_path: Path) -> None:
    """Exit status 4, whatever the connector did; never a pass."""
    story = Story().begin()
    story.ask(AT, asked(100))  # lost
    story.send(AT, THEIR_OUT, asked(101), at_us=AT + 1_500 * MS, confirmed_us=AT + 1_510 * MS)
    story.see(AT + 1_520 * MS, IN, asked(101).request, asked(101))
    verdict = story.finish(tmp_path / "h.jsonl")
    assert (verdict.word, verdict.exit_status) == ("invalid", 4)
    assert verdict.reasons == (
        "only 97.6% of the load was sent in time; 99% is needed",
        "sends were late by 885.2 ms at the 99th percentile; at most 10 ms is allowed",
        "the generator stalled: a send was late by 1.5 s",
    )
    assert failed(verdict) == ["lost"]


def test_sends_that_were_never_made_make_the_test_invalid(tmp_path: Path) -> None:
    """The schedule had more of them."""
    verdict = Story(terms(sends=50)).begin().finish(tmp_path / "h.jsonl")
    assert verdict.word == "invalid"
    assert verdict.reasons == ("only 80.0% of the load was sent in time; 99% is needed",)
    for planned in (5, 0, -1):  # also where nothing was to be sent, or nobody knows
        silent = Story(terms(sends=planned)).begin(0).finish(tmp_path / "h.jsonl")
        assert (silent.word, silent.reasons) == ("invalid", ("nothing was sent",))


def test_a_connector_that_does_nothing_never_passes(tmp_path: Path) -> None:
    """What it left undone fails it, if it had its time and may not; else nothing is shown.

    Then the test is invalid, also where objectives could not be measured.
    """
    idle = "no evidence: G01 did nothing, and nothing shows that it can"
    cases: list[tuple[dict[str, Any], int, str]] = [
        ({"deadline_us": 60 * S}, AT, idle),
        ({"deadline_us": 60 * S, "objectives": {"p99": 1e6}}, AT, idle),
        ({"allow": frozenset({"lost"})}, AT, idle),
        ({"deadline_us": 60 * S, "recorded": True}, AT, idle),
    ]
    for given, at_us, reason in cases:
        story = Story(terms(**given)).begin(0)
        story.ask(at_us, asked(1))
        verdict = story.finish(tmp_path / "h.jsonl")
        assert (verdict.word, verdict.exit_status, verdict.reasons) == ("invalid", 4, (reason,))
    story = Story().begin(0)
    story.ask(AT, asked(1))
    assert failed(story.finish(tmp_path / "h.jsonl")) == ["lost"]


def test_a_test_of_which_nothing_reached_the_connector_is_invalid(tmp_path: Path) -> None:
    """A rule of the plan lost it all."""
    story = Story().begin(0)
    story.ask(AT, asked(1), "lost")
    verdict = story.finish(tmp_path / "h.jsonl")
    assert verdict.reasons == ("no evidence: nothing that was sent reached G01",)
    assert verdict.exit_status == 4


def test_a_send_that_was_never_confirmed_is_an_error_unless_the_broker_was_down(
    tmp_path: Path,
) -> None:
    """Exit status 3."""
    for fault, word in ((None, "error"), ("broker-kill", "pass")):
        story = Story().begin()
        story.send(AT, THEIR_OUT, asked(100), confirmed_us=-1)
        if fault:
            story.fault(fault, AT - S, AT + S)
        verdict = story.finish(tmp_path / "h.jsonl")
        assert verdict.word == word
    assert verdict.exit_status == 0


def test_a_relay_that_says_nothing_is_an_error(tmp_path: Path) -> None:
    """Of a request that the broker had, there is neither a delivery nor a record."""
    story = Story().begin()
    story.send(AT, THEIR_OUT, asked(100))
    verdict = story.finish(tmp_path / "h.jsonl")
    assert (verdict.word, verdict.exit_status) == ("error", 3)
    assert verdict.reasons == ("the relay never judged 1 requests that the broker had confirmed",)


def test_a_history_without_its_end_is_an_error(tmp_path: Path) -> None:
    """It says so, and whether its last line was cut."""
    path = Story().begin().write(tmp_path / "h.jsonl")
    path.write_bytes(path.read_bytes()[:-9])
    verdict = judge(path)
    assert verdict.word == "error"
    cut = f"line {verdict.counts['entries'] + 2} is cut off and was dropped"
    assert verdict.reasons == (f"the test did not come to its end; {cut}",)


def test_judging_loads_no_simulation() -> None:
    """Nor does anything that it imports."""
    code = (
        "import sys; from simulator.loadtest.findings import checkers; checkers();"
        "from simulator.loadtest import console, github, junit, page, verdict;"
        "print('simpy' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


# -- the registry ------------------------------------------------------------------------------


def test_one_checker_can_be_run_alone(tmp_path: Path) -> None:
    """By its name; a name that is not known is refused."""
    path = Story().begin().write(tmp_path / "h.jsonl")
    assert [one.name for one in judge(path, only=["lost"]).checked] == ["lost"]
    with pytest.raises(
        InputError, match="checker 'losst' is not known; expected one of clock-skew, committed"
    ):
        judge(path, only=["losst"])
    with pytest.raises(InputError, match=r"expected a file such as history\.jsonl"):
        judge(tmp_path / "none")


def test_a_checker_of_another_package_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module with a decorated function is enough."""
    (tmp_path / "extra_checkers").mkdir()
    (tmp_path / "extra_checkers" / "__init__.py").write_text("")
    (tmp_path / "extra_checkers" / "talkative.py").write_text(
        "from simulator.loadtest.findings import Finding, checker\n"
        "@checker('talkative', says='It is brief.')\n"
        "def talkative(view):\n"
        "    yield Finding(f'{len(view.said)} records')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        (found,) = checkers(["talkative"], "extra_checkers")
        path = Story().begin(3).write(tmp_path / "h.jsonl")
        verdict = judge(path, only=["talkative"])
        assert of(verdict, "talkative").findings == (Finding("3 records"),)
        assert (found.says, verdict.reasons) == ("It is brief.", ("talkative: 3 records",))
    finally:
        import simulator.loadtest.findings as register

        del register._checkers["talkative"]
    assert "talkative" not in CHECKERS
    assert checker is register.checker
