"""Tasks of a case: raised and closed in streams of their own, and part of what waits in it."""

from msgspec.structs import replace

from domain.event import Recorded
from domain.tasks import TaskClosed, TaskRaised
from projections.case_file.rows import CaseRow, TaskRow
from projections.case_file.standing import with_attention
from projections.engine.work import Work


def task(work: Work, recorded: Recorded, event: TaskRaised | TaskClosed) -> None:
    """Enter it, and let the case's row say what is open."""
    known = work.get(TaskRow, recorded.tenant, event.case_id, event.task_id) or TaskRow(
        tenant=recorded.tenant,
        case_id=event.case_id,
        task_id=event.task_id,
        position=recorded.position,
    )
    if isinstance(event, TaskRaised):
        told = {
            "kind": event.kind,
            "person_id": event.person_id,
            "about": event.about,
            "due_on": event.due_on,
            "outcome": None,
        }
    else:
        told = {"outcome": event.outcome}
    work.put(replace(known, **told, position=recorded.position))
    row = work.get(CaseRow, recorded.tenant, event.case_id)
    if row is None:
        return
    rows = work.under(TaskRow, recorded.tenant, event.case_id)
    waiting = [one for one in rows if one.kind is not None and one.outcome is None]
    kinds = sorted({one.kind for one in waiting if one.kind})
    due = min((one.due_on for one in waiting if one.due_on), default=None)
    work.put(with_attention(replace(row, tasks=tuple(kinds), task_due_on=due)))
