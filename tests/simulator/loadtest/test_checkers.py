"""Each checker finds what it is for, and nothing else: a sound history with one thing wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from simulator.loadtest.verdict import Verdict
from tests.simulator.loadtest.histories import (
    IN,
    MS,
    OUT,
    THEIR_IN,
    THEIR_OUT,
    S,
    Story,
    answered,
    asked,
    failed,
    of,
)
from topics.partition import partition_of

AT = 6 * S
Wrong = Callable[[Story], None]


def judged(wrong: Wrong, path: Path) -> Verdict:
    story = Story().begin()
    wrong(story)
    return story.finish(path / "h.jsonl")


def one_lost(story: Story) -> None:
    story.ask(AT, asked(100))
    story.exchange(AT + S, asked(101))
    for number in range(200, 212):  # every partition goes on
        story.exchange(AT + 2 * S + number, asked(number))


def answers_late(story: Story) -> None:
    story.exchange(AT, asked(100), 2_100 * MS)


def answers_twice(story: Story) -> None:
    story.exchange(AT, asked(100))
    story.reply(AT + 40 * MS, answered(asked(100)))


def answers_nobody(story: Story) -> None:
    story.reply(AT, answered(asked(100)), "provider.integrity.unsolicited_reply")


def other_values_again(story: Story) -> None:
    story.exchange(AT, asked(100))
    other = answered(asked(100), values=("somebody", "else"))
    story.reply(AT + 40 * MS, other, "provider.integrity.duplicate_differs")


def swapped_ids(story: Story) -> None:
    story.ask(AT, asked(100))
    story.ask(AT, asked(101))
    for one, other in ((100, 101), (101, 100)):
        swapped = answered(asked(one), request=asked(other).request)
        story.reply(AT + 30 * MS, swapped, "provider.business.mismatch")


def wrong_hash(story: Story) -> None:
    story.ask(AT, asked(100))
    story.reply(AT + S, answered(asked(100), request_hash="0" * 64), "provider.integrity.bad_hash")


def one_field_more(story: Story) -> None:
    story.ask(AT, asked(100))
    more = {"fields": ("full_name", "personal_id", "religion"), "values": ()}
    reply = answered(asked(100), **more)
    story.reply(AT + S, reply, "provider.authority.excess_fields")


def other_fields(story: Story) -> None:
    story.ask(AT, asked(100))
    reply = answered(asked(100), fields=("full_name", "religion"), values=())
    story.reply(AT + S, reply, "provider.authority.excess_fields")


def no_fields(story: Story) -> None:
    story.ask(AT, asked(100))
    story.reply(AT + S, answered(asked(100), fields=(), values=()))


def breaks_the_schema(story: Story) -> None:
    story.ask(AT, asked(100))
    reply = answered(asked(100), error="provider.business.not_found")
    story.reply(AT + S, reply, "provider.protocol.invalid_fields")


def no_message(story: Story) -> None:
    story.exchange(AT, asked(100))
    said = story.see(AT, OUT, asked(100).request, None, error="missing_header", data="e30=")
    error = "provider.protocol.missing_header"
    story.audit(AT + 5 * MS, said, None, "dead_lettered", error=error)


def other_dossier(story: Story) -> None:
    story.ask(AT, asked(100))
    reply = answered(asked(100), dossier=asked(101).dossier, values=())
    story.reply(AT + S, reply, "provider.business.mismatch")


def values_change(story: Story) -> None:
    story.exchange(AT, asked(100))
    again = asked(100, request="again")
    story.ask(AT + S, again)
    story.reply(AT + 2 * S, answered(again, values=("full_name 0100", "somebody's")))


def numbers_of_another(story: Story) -> None:
    for number in range(300, 330):
        request = asked(number)
        story.ask(AT, request)
        given = number if number != 325 else 324
        values = ("Nguyễn Văn A", f"0010990{given:05d}")
        story.reply(AT + 30 * MS, answered(request, values=values))


def to_another(story: Story) -> None:
    story.ask(AT, asked(100))
    reply = answered(asked(100), requester="H01")
    story.reply(AT + S, reply, "provider.integrity.unsolicited_reply")


def on_their_topic(story: Story) -> None:
    story.exchange(AT, asked(100))
    story.see(AT, THEIR_OUT, asked(100).request, answered(asked(100)))


def past_the_relay(story: Story) -> None:
    story.ask(AT, asked(100))
    story.see(AT + 30 * MS, THEIR_IN, asked(100).request, answered(asked(100)))
    for number in range(200, 212):
        story.exchange(AT + 2 * S + number, asked(number))


def never_given(story: Story) -> None:
    story.ask(AT, asked(100), "lost")
    story.reply(AT + 30 * MS, answered(asked(100)))


def before_the_request(story: Story) -> None:
    story.ask(AT, asked(100))
    reply = answered(asked(100))
    story.reply(AT - 200 * MS, reply)


def older_attempt_last(story: Story) -> None:
    story.ask(AT, asked(100))
    story.deliver(AT + S, asked(100, attempt=1))
    no = {"outcome": "refused", "error": "provider.capacity.overloaded", "fields": (), "values": ()}
    for attempt in (1, 0):
        story.reply(AT + 2 * S, answered(asked(100, attempt=attempt), **no))


def other_partition(story: Story) -> None:
    request = asked(100).request
    story.ask(AT, asked(100))
    wrong = (partition_of(request, 3) + 1) % 3
    story.reply(AT + 30 * MS, answered(asked(100)), partition=wrong)


def commits_first(story: Story) -> None:
    seen = story.ask(AT, asked(100))
    story.commit(AT + 100 * MS, seen.offset + 1, seen.partition)
    story.reply(AT + 500 * MS, answered(asked(100)))


def one_slow_procedure(story: Story) -> None:
    for number in range(300, 325):
        request = asked(number, procedure="residence")
        story.exchange(AT + number * MS, request, 900 * MS)


def clock_behind(story: Story) -> None:
    for entry in list(story.entries):
        if getattr(entry, "topic", "") == OUT:
            story.entries.remove(entry)
    for number in range(1, 41):
        at_us = S + number * 100 * MS + 30 * MS
        reply = answered(asked(number))
        story.reply(at_us, reply, log_us=1_800_000_000_000_000 + at_us - 9 * S)


def refuses_as_late(story: Story) -> None:
    story.ask(AT, asked(100))
    no = {"outcome": "refused", "error": "requester.time.deadline_passed", "fields": ()}
    story.reply(AT + 30 * MS, answered(asked(100), **no, values=()))


def leaks(story: Story) -> None:
    for number in range(24):
        size = (100 + 10 * number) << 20
        story.process(AT + number * S // 2, "measured", resident_bytes=size)


def crashes(story: Story) -> None:
    story.process(AT, "ended", status=1)


def poison(story: Story, outcome: str = "corrupted") -> tuple[int, int]:
    out = story.ask(AT, asked(100), outcome)
    spoilt = story.see(
        AT + 10 * MS, IN, asked(100).request, None, error="invalid_json", data="/w=="
    )
    assert out.topic == THEIR_OUT
    return spoilt.partition, spoilt.offset


def answers_poison(story: Story) -> None:
    poison(story)
    story.reply(AT + 30 * MS, answered(asked(100)))


def never_passes_poison(story: Story) -> None:
    partition, offset = poison(story)
    story.commit(AT + 9 * S, offset, partition)


def stops(story: Story) -> None:
    story.fault("rebalance", AT, AT + S)
    for number in range(100, 130):
        story.ask(AT + S + number * MS, asked(number))


CASES: dict[str, tuple[Wrong, str]] = {
    one.__name__: (one, name)
    for one, name in (
        (one_lost, "lost"),
        (answers_late, "late"),
        (answers_twice, "duplicate"),
        (answers_nobody, "unsolicited"),
        (other_values_again, "second-reply-differs"),
        (swapped_ids, "wrong-correlation"),
        (wrong_hash, "wrong-correlation"),
        (one_field_more, "excess-fields"),
        (other_fields, "wrong-fields"),
        (no_fields, "wrong-fields"),
        (breaks_the_schema, "contract-violation"),
        (no_message, "contract-violation"),
        (other_dossier, "wrong-person"),
        (values_change, "wrong-person"),
        (numbers_of_another, "wrong-person"),
        (to_another, "mis-addressed"),
        (on_their_topic, "mis-addressed"),
        (past_the_relay, "mis-addressed"),
        (never_given, "orphan"),
        (before_the_request, "orphan"),
        (older_attempt_last, "out-of-order"),
        (other_partition, "wrong-partition"),
        (commits_first, "committed-before-effect"),
        (one_slow_procedure, "slow-procedure"),
        (clock_behind, "clock-skew"),
        (refuses_as_late, "clock-skew"),
        (leaks, "memory-growth"),
        (crashes, "crashed"),
        (answers_poison, "poison-not-buried"),
        (never_passes_poison, "poison-not-buried"),
        (stops, "stuck-after-heal"),
    )
}


@pytest.mark.parametrize("case", CASES)
def test_a_checker_finds_what_it_is_for(case: str, tmp_path: Path) -> None:
    """It alone, with evidence and the command that shows it again; the verdict is `fail`."""
    wrong, name = CASES[case]
    verdict = judged(wrong, tmp_path)
    assert (failed(verdict), verdict.word, verdict.exit_status) == ([name], "fail", 1)
    found = of(verdict, name)
    assert found.findings[0].evidence
    assert found.command == f"lienthong check {tmp_path / 'h.jsonl'} --only {name}"
    assert verdict.reasons[0].startswith(f"{name}: {found.findings[0].message}")


def test_a_procedure_is_not_slow_for_some_slow_answers(tmp_path: Path) -> None:
    """Those that were asked while the machine stood still, all of one procedure by chance."""

    def stood_still(story: Story) -> None:
        for number in range(300, 325):
            taken_us = 900 * MS if number < 312 else 40 * MS
            story.exchange(AT + number * MS, asked(number, procedure="residence"), taken_us)

    assert not failed(judged(stood_still, tmp_path))
