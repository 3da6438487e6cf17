"""Publication per ministry and procedure; single requests of a route, by name."""

from pathlib import Path

import pytest

from simulator.resources import shipped
from simulator.scenario.catalogue import ParStep, RequestStep
from simulator.scenario.findings import errors_of
from simulator.scenario.loader import examine, load_scenario
from simulator.scenario.request_changes import requests_of
from simulator.scenario.resolved import ResolvedScenario

DEMO = shipped("scenarios")["demo"]


def changed(tmp_path: Path, overlay: str) -> ResolvedScenario:
    """`demo` with an overlay."""
    path = tmp_path / "over.yaml"
    path.write_text(overlay, encoding="utf-8")
    return load_scenario(path, onto=DEMO)


def steps(resolved: ResolvedScenario) -> dict[tuple[str, str], RequestStep]:
    """Every request by procedure and name."""
    return {(p.id, step.request): step for p in resolved.procedures for step in requests_of(p)}


def found(tmp_path: Path, overlay: str) -> list[str]:
    """What is wrong or odd with an overlay, of what is written in it."""
    path = tmp_path / "over.yaml"
    path.write_text(overlay, encoding="utf-8")
    findings = examine(path, onto=DEMO).findings
    return [f"{f.severity}: {f.place}: {f.found}" for f in findings if f.file == str(path)]


# -- publication -----------------------------------------------------------------------------------


def test_an_exception_holds_for_the_procedures_that_fit_all_its_lists(tmp_path: Path) -> None:
    """One ministry, land only: the rest publishes as before, and what is not said stays."""
    text = (
        "publication: {exceptions: [{id: a, ministries: [G13], groups: [land],"
        " lateness: 0.5, ministry: {earlier: 20d}}]}"
    )
    resolved = changed(tmp_path, text)
    everyone = resolved.scenario.publication
    for procedure in resolved.procedures:
        own = everyone.of(procedure)
        if (procedure.owner, procedure.group) == ("G13", "land"):
            assert str(own.ministry.earlier) == "20d"
            assert (own.lateness, own.ministry.on_time) == (0.5, everyone.ministry.on_time)
            assert own.province == everyone.province
        else:
            assert own == everyone
    assert {p.owner for p in resolved.procedures if p.group == "land"} > {"G13"}


def test_of_two_exceptions_that_fit_the_later_one_counts(tmp_path: Path) -> None:
    """What only the earlier one says stays."""
    text = (
        "publication: {exceptions: ["
        "{id: a, ministries: [G15], lateness: 0.5, ministry: {on_time: 0.6}},"
        "{id: b, procedures: [marriage], lateness: 0.1}]}"
    )
    resolved = changed(tmp_path, text)
    marriage = next(p for p in resolved.procedures if p.id == "marriage")
    own = resolved.scenario.publication.of(marriage)
    assert (own.lateness, own.ministry.on_time) == (0.1, 0.6)


# -- requests --------------------------------------------------------------------------------------


def test_a_request_is_changed_by_its_name_alone(tmp_path: Path) -> None:
    """In every route that has it, also side by side with others; nothing else is touched."""
    before = steps(changed(tmp_path, "title: none"))
    after = steps(changed(tmp_path, "sharing: {requests: [{id: identity, platform: 1.0}]}"))
    assert list(after) == list(before)
    for (procedure, name), step in after.items():
        old = before[procedure, name]
        assert step == (old.model_copy(update={"platform": 1.0}) if name == "identity" else old)
    assert sum(name == "identity" for _, name in after) >= 3


def test_a_request_left_out_keeps_its_place(tmp_path: Path) -> None:
    """Nobody needs it any more, but the others keep their numbers, so their draws are the same."""
    text = "sharing: {requests: [{id: identity, procedures: [child_residence], leave_out: true}]}"
    before, resolved = steps(changed(tmp_path, "title: none")), changed(tmp_path, text)
    after = steps(resolved)
    assert list(after) == list(before)
    other = {key for key in after if after[key] != before[key]}
    assert other == {("child_residence", "identity")}
    assert after["child_residence", "identity"].probability == 0.0
    assert resolved.scenario.sharing.requests == []


def test_two_agencies_are_connected_both_ways(tmp_path: Path) -> None:
    """Whatever their procedures ask one another, their registries included, in either order."""
    before = steps(changed(tmp_path, "title: none"))
    for pair in ("[G01, G15]", "[G15, G01]"):
        text = f"sharing: {{requests: [{{id: police-justice, between: {pair}, platform: 1.0}}]}}"
        after = steps(changed(tmp_path, text))
        assert {key for key in after if after[key] != before[key]} == {
            ("judicial_record", "criminal_lookup"),
            ("nationality_confirmation", "identity_verification"),
            ("birth_registration", "identity"),
            ("parent_recognition", "identity"),
        }


