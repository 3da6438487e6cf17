"""Invented people: the same in every process, of one piece within a dossier, and nobody real."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agents.draws import arrival_key
from agents.people import People, field, known_fields, unknown_field
from topics.errors import InputError

ROOT = Path(__file__).parents[2]
PEOPLE = People(7)
WHO = ("full_name", "date_of_birth", "personal_id")
keys = st.integers(0, 2**64 - 1)


def of(key: int, *fields: str) -> tuple[str, ...]:
    return PEOPLE.values(key, fields)


# -- every field ------------------------------------------------------------------------------


def test_every_field_of_every_shipped_catalogue_has_a_maker() -> None:
    """And the one field that is asked without a catalogue: guidance on a procedure."""
    texts = [path.read_text("utf-8") for path in (ROOT / "config/catalogues").glob("*.yaml")]
    lists = [found for text in texts for found in re.findall(r"\bfields: \[([^]]+)\]", text)]
    wanted = {name.strip() for names in lists for name in names.split(",")} | {"guidance"}
    assert len(lists) == sum(text.count("fields:") for text in texts)
    assert len(wanted) >= 62
    assert wanted - set(known_fields()) == set()


@given(keys)
@example(0)
@example(2**64 - 1)
def test_every_field_has_a_value_for_every_dossier(key: int) -> None:
    """One line of text that is not empty, whatever the key."""
    values = PEOPLE.values(key, known_fields())
    assert len(values) == len(known_fields())
    assert all(value and value == value.strip() and value.isprintable() for value in values)


def test_an_unknown_field_is_refused_with_the_nearest_names() -> None:
    """What was found, and what was perhaps meant."""
    with pytest.raises(InputError) as caught:
        of(1, "full_name", "date_of_brith")
    assert str(caught.value) == (
        "nobody makes a field 'date_of_brith'; write one that agents.people has "
        "(did you mean 'date_of_birth'?)"
    )
    assert unknown_field("zzzz") == (
        "nobody makes a field 'zzzz'",
        "write one that agents.people has",
    )


def test_a_field_has_one_maker() -> None:
    """A second one for the same name is refused."""
    with pytest.raises(InputError, match=r"field 'address' has a maker already"):
        field("address")(str)


def test_a_new_field_is_one_function_in_a_new_module(tmp_path: Path) -> None:
    """A module that is only put beside the others is found; nothing lists it."""
    module = """
from agents.people import Case, field

@field("name_of_dog")
def name_of_dog(of: Case) -> str:
    return f"Vàng {of.key}"
"""
    (tmp_path / "pets.py").write_text(module, "utf-8")
    program = (
        "import agents.people as p\n"
        f"p.__path__.append({str(tmp_path)!r})\n"
        "print(ascii(p.People(1).values(3, ('name_of_dog',))))"
    )
    assert run(program) == "('V\\xe0ng 3',)"


# -- the same everywhere ----------------------------------------------------------------------


def run(program: str, hash_seed: str = "0") -> str:
    """What a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.strip()


def test_values_are_the_same_bytes_in_every_process() -> None:
    """Whatever the order of Python's hashes: here it is random, or the other of two."""
    other = "1" if os.environ.get("PYTHONHASHSEED") == "4242" else "4242"
    program = (
        "from agents.people import People, known_fields\n"
        "people, names = People(11), known_fields()\n"
        "print(ascii([people.values(key**11, names) for key in range(50)]))"
    )
    people, names = People(11), known_fields()
    assert run(program, other) == ascii([people.values(key**11, names) for key in range(50)])


@given(st.permutations(known_fields()), keys)
@settings(max_examples=20)
def test_a_value_depends_on_the_key_and_its_field_alone(names: list[str], key: int) -> None:
    """Not on what else is asked, nor on its place, nor on what was asked before."""
    together = PEOPLE.values(key, tuple(names))
    assert together == tuple(People(7).values(key, (name,))[0] for name in names)


def test_people_are_pickled_as_their_seed() -> None:
    """So a worker gets the same people without their pool."""
    copy = pickle.loads(pickle.dumps(PEOPLE))
    assert copy.seed == 7
    assert copy.values(5, WHO) == PEOPLE.values(5, WHO)
    assert len(pickle.dumps(PEOPLE)) < 100


def test_seeds_have_people_of_their_own() -> None:
    """The names of one dossier differ; the draws are of its key."""
    names = {People(seed).values(99, ("full_name", "address")) for seed in range(4)}
    assert len(names) == 4


def test_faker_is_not_loaded_until_somebody_is_made() -> None:
    """Importing the agents, and making `People`, costs nothing."""
    program = (
        "import sys\n"
        "from topics.discovery import load_package\n"
        "load_package('agents')\n"
        "from agents.people import People, known_fields\n"
        "people, names = People(1), known_fields()\n"
        "before = 'faker' in sys.modules\n"
        "people.values(1, names)\n"
        "print(before, 'faker' in sys.modules)"
    )
    assert run(program) == "False True"


def test_the_pool_leaves_the_global_generator_alone() -> None:
    """Faker is seeded for itself."""
    before = random.getstate()
    People(2**40).values(1, ("full_name",))
    assert random.getstate() == before


# -- of one piece -----------------------------------------------------------------------------


