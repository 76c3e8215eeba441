"""How letters and tasks of a case are told."""

from api.schema.category import CONSENT, FILE
from api.tellings.telling import PERSON, Telling, value

_KIND = value("kind", "Letter", "Lettre", "letter_kinds")

LETTERS: dict[str, Telling] = {
    "letter.prepared": Telling(
        FILE,
        "Letter prepared",
        "Lettre préparée",
        (_KIND, PERSON, value("language", "Language", "Langue", "official_languages")),
    ),
    "letter.sent": Telling(
        FILE,
        "Letter sent",
        "Lettre envoyée",
        (
            PERSON,
            value("means", "How", "Comment", "letter_means"),
            value("sent_on", "Sent on", "Envoyée le", "day"),
        ),
    ),
    "letter.let_go": Telling(
        FILE,
        "Letter not sent",
        "Lettre non envoyée",
        (PERSON, value("reason", "Reason", "Motif", "letter_let_go_reasons")),
    ),
    "task.raised": Telling(
        CONSENT,
        "Something is to be done",
        "Quelque chose est à faire",
        (
            value("kind", "Task", "Tâche", "task_kinds"),
            PERSON,
            value("due_on", "From", "À partir du", "day"),
        ),
    ),
    "task.closed": Telling(
        CONSENT,
        "Task closed",
        "Tâche terminée",
        (value("outcome", "Outcome", "Issue", "task_outcomes"),),
    ),
}
