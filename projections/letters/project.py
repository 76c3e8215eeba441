"""The fold of letters."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.event import Recorded
from domain.letters import LetterLetGo, LetterPrepared, LetterSent
from projections.engine.model import Key, ReadModel, Table
from projections.engine.work import Work
from projections.letters.rows import LetterRow


def needs(recorded: Recorded) -> Iterable[tuple[type[msgspec.Struct], Key]]:
    """The row of the letter."""
    event: Any = recorded.event
    yield LetterRow, (recorded.tenant, event.letter_id)


def fold(work: Work, recorded: Recorded) -> None:
    """Work one event into the letter's row."""
    event: Any = recorded.event
    match event:
        case LetterPrepared():
            told = {
                name: getattr(event, name)
                for name in ("kind", "about", "of_event", "language", "prepared_on")
            }
        case LetterSent():
            told = {"state": "SENT", "sent_on": event.sent_on, "means": event.means}
        case _:
            told = {"state": "LET_GO", "let_go_for": event.reason}
    known = work.get(LetterRow, recorded.tenant, event.letter_id) or LetterRow(
        tenant=recorded.tenant,
        letter_id=event.letter_id,
        case_id=event.case_id,
        person_id=event.person_id,
        position=recorded.position,
    )
    work.put(replace(known, **told, position=recorded.position))


LETTERS = ReadModel(
    name="letters",
    version=1,
    tables=(
        Table(
            name="letter",
            row=LetterRow,
            key=("tenant", "letter_id"),
            opened_by="case",
            history=True,
            # There is nobody left to write to.
            forgets="person_id = any (%(persons)s) and state = 'WAITING'",
        ),
    ),
    events=frozenset((LetterPrepared, LetterSent, LetterLetGo)),
    needs=needs,
    fold=fold,
)
