"""Households of Rivière-Nord: who lives together, and how they could be reached. All invented."""

import unicodedata
from datetime import date, timedelta
from random import Random

import msgspec

from caseledger.demo.names import (
    FORWARD_SORTATION_AREA,
    ORIGINS,
    SAFE_CONTACT,
    STREETS,
    Origin,
)
from domain.person import RegisterPerson
from domain.private import Language

MOST_MEMBERS = 12
_KINDS = {"single": 56, "sole_parent": 20, "couple": 7, "couple_children": 11, "with_adult": 6}


class Member(msgspec.Struct, frozen=True):
    """Somebody of a household, with their part in the benefit unit and what they would be told."""

    register: RegisterPerson
    role: str
    participant_class: str

    @property
    def language(self) -> Language:
        """The official language in which they are served."""
        return self.register.official_language

    @property
    def adult(self) -> bool:
        return self.participant_class != "DEPENDENT_CHILD"


class Household(msgspec.Struct, frozen=True):
    """Members in order, the applicant first; ``programme`` is OW or ODSP."""

    kind: str
    office: str
    programme: str
    members: tuple[Member, ...]

    @property
    def applicant(self) -> Member:
        return self.members[0]


class _Home(msgspec.Struct, frozen=True):
    language: Language
    address: str


def invent_household(rng: Random, number: int, on: date, mononym: str | None = None) -> Household:
    """The household of that number, as it is on that day; the same for the same ``rng``.

    ``number`` keeps social insurance numbers apart: no two people of a demo have the same.
    """
    kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
    office = rng.choices(("centre", "east", "west", "rural"), (40, 30, 18, 12))[0]
    disabled = kind in ("couple", "couple_children") and rng.random() < 0.35
    origin = _origin(rng)
    home = _Home(origin.official, _address(rng, office, origin.official))
    family = rng.choice(origin.family)
    sins = (f"{number * MOST_MEMBERS + place}" for place in range(MOST_MEMBERS))

    def member(
        role: str, klass: str, age: tuple[int, int], own: Origin | None = None, name: str = family
    ) -> Member:
        person = _person(rng, own or origin, name, home, on, age, int(next(sins)))
        return Member(person, role, klass)

    applicant_class = "ODSP_RECIPIENT" if disabled else "OW_ADULT"
    age = (23, 52) if kind in ("sole_parent", "couple_children") else (19, 63)
    age = (42, 61) if kind == "with_adult" else age
    members = [member("APPLICANT", applicant_class, age)]
    if mononym:
        email = _email(rng, mononym, "")
        only = msgspec.structs.replace(
            members[0].register, given_name=mononym, family_name="", email=email
        )
        members[0] = msgspec.structs.replace(members[0], register=only)
    if kind.startswith("couple"):
        partner = _origin(rng) if rng.random() < 0.3 else origin
        klass = "ODSP_NON_DISABLED_ADULT" if disabled else "OW_ADULT"
        members.append(member("SPOUSE", klass, age, partner, rng.choice(partner.family)))
    if kind == "with_adult":
        members.append(member("DEPENDENT", "DEPENDENT_ADULT", (18, 21)))
    if kind in ("sole_parent", "couple_children"):
        for _ in range(rng.choices((1, 2, 3), (55, 33, 12))[0]):
            members.append(member("DEPENDENT", "DEPENDENT_CHILD", (0, 14)))
    return Household(kind, office, "ODSP" if disabled else "OW", tuple(members))


def invented_sin(number: int) -> str:
    """The social insurance number of that number: it begins with 0, which no issued one does."""
    # The factor shares no divisor with ten million: numbers are scattered, and none comes twice.
    digits = f"0{(number * 7_368_787 + 1_234_567) % 10_000_000:07d}"
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(digits))
    check = -sum(d - 9 if d > 9 else d for d in doubled) % 10
    return f"{digits}{check}"


def invent_address(rng: Random, office: str, language: str) -> str:
    """Another address of the same part of Rivière-Nord, written as its language does."""
    return _address(rng, office, language)


def _origin(rng: Random) -> Origin:
    return rng.choices(ORIGINS, [origin.weight for origin in ORIGINS])[0]


def _person(
    rng: Random,
    origin: Origin,
    family: str,
    home: _Home,
    on: date,
    age: tuple[int, int],
    number: int,
) -> RegisterPerson:
    years = rng.randint(*age)
    born = on - timedelta(days=round(365.25 * years) + rng.randint(30, 330))
    given = rng.choice(origin.given)
    grown = years >= 16
    other: Language = "en" if home.language == "fr" else "fr"
    language = home.language if rng.random() < 0.95 else other
    with_sin = rng.random() < (0.93 if grown else 0.15)
    instruction = rng.choice(SAFE_CONTACT) if grown and rng.random() < 0.09 else None
    return RegisterPerson(
        given_name=given,
        family_name=family,
        birth_date=born.isoformat(),
        official_language=language,
        sin=invented_sin(number) if with_sin else None,
        spoken_language=rng.choice(origin.spoken),
        telephone=f"705-555-01{rng.randint(0, 99):02d}" if grown and rng.random() < 0.92 else None,
        email=_email(rng, given, family) if grown and rng.random() < 0.7 else None,
        address=home.address,
        safe_contact=instruction and instruction[0 if language == "fr" else 1],
        text_language=language,
    )


def _address(rng: Random, office: str, language: str) -> str:
    french, english = rng.choice(STREETS[office])
    number = rng.randint(3, 1890)
    flat = rng.randint(1, 24) if office != "rural" and rng.random() < 0.6 else None
    code = f"{FORWARD_SORTATION_AREA} {rng.randint(1, 9)}{rng.choice('ABCEGHJKLMNPRSTVWXYZ')}"
    code += str(rng.randint(1, 9))
    if language == "fr":
        street = f"{number}, {french}" + (f", app. {flat}" if flat else "")
        return f"{street}, Rivière-Nord (Ontario) {code}"
    street = f"{number} {english}" + (f", Unit {flat}" if flat else "")
    return f"{street}, Rivière-Nord ON {code}"


def _email(rng: Random, given: str, family: str) -> str:
    names = ".".join(plain for plain in (_plain(given), _plain(family)) if plain)
    return f"{names}@{rng.choice(('example.ca', 'example.org'))}"


def _plain(name: str) -> str:
    # Đ and Ł have no decomposition into a letter and a mark.
    letters = unicodedata.normalize("NFD", name.translate(str.maketrans("ĐđŁł", "DdLl")))
    return "".join(c for c in letters if c.isascii() and c.isalpha()).lower()