@given(keys)
def test_an_id_tells_birth_sex_and_place_as_vietnamese_ids_do(key: int) -> None:
    """Three digits of place, one of sex and century, two of the year, six of its own."""
    _, born, number = of(key, *WHO)
    assert re.fullmatch(r"9\d{11}", number)
    date = dt.date.fromisoformat(born)
    assert dt.date(1958, 1, 1) <= date <= dt.date(2002, 11, 9)
    assert number[4:6] == f"{date.year % 100:02d}"
    assert int(number[3]) in ((2, 3) if date.year >= 2000 else (0, 1))


@given(keys)
def test_the_fourth_digit_and_the_name_agree_on_the_sex(key: int) -> None:
    """Văn is never a woman's middle name, Thị never a man's; the spouse is of the other sex."""
    name, number, spouse = of(key, "full_name", "personal_id", "spouse_full_name")
    hers, his = (name, spouse) if int(number[3]) % 2 else (spouse, name)
    assert hers.split()[1] != "Văn"
    assert his.split()[1] != "Thị"


def test_no_id_can_be_that_of_a_real_person() -> None:
    """Real ids begin with 001 to 096, or with the number of a country, which is below 900."""
    numbers = [
        number
        for k in range(2000)
        for number in of(arrival_key(3, k), "personal_id", "parent_personal_id")
    ]
    assert all(len(number) == 12 and number.startswith("9") for number in numbers)
    assert {number[:3] for number in numbers} <= {str(900 + place) for place in range(34)}


def test_ids_of_one_place_name_one_province() -> None:
    """The first three digits and the province of the home go together, both ways."""
    pairs = {
        (number[:3], home.rsplit(", ", 1)[1])
        for k in range(2000)
        for number, home in [of(arrival_key(3, k), "personal_id", "address")]
    }
    assert len(pairs) == len({code for code, _ in pairs}) == len({name for _, name in pairs})
    assert "Tỉnh Cà Mau" in {name for _, name in pairs}


@given(keys)
def test_one_applicant_whatever_the_request_calls_him(key: int) -> None:
    """Owner, taxpayer, patient and representative are the person who applies."""
    roles = ("owner_full_name", "taxpayer_full_name", "patient_full_name", "legal_representative")
    assert set(of(key, *roles)) == set(of(key, "full_name"))
    assert of(key, "employer") == of(key, "enterprise_name")


@given(keys)
def test_father_applicant_and_child_share_the_family_name(key: int) -> None:
    """And the father, a man of the same province, is at least 20 years older."""
    names = of(key, "full_name", "parent_full_name", "child_full_name")
    assert len({name.split()[0] for name in names}) == 1
    own, his, born = of(key, "personal_id", "parent_personal_id", "date_of_birth")
    assert (his[:3], his[3]) == (own[:3], "0")
    assert 19 <= int(born[:4]) - int(f"19{his[4:6]}") <= 32


@given(keys)
def test_the_days_of_a_life_are_in_order(key: int) -> None:
    """Marriage from 20 years on and before 2023; discharged after being admitted."""
    born, married, came, left = of(
        key, "date_of_birth", "marriage_date", "admission_date", "discharge_date"
    )
    age = (dt.date.fromisoformat(married) - dt.date.fromisoformat(born)).days
    assert 7305 <= age <= 7305 + 5479
    assert married <= "2022-12-31"
    assert "2022-01-01" <= came < left <= "2022-12-31"


@given(keys)
def test_only_the_divorced_have_a_decision_of_divorce(key: int) -> None:
    """No earlier than the year of the marriage."""
    state, decision, married = of(key, "marital_status", "divorce_decision", "marriage_date")
    assert (state == "Đã ly hôn") is (decision != "Không có")
    if decision != "Không có":
        assert decision.split("/")[1] >= married[:4]


@given(keys)
def test_places_of_a_dossier_are_in_one_province(key: int) -> None:
    """Home, origin, marriage and hospital."""
    names = ("address", "place_of_origin", "marriage_place", "birth_place", "residence_history")
    values = of(key, *names)
    provinces = {value.rsplit(", ", 1)[1] for value in values}
    assert len(provinces) == 1
    assert provinces.pop().startswith(("Tỉnh ", "Thành phố "))
    assert values[4].endswith(values[0])


@given(keys)
def test_a_tax_code_has_the_check_digit_of_real_ones(key: int) -> None:
    """Weights 31, 29, …, 3 modulo 11; and its province, 99, is none."""
    (code,) = of(key, "tax_code")
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    total = sum(int(digit) * weight for digit, weight in zip(code[:9], weights, strict=True))
    assert re.fullmatch(r"99\d{8}", code)
    assert int(code[9]) == 10 - total % 11


def test_numbers_of_insurance_and_papers_are_nobodys() -> None:
    """99 for a province; a series letter that Vietnamese lacks; numbers beyond any office's."""
    for k in range(500):
        insured, certificate, case = of(
            arrival_key(3, k), "insurance_number", "certificate_number", "case_number"
        )
        assert re.fullmatch(r"99\d{8}", insured)
        assert re.fullmatch(r"ZZ \d{6}", certificate)
        assert re.fullmatch(r"9\d{4}/201[0-7]/TLST-DS", case)


def test_people_are_many() -> None:
    """Among 2,000 dossiers hardly two share an id, and names repeat no more than in life."""
    people = [of(arrival_key(3, k), *WHO) for k in range(2000)]
    assert len({number for _, _, number in people}) == 2000
    assert len({name for name, _, _ in people}) > 1700
    assert len({born for _, born, _ in people}) > 1800
