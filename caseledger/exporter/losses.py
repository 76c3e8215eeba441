"""What the form of an extract cannot hold: counted, so that nobody has to guess."""

from collections import Counter, defaultdict

import msgspec

from domain.consent import DisclosureMade
from domain.event import Recorded

HELD = frozenset(
    {
        "person.registered", "person.contact_updated",
        "consent.granted", "consent.refused", "consent.withdrawn", "disclosure.made",
        "consent.revoked", "consent.invalidated", "consent.superseded", "consent.reaffirmed",
        "consent.lapse_moved",
        "application.submitted", "application.completed", "application.decided",
        "application.withdrawn", "unit.member_joined", "unit.member_left", "case.assigned",
        "assessment.completed", "action_plan.created", "action_plan.reviewed",
        "deferral.granted", "deferral.reviewed", "referral.made", "referral.acknowledged",
        "referral.answered", "referral.started", "referral.closed", "income.reported",
        "benefit.issued", "benefit.reversed", "overpayment.established",
        "case.exited", "case.reopened", "case.entry_retracted",
    }
)  # fmt: skip
"""Types that a row tells (a disclosure: with its referral), or tells by not being there: what was
taken back has none."""

_FIELDS: dict[str, tuple[str, ...]] = {
    "person.registered": ("email", "safe_contact"),
    "person.contact_updated": ("email", "safe_contact", "safe_means", "safe_hours", "code_word"),
    "unit.member_left": ("reason",),
    "consent.granted": ("grantor_id", "witness", "evidence", "lapses_on", "supersedes"),
    "consent.withdrawn": ("reason",),
    "consent.revoked": ("cause", "details"),
    "consent.invalidated": ("cause", "details"),
    "consent.superseded": ("superseded_by",),
    "consent.reaffirmed": ("reaffirmed_by",),
    "application.decided": ("reasons", "explanation"),
    "application.withdrawn": ("reason",),
    "assessment.completed": ("strengths", "needs", "summary"),
    "action_plan.created": ("review_on", "items"),
    "referral.made": ("reply_due_on", "reason"),
    "referral.answered": ("reason",),
    "case.exited": ("details",),
}


class Losses(msgspec.Struct):
    """``events``: by type, those that no row tells. ``fields``: by type and field, how often a row
    leaves out what was said there. ``replaced``: events that a later one corrected or took back, or
    that the newest of their kind stands for. ``rows``: by file and column, rows whose value the form
    does not know. ``only_numbers``: people and cases of whom the form can give the number alone.
    ``kept_aside``: rows of an import that could not be read and wait to be mended.
    """

    events: Counter[str] = msgspec.field(default_factory=Counter)
    fields: Counter[str] = msgspec.field(default_factory=Counter)
    replaced: int = 0
    rows: dict[str, Counter[str]] = msgspec.field(default_factory=lambda: defaultdict(Counter))
    only_numbers: Counter[str] = msgspec.field(default_factory=Counter)
    kept_aside: int = 0

    def count(self, each: Recorded) -> None:
        """Count one event of the ledger."""
        name = each.event.wire_name
        apart = isinstance(each.event, DisclosureMade) and each.event.referral_id is None
        if name not in HELD or apart:
            self.events[name] += 1
        elif each.metadata.source_hash is None:
            for field in _FIELDS.get(name, ()):
                if getattr(each.event, field) not in (None, ()):
                    self.fields[f"{name}.{field}"] += 1
            decided = getattr(each.event, "decided_on", each.effective_on)
            if decided != each.effective_on:
                self.fields[f"{name}.effective_on"] += 1
