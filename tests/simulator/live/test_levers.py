"""Levers pulled while a run goes on: exact where they are taken, and refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from simulator.live.levers import RULES, changes_of
from simulator.live.pacer import MAX_SPEED
from simulator.scenario.layers import NAMES
from simulator.scenario.quantities import Section
from simulator.scenario.resolved import ResolvedScenario, resolve_document
from simulator.scenario.schema import Scenario
from tests.simulator.live.stage import HOURLY, Watched, digest_of_run, lever, play
from tests.simulator.small_worlds import changed, law
from topics.errors import InputError

SHORT = {
    "duration": "3d", "warmup": "0d", "drain": "20d", "publication.documents_per_year": 20.0,
    "sync.loss": 0.4, "sync.retry": {"max": 1, "backoff": "10m"},
}  # fmt: skip
QUIET = SHORT | {"publication.documents_per_year": 0.0}  # nobody publishes anything
TAKEN: dict[str, Any] = {
    "applicants.supplement": law("9h"),
    "applicants.pay": law("2h"),
    "applicants.collect": law("5h"),
    "applicants.patience": law("3h"),
    "applicants.enquiry": law("50m"),
    "applicants.enquiries_max": 0,
    "applicants.withdraw": 0.6,
    "applicants.portal_outage": {"wait": 0.0, "counter": 0.0, "give_up": 1.0},
    "legal_clock.cutoff": "08:00",
    "legal_clock.reschedule": 0.9,
    "legal_clock.extension": "9wd",
    "paper.post": law("3d"),
    "publication.guidance": law("4wd"),
    "publication.policy": {"hold": 0.0, "old_version": 1.0, "guidance": 0.0},
    "sharing.reuse": 0.7,
    "sharing.platform.share": 0.9,
    "sharing.platform.transit": law("90s"),
    "sharing.platform.failure": 0.7,
    "sharing.platform.timeout": "1s",
    "sharing.platform.retry": {"max": 6, "backoff": "5m"},
    "sharing.platform.fallback": "none",
    "sharing.platform.refusal": 0.5,
    "sharing.platform.established": 0.0,
    "sharing.platform.setup": law("3wd"),
    "sharing.letter.carry": law("30h"),
    "sharing.letter.pick_up": law("4wd"),
    "sharing.letter.answer": law("3h"),
    "sharing.letter.refusal": 0.6,
    "sharing.letter.expiry": "proceed",
    "sync.transit": law("40m"),
    "sync.loss": 0.6,
    "sync.duplicate": 0.3,
    "sync.delayed": 0.4,
    "sync.delay": law("20h"),
    "sync.retry": {"max": 0, "backoff": "1m"},
    "sync.reconciliation": "none",
}


@pytest.fixture(scope="module")
def base() -> ResolvedScenario:
    return resolve_document(changed(SHORT))


@pytest.fixture(scope="module")
def untouched(base: ResolvedScenario, tmp_path_factory: pytest.TempPathFactory) -> str:
    return digest_of_run(base.document, tmp_path_factory.mktemp("untouched"))


def pulled(base: ResolvedScenario, folder: Path, at_h: float, **levers: dict[str, Any]) -> Watched:
    """A live run in which each lever is pulled at that hour, in order."""
    known = {name: resolve_document(changed(what, base.document)) for name, what in levers.items()}
    todo = [(at_h, lever(name)) for name in levers]
    return play(base, folder, todo, levers=known, speed=HOURLY if at_h else MAX_SPEED)


# -- taken -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TAKEN)
def test_a_lever_pulled_at_the_start_is_the_scenario_with_it(
    base: ResolvedScenario, untouched: str, tmp_path: Path, path: str
) -> None:
    """To the digest; and what it changes is not nothing."""
    change = {path: TAKEN[path]}
    live = pulled(base, tmp_path / "live", 0, it=change)
    assert [act.outcome for act in live.acts] == ["accepted"]
    assert live.digest == digest_of_run(changed(change, base.document), tmp_path / "run")
    if path != "sync.duplicate":  # a status that comes twice makes no difference to a person
        assert live.digest != untouched


@pytest.mark.parametrize(
    "change",
    [
        {"sharing.reuse": 0.7},
        {"sharing.platform.share": 0.9},
        {"sharing.letter.answer": law("3h")},
        {"sharing.letter.carry": law("30h")},
        {"publication.policy": {"hold": 0.0, "old_version": 0.0, "guidance": 1.0}},
    ],
)
def test_units_that_are_left_out_follow_a_lever_too(change: dict[str, Any], tmp_path: Path) -> None:
    """What they send is from the start that of the scenario with it."""
    part = changed(SHORT | {"scale": 0.25, "arrivals.per_1000_per_month": 40.0})
    live = pulled(resolve_document(part), tmp_path / "live", 0, it=change)
    assert live.digest == digest_of_run(changed(change, part), tmp_path / "run")


def test_attention_is_taken_where_nothing_is_published(tmp_path: Path) -> None:
    """An agency, or all of them, picks letters up sooner."""
    for number, change in enumerate(({"attention": {"G01": 0.2}}, {"attention": {"default": 4.0}})):
        quiet = resolve_document(changed(QUIET | {"attention": {"default": 1.0}}))
        live = pulled(quiet, tmp_path / f"live{number}", 0, it=change)
        whole = changed(change, quiet.document)
        assert live.digest == digest_of_run(whole, tmp_path / f"run{number}")


def test_every_part_that_is_taken_is_tried() -> None:
    """The parts of the scenario that `RULES` lets through are those of `TAKEN`, and attention."""
    taken = {".".join(path) for path in leaves(Scenario) if reason(path) is None}
    assert taken == set(TAKEN) | {"attention"}


def leaves(section: type[Section], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of a section's fields; a law, a retry and a policy are one."""
    for name, found in section.model_fields.items():
        path, kinds = (*above, name), [found.annotation, *get_args(found.annotation)]
        inner = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Section)]
        if inner and inner[0].__name__ not in ("LawSpec", "Retry", "Policy", "PortalOutage"):
            yield from leaves(inner[0], path)
        elif name not in NAMES:
            yield path


