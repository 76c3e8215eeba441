"""Notes: free text about one member of the unit, sealed under a key of its own."""

from domain.case.commands import AddNote
from domain.case.events import NoteAdded
from domain.case.guard import decided, may_touch, member, reads_case
from domain.case.state import CaseState
from domain.checks import language_valid, text_fits
from domain.decision import Context, Decision, Refusal, States, decides
from domain.private import clear_text
from domain.streams import case_stream


@decides(AddNote, reads=reads_case)
def add_note(states: States, command: AddNote, context: Context) -> Decision | Refusal:
    """Add a note, to a closed case as well. Notes are sealed: a note added twice stands twice."""
    state: CaseState = states[case_stream(command.case_id)]
    refused = (
        may_touch(states, command, context)
        or member(state, command.person_id, context.today)
        or text_fits(context, command.body, "body", "note_characters")
        or language_valid(command.text_language, "text_language")
    )
    if refused:
        return refused
    text = clear_text(command.body, command.text_language, command.person_id)
    if text is None:
        return Refusal("TEXT_EMPTY", {}, "body")
    note_id = context.new_id()
    event = NoteAdded(
        case_id=command.case_id, note_id=note_id, person_id=command.person_id, text=text
    )
    return decided(context, state, event, context.today, note_id=note_id)
