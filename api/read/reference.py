"""What names no client: the viewer, code lists, notices, staff, and how the ledger stands."""

from collections.abc import Sequence
from datetime import date

import psycopg
from psycopg_pool import PoolTimeout

from api.access.roles import role_entry
from api.access.staff import ASSIGNABLE
from api.context import Context
from api.errors import Fault, Unavailable
from api.ids import global_id
from api.labels import Labels
from api.parse import day_argument
from api.read import people
from api.read.consent_rows import notice as notice_of
from api.schema.commands import COMMANDS, mutation_name
from api.schema.common import CodeEntry
from api.schema.consent import Notice
from api.schema.scalars import Day, Position
from api.schema.viewer import (
    LedgerStatus,
    ProjectionBuild,
    ProjectionStatus,
    ProjectionTrouble,
    Staff,
    Viewer,
)
from domain.policy import Code, Policy
from ledger.store_errors import StoreUnavailable


async def viewer(context: Context) -> Viewer | None:
    """Whoever is signed in."""
    session = await context.session()
    if session is None:
        return None
    policy = await context.policy()
    labels = Labels(policy, context.language)
    role = role_entry(policy, session, context.today)
    allowed = role.get("commands", ()) if role else ()
    return Viewer(
        id=global_id("Staff", session.account_id),
        name=session.display_name,
        role=labels.code("roles", session.role),
        hats=[labels.code("roles", worn) for worn in session.roles],
        organisation=labels.word("organisations", session.organisation),
        office=labels.maybe("offices", session.office),
        can_command=[
            mutation_name(command)
            for command in COMMANDS
            if command.__name__ in allowed or "*" in allowed
        ],
        language=context.language,
    )


async def codes(context: Context, name: str, on: str | None) -> list[CodeEntry]:
    """A code list as it is in force on a day (today, if not said)."""
    await context.signed_in()
    day = day_argument(on, "on") or context.today
    policy = await context.policy()
    if name == "recipients":
        return _recipients(policy, day, "fr" if context.language == "fr" else "en")
    if policy.document(name, day) is None:
        raise Fault("UNKNOWN_LIST", field="list")
    language = "fr" if context.language == "fr" else "en"
    return [_entry(code, language) for code in policy.codes(name, day)]


def _recipients(policy: Policy, on: date, language: str) -> list[CodeEntry]:
    """With whom a consent may let share: kinds that need not name anybody, then organisations."""
    kinds = [code for code in policy.codes("recipient_kinds", on) if not code.get("named")]
    named = policy.codes("organisations", on)
    return [_entry(code, language) for code in (*kinds, *named)]


def _entry(code: Code, language: str) -> CodeEntry:
    described = code.get("description")
    group = code.get("group") or code.get("kind") or code.get("domain")
    return CodeEntry(
        code=code.code,
        label=code.fr if language == "fr" else code.en,
        description=described.get(language) if isinstance(described, dict) else described,
        valid_from=_day(code.from_on),
        valid_to=_day(code.to_on),
        group=str(group) if group is not None else None,
    )


def _day(value: object) -> Day | None:
    text = str(value)
    return None if text in ("0001-01-01", "9999-12-31") else Day(text)


async def staff(
    context: Context, office: str | None, roles: Sequence[str] | None = None
) -> list[Staff]:
    """To whom a case can be assigned, or who has one of these roles, of one office or of all."""
    session = await context.signed_in()
    if session.actor.kind not in ("STAFF", "SERVICE"):
        raise Fault("NOT_PERMITTED")
    labels = Labels(await context.policy(), context.language)
    found = await context.services.staff.assignable(office or None, roles or ASSIGNABLE)
    return [people.staff(member, labels) for member in found]


async def notice(context: Context, id: str, version: str | None) -> Notice:
    """A notice: the version named, or else the one in force today."""
    await context.signed_in()
    policy = await context.policy()
    key = id.removeprefix("Notice:")
    found = policy.notice(key, version or None, on=context.today)
    if found is None:
        raise Fault("UNKNOWN_NOTICE", field="id")
    return notice_of(found, context.language == "fr")


def _age(heartbeat: float | None) -> float:
    """What a clock that was set back makes of it is no age: -1 says that there is none."""
    return -1.0 if heartbeat is None else max(heartbeat, 0.0)


async def status(context: Context) -> LedgerStatus:
    """Where the ledger stands, and each of its projections."""
    session = await context.signed_in()
    services = context.services
    try:
        head = await services.ledger.head()
        standing = await services.projections.status()
        builds = await services.projections.builds()
    except (StoreUnavailable, PoolTimeout, psycopg.OperationalError, OSError):
        raise Unavailable() from None
    return LedgerStatus(
        position=Position(head),
        tenant=context.tenant,
        projections=[
            ProjectionStatus(
                name=one.name,
                version=one.version,
                position=Position(one.position),
                lag_events=one.lag_events,
                lag_seconds=one.lag_seconds,
                events_per_second=one.rate,
                heartbeat_age_seconds=_age(one.heartbeat_age),
                owner=one.owner if session.actor.kind == "STAFF" else None,
                parked_streams=one.parked_streams,
                parked_events=one.parked_events,
                healthy=one.healthy,
                trouble=ProjectionTrouble[one.trouble] if one.trouble else None,
                error=one.error if session.actor.kind == "STAFF" else None,
            )
            for one in standing
        ],
        builds=[
            ProjectionBuild(
                name=one.name,
                build=one.build,
                version=one.version,
                state=one.state,
                position=Position(one.position),
                progress=one.share,
                events_per_second=one.rate,
                seconds_left=one.seconds_left,
                switches=one.switches,
                parked_streams=one.parked,
                error=one.error if session.actor.kind == "STAFF" else None,
                made_at=one.made_at,
                switched_at=one.switched_at,
            )
            for one in builds
            if one.state != "live"
        ],
    )
