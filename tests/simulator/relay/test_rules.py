"""Fault rules: which messages they strike, and what several make of one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from simulator.relay import rules
from simulator.relay.corruption import CORRUPTIONS, spoilt
from simulator.relay.rules import Fate, Match, Message, Rule, fate_of, make_fault, parse_rule
from tests.simulator.relay.malformed import ASKED, ASKER, HOLDER, NOW_US, out
from tests.simulator.relay.worlds import PREFIX, Reader, delivered, relay
from topics.envelope import from_wire
from topics.errors import InputError, Malformed

MESSAGE = Message("request/x", "exchange", "request", ASKER, HOLDER, "birth_registration")
MODULE = '''
"""Messages that come late because of the moon."""

from dataclasses import dataclass

from simulator.relay.rules import Delay, fault


@fault("moon")
@dataclass(frozen=True, slots=True)
class Moon:
    us: int

    def strike(self, draw: int) -> Delay:
        return Delay(self.us)
'''


def message(number: int) -> Message:
    return replace(MESSAGE, id=f"request/{number}")


def struck(rule: Rule, numbers: list[int], seed: int = 1) -> set[int]:
    counts: dict[str, int] = {}
    return {n for n in numbers if fate_of([rule], seed, message(n), 0, counts).rules}


def test_a_share_is_drawn_by_message_whatever_the_order() -> None:
    """The same messages are struck in any order; about the share; others by another seed."""
    rule, numbers = parse_rule("lose:share=0.25"), list(range(4_000))
    first = struck(rule, numbers)
    assert struck(rule, numbers[::-1]) == first
    assert 900 < len(first) < 1_100
    assert struck(rule, numbers, seed=2) != first


def test_two_rules_strike_independently() -> None:
    """Their names key their draws."""
    numbers = list(range(4_000))
    one, other = (struck(parse_rule(f"lose:share=0.5,name={n}"), numbers) for n in "ab")
    assert 900 < len(one & other) < 1_100


@pytest.mark.parametrize(
    "match, fits",
    [
        (Match(), True),
        (Match(topic="exchange"), True),
        (Match(topic="status"), False),
        (Match(agency=ASKER), True),
        (Match(agency=HOLDER), True),
        (Match(agency="G01"), False),
        (Match(procedure="birth_registration", event="request"), True),
        (Match(procedure="marriage"), False),
        (Match(event="reply"), False),
    ],
)
def test_a_match_names_what_it_is_about(match: Match, fits: bool) -> None:
    """Everything that it says has to hold."""
    assert match.fits(MESSAGE) is fits


def test_the_nth_message_only() -> None:
    """Counted from 1, of those that match and in the rule's window."""
    assert struck(parse_rule("lose:nth=3"), [10, 11, 12, 13]) == {12}


def test_a_rule_lives_in_its_window() -> None:
    """From its beginning until before its end."""
    rule = parse_rule("lose:begin_us=10,end_us=20")
    fates = {now: fate_of([rule], 1, MESSAGE, now, {}).lost for now in (9, 10, 19, 20)}
    assert fates == {9: False, 10: True, 19: True, 20: False}


def test_delays_overlap() -> None:
    """Two rules that delay one message make it wait for the longer, not for both."""
    both = [parse_rule("delay:us=50,name=a"), parse_rule("delay:us=70,name=b")]
    assert fate_of(both, 1, MESSAGE, 0, {}) == Fate(("a", "b"), delay_us=70)


def test_what_several_rules_make_of_one_message() -> None:
    """It is lost if any loses it; copies add up; it is spoilt in every way."""
    texts = ("duplicate:copies=2", "duplicate", "corrupt:how=truncated", "corrupt:how=poison")
    fate = fate_of(list(map(parse_rule, texts)), 1, MESSAGE, 0, {})
    assert fate == Fate(texts, copies=4, spoilt=("truncated", "poison"))
    assert fate_of([*map(parse_rule, texts), parse_rule("lose")], 1, MESSAGE, 0, {}).lost


def test_delays_never_become_throughput() -> None:
    """A thousand messages with one delay all come at its end, together."""
    reader = Reader(relay(rules=[parse_rule("delay:us=5000000")]))
    for number in range(1_000):
        request = msgspec.structs.replace(ASKED, request=f"r{number}")
        assert delivered(reader.hand(out(PREFIX, ASKER, request))) == []
    assert delivered(reader.wait(4_999_999)) == []
    assert len(delivered(reader.wait(1))) == 1_000


def test_a_spread_delay_is_the_messages_own() -> None:
    """Between its bounds, the same each time."""
    fault = make_fault("delay", {"us": 100, "spread_us": 50})
    rule = Rule("d", fault)
    delays = [fate_of([rule], 1, message(n), 0, {}).delay_us for n in range(500)]
    assert delays == [fate_of([rule], 1, message(n), 0, {}).delay_us for n in range(500)]
    assert (min(delays), max(delays)) == (100, 149)


@pytest.mark.parametrize("how", CORRUPTIONS)
def test_what_is_spoilt_cannot_be_read(how: str) -> None:
    """Each way makes a record that is refused when it is decoded, or says something else."""
    wire = out(PREFIX, ASKER, ASKED)
    broken = spoilt(wire, how)
    assert broken != wire
    with pytest.raises(Malformed):
        from_wire(broken)


@pytest.mark.parametrize(
    "text, says",
    [
        ("vanish", "fault 'vanish' is not known; expected one of corrupt, delay, duplicate, lose"),
        ("delay", "fault 'delay'"),
        ("delay:us=0", "us and spread_us"),
        ("lose:share=2", "share 2; expected 0 to 1"),
        ("lose:colour=red", "colour"),
        ("lose:nth", "expected KEY=VALUE"),
        ("lose:begin_us=5,end_us=5", "ends before it begins"),
        ("corrupt:how=folded", "one of truncated"),
        ("duplicate:copies=0", "expected 1 to 100"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(text: str, says: str) -> None:
    """The error says what would be right."""
    with pytest.raises(InputError, match=says):
        parse_rule(text)


@pytest.fixture
def newcomer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A package of another project with a fault of its own, for one test."""
    name, before = "lienthong_new_fault", dict(rules._faults)
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    (tmp_path / name / "moon.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for loaded in [module for module in sys.modules if module.startswith(name)]:
        del sys.modules[loaded]
    rules._faults.clear()
    rules._faults.update(before)


def test_a_new_fault_is_one_new_module(newcomer: str) -> None:
    """It is found in its package by its name, and the relay does what it says."""
    reader = Reader(relay(rules=[parse_rule("moon:us=7", newcomer)]))
    assert delivered(reader.hand(out(PREFIX, ASKER, ASKED))) == []
    assert delivered(reader.wait(7)) == [("exchange.in.g15-hotich.v1", ASKED)]
    assert reader.now_us == NOW_US + 7
