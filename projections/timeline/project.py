"""The fold of the timeline: one row an event, written once."""

from collections.abc import Iterable

import msgspec

import domain.events  # noqa: F401  (registers every event type)
from domain.disposal.events import HOLD_EVENTS
from domain.event import Recorded, event_types
from domain.finding_review import FindingReviewed
from domain.letters import LetterPrepared
from domain.office.events import OFFICE_EVENTS
from domain.policy import PolicyPublished
from domain.streams import stream_kind, stream_uuid
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.timeline.rows import TimelineRow


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """Nothing: an event's row stands by itself."""
    return ()


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into its row; a visit of who did not say who they are is nobody's."""
    event, metadata = recorded.event, recorded.metadata
    kind, subject = stream_kind(recorded.stream), stream_uuid(recorded.stream)
    if kind == "visit":
        return
    if kind in ("letter", "task"):  # of the case that they name, in streams of their own
        subject = event.case_id  # type: ignore[attr-defined]
    of_case = kind in ("case", "letter", "task")
    about = getattr(event, "person_id", None) or getattr(event, "payee_id", None)
    work.put(
        TimelineRow(
            tenant=recorded.tenant,
            stream=recorded.stream,
            version=recorded.version,
            position=recorded.position,
            event_id=recorded.event_id,
            kind=kind,
            case_id=subject if of_case else None,
            person_id=None if of_case else subject,
            about_person_id=about if of_case else None,
            cited_case_id=None if of_case else getattr(event, "case_id", None),
            type=event.wire_name,
            schema_version=event.schema_version,
            effective_on=recorded.effective_on,
            known_at=recorded.known_at,
            appended_at=recorded.appended_at,
            actor_id=metadata.actor.id,
            actor_kind=metadata.actor.kind,
            role=metadata.actor.role,
            organisation=metadata.actor.organisation,
            office=metadata.actor.office,
            authority_kind=metadata.authority.kind if metadata.authority else None,
            authority_reference=metadata.authority.reference if metadata.authority else None,
            channel=metadata.channel,
            programme=metadata.programme,
            source_system=metadata.source.system if metadata.source else None,
            source_reference=metadata.source.reference if metadata.source else None,
            corrects=metadata.corrects,
            irregularities=metadata.irregularities,
            payload=msgspec.to_builtins(event),
            metadata=msgspec.to_builtins(metadata),
        )
    )


# These are of nobody's file; that a letter waits is no news in it until somebody has dealt with it.
_LEFT_OUT = (PolicyPublished, *HOLD_EVENTS, *OFFICE_EVENTS, FindingReviewed, LetterPrepared)

TIMELINE = ReadModel(
    name="timeline",
    version=2,
    tables=(
        Table(
            name="timeline",
            row=TimelineRow,
            key=("tenant", "stream", "version"),
            opened_by="case_or_person",
            payload="payload",
            written_once=True,
        ),
    ),
    events=frozenset(kind for kind in event_types().values() if kind not in _LEFT_OUT),
    needs=needs,
    fold=fold,
)
