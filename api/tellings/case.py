"""How events of a case are told: applications, its unit, who is responsible, its end."""

from api.schema.category import FILE, HOUSEHOLD, INCOME
from api.tellings.telling import PERSON, Telling, value

CASE: dict[str, Telling] = {
    "application.submitted": Telling(
        INCOME,
        "Application received",
        "Demande reçue",
        (
            value("programme", "Programme", "Programme", "programmes"),
            value("channel", "Channel", "Voie", "channels"),
            value("received_by", "Received by", "Reçue par", "received_by"),
            value("office", "Office", "Bureau", "offices"),
            value("submitted_on", "Received on", "Reçue le", "day"),
            value("completed_on", "Complete on", "Complète le", "day"),
            value("ministry_reference", "Ministry’s reference", "Référence du ministère", "as_is"),
            value("risk_band", "Risk", "Risque", "risk_bands"),
            value("readiness", "Readiness", "Préparation", "readiness"),
            value(
                "route_reason", "Routed here because", "Acheminée ici parce que", "route_reasons"
            ),
            value("first_nations_site", "First Nations site", "Site d’une Première Nation", "flag"),
            value("e_signature", "Signed electronically", "Signée électroniquement", "yes"),
        ),
    ),
    "application.completed": Telling(
        INCOME,
        "Application complete",
        "Demande complète",
        (value("completed_on", "Complete on", "Complète le", "day"),),
    ),
    "application.decided": Telling(
        INCOME,
        "Eligibility decided",
        "Admissibilité décidée",
        (
            value("outcome", "Outcome", "Issue", "application_outcomes"),
            value("decided_on", "Decided on", "Décidée le", "day"),
            value("decided_by", "Decided by", "Décidée par", "decided_by"),
            value("organisation", "Organisation", "Organisme", "deciding_organisations"),
            value("reasons", "Reasons", "Motifs", "decision_reasons"),
        ),
        "explanation",
    ),
    "application.withdrawn": Telling(
        INCOME,
        "Application withdrawn",
        "Demande retirée",
        (
            value("withdrawn_on", "Withdrawn on", "Retirée le", "day"),
            value("reason", "Reason", "Motif", "withdrawal_reasons"),
        ),
    ),
    "unit.member_joined": Telling(
        HOUSEHOLD,
        "Joined the benefit unit",
        "Entrée dans le groupe de prestataires",
        (
            PERSON,
            value("role", "Role", "Rôle", "member_roles"),
            value("participant_class", "Class", "Catégorie", "participant_classes"),
            value("joined_on", "From", "Depuis le", "day"),
        ),
    ),
    "unit.member_left": Telling(
        HOUSEHOLD,
        "Left the benefit unit",
        "Départ du groupe de prestataires",
        (PERSON, value("left_on", "From", "Depuis le", "day")),
    ),
    "case.assigned": Telling(
        HOUSEHOLD,
        "Case assigned",
        "Cas confié",
        (
            value("office", "Office", "Bureau", "offices"),
            value("caseworker_id", "Caseworker", "Chargée ou chargé de cas", "staff"),
        ),
    ),
    "note.added": Telling(FILE, "Note", "Note", (PERSON,), "text"),
    "case.exited": Telling(
        INCOME,
        "Exit",
        "Sortie",
        (
            value("reason", "Reason", "Motif", "exit_reasons"),
            value("exited_on", "On", "Le", "day"),
        ),
        "details",
    ),
    "case.reopened": Telling(
        INCOME,
        "Exit corrected",
        "Sortie corrigée",
        (
            value("reopened_on", "On", "Le", "day"),
            value("reason", "Reason", "Motif", "reopen_reasons"),
        ),
    ),
    "case.entry_retracted": Telling(
        FILE,
        "Entry taken back",
        "Inscription annulée",
        (PERSON, value("entry", "What", "Quoi", "entry")),
    ),
}