def test_an_agency_is_named_as_the_one_that_is_asked(tmp_path: Path) -> None:
    """`to` takes agencies with what belongs to them, and roles as in routes."""
    text = "sharing: {requests: [{id: all, to: [G12, other-province], reuse: 1.0}]}"
    after = steps(changed(tmp_path, text))
    reused = {step.to for step in after.values() if step.reuse == 1.0}
    assert reused == {"G12-THUE", "other-province"}


def test_a_request_is_set_from_the_command_line() -> None:
    """By its name, though the scenario has no such list yet."""
    resolved = load_scenario(DEMO, ["sharing.requests[tax_notice].reuse=0.5"])
    assert {s.reuse for (_, name), s in steps(resolved).items() if name == "tax_notice"} == {0.5}


def test_a_procedure_keeps_its_steps_side_by_side(tmp_path: Path) -> None:
    """A changed request stays in its par."""
    resolved = changed(tmp_path, "sharing: {requests: [{id: criminal_lookup, reuse: 0.5}]}")
    record = next(p for p in resolved.procedures if p.id == "judicial_record")
    (par,) = [step for step in record.route if isinstance(step, ParStep)]
    assert [getattr(part, "reuse", None) for part in par.par] == [0.5, None, None]


# -- mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "section, item, said",
    [
        ("publication", "ministries: [G99], lateness: 1.0", "no ministry 'G99'"),
        ("publication", "groups: [lend], lateness: 1.0", "no group of procedures 'lend'"),
        ("publication", "procedures: [marage], lateness: 1.0", "no procedure 'marage'"),
        ("publication", "groups: [land]", "an exception that changes nothing"),
        ("publication", "lateness: 0.5", "an exception for everything"),
        ("sharing", "reuse: 0.5", "no request 'a'"),
        ("sharing", "requests: [identty], reuse: 0.5", "no request 'identty'"),
        ("sharing", "to: [G99], reuse: 0.5", "no agency 'G99'"),
        ("sharing", "between: [G01, G99], reuse: 0.5", "no agency 'G99'"),
        ("sharing", "requests: [identity]", "a request of which nothing is changed"),
        ("sharing", "requests: [identity], leave_out: true, reuse: 1.0", "leave_out beside"),
    ],
)
def test_a_slip_is_an_error(tmp_path: Path, section: str, item: str, said: str) -> None:
    """It would change nothing, without a word."""
    part = "exceptions" if section == "publication" else "requests"
    told = found(tmp_path, f"{section}: {{{part}: [{{id: a, {item}}}]}}")
    assert len(told) == 1
    assert told[0].startswith(f"error: {section}.{part}[a]")
    assert said in told[0]


@pytest.mark.parametrize(
    "text",
    [
        "publication: {exceptions: [{id: a, ministries: [G13], groups: [justice], lateness: 0.5}]}",
        "sharing: {requests: [{id: a, between: [G12, G15], reuse: 0.5}]}",
    ],
)
def test_what_nothing_fits_is_a_warning(tmp_path: Path, text: str) -> None:
    """Every name is right, but together they mean nobody who takes part."""
    (told,) = found(tmp_path, text)
    assert told.startswith("warning: ")
    assert told.endswith("fits 'a', so it changes nothing")
    assert not errors_of(examine(tmp_path / "over.yaml", onto=DEMO).findings)


def test_who_is_asked_by_a_request_left_out_need_not_take_part(tmp_path: Path) -> None:
    """Nor a second province; without that the request is an error that says how to leave it out."""
    text = (
        "extends: base\nname: one\nagencies: {ministries: [G01, G15, G22], provinces: [H03]}\n"
        "procedures: {include: [birth_registration, civil_status_correction]}\n"
    )
    left_out = (
        "sharing: {requests: [{id: birth_notice, leave_out: true},"
        " {id: elsewhere, to: [other-province], leave_out: true}]}\n"
    )
    path = tmp_path / "one.yaml"
    path.write_text(text + left_out, encoding="utf-8")
    assert not errors_of(examine(path).findings)
    path.write_text(text, encoding="utf-8")
    one, other = errors_of(examine(path).findings)
    assert "leave it out: sharing.requests" in one.expected + other.expected
