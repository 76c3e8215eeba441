"""What a decision goes by: who looks, whose it is, when it is asked; and its answer.

Facts carry two times: when they were true in the world, and (``known_at``, UTC) when they were
learned. A fact without ``known_at`` counts as known ever since. Days are the tenant's local days,
both ends included unless said otherwise; instants are UTC.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from domain.consent import Grant

AuthorityKind = Literal["ASSIGNMENT", "CONSENT", "STATUTE", "AGREEMENT", "BREAK_GLASS"]


class Moment(msgspec.Struct, frozen=True):
    """When is asked: the instant in the world, and what is known.

    ``today`` is the tenant's local day of ``now``. With ``known_at`` set, facts that were learned
    later are left aside: the answer is the one that could be given then.
    """

    now: datetime
    today: date
    known_at: datetime | None = None

    def knows(self, learned_at: datetime | None) -> bool:
        """Whether a fact that was learned at that instant counts."""
        return learned_at is None or self.known_at is None or learned_at <= self.known_at


class Viewer(msgspec.Struct, frozen=True):
    """Who looks, by the hat they wear. ``organisation``: of the policy list for a partner."""

    account_id: UUID
    role: str
    organisation: str
    office: str | None = None


class Sealing(msgspec.Struct, frozen=True):
    """A sealed file: nobody but its circle of accounts is shown anything of it.

    ``kind``: VIOLENCE, STAFF (the file of a colleague) or FAMILY (of a colleague's family).
    """

    kind: str
    open_to: frozenset[UUID] = frozenset()


class CaseOf(msgspec.Struct, frozen=True):
    """A case that a person is or was in, as it stands at the moment asked.

    ``status``: APPLIED, OPEN or CLOSED. ``left_on`` is the first day on which the person is no
    longer of it (None: they still are), ``closed_on`` the day on which a closed case ended.
    """

    case_id: UUID
    office: str
    caseworker_id: UUID | None
    status: str
    joined_on: date | None = None
    left_on: date | None = None
    closed_on: date | None = None
    sealed: Sealing | None = None
    known_at: datetime | None = None
    left_known_at: datetime | None = None
    closed_known_at: datetime | None = None


class ReferralOf(msgspec.Struct, frozen=True):
    """A referral of the person: it runs from ``made_at`` until (and without) ``ended_at``.

    Declined, closed, returned or withdrawn: the organisation sees nothing from then on.
    """

    organisation: str
    recipient_kind: str
    case_id: UUID
    made_at: datetime
    ended_at: datetime | None = None
    known_at: datetime | None = None
    ended_known_at: datetime | None = None


class Emergency(msgspec.Struct, frozen=True):
    """A break-glass: one account opened one person, from ``opened_at`` until (without) ``until``."""

    emergency_id: UUID
    person_id: UUID
    account_id: UUID
    opened_at: datetime
    until: datetime
    categories: frozenset[str]


class Agreement(msgspec.Struct, frozen=True):
    """An agreement with a partner by which it sees these categories, both days included."""

    reference: str
    organisation: str
    categories: frozenset[str]
    purposes: frozenset[str]
    from_on: date
    until_on: date | None = None


class Subject(msgspec.Struct, frozen=True):
    """Whose information it is, and all that bears on it, under whichever of their numbers."""

    person_id: UUID
    cases: Sequence[CaseOf] = ()
    referrals: Sequence[ReferralOf] = ()
    grants: Sequence[Grant] = ()
    emergencies: Sequence[Emergency] = ()
    sealing: Sealing | None = None


class Access(msgspec.Struct, frozen=True):
    """The answer, the code of its reason, and what a yes rests on.

    ``reference``: the case, the consent, the section of a statute, the agreement or the emergency.
    ``content_until``: the last day of which anything about the person may be shown (None: all).
    """

    allowed: bool
    code: str
    authority_kind: AuthorityKind | None = None
    reference: UUID | str | None = None
    content_until: date | None = None
