"""The record of a look: committed before anything that it names is read."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from api.access.opened import Opened
from api.access.sessions import Session
from api.asked import Asked
from api.context import Context
from domain.access import Work
from ledger.observing import observed

_RECORD = """
select set_config(
    'caseledger.look',
    case when %(decision)s = 'allowed' then looked.id::text else '' end,
    false
), looked.id
from (
    select access.record_look(
        %(secret)s, %(purpose)s, %(task)s, %(persons)s, %(cases)s, %(categories)s,
        %(decision)s, %(codes)s, %(request)s,
        %(task_ref)s, %(purpose_from)s, %(authorities)s, %(stated)s,
        %(as_at)s
    ) as id
) as looked
"""

_IN_HAND = """
select look_id as task_ref, purpose_from, stated
from access.work_in_hand(%(secret)s, %(files)s, %(minutes)s)
"""


async def record(
    context: Context,
    session: Session,
    opened: Opened,
    asked: Asked,
    *,
    purpose: str,
    task: str,
    work: Work,
    persons: Iterable[UUID] = (),
    cases: Iterable[UUID] = (),
    allowed: bool = True,
    as_at: int | None = None,
) -> UUID:
    """Commit one look at these persons and cases, and name it on the request's connection.

    ``as_at``: the position of the ledger that was asked about, where it was the past.
    """
    open_now = frozenset().union(*opened.cases.values(), *opened.persons.values())
    named = asked.categories & open_now if allowed else asked.categories
    given = {
        "secret": session.secret,
        "purpose": purpose,
        "task": task,
        "persons": sorted(set(persons)),
        "cases": sorted(set(cases)),
        "categories": sorted(named),
        "decision": "allowed" if allowed else "denied",
        "codes": list(opened.codes),
        "request": context.request_id,
        "task_ref": work.task_ref,
        "purpose_from": work.purpose_from,
        "authorities": list(opened.authorities) or None,
        "stated": work.stated,
        "as_at": as_at,
    }
    with observed("look", decision=given["decision"]):
        return await context.reader.record_look(_RECORD, given)


async def work_in_hand(
    context: Context, session: Session, files: Sequence[UUID], minutes: int
) -> Work | None:
    """The duty or stated purpose for which this session opened one of these files a little earlier."""
    given = {"secret": session.secret, "files": list(files), "minutes": minutes}
    rows = await context.reader.rows(_IN_HAND, given)
    return Work(**rows[0]) if rows else None
