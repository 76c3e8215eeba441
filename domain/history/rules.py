"""What all checks of one import share: policy, looked up once a day or month, and the last day."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from domain.calendar import month_days
from domain.policy import Code, Policy

_DAYS = 16_384


class HistoryRules:
    """Policy as the checks ask it, and ``as_of``: the last day that the import can know of.

    Where policy is silent (a list or a bound that was never published) nothing is irregular.
    """

    def __init__(self, policy: Policy, as_of: date) -> None:
        self.as_of = as_of
        self._policy = policy
        self._bounds: dict[str, Mapping[str, Any]] = {
            "limits": policy.content("limits", as_of),
            "history_checks": policy.content("history_checks", as_of),
        }
        # Days and months repeat from case to case: the answers are kept, so many at most.
        self.participates = lru_cache(_DAYS)(self._participates)
        self.benefit_valid = lru_cache(_DAYS)(self._benefit_valid)
        self.monthly = lru_cache(_DAYS)(self._monthly)
        self.month = lru_cache(_DAYS)(month_days)
        self.may = lru_cache(_DAYS)(self._may)
        self.outcome_after = lru_cache(_DAYS)(self._outcome_after)

    def limit(self, name: str) -> int | None:
        """A bound of ``limits`` or ``history_checks`` as of the import's last day."""
        for bounds in self._bounds.values():
            if name in bounds:
                return bounds[name]["value"]
        return None

    def needs_assessment(self, origin: str, on: date) -> bool:
        """Whether a referral of that origin asks for an assessment first (R079, R083)."""
        found = self._policy.code("referral_origins", origin, on)
        return bool(found and found.get("assessment"))

    def fast_track(self, on: date) -> Mapping[str, Any] | None:
        """The terms of the fast track for a grant of that day; None before its start (R053)."""
        found = self._policy.document("fast_track", on)
        return found.content if found else None

    def _participates(self, participant_class: str, on: date) -> bool:
        found = self._policy.code("participant_classes", participant_class, on)
        return found is None or bool(found.get("participates"))

    def _benefit_valid(self, benefit_type: str, month: str) -> bool:
        days = self.month(month)
        if days is None or self._policy.document("benefit_types", days[1]) is None:
            return True
        return any(self._benefit(benefit_type, day) for day in days)

    def _monthly(self, benefit_type: str, month: str) -> bool:
        days = self.month(month)
        found = self._benefit(benefit_type, days[1]) if days else None
        return bool(found and found.get("monthly"))

    def _benefit(self, benefit_type: str, on: date) -> Code | None:
        return self._policy.code("benefit_types", benefit_type, on)

    def _may(self, office: str, function: str, on: date) -> bool:
        """Whether an office decides or pays on its own authority; of an unknown office nobody knows."""
        if self._policy.code("offices", office, on) is None:
            return True
        return self._policy.authority(office, function, on) is not None

    def _outcome_after(self, outcome: str, on: date) -> tuple[str, ...] | None:
        found = self._policy.code("referral_outcomes", outcome, on)
        return tuple(found.get("after", ())) if found else None
