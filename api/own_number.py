"""A command about somebody who is shown under one of several numbers, under the number that it is about.

A page names whoever is shown. A case knows its members, and a consent its person, by the number under
which they came; a merge moves neither. A number that left a unit leads to nobody who is still of it.
"""

from uuid import UUID

import msgspec

from api.access.facts import Facts
from api.context import Context
from domain.case.commands import CaseCommand, MakeReferral
from domain.consent import InvalidateConsent, ReaffirmConsent, RevokeConsent, WithdrawConsent
from domain.decision import Command, Refusal
from projections.same_person.queries import same_persons

_NO_CONSENT = frozenset({"CONSENT_MISSING", "CONSENT_WITHDRAWN", "CONSENT_EXPIRED"})
OF_A_CONSENT = (WithdrawConsent, ReaffirmConsent, RevokeConsent, InvalidateConsent)
"""Commands that name a consent, which stays with the number under which it was given."""
_PERSON_FIELDS = ("person_id", "payee_id")


async def under_own_number(context: Context, command: Command, refused: Refusal) -> Command | None:
    """The command with the number that the case or the consent knows; None where there is no other."""
    if isinstance(command, OF_A_CONSENT) and refused.code == "CONSENT_UNKNOWN":
        numbers = await context.reader.ask(None, same_persons, context.tenant, [command.person_id])
        rows = await context.reader.rows(
            "select read.consent_owner(%s, %s) as owner", [context.tenant, command.consent_id]
        )
        owner: UUID | None = rows[0]["owner"] if rows else None
        known = {row.same_id for row in numbers} - {command.person_id}
        return msgspec.structs.replace(command, person_id=owner) if owner in known else None
    if not isinstance(command, CaseCommand):
        return None
    case = command.case_id
    units = await Facts(context).of_cases([case])
    left = units.safety.left.get(case, frozenset())
    if isinstance(command, MakeReferral) and refused.code in _NO_CONSENT:
        numbers = await context.reader.ask(None, same_persons, context.tenant, [command.person_id])
        others = sorted({row.same_id for row in numbers} - {command.person_id} - left)
        found = msgspec.structs.replace(command, also_known_as=tuple(others))
        return found if found != command else None
    if refused.code != "NOT_A_MEMBER":
        return None
    field = next((name for name in _PERSON_FIELDS if hasattr(command, name)), None)
    if field is None or getattr(command, field) in left:
        return None
    named = getattr(command, field)
    for person in units.members.get(case, ()):
        if person != named and named in units.numbers.of(person):
            return msgspec.structs.replace(command, **{field: person})
    return None
