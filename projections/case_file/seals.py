"""The seal on a case, as it stands."""

from msgspec.structs import replace

from domain.event import Recorded
from domain.sealed_files import CircleChanged, FileSealed, FileUnsealed
from projections.case_file.rows import CaseSealRow
from projections.engine.work import Work


def seal(work: Work, recorded: Recorded, event: FileSealed | CircleChanged | FileUnsealed) -> None:
    """Set, change or take away the case's seal."""
    key = (recorded.tenant, event.case_id)
    if isinstance(event, FileSealed) and event.case_id is not None:
        work.put(
            CaseSealRow(
                tenant=recorded.tenant,
                case_id=event.case_id,
                seal_id=event.seal_id,
                kind=event.kind,
                circle=event.circle,
                reviewers=event.reviewers,
                since=event.sealed_on,
                position=recorded.position,
            )
        )
        return
    known = work.get(CaseSealRow, *key)
    if known is None or known.seal_id != event.seal_id:
        return
    if isinstance(event, CircleChanged):
        changed = {"circle": event.circle, "reviewers": event.reviewers}
        work.put(replace(known, **changed, position=recorded.position))
    else:
        work.remove(CaseSealRow, *key)