def reason(path: tuple[str, ...]) -> str | None:
    known = [".".join(path[:length]) for length in range(len(path), 0, -1)]
    return RULES[next(entry for entry in known if entry in RULES)]


def test_levers_add_up(base: ResolvedScenario, tmp_path: Path) -> None:
    """Two at once are the scenario with both; of two that say the same, the later counts."""
    live = pulled(
        base, tmp_path / "live", 0,
        one={"sharing.reuse": 0.7, "sync.loss": 0.0}, two={"sync.loss": 0.5, "sync.delayed": 0.0},
    )  # fmt: skip
    both = changed({"sharing.reuse": 0.7, "sync.loss": 0.5, "sync.delayed": 0.0}, base.document)
    assert live.digest == digest_of_run(both, tmp_path / "run")


def test_a_lever_pulled_later_changes_nothing_before(
    tmp_path: Path,
) -> None:
    """Who was back before it is as without it; the account of all others still adds up."""
    base = resolve_document(changed(SHORT | {"duration": "6d"}))
    left_out = ("sync.loss", "sync.duplicate")  # with sync.delayed they would be too much
    everything = {path: TAKEN[path] for path in TAKEN if path not in left_out}
    live = pulled(base, tmp_path / "live", 105, it=everything)
    plain = play(base, tmp_path / "plain")
    assert plain.digest != live.digest
    (act,) = live.acts
    assert act.at_us == base_start(base) + 105 * 3_600_000_000
    before = [rows[(rows["returned_us"] >= 0) & (rows["returned_us"] < act.at_us)]
              for rows in (live.rows, plain.rows)]  # fmt: skip
    assert before[0].tobytes() == before[1].tobytes()
    assert len(before[0]) > 10


def base_start(base: ResolvedScenario) -> int:
    from simulator.model.horizon import Horizon

    return Horizon.of(base.scenario).start_us


# -- refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path, value, says",
    [
        (
            "offices.0.desks.0.staff",
            {"fixed": 3},
            "offices: people's hours, and the work that desk",
        ),
        (
            "arrivals.per_1000_per_month",
            20.0,
            "arrivals.per_1000_per_month: arrivals are drawn ahe",
        ),
        ("publication.lateness", 0.5, "publication.lateness: every publication was settled before"),
        ("paper.scan", law("1m"), "paper.scan: arrivals are drawn ahead by it"),
        ("outages", [], "outages: outages were settled before the run began; say: live ctl fault"),
        ("seed", 12, "seed: the run was laid out by it when it began"),
    ],
)
def test_what_was_settled_is_refused(
    base: ResolvedScenario, path: str, value: Any, says: str
) -> None:
    """The sentence names the path and why."""
    other = resolve_document(changed({path: value}, base.document))
    with pytest.raises(InputError, match=r"^cannot be changed while a run goes on: ") as refused:
        changes_of(base, other)
    assert says in str(refused.value)


def test_a_refused_lever_changes_nothing(
    base: ResolvedScenario, untouched: str, tmp_path: Path
) -> None:
    """Also when a part of it could be taken; each part that cannot is named."""
    live = pulled(
        base, tmp_path / "live", 5,
        mixed={"sharing.reuse": 0.9, "publication.lateness": 0.1, "scale": 0.9},
        laggards={"attention": {"default": 3.0}},
        undelayed={"sync.delay": None, "sync.delayed": 0.0},
        none={"title": "Another"},
        lossy={"sync.loss": 0.6},
        twofold={"sync.duplicate": 0.3},
    )  # fmt: skip
    said = [act.reason for act in live.acts]
    assert said[0] == (
        "lever mixed: cannot be changed while a run goes on: publication.lateness: every "
        "publication was settled before the run began; scale: the run was laid out by it when it "
        "began"
    )
    assert said[1].startswith("lever laggards: cannot be changed while a run goes on: attention of")
    assert said[1].endswith("depend on it, and every publication was settled before the run began")
    assert said[2].startswith("lever undelayed: cannot be changed while a run goes on: sync.delay:")
    assert said[3] == "lever none: changes nothing"
    assert said[4] == ""
    assert said[5] == (
        "lever twofold: does not go with what was pulled before: loss, delayed and duplicate add "
        "up to 1.1; one message meets one fate: at most 1"
    )
    refused = [act.name for act in live.acts if act.outcome == "refused"]
    assert refused == ["mixed", "laggards", "undelayed", "none", "twofold"]
    alone = pulled(base, tmp_path / "alone", 5, lossy={"sync.loss": 0.6})
    assert live.digest == alone.digest != untouched


def test_catalogues_are_read_once(base: ResolvedScenario) -> None:
    """A lever that overrides a procedure is refused."""
    document = changed({}, base.document)
    document["procedures"][0]["weight"] = 0.35
    with pytest.raises(InputError, match="procedures: the catalogues were read when the run began"):
        changes_of(base, resolve_document(document))
