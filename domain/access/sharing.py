"""By what authority information leaves: consents in force, an agreement, or a section of a statute."""

from collections.abc import Iterable, Sequence, Set
from typing import Literal
from uuid import UUID

import msgspec

from domain.access.covering import consent
from domain.access.facts import Moment
from domain.access.rights import agreements_of, statutes_of
from domain.consent import Grant
from domain.policy import Policy


class Cover(msgspec.Struct, frozen=True):
    """What consents cover of a sharing: the grants that do, and why each other category is not."""

    consent_ids: tuple[UUID, ...]
    missing: dict[str, str]


class Sharing(msgspec.Struct, frozen=True):
    """On what a sharing rests. ``kind`` None: on nothing, and ``missing`` says why not by category.

    ``reference``: the consents' ids, the agreement's, or the section.
    """

    kind: Literal["CONSENT", "AGREEMENT", "STATUTE"] | None
    reference: str = ""
    consent_ids: tuple[UUID, ...] = ()
    missing: dict[str, str] = {}


def consents_to_share(
    grants: Iterable[Grant],
    recipients: Set[str],
    purpose: str,
    categories: Iterable[str],
    moment: Moment,
) -> Cover:
    """Which consents in force cover these categories together, for that recipient and purpose.

    ``recipients``: by what the recipient may be named, its kind and its own code. ``missing`` maps
    a category to the code of why not; empty means that all may be shared.
    """
    held = tuple(grants)
    covering: dict[UUID, None] = {}
    missing = {}
    for category in categories:
        consent_id, code = consent(held, recipients, purpose, category, moment)
        if consent_id is None:
            missing[category] = code
        else:
            covering[consent_id] = None
    return Cover(tuple(covering), missing)


def authority_to_share(
    grants: Iterable[Grant],
    recipient_kind: str,
    recipient: str,
    purpose: str,
    categories: Sequence[str],
    moment: Moment,
    policy: Policy,
) -> Sharing:
    """The authority to share these categories outside: one that covers them all.

    Consents together first, then an agreement with the recipient, then a statute for its kind.
    """
    cover = consents_to_share(grants, {recipient_kind, recipient}, purpose, categories, moment)
    if not cover.missing:
        reference = " ".join(str(consent_id) for consent_id in cover.consent_ids)
        return Sharing("CONSENT", reference, cover.consent_ids)
    wanted = frozenset(categories)
    for agreement in agreements_of(policy, recipient, moment.today):
        if purpose in agreement.purposes and wanted <= agreement.categories:
            return Sharing("AGREEMENT", agreement.reference)
    for statute in statutes_of(policy, {recipient_kind}, moment.today):
        if purpose in statute.purposes and wanted <= statute.categories:
            return Sharing("STATUTE", statute.section)
    return Sharing(None, missing=cover.missing)
