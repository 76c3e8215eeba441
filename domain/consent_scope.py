"""What a consent still covers: each category for each recipient and purpose, less what ended of it."""

from collections.abc import Collection
from datetime import date
from itertools import product

from domain.consent import Ending, Grant
from domain.consent_answers import Scoped
from domain.policy import Policy
from domain.recipients import overlap, within

Triple = tuple[str, str, str]


def ended_by(ending: Ending, triple: Triple, policy: Policy, on: date) -> bool:
    """Whether the ending took this category, recipient and purpose away."""
    category, recipient, purpose = triple
    return (
        (ending.categories is None or category in ending.categories)
        and (ending.purposes is None or purpose in ending.purposes)
        and (ending.recipients is None or within(policy, recipient, ending.recipients, on))
    )


def what_is_left(
    grant: Grant, policy: Policy, on: date, named: Collection[str] = ()
) -> set[Triple]:
    """All that no ending took away, as (category, recipient, purpose).

    A kind of which one organisation was left out, or is ``named``, counts as its organisations.
    """
    apart = set(named).union(*(ending.recipients or () for ending in grant.endings))
    recipients: set[str] = set()
    for code in grant.recipients:
        among = [c.code for c in policy.codes("organisations", on) if c.get("kind") == code]
        recipients |= {code} if apart.isdisjoint(among) else set(among)
    return {
        triple
        for triple in product(grant.categories, recipients, grant.purposes)
        if not any(ended_by(ending, triple, policy, on) for ending in grant.endings)
    }


def as_product(
    triples: Collection[Triple],
) -> tuple[frozenset[str], frozenset[str], frozenset[str]] | None:
    """Categories, recipients and purposes that give just these triples; nothing where none do."""
    axes = tuple(frozenset(triple[axis] for triple in triples) for axis in range(3))
    whole = len(axes[0]) * len(axes[1]) * len(axes[2]) == len(triples)
    return (axes[0], axes[1], axes[2]) if whole and triples else None


def touches(ending: Ending, grant: Grant, wanted: Scoped, policy: Policy, on: date) -> bool:
    """Whether something that the ending took away of the grant is among what is wanted."""

    def taken(own: frozenset[str], ended: frozenset[str] | None) -> frozenset[str]:
        return own if ended is None else ended

    return (
        not taken(grant.categories, ending.categories).isdisjoint(wanted.categories)
        and not taken(grant.purposes, ending.purposes).isdisjoint(wanted.purposes)
        and overlap(policy, taken(grant.recipients, ending.recipients), wanted.recipients, on)
    )
