"""What may happen in a case, and why not: pure decisions, no clock, no I/O, no SQL.

Importing anything of ``domain`` registers every event by its wire name (``domain.event``) and
every command's decider (``domain.decision``).
"""

from domain import consent_decisions, evolve, person, policy
from domain.case import (
    action_plan,
    application,
    assessment,
    assignment,
    benefit,
    eligibility,
    exit,
    note,
    referral,
)

__all__ = [
    "action_plan",
    "application",
    "assessment",
    "assignment",
    "benefit",
    "consent_decisions",
    "eligibility",
    "evolve",
    "exit",
    "note",
    "person",
    "policy",
    "referral",
]
