"""How events of sealed files are told, to who may open them."""

from api.schema.category import CONSENT, FILE
from api.tellings.telling import PERSON, Telling, value

_CIRCLE = (
    value("circle", "Work on the file", "S’occupent du dossier", "staff"),
    value("reviewers", "Review who opened it", "Vérifient qui l’a ouvert", "staff"),
)

SAFETY: dict[str, Telling] = {
    "file.sealed": Telling(
        FILE,
        "Restricted circle set up",
        "Cercle restreint établi",
        (
            value("kind", "Because of", "En raison de", "seal_kinds"),
            value("reason", "Reason", "Motif", "seal_reasons"),
            *_CIRCLE,
        ),
        "words",
    ),
    "break_glass.opened": Telling(
        CONSENT,
        "File opened in an emergency",
        "Dossier ouvert en urgence",
        (
            PERSON,
            value("reason", "Reason", "Motif", "break_glass_reasons"),
            value("categories", "Categories", "Catégories", "categories"),
        ),
        "words",
    ),
    # What was found of a colleague is for who reviews it; here, that it was reviewed.
    "break_glass.reviewed": Telling(
        CONSENT,
        "Emergency opening reviewed",
        "Ouverture d’urgence examinée",
        (PERSON,),
    ),
    "file.circle_changed": Telling(
        FILE,
        "Restricted circle changed",
        "Cercle restreint modifié",
        (*_CIRCLE, value("reason", "Reason", "Motif", "circle_reasons")),
        "words",
    ),
    "file.unsealed": Telling(
        FILE,
        "Restricted circle lifted",
        "Cercle restreint levé",
        (value("reason", "Reason", "Motif", "unseal_reasons"),),
        "words",
    ),
}
