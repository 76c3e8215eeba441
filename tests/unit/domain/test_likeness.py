"""Who looks like one person and who does not, on invented doubles that no rule was made for."""

import random
import string
import time
from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest

from domain.likeness import Facts, Likeness, Rules, alike, distance, fold, near, rules, suspects
from tests.support.world import DAY, published_policy

RULES = rules(published_policy(), DAY)
ZOE = Facts(
    UUID(int=1), "Zoé", "Côté-Roy", "1990-02-03", "046454286", "12, rue King", "613-555-0101"
)


def other(**changes: str) -> Facts:
    return msgspec.structs.replace(ZOE, person_id=UUID(int=2), **changes)


def codes(found: Likeness) -> set[str]:
    return {sign.code for sign in found.signs}


@pytest.mark.parametrize(
    ("double", "sign"),
    [
        (other(family_name="COTE ROY", given_name="ZOE", sin="", telephone=""), "SIN_MISSING"),
        (other(family_name="Coté-Roi", sin=""), "NEAR_FAMILY_NAME"),
        (other(given_name="Roy Cote", family_name="Zoe", sin=""), "OTHER_FAMILY_NAME"),
        (other(given_name="Cote Roy", family_name="Zoe", sin=""), "NAMES_SWAPPED"),
        (other(birth_date="1990-03-02", sin=""), "BIRTH_DATE_TRANSPOSED"),
        (other(birth_date="1990-02-08", sin=""), "NEAR_BIRTH_DATE"),
        (other(sin="046454236", address=""), "NEAR_SIN"),
        (other(family_name="Roy", sin=""), "PART_OF_FAMILY_NAME"),
        (other(given_name="Marguerite", family_name="Diallo", address=""), "SAME_SIN"),
        (other(birth_date="1955-11-30"), "OTHER_BIRTH_DATE"),
    ],
)
def test_one_person_written_in_two_ways_is_suspected_and_told_why(double: Facts, sign: str) -> None:
    found = alike(ZOE, double, RULES)
    assert sign in codes(found)
    expected = "Roy Cote" not in double.given_name
    assert (found.score >= RULES.threshold) is expected
    assert len(suspects([ZOE, double], RULES)) == expected


@pytest.mark.parametrize(
    "somebody",
    [
        # An old typing error: one number, two people.
        other(given_name="Marc", family_name="Nguyen", birth_date="1971-07-15", address=""),
        # Twins, a spouse, a child, parent and child of one name, and a namesake.
        other(given_name="Simone", sin=""),
        other(given_name="Paul", birth_date="1988-05-05", sin="130692544"),
        other(given_name="Léa", birth_date="2015-02-03", sin=""),
        other(birth_date="1962-11-27", sin=""),
        other(birth_date="1990-02-08", sin="130692544"),
        other(birth_date="1984-06-19", sin="130692544", address="", telephone=""),
    ],
)
def test_two_people_are_not_suspected(somebody: Facts) -> None:
    assert suspects([ZOE, somebody], RULES) == []


def test_what_comes_out_holds_no_value_of_anybody() -> None:
    [found] = suspects([ZOE, other()], RULES)
    told = msgspec.json.encode(found).decode()
    for value in msgspec.structs.astuple(ZOE)[1:]:
        assert value not in told
    assert (found.one, found.other) == (UUID(int=1), UUID(int=2))
    assert found.score == 100


def test_names_are_folded_blind_to_case_accents_hyphens_and_apostrophes() -> None:
    assert fold("Œuvrard-O’Neil  d'Été") == ("oeuvrard", "oneil", "dete")
    assert fold("STRAẞE") == fold("strasse") and fold("Łukasz") == ("lukasz",)


@pytest.mark.parametrize(
    ("one", "two", "away"),
    [("roy", "roy", 0), ("martin", "matrin", 1), ("martin", "marti", 1), ("abc", "xyz", 3)],
)
def test_letters_apart(one: str, two: str, away: int) -> None:
    assert distance(one, two, 2) == distance(two, one, 2) == away


def test_short_names_are_near_only_when_they_are_the_same() -> None:
    assert not near("Roy".lower(), "ray") and near("tremblay", "trembley")


# --- A town of its own ------------------------------------------------------------------------


