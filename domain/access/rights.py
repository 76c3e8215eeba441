"""What policy gives a role on a day, read once: its basis, categories, statutes and agreements."""

from collections.abc import Set
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from domain.access.facts import Agreement
from domain.policy import Code, Policy


class Statute(msgspec.Struct, frozen=True):
    """A section of a statute by which recipients of a kind see categories without consent.

    ``notice_owed``: whether the person is told of it (a code of the policy document).
    """

    section: str
    categories: frozenset[str]
    purposes: frozenset[str]
    notice_owed: str = "NONE"


class Rights(msgspec.Struct, frozen=True):
    """What a role of an organisation may see on a day, before anything is known of the person.

    ``sees`` None: every category. ``recipients``: by what a consent may name who looks; empty
    where consents open nothing to this role. ``has_site``: a liaison's office is a First Nations site.
    """

    basis: str
    sees: frozenset[str] | None
    recipients: frozenset[str]
    has_site: bool = True
    statutes: tuple[Statute, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    def shows(self, category: str) -> bool:
        """Whether the role ever sees this category."""
        return self.sees is None or category in self.sees


NOTHING = Rights("NONE", frozenset(), frozenset())


def first_nations_site(policy: Policy, office: str | None, today: date) -> bool:
    """Whether an office is a First Nations site: there alone a liaison sees and acts for cases."""
    site = policy.code("offices", office, today) if office else None
    return bool(site and site.get("first_nations"))


@lru_cache(maxsize=512)
def rights_of(
    policy: Policy, role: str, organisation: str, office: str | None, today: date
) -> Rights:
    """What the role has on that day; nothing where policy has no such role."""
    entry = policy.code("roles", role, today)
    if entry is None:
        return NOTHING
    basis, sees = entry.get("basis", "NONE"), entry.get("sees", ())
    kind = entry.get("consent_as")
    recipients = frozenset({kind, organisation}) if kind else frozenset()
    return Rights(
        basis=basis,
        sees=None if "*" in sees else frozenset(sees),
        recipients=recipients,
        has_site=basis != "SITE" or first_nations_site(policy, office, today),
        statutes=statutes_of(policy, recipients, today),
        agreements=agreements_of(policy, organisation, today),
    )


def statutes_of(policy: Policy, recipients: Set[str], today: date) -> tuple[Statute, ...]:
    """The sections in force that name one of these kinds of recipient."""
    codes = policy.codes("statutes", today)
    return tuple(_statute(c) for c in codes if not recipients.isdisjoint(c.get("recipients", ())))


def agreements_of(policy: Policy, organisation: str, today: date) -> tuple[Agreement, ...]:
    """The agreements in force with an organisation."""
    codes = policy.codes("agreements", today)
    return tuple(_agreement(c) for c in codes if c.get("organisation") == organisation)


def _statute(code: Code) -> Statute:
    return Statute(
        section=code.get("section"),
        categories=frozenset(code.get("categories", ())),
        purposes=frozenset(code.get("purposes", ())),
        notice_owed=code.get("notice_owed", "NONE"),
    )


def _agreement(code: Code) -> Agreement:
    def listed(name: str) -> frozenset[Any]:
        return frozenset(code.get(name, ()))

    return Agreement(
        reference=code.code,
        organisation=code.get("organisation"),
        categories=listed("categories"),
        purposes=listed("purposes"),
        from_on=code.from_on,
        until_on=None if code.to_on == date.max else code.to_on,
    )
