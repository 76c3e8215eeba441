"""Whom a circle may name: accounts that are there, or nobody could open the file."""

from api.context import Context
from domain.decision import Command, Refusal
from domain.sealed_decisions import ChangeCircle, SealFile


async def circle_known(context: Context, command: Command) -> Refusal | None:
    """Refuse a circle that names somebody without an active account."""
    if not isinstance(command, SealFile | ChangeCircle):
        return None
    staff = await context.services.staff.all()
    for field in ("circle", "reviewers"):
        for account in getattr(command, field):
            known = staff.get(account)
            if known is None or not known.active:
                return Refusal("ACCOUNT_UNKNOWN", {}, field)
    return None
