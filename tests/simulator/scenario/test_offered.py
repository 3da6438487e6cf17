"""Offered load and capacity, against figures worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.loader import examine
from simulator.scenario.offered import DeskLoad, most_loaded
from simulator.scenario.route_means import RouteMeans
from simulator.scenario.world import Typed, World

BY_LETTER = 0.8 * (0.5 + 0.5 * 0.05**4)  # not reused; by letter, or after four tries in vain
ASKED_A_WEEK = 10 / 1000 * 12 * 7 / 365.25  # by one person


def world_of(path: Path, *sets: str) -> tuple[World, Typed]:
    """The world of a scenario in which nothing is wrong."""
    world = examine(path, sets).world
    assert world is not None
    assert world.typed is not None
    return world, world.typed


def loads(path: Path, *sets: str) -> dict[tuple[str, str], DeskLoad]:
    """The greatest load of each desk."""
    world, typed = world_of(path, *sets)
    found = most_loaded(typed, world.calendars, world.total_weight)
    return {(load.level, load.desk): load for load in found}


def test_hours_of_one_dossier(small: Path) -> None:
    """Scanning 0.6 × 5m, 10m, then for 0.9 not refused 0.4 + 0.16 loops of 30m; and so on."""
    _, typed = world_of(small)
    birth, residence = typed.procedures
    means = RouteMeans(birth, typed.scenario, {p.id: p for p in typed.procedures})
    assert means.hours == pytest.approx(
        {
            ("commune", "", "one_stop"): 0.05 + 1 / 6 + 0.9 * 0.56 * 0.5,
            # One in ten of those asked for a supplement gives up: 0.5 × 0.2.
            ("district", "", "one_stop"): 0.9 * 0.9 / 6,
            ("commune", "", "approval"): 0.9 * 0.9,
        }
    )
    # Not reused (0.8), not by platform (0.5); the chained procedure asks for half.
    letters = {"G15-HOTICH": 0.81 * BY_LETTER, "G01": 0.81 * BY_LETTER * 0.5}
    assert means.letters == pytest.approx(letters)
    assert means.accepted == pytest.approx(0.9 * 0.9)
    assert residence.id == "residence"


def test_a_commune_desk(small: Path) -> None:
    """Ten thousand people in a commune of Hà Nội, three quarters of the dossiers."""
    load = loads(small)["commune", "approval"]
    assert load.offered_h == pytest.approx(10_000 * ASKED_A_WEEK * 0.75 * 0.81)
    assert (load.place, load.staff, load.capacity_h) == ("H26", 1, 20.0)  # pace 0.5, 40 h
    assert load.utilisation == pytest.approx(load.offered_h / 20.0)


def test_staff_follows_the_people_of_the_unit(small: Path) -> None:
    """Fractions count, in the capacity too."""
    sets = ["offices[commune].desks[approval].staff.per_100k=15"]
    load = loads(small, *sets)["commune", "approval"]
    assert (load.staff, load.capacity_h) == (1.5, 30.0)


@pytest.mark.parametrize(
    "change, staff",
    [
        ("staff.factor=0.8", 0.8),  # of the one person that there is at least
        ("staff={per_100k: 15, factor: 0.8}", 1.2),
        ("staff={fixed: 2, factor: 0.8}", 1.6),
        ("staff.per_100k=12", 1.2),
    ],
)
def test_a_cut_of_staff_is_never_free(change: str, staff: float, small: Path) -> None:
    """A fifth fewer people do a fifth less, also where they are one or two."""
    whole = loads(small)["commune", "approval"]
    load = loads(small, f"offices[commune].desks[approval].{change}")["commune", "approval"]
    assert load.staff == pytest.approx(staff)
    assert load.capacity_h == pytest.approx(staff * whole.capacity_h)


def test_a_level_has_a_factor_for_all_its_desks(small: Path) -> None:
    """Times those of the desks."""
    part = loads(small, "offices[commune].staff.factor=0.5")
    every = loads(small)
    for desk in ("one_stop", "approval"):
        assert part["commune", desk].staff == every["commune", desk].staff / 2
    assert part["district", "one_stop"] == every["district", "one_stop"]


def test_absence_and_hours_lower_the_capacity(small: Path) -> None:
    """A tenth of the days, and a calendar of its own."""
    sets = ["offices[commune].desks[approval].absence=0.1"]
    assert loads(small, *sets)["commune", "approval"].capacity_h == pytest.approx(18.0)
    sets = ["offices[commune].desks[approval].calendar=always"]
    assert loads(small, *sets)["commune", "approval"].capacity_h == pytest.approx(84.0)


def test_a_central_procedure_is_asked_by_everybody(small: Path) -> None:
    """At the agency that handles it."""
    load = loads(
        small,
        "offices=[{id: central, desks: [{id: one_stop, staff: {fixed: 3}}]}]",
        "procedures.override=[{id: residence, level: central, branch_of: null, handled_by: G22}]",
    )["central", "one_stop"]
    each = 0.05 + 1 / 6
    chained = 0.81 / 6
    expected = 150_000 * ASKED_A_WEEK * (0.25 * each + 0.75 * chained)
    assert (load.place, load.staff) == ("G22", 3)
    assert load.offered_h == pytest.approx(expected)


def test_letters_go_to_branches_where_there_are_some(small: Path) -> None:
    """The police answers in the province, Justice at the centre for its registry."""
    found = loads(small)
    birth, residence = 0.75 * 0.81 * BY_LETTER, (0.25 + 0.75 * 0.81) * BY_LETTER * 0.5
    central, branch = (
        found["answering.central", "answering"],
        found["answering.branch", "answering"],
    )
    assert central.offered_h == pytest.approx(150_000 * ASKED_A_WEEK * birth * 0.5)
    assert branch.offered_h == pytest.approx(100_000 * ASKED_A_WEEK * residence * 0.5)
    assert (central.place, branch.place) == ("G15", "G01 (H26)")


def test_at_any_scale_every_desk_has_its_own_people_and_its_whole_load(small: Path) -> None:
    """A commune keeps its arrivals, and who answers letters answers the whole country."""
    full = loads(small)
    for scale in ("0.5", "0.02"):
        part = loads(small, f"scale={scale}")
        for key in (
            ("commune", "approval"),
            ("answering.central", "answering"),
            ("answering.branch", "answering"),
        ):
            assert part[key] == full[key]


def test_the_centre_is_staffed_for_everybody_at_any_scale(small: Path) -> None:
    """Three people for 150,000, not one for the tenth of them that a scale of 0.1 keeps."""
    sets = (
        "offices=[{id: central, desks: [{id: one_stop, staff: {per_100k: 2}}]}]",
        "procedures.override=[{id: residence, level: central, branch_of: null, handled_by: G22}]",
    )
    whole, tenth = loads(small, *sets), loads(small, *sets, "scale=0.1")
    assert tenth["central", "one_stop"].staff == 3
    assert tenth["central", "one_stop"] == whole["central", "one_stop"]


def test_refused_by_the_platform_is_a_letter(small: Path) -> None:
    """A refusal, or four tries in vain; and none where the platform is all there is."""

    def letters(*sets: str) -> float:
        _, typed = world_of(small, *sets)
        procedure = typed.procedures[1]
        means = RouteMeans(procedure, typed.scenario, {p.id: p for p in typed.procedures})
        return means.letters["G01"] / (0.8 * 0.5)

    tries = 1 + 0.05 + 0.05**2 + 0.05**3
    assert letters("sharing.platform.refusal=0.1") == pytest.approx(
        0.5 + 0.5 * (0.05**4 + 0.1 * tries)
    )
    vain = "sharing.platform.failure=0.5"
    assert letters(vain) == pytest.approx(0.5 + 0.5 * 0.5**4)
    assert letters(vain, "sharing.platform.fallback=none") == pytest.approx(0.5)


@pytest.mark.parametrize(
    "rate, left",
    [
        # What the catalogue's 1,000 have in all: those of birth, three quarters, stay as they are.
        ("arrivals.catalogue_per_1000_per_month=10", 1.0),
        # What the selected have in all: birth, now alone, has them all.
        ("arrivals.per_1000_per_month=10", 4 / 3),
        ("arrivals.per_month=1500", 4 / 3),
        ("arrivals.per_month={by_province: {H26: 1000, H49: 500}}", 4 / 3),
        ("arrivals.per_month={by_procedure: {birth: 1125}}", 1.0),
    ],
)
def test_leaving_a_procedure_away_does_what_the_rate_says(
    rate: str, left: float, small: Path
) -> None:
    """A rate of the selected procedures stays theirs; one of the catalogue loses its part."""
    sets = ["procedures.override=[{id: birth, route: [{desk: approval, law: 1h}]}]"]
    every = loads(small, *sets)["commune", "approval"]
    alone = loads(small, *sets, "procedures.include=[birth]", rate)
    assert alone["commune", "approval"].offered_h == pytest.approx(left * every.offered_h)
    assert ("district", "one_stop") not in alone