def town(seed: int, count: int, doubles: int) -> tuple[list[Facts], set[tuple[UUID, UUID]]]:
    """Households with twins, namesakes and mistyped numbers; some people twice, in all kinds of mess."""
    rng = random.Random(seed)
    families = [name(rng) for _ in range(count // 8)]
    given = [name(rng) for _ in range(150)]
    people: list[Facts] = []
    while len(people) < count:
        family, address = rng.choice(families), f"{rng.randrange(9999)} {name(rng)}"
        twins = day(rng)
        for at in range(rng.choice((1, 1, 2, 3, 4))):
            birth = twins if at > 1 and rng.random() < 0.1 else day(rng)
            sin = "" if rng.random() < 0.3 else f"{rng.randrange(10**9):09}"
            if sin and people and rng.random() < 0.01:
                sin = rng.choice(people).sin
            first = rng.choice([g for g in given if all(p.given_name != g for p in people[-3:])])
            people.append(
                Facts(UUID(int=len(people) + 1), first, family, birth, sin, address, "6135550100")
            )
    true: set[tuple[UUID, UUID]] = set()
    for original in rng.sample(people, doubles):
        double = messy(rng, original, UUID(int=len(people) + 1))
        people.append(double)
        true.add((original.person_id, double.person_id))
    rng.shuffle(people)
    return people, true


def name(rng: random.Random) -> str:
    vowels, consonants = "aeiouéè", "bcdfglmnprstv"
    parts = (rng.choice(consonants) + rng.choice(vowels) for _ in range(rng.randint(2, 4)))
    return "".join(parts).capitalize() + rng.choice(("", "n", "s", "-Roy"))


def day(rng: random.Random) -> str:
    return (date(1950, 1, 1) + timedelta(days=rng.randrange(27_000))).isoformat()


def messy(rng: random.Random, facts: Facts, key: UUID) -> Facts:
    """One or two spoilt values, and often no number, address or telephone."""
    changes: dict[str, str] = {}
    for kind in rng.sample(range(6), rng.choice((1, 1, 2))):
        match kind:
            case 0:
                changes["family_name"] = typo(rng, facts.family_name)
            case 1:
                changes["given_name"] = typo(rng, facts.given_name)
            case 2:
                changes["given_name"] = facts.family_name
                changes["family_name"] = facts.given_name
            case 3:
                year, month, on = facts.birth_date.split("-")
                if int(on) <= 12:
                    changes["birth_date"] = f"{year}-{on}-{month}"
            case 4:
                changes["family_name"] = facts.family_name.replace("-", " ").upper()
            case 5:
                changes["given_name"] = f"{facts.given_name} {rng.choice('ABCDE')}."
    if rng.random() < 0.5:
        changes["sin"] = ""
    if rng.random() < 0.3:
        changes["address"] = ""
    if rng.random() < 0.6:
        changes["telephone"] = ""
    return msgspec.structs.replace(facts, person_id=key, **changes)


def typo(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text))
    letter = rng.choice(string.ascii_lowercase)
    return rng.choice((text[:at] + letter + text[at + 1 :], text[:at] + text[at + 1 :]))


def test_in_a_town_that_no_rule_was_made_for_nearly_all_doubles_are_found_and_few_others() -> None:
    found: set[tuple[int, UUID, UUID]] = set()
    true: set[tuple[int, UUID, UUID]] = set()
    for seed in range(5):
        people, pairs = town(seed, 2_000, 60)
        true |= {(seed, *pair) for pair in pairs}
        found |= {(seed, each.one, each.other) for each in suspects(people, RULES)}
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    print(f"precision {precision:.3f}, recall {recall:.3f}, {len(true)} doubles in 10,000 people")
    assert precision >= 0.97
    assert recall >= 0.93


def test_a_date_and_a_number_that_stand_for_unknown_do_not_make_it_quadratic() -> None:
    rng = random.Random(3)
    people = [
        Facts(UUID(int=n + 1), name(rng), name(rng), "1900-01-01", "000000000")
        for n in range(1_500)
    ]
    double = msgspec.structs.replace(people[7], person_id=UUID(int=9_999))
    before = time.process_time()
    found = suspects([*people, double], RULES)
    assert time.process_time() - before < 10
    assert (UUID(int=8), UUID(int=9_999)) in {(each.one, each.other) for each in found}


def test_no_pair_is_compared_that_shares_nothing() -> None:
    lax = Rules(RULES.weights, 0, RULES.neighbours)
    somebody = other(
        given_name="Al", family_name="Bo", birth_date="1950-01-09", sin="1", address="x"
    )
    assert suspects([ZOE, somebody], lax) == []
