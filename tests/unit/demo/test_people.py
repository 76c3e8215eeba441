"""The invented people are varied, reachable, and surely not real."""

import re
from datetime import date
from random import Random

from caseledger.demo.people import MOST_MEMBERS, Member, invent_household, invented_sin
from domain.person import sin_valid

TODAY = date(2026, 11, 22)
HOUSEHOLDS = [invent_household(Random(f"20/{n}"), n, TODAY) for n in range(400)]
PEOPLE: list[Member] = [m for h in HOUSEHOLDS for m in h.members]


def test_the_same_seed_invents_the_same_people() -> None:
    assert invent_household(Random("20/7"), 7, TODAY) == HOUSEHOLDS[7]
    assert invent_household(Random("21/7"), 7, TODAY) != HOUSEHOLDS[7]


def test_insurance_numbers_are_well_formed_never_issued_and_never_the_same() -> None:
    numbers = [invented_sin(n) for n in range(1000 * MOST_MEMBERS)]
    assert len(set(numbers)) == len(numbers)
    assert all(sin_valid(sin) and sin.startswith("0") for sin in numbers)
    held = [m.register.sin for m in PEOPLE if m.register.sin]
    assert len(set(held)) == len(held)
    assert 0.6 < len(held) / len(PEOPLE) < 0.95


def test_nobody_can_be_reached() -> None:
    for person in (m.register for m in PEOPLE):
        assert person.address and re.search(r"\bP9F \d[A-Z]\d$", person.address)
        assert person.telephone is None or re.fullmatch(r"705-555-01\d\d", person.telephone)
        assert person.email is None or re.fullmatch(
            r"[a-z]+\.[a-z]+@example\.(ca|org)", person.email
        )


def test_about_a_third_is_served_in_french() -> None:
    french = sum(m.language == "fr" for m in PEOPLE)
    assert 0.28 < french / len(PEOPLE) < 0.42


def test_names_have_accents_hyphens_and_apostrophes() -> None:
    names = " ".join(f"{m.register.given_name} {m.register.family_name}" for m in PEOPLE)
    assert all(mark in names for mark in ("é", "-", "’", "ñ", "Đ", "ł", "ä"))


def test_households_are_of_every_kind_and_fit_their_programme() -> None:
    kinds = {h.kind for h in HOUSEHOLDS}
    assert kinds == {"single", "sole_parent", "couple", "couple_children", "with_adult"}
    assert {h.office for h in HOUSEHOLDS} == {"centre", "east", "west", "rural"}
    for household in HOUSEHOLDS:
        classes = [m.participant_class for m in household.members]
        assert ("ODSP_RECIPIENT" in classes) == (household.programme == "ODSP")
        assert [m.role for m in household.members].count("APPLICANT") == 1
        assert len(household.members) <= MOST_MEMBERS


def test_children_are_children_and_adults_are_adults() -> None:
    for member in PEOPLE:
        age = (TODAY - date.fromisoformat(member.register.birth_date)).days / 365.25
        assert (age >= 18) == member.adult


def test_one_name_is_enough() -> None:
    household = invent_household(Random("x"), 1, TODAY, mononym="Thandar")
    person = household.applicant.register
    assert (person.given_name, person.family_name) == ("Thandar", "")
    assert person.email is None or person.email.startswith("thandar@")
