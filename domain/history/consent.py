"""A person's consents and disclosures against the rules of today."""

from datetime import date, timedelta
from uuid import UUID

from domain.consent import ConsentGranted, ConsentRefused, ConsentWithdrawn, DisclosureMade
from domain.event import Event
from domain.history.rules import HistoryRules


class ConsentHistory:
    """What is known of one person's consents so far: the day each was signed, and withdrawn."""

    def __init__(self, rules: HistoryRules) -> None:
        self.rules = rules
        self._signed: dict[UUID, date] = {}
        self._withdrawn: dict[UUID, date] = {}

    def check(
        self,
        event: Event,
        *,
        effective_on: date,
        known_on: date,
        event_id: UUID,
        corrects: UUID | None = None,
    ) -> tuple[str, ...]:
        """Which rules of today the event breaks, by code; then it is part of what is known.

        A withdrawal's ``effective_on`` is the day on which it was signed. A disclosure whose
        authority is NONE rests on no consent that was known that day. Never raises.
        """
        found: list[str] = []
        match event:
            case ConsentGranted():
                found += self._granted(event)
            case ConsentWithdrawn():
                found += self._withdrawal(event, effective_on, corrects)
            case DisclosureMade() if event.authority_kind == "NONE":
                found.append("DISCLOSURE_WITHOUT_CONSENT")
        if isinstance(event, ConsentGranted | ConsentRefused | ConsentWithdrawn):
            found += self._late(effective_on, known_on)
        if effective_on > self.rules.as_of:
            found.append("DATED_AFTER_AS_OF")
        return tuple(found)

    def _granted(self, event: ConsentGranted) -> list[str]:
        self._signed[event.consent_id] = event.signed_on
        found = []
        if event.expires_on is not None:
            most = self.rules.limit("consent_days")
            if event.expires_on < event.signed_on:
                found.append("CONSENT_EXPIRES_BEFORE_SIGNED")
            elif most is not None and event.expires_on - event.signed_on > timedelta(days=most):
                found.append("CONSENT_TOO_LONG")
        withdrawn = self._withdrawn.get(event.consent_id)
        if withdrawn is not None and withdrawn < event.signed_on:
            found.append("WITHDRAWAL_BEFORE_GRANT")
        return found

    def _withdrawal(
        self, event: ConsentWithdrawn, signed_on: date, corrects: UUID | None
    ) -> list[str]:
        found = []
        granted = self._signed.get(event.consent_id)
        if granted is None:
            found.append("WITHDRAWAL_WITHOUT_GRANT")
        elif signed_on < granted:
            found.append("WITHDRAWAL_BEFORE_GRANT")
        if event.consent_id in self._withdrawn and corrects is None:
            found.append("WITHDRAWN_TWICE")
        self._withdrawn[event.consent_id] = signed_on
        return found

    def _late(self, effective_on: date, known_on: date) -> list[str]:
        days, most = (known_on - effective_on).days, self.rules.limit("recorded_late_days")
        if days < 0:
            return ["RECORDED_BEFORE_EFFECT"]
        return ["RECORDED_LATE"] if most is not None and days > most else []
