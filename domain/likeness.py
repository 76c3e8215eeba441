"""Likeness: how alike two records of people are, sign by sign. Pure, on values in clear.

Names are compared blind to case, accents, hyphens and spaces. What each sign weighs, and from which
score on two records are suspected to be one person, is policy (``same_person``, ``likeness_signs``).
What comes out holds codes only.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from uuid import UUID

import msgspec

from domain.policy import Policy
from domain.sameness import Sign

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_NEAR_FROM, _TWO_OFF_FROM = 4, 9


class Facts(msgspec.Struct, frozen=True):
    """What is compared of a person, as it was told; empty where nothing is known."""

    person_id: UUID
    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    sin: str = ""
    address: str = ""
    telephone: str = ""


class Likeness(msgspec.Struct, frozen=True):
    """Two people whose records are alike: the signs, strongest first, and their sum (0 to 100)."""

    one: UUID
    other: UUID
    signs: tuple[Sign, ...]
    score: int


class Rules(msgspec.Struct, frozen=True):
    """Weights by sign, the score from which two are suspected, and how many neighbours are compared."""

    weights: Mapping[str, int]
    threshold: int
    neighbours: int


def rules(policy: Policy, on: date) -> Rules:
    """The rules of that day; ``KeyError`` where none are published."""
    terms = policy.content("same_person", on)
    return Rules(
        weights={code.code: code.get("weight") for code in policy.codes("likeness_signs", on)},
        threshold=terms["threshold"]["value"],
        neighbours=terms["neighbours"]["value"],
    )


def suspects(people: Iterable[Facts], rules: Rules) -> list[Likeness]:
    """Every pair that reaches the threshold, the most alike first.

    Not all pairs are compared: only those that share a number, a birth date (day and month in
    either order) or all of their names.
    """
    compared = [_Compared(facts) for facts in people]
    found = (_likeness(one, other, rules) for one, other in _candidates(compared, rules.neighbours))
    pairs = [each for each in found if each.score >= rules.threshold]
    return sorted(pairs, key=lambda each: (-each.score, each.one, each.other))


def alike(one: Facts, other: Facts, rules: Rules) -> Likeness:
    """How alike two are, whatever the score."""
    return _likeness(_Compared(one), _Compared(other), rules)


class _Compared:
    """A person's values as they are compared: folded once."""

    __slots__ = ("address", "born", "facts", "family", "given", "sin", "telephone")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.given = fold(facts.given_name)
        self.family = fold(facts.family_name)
        self.born = facts.birth_date.strip()
        self.sin = re.sub(r"\D", "", facts.sin)
        self.address = "".join(fold(facts.address))
        self.telephone = re.sub(r"\D", "", facts.telephone)[-10:]

    def shared(self) -> Iterator[tuple[str, ...]]:
        """Two who share none of these are never compared."""
        if self.sin:
            yield "sin", self.sin
        if self.born:
            year, *rest = self.born.split("-")
            yield "born", year, *sorted(rest)
        if self.given and self.family:
            yield "name", *sorted((*self.given, *self.family))


@lru_cache(maxsize=65536)
def fold(text: str) -> tuple[str, ...]:
    """The words of a name without case and accents: ``Côté-Roy`` gives ``("cote", "roy")``."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(re.findall(r"\w+", re.sub(r"['’ʼ.]", "", plain)))


def _candidates(
    people: Sequence[_Compared], neighbours: int
) -> Iterator[tuple[_Compared, _Compared]]:
    """Each pair once. A key that many share has only those compared that stand near by name."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, person in enumerate(people):
        for key in person.shared():
            blocks[key].append(at)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) > neighbours:
            block.sort(key=lambda at: (people[at].family, people[at].given, people[at].born))
        for place, one in enumerate(block):
            for other in block[place + 1 : place + 1 + neighbours]:
                pair = (one, other) if one < other else (other, one)
                if pair not in seen:
                    seen.add(pair)
                    yield people[pair[0]], people[pair[1]]


def _likeness(one: _Compared, other: _Compared, rules: Rules) -> Likeness:
    codes = [*_names(one, other), _numbers(one.sin, other.sin)]
    if one.born and other.born:
        codes.append(_births(one.born, other.born))
    if one.address and one.address == other.address:
        codes.append("SAME_ADDRESS")
    if one.telephone and one.telephone == other.telephone:
        codes.append("SAME_TELEPHONE")
    signs = [Sign(code, rules.weights.get(code, 0)) for code in codes]
    signs.sort(key=lambda sign: -sign.weight)
    low, high = sorted((one.facts.person_id, other.facts.person_id))
    score = sum(sign.weight for sign in signs)
    return Likeness(low, high, tuple(signs), max(0, min(100, score)))


def _names(one: _Compared, other: _Compared) -> list[str]:
    swapped = _same_words(one.given, other.family) and _same_words(one.family, other.given)
    if swapped and not _same_words(one.given, other.given):
        return ["NAMES_SWAPPED"]
    return [
        _name(one.family, other.family, "FAMILY_NAME"),
        _name(one.given, other.given, "GIVEN_NAME"),
    ]


def _same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool(one) and "".join(one) == "".join(other)


def _name(one: tuple[str, ...], other: tuple[str, ...], which: str) -> str:
    if "".join(one) == "".join(other):
        return f"SAME_{which}"
    if near("".join(one), "".join(other)):
        return f"NEAR_{which}"
    if one and other and (set(one) <= set(other) or set(other) <= set(one)):
        return f"PART_OF_{which}"
    return f"OTHER_{which}"


def _numbers(one: str, other: str) -> str:
    if not one or not other:
        return "SIN_MISSING"
    if one == other:
        return "SAME_SIN"
    return "NEAR_SIN" if distance(one, other, 1) <= 1 else "OTHER_SIN"


def _births(one: str, other: str) -> str:
    if one == other:
        return "SAME_BIRTH_DATE"
    year, _, rest = one.partition("-")
    if other == "-".join((year, *reversed(rest.split("-")))):
        return "BIRTH_DATE_TRANSPOSED"
    return "NEAR_BIRTH_DATE" if _digits_off(one, other) == 1 else "OTHER_BIRTH_DATE"


def _digits_off(one: str, other: str) -> int:
    if len(one) != len(other):
        return max(len(one), len(other))
    return sum(a != b for a, b in zip(one, other, strict=True))


def near(one: str, other: str) -> bool:
    """One letter wrong, missing, too many or swapped; two in long names; none in very short ones."""
    shorter = min(len(one), len(other))
    if shorter < _NEAR_FROM:
        return False
    most = 2 if shorter >= _TWO_OFF_FROM else 1
    # Each change adds or removes two letters at most: most pairs are told apart without measuring.
    if len(set(one) ^ set(other)) > 2 * most:
        return False
    return distance(one, other, most) <= most


def distance(one: str, other: str, most: int) -> int:
    """Letters inserted, removed, replaced or swapped with the next one; ``most + 1`` for more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
