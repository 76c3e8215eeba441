"""Whose cases a session's lists may name: the gate's rule as a selection."""

from api.access.roles import role_entry
from api.access.sessions import Session
from api.context import Context
from api.errors import Fault
from projections.case_file.queries import referred_cases
from projections.paging import Scope

REFERRAL = "REFERRAL"


async def list_scope(context: Context, session: Session) -> Scope:
    """The scope of this session's lists. Raises ``Fault`` for a role without files."""
    role = role_entry(await context.policy(), session, context.today)
    basis = role.get("basis", "NONE") if role else "NONE"
    if basis == "ASSIGNED":
        return Scope(
            tenant=session.tenant,
            offices=(),
            account=session.account_id,
            unassigned_in=session.office,
        )
    if basis == "OFFICE":
        return Scope(tenant=session.tenant, offices=(session.office or "",))
    if basis == "INTAKE":
        return Scope(tenant=session.tenant)
    if basis == "CONSENT" and role is not None:
        cases = await context.reader.ask(
            None,
            referred_cases,
            session.tenant,
            session.organisation,
            role.get("consent_as"),
            REFERRAL,
            context.today,
        )
        return Scope(tenant=session.tenant, offices=(), cases=tuple(cases))
    raise Fault("NOT_PERMITTED")
