"""What an operator does about an effect that failed: has it tried again, or gives it up.

It changes no record, so it is no command of the ledger; that somebody did it to what is about
somebody is in the record of looks, which names whom it was about and opens nothing of them.
"""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from api.access.gate import Opened, gate_of
from api.access.roles import EFFECTS
from api.asked import Asked
from api.context import Context
from api.errors import Fault, Unavailable
from api.labels import Labels
from api.parse import Invalid
from api.read.effects import AWAY, effect, language_of
from api.schema.effects import DropEffectInput, EffectSettled, RetryEffectInput
from api.schema.refusals import NotPermitted, RuleRefused
from api.send import invalid, not_permitted, unavailable
from api.texts import text
from projections.effects.delivery import outbox

Act = Callable[[AsyncConnection[Any], UUID], Awaitable[bool]]

TASK = "EFFECT"
LONGEST_REASON = 500  # characters
_NOTHING = Asked(frozenset(), frozenset())


async def retry(context: Context, given: RetryEffectInput) -> Any:
    """Try it again, from the first attempt on; every outcome is a member of ``EffectResult``."""

    async def act(connection: AsyncConnection[Any], key: UUID) -> bool:
        return await outbox.retry(connection, context.tenant, key)

    return await _settled(context, given.key, act, "EFFECT_NOT_FAILED")


async def drop(context: Context, given: DropEffectInput) -> Any:
    """Give it up for good, with who it was and why; every outcome is a member of ``EffectResult``."""
    reason = given.reason.strip()

    async def act(connection: AsyncConnection[Any], key: UUID) -> bool:
        who = (await context.signed_in()).display_name
        return await outbox.drop(connection, context.tenant, key, who, reason)

    wrong = None
    if not reason:
        wrong = text("NEEDED", context.language)
    elif len(reason) > LONGEST_REASON:
        wrong = text("REASON_TOO_LONG", context.language, limit=LONGEST_REASON)
    return await _settled(context, given.key, act, "EFFECT_ENDED", wrong)


async def _settled(
    context: Context, given_key: str, act: Act, too_late: str, wrong_reason: str | None = None
) -> Any:
    """Asked of an operator alone, and on record before it is done."""
    language = language_of(context)
    try:
        gate = await gate_of(context)
        if gate.session.role not in EFFECTS:
            refused = Opened(codes=("COMMAND_NOT_FOR_ROLE",))
            await gate.record(refused, _NOTHING, task=TASK, allowed=False)
            return not_permitted(language)
        key = _read(given_key, wrong_reason, language)
        async with context.services.projections.connection() as connection:
            whose = await outbox.whose(connection, context.tenant, key)
            if whose is None:
                return _refused("EFFECT_UNKNOWN", language)
            await gate.record(
                Opened(codes=("OPERATES",)),
                _NOTHING,
                task=TASK,
                persons=[whose.person_id] if whose.person_id else [],
                cases=[whose.case_id] if whose.case_id else [],
            )
            await context.reader.release()
            if not await act(connection, key):
                return _refused(too_late, language)
            row = await outbox.one(connection, context.tenant, key)
        assert row is not None
        return EffectSettled(effect=effect(row, Labels(await context.policy(), language), language))
    except Invalid as wrong:
        return invalid(wrong, language)
    except (Unavailable, *AWAY):
        return unavailable(language)
    except Fault as fault:
        if fault.code != "NOT_SIGNED_IN":
            raise
        return NotPermitted(code=fault.code, message=fault.message(language), field=None)


def _read(given_key: str, wrong_reason: str | None, language: str) -> UUID:
    """The key. Raises ``Invalid`` with all that is wrong of the input."""
    problems = [("reason", wrong_reason)] if wrong_reason else []
    try:
        key = UUID(given_key)
    except ValueError:
        problems.insert(0, ("key", text("BAD_UUID", language)))
    if problems:
        raise Invalid(problems)
    return key


def _refused(code: str, language: str) -> RuleRefused:
    return RuleRefused(code=code, message=text(code, language), field="key")
