"""The fold of the person directory: who somebody is, in clear, or that it was disposed of."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.disposal.events import ItemDisposed, PersonDisposed
from domain.event import Recorded
from domain.person import ContactUpdated, PersonRegistered
from domain.private import Clear, Disposed, Private, Sealed, Text
from domain.sealed_files import SEAL_EVENTS, CircleChanged, FileSealed
from domain.streams import stream_uuid
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.folding import fold_name, fold_words
from projections.person_directory.rows import PastRow, PersonRow, PersonSealRow, WordRow

_LONGEST_WORD = 64
_REACHED_BY = ("telephone", "email", "address")


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The person's row; their seal, for a change of it; all that was, for a disposal."""
    event: Any = recorded.event
    if isinstance(event, SEAL_EVENTS):
        if event.case_id is None:
            yield PersonSealRow, (recorded.tenant, event.person_id)
        return
    of_stream = isinstance(event, PersonDisposed)
    key = (recorded.tenant, stream_uuid(recorded.stream) if of_stream else event.person_id)
    yield PersonRow, key
    if isinstance(event, PersonDisposed | ItemDisposed):
        yield PastRow, key


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event, its private values in clear, into the rows."""
    match recorded.event:
        case PersonRegistered() as event:
            _register(work, recorded, event)
        case ContactUpdated() as event:
            row = work.get(PersonRow, recorded.tenant, event.person_id)
            if row is not None:
                told = _contact(recorded, event) | {"postal_code": None, "contact_updated": True}
                _put(work, recorded, replace(row, **told, **_at(recorded)))
        case PersonDisposed():
            _dispose(work, recorded)
        case ItemDisposed() as event:
            _dispose_text(work, recorded, event)
        case event if isinstance(event, SEAL_EVENTS) and event.case_id is None:
            _seal(work, recorded, event)


def _dispose(work: Work, recorded: Recorded) -> None:
    """Nothing in clear is left: neither here nor among the words by which they were found."""
    row = work.get(PersonRow, recorded.tenant, stream_uuid(recorded.stream))
    if row is None:
        return
    _forget_words(work, row)
    for past in work.under(PastRow, row.tenant, row.person_id):
        work.remove(PastRow, past.tenant, past.person_id, past.position)
    _put(
        work,
        recorded,
        PersonRow(
            tenant=row.tenant,
            person_id=row.person_id,
            search_key="",
            official_language=row.official_language,
            contact_updated=row.contact_updated,
            disposed=True,
            **_at(recorded),
        ),
    )


def _dispose_text(work: Work, recorded: Recorded, event: ItemDisposed) -> None:
    """How to reach somebody safely is the one text here."""
    row = work.get(PersonRow, recorded.tenant, event.person_id)
    nothing: dict[str, Any] = {"safe_contact": None, "safe_contact_language": None}
    for past in work.under(PastRow, recorded.tenant, event.person_id):
        if past.safe_contact_event == event.of_event:
            work.put(replace(past, **nothing))
    if row is not None and row.safe_contact_event == event.of_event:
        work.put(replace(row, **nothing, **_at(recorded)))


def _forget_words(work: Work, row: PersonRow) -> None:
    for word in fold_words(f"{row.given_name or ''} {row.family_name or ''}"):
        work.remove(WordRow, row.tenant, word[:_LONGEST_WORD], row.person_id)


def _register(work: Work, recorded: Recorded, event: PersonRegistered) -> None:
    given, family = clear(event.given_name), clear(event.family_name)
    name = f"{given or ''} {family or ''}"
    birth, sin = clear(event.birth_date), clear(event.sin)
    known = work.get(PersonRow, recorded.tenant, event.person_id)
    contact = _contact(recorded, event) | {"postal_code": clear(event.postal_code)}
    if known is not None and known.contact_updated:
        contact = {field: getattr(known, field) for field in (*contact, "contact_updated")}
    if known is not None:
        _forget_words(work, known)
    _put(
        work,
        recorded,
        PersonRow(
            tenant=recorded.tenant,
            person_id=event.person_id,
            given_name=given,
            family_name=family,
            search_key=fold_name(name).strip(),
            birth_date=date.fromisoformat(birth) if birth else None,
            sin_last3=sin[-3:] if sin else None,
            official_language=event.official_language,
            spoken_language=clear(event.spoken_language),
            interpreter_language=clear(event.interpreter_language),
            safety_flag=clear(event.safety_flag),
            disposed=isinstance(event.family_name, Disposed),
            **contact,
            **_at(recorded),
        ),
    )
    for word in fold_words(name):
        work.put(
            WordRow(tenant=recorded.tenant, word=word[:_LONGEST_WORD], person_id=event.person_id)
        )


def _put(work: Work, recorded: Recorded, row: PersonRow) -> None:
    work.put(row)
    when = {"known_at": recorded.known_at, "effective_on": recorded.effective_on}
    work.put(PastRow(**msgspec.structs.asdict(row), **when))


def _seal(work: Work, recorded: Recorded, event: Any) -> None:
    key = (recorded.tenant, event.person_id)
    known = work.get(PersonSealRow, *key)
    match event:
        case FileSealed():
            work.put(
                PersonSealRow(
                    tenant=recorded.tenant,
                    person_id=event.person_id,
                    seal_id=event.seal_id,
                    kind=event.kind,
                    circle=event.circle,
                    reviewers=event.reviewers,
                    since=event.sealed_on,
                    position=recorded.position,
                )
            )
        case _ if known is None or known.seal_id != event.seal_id:
            return
        case CircleChanged():
            changed = {"circle": event.circle, "reviewers": event.reviewers}
            work.put(replace(known, **changed, position=recorded.position))
        case _:
            work.remove(PersonSealRow, *key)


def _at(recorded: Recorded) -> dict[str, Any]:
    return {"version": recorded.version, "position": recorded.position}


def _contact(recorded: Recorded, event: PersonRegistered | ContactUpdated) -> dict[str, Any]:
    safe: Text | None = event.safe_contact
    found: dict[str, Any] = {name: clear(getattr(event, name)) for name in _REACHED_BY}
    for name in ("safe_means", "safe_hours", "code_word"):
        found[name] = clear(getattr(event, name, None))
    return found | {
        "safe_contact": clear(safe.body) if safe else None,
        "safe_contact_language": safe.language if safe else None,
        "safe_contact_event": recorded.event_id if safe else None,
    }


def clear(value: Private | None) -> str | None:
    """The value in clear, None where it was disposed of; ``ValueError`` where it is still sealed."""
    if isinstance(value, Sealed):
        raise ValueError("a private value was not opened")
    # PostgreSQL's text cannot hold the character 0.
    return value.value.replace("\0", "") if isinstance(value, Clear) else None


PERSON_DIRECTORY = ReadModel(
    name="person_directory",
    version=4,
    tables=(
        Table(
            name="person_directory",
            row=PersonRow,
            key=("tenant", "person_id"),
            opened_by="person",
            then_in="person_past",
        ),
        Table(
            name="person_past",
            row=PastRow,
            key=("tenant", "person_id", "position"),
            partition=2,
            opened_by="person",
            written_once=True,
        ),
        Table(
            name="person_seal",
            row=PersonSealRow,
            key=("tenant", "person_id"),
            opened_by="person",
        ),
        Table(name="person_word", row=WordRow, key=("tenant", "word", "person_id")),
    ),
    events=frozenset(
        (PersonRegistered, ContactUpdated, PersonDisposed, ItemDisposed, *SEAL_EVENTS)
    ),
    needs=needs,
    fold=fold,
    unsealed=True,
    unlogged=True,
)
