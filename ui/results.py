"""What a mutation answered, as a form can show it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.forms import Problem
from ui.site import SignInNeeded

STATUS = {
    "RuleRefused": 422,
    "InvalidInput": 422,
    "ConcurrentChange": 409,
    "CommandIdReused": 409,
    "NotPermitted": 403,
    "TemporarilyUnavailable": 503,
}
"""The HTTP status of each refusal."""


@dataclass(frozen=True)
class Outcome:
    """Recorded (with its position and the ids it made), or refused (with problems)."""

    kind: str
    position: int | None
    ids: Mapping[str, str]
    problems: list[Problem]

    @property
    def accepted(self) -> bool:
        return self.kind not in STATUS

    @property
    def status(self) -> int:
        return STATUS.get(self.kind, 200)


def outcome_of(data: Mapping[str, Any]) -> Outcome:
    """The outcome in a mutation's data; the mutation is its only field. Raises ``SignInNeeded``."""
    answer = next(iter(data.values()))
    if answer.get("code") == "NOT_SIGNED_IN":
        raise SignInNeeded
    if answer["__typename"] not in STATUS:
        ids = {made["name"]: made["id"] for made in answer.get("ids", ())}
        return Outcome(answer["__typename"], answer.get("position"), ids, [])
    listed = [Problem(p["message"], _field(p["field"])) for p in answer.get("problems", ())]
    problems = listed or [Problem(answer["message"], answer["field"])]
    return Outcome(answer["__typename"], None, {}, problems)


def _field(path: str) -> str:
    """The field that a problem is at: that of a list where it is one of its values."""
    return re.sub(r"\.\d+$", "", path)
