"""Who works at Rivière-Nord and its partners: the demo's accounts, every one of them invented."""

from uuid import UUID, uuid5

import msgspec

from domain.event import Actor, ActorKind

MUNICIPALITY = "riviere-nord"
PARTNERS = frozenset({"EMPLOYMENT_PARTNER", "COMMUNITY_PARTNER"})
MINISTRY = "mccss"
"""Children, Community and Social Services: its systems report what it decided."""

_NAMESPACE = UUID("2f5b2a0e-8f0d-5d59-9c3e-5a3f1d7c9b10")


def demo_id(name: str) -> UUID:
    """The same id for the same name in every demo ledger."""
    return uuid5(_NAMESPACE, name)


class Account(msgspec.Struct, frozen=True):
    """An invented account that the demo's sign-in offers.

    ``role`` is a code of the policy list ``roles``; ``office`` one of ``offices``, where the role
    works in one; ``organisation`` is the municipality, or of a partner its code in their list.
    """

    account_id: UUID
    display_name: str
    role: str
    organisation: str = MUNICIPALITY
    office: str | None = None
    also: tuple[str, ...] = ()
    """Other roles that this person may wear: in a small office somebody does two jobs."""

    @property
    def actor(self) -> Actor:
        """This account as the actor of a command."""
        kind: ActorKind = "PARTNER" if self.role in PARTNERS else "STAFF"
        return Actor(self.account_id, kind, self.role, self.organisation, self.office)


def _account(
    key: str,
    display_name: str,
    role: str,
    office: str | None = None,
    organisation: str = MUNICIPALITY,
    also: tuple[str, ...] = (),
) -> Account:
    return Account(demo_id(f"staff:{key}"), display_name, role, organisation, office, also)


STAFF: tuple[Account, ...] = (
    _account("intake-1", "Maëlle Thériault-Boissonneault", "INTAKE", "centre"),
    _account("intake-2", "Owen Fairweather", "INTAKE", "east"),
    _account("caseworker-1", "Josée Charlebois", "CASEWORKER", "centre"),
    _account("caseworker-2", "Priya Raghunathan", "CASEWORKER", "centre"),
    _account("caseworker-3", "Callum O’Shaughnessy", "CASEWORKER", "east"),
    _account("caseworker-4", "Fatoumata Keïta", "CASEWORKER", "east"),
    _account("caseworker-5", "Étienne Lavigueur", "CASEWORKER", "west"),
    _account("caseworker-6", "Hannah Kowalczyk", "CASEWORKER", "rural", also=("INTAKE",)),
    _account("supervisor-1", "Ghislain Archambault", "SUPERVISOR", "centre"),
    _account("supervisor-2", "Deborah Lindqvist", "SUPERVISOR", "east"),
    _account("partner-1", "Noémie Castonguay", "EMPLOYMENT_PARTNER", organisation="eo-01"),
    _account("partner-2", "Samuel Adeyemi", "EMPLOYMENT_PARTNER", organisation="eo-02"),
    _account("programme-1", "Lucie Ntamwete", "PROGRAMME", organisation="housing-services"),
    _account("community-1", "Anjali Desrosiers", "COMMUNITY_PARTNER", organisation="housing-help"),
    _account("liaison", "Mireille Okemaw", "LIAISON", "nation"),
    _account("privacy", "Solange Bérubé", "PRIVACY_OFFICER"),
    _account("reporting", "Theodore Nakashima", "REPORTING"),
    _account("operator", "Ingrid Pelletier-Haugen", "OPERATOR"),
)

SYSTEM = Actor(demo_id("system:demo"), "SYSTEM", "SYSTEM", MUNICIPALITY)
"""The demonstration itself, for what no account of it may do."""

MINISTRY_SYSTEM = Actor(demo_id("system:ministry"), "SYSTEM", "SYSTEM", MINISTRY)
"""The ministry's case management system, which reports what the ministry decided."""


def of_role(role: str, office: str | None = None) -> tuple[Account, ...]:
    """The accounts of a role, of one office where it is named."""
    return tuple(a for a in STAFF if a.role == role and office in (None, a.office))
