"""What waited for review on a day: emergencies, and looks that should be explained."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from api.access.gate import gate_of
from api.context import Context, Info
from api.parse import day_argument
from api.read import emergencies, findings
from api.read.findings import FindingRow
from api.read.questions.asking import MOST, allowed, answer, days, evidence, look_at, moment
from api.read.questions.then import Past
from api.schema.oversight import Emergency, Finding, FindingState
from api.schema.questions import AnswerConnection, Evidence
from domain.access import Moment
from domain.emergencies import BreakGlassOpened, BreakGlassReviewed
from domain.finding_review import FindingReviewed
from domain.streams import consent_stream, finding_stream
from projections.oversight import queries
from projections.oversight.queries import EmergencyKey


async def emergencies_to_review(
    info: Info,
    from_on: str | None,
    to_on: str | None,
    on: str | None,
    known_on: str | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[Emergency]:
    """Opened in these days, waiting for review at the end of the day ``on``; the oldest first."""
    await allowed(info)
    context = info.context
    session = (await gate_of(context)).session
    opened, when = days(context, from_on, to_on), _known(moment(context, on, known_on))
    wanted = replace(
        await emergencies.filter_of(context, session, True),
        from_at=opened.from_at,
        until_at=opened.until_at,
        as_at=when.now,
    )
    page = await context.reader.ask(None, queries.emergencies, wanted, limit=MOST)
    batch = await look_at(info, {key.person_id for key in page.rows})
    assert batch is not None
    past, positions = Past(context), dict[int, list[int]]()

    async def show(keys: Sequence[EmergencyKey]) -> list[Emergency]:
        then = []
        for key in keys:
            stood, positions[key.position] = await _as_then(past, key, when)
            then.append(stood)
        return await emergencies.shown(batch, session, then, when)

    def rests_on(keys: Sequence[EmergencyKey]) -> Evidence:
        return evidence(position for key in keys for position in positions[key.position])

    return await answer(info, page.rows, first, after, show, rests_on, capped=page.more)


async def _as_then(past: Past, key: EmergencyKey, when: Moment) -> tuple[EmergencyKey, list[int]]:
    """The emergency with the last review of before that moment, and the events that tell it."""
    key = replace(
        key, outcome=None, reviewed_by=None, reviewed_role=None, reviewed_at=None, incident_id=None
    )
    positions = []
    for told in await past.known(consent_stream(key.person_id), when):
        match told.event:
            case BreakGlassOpened() as e if e.emergency_id == key.emergency_id:
                key = replace(key, until=e.until)
                positions.append(told.position)
            case BreakGlassReviewed() as e if e.emergency_id == key.emergency_id:
                by = told.metadata.actor
                key = replace(
                    key,
                    outcome=e.outcome,
                    reviewed_by=by.id,
                    reviewed_role=by.role,
                    reviewed_at=e.reviewed_at,
                    incident_id=e.incident_id,
                )
                positions.append(told.position)
    return key, positions


async def unexplained(
    info: Info,
    kind: str | None,
    state: FindingState | None,
    from_on: str | None,
    to_on: str | None,
    on: str | None,
    known_on: str | None,
    first: int | None,
    after: str | None,
) -> AnswerConnection[Finding]:
    """Of looks of these days, as it stood at the end of the day ``on``; the oldest first."""
    await allowed(info)
    context = info.context
    when = _known(moment(context, on, known_on))
    days(context, from_on, to_on)
    session = (await gate_of(context)).session
    parameters = await findings.parameters_of(context, session, None)
    parameters |= {
        "kind": kind,
        "from_on": day_argument(from_on, "from"),
        "to_on": day_argument(to_on, "to"),
        "as_at": when.now,
        "page": MOST + 1,
    }
    rows = await findings.rows_of(context, parameters)
    stood = [await _reviewed_by_then(context, row, when.now) for row in rows[:MOST]]
    found = [row for row in stood if state is None or row.state == state.value]
    batch = await look_at(info, {row.person_id for row in found if row.person_id})
    assert batch is not None

    async def show(page: Sequence[FindingRow]) -> list[Finding]:
        return await findings.shown(batch, page)

    def rests_on(page: Sequence[FindingRow]) -> Evidence:
        return evidence(looks=(row.look_id for row in page))

    return await answer(info, found, first, after, show, rests_on, capped=len(rows) > MOST)


async def _reviewed_by_then(context: Context, row: FindingRow, at: datetime) -> FindingRow:
    """The finding with the last review of before an instant (UTC), where one of after it stands."""
    if row.reviewed_at is None or row.reviewed_at <= at:
        return row
    row = replace(
        row,
        state=FindingState.WAITING.value,
        explanation=None,
        reviewed_by=None,
        reviewed_role=None,
        reviewed_at=None,
        incident_id=None,
    )
    for told in await Past(context).known(
        finding_stream(row.finding_id), Moment(at, context.local_day(at), at)
    ):
        if isinstance(told.event, FindingReviewed):
            by = told.metadata.actor
            # What was found after its review was to be reviewed again.
            again = row.last_at > told.known_at
            row = replace(
                row,
                state=FindingState.WAITING.value if again else told.event.outcome,
                explanation=told.event.explanation,
                reviewed_by=by.id,
                reviewed_role=by.role,
                reviewed_at=told.known_at,
                incident_id=told.event.incident_id,
            )
    return row


def _known(moment: Moment) -> Moment:
    """Looks and reviews are known when they are made: of later ones nothing was known."""
    last = min(moment.now, moment.known_at or moment.now)
    return replace(moment, now=last, known_at=last)
