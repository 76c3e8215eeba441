"""Tasks and letters. Each code: French, then English."""

TEXTS = {
    "TASK_UNKNOWN": (
        "Il n’y a pas de telle tâche dans ce cas.",
        "There is no such task in this case.",
    ),
    "NOBODY_WORKS_WITH_THEM": (
        "La personne n’est d’aucun cas en cours : personne ne peut s’en occuper.",
        "The person is in no case that is under way: there is nobody to see to it.",
    ),
    "OVERPAYMENT_ESTABLISHED": (
        "Ce trop-payé a déjà été établi, le {on}, pour cette personne, ce mois et cette cause.",
        "This overpayment was established on {on} already, for this person, month and cause.",
    ),
    "LETTER_UNKNOWN": (
        "Il n’y a pas de telle lettre dans ce cas.",
        "There is no such letter in this case.",
    ),
    "LETTER_TO_NOBODY": (
        "On ne sait pas à qui cette lettre s’adresse.",
        "It is not known to whom this letter is addressed.",
    ),
    "LETTER_SENT": (
        "Cette lettre est déjà partie.",
        "This letter has gone out already.",
    ),
    "LETTER_GONE": (
        "Il a été décidé que cette lettre ne partirait pas.",
        "It was decided that this letter is not to go out.",
    ),
    "LETTER_MAIL_NOT_SAFE": (
        "La poste n’est pas sûre pour cette personne. Remettez-lui la lettre en mains propres, ou "
        "demandez-lui d’abord comment la joindre sans risque.",
        "Mail is not safe for this person. Hand the letter to them, or ask them first how they can "
        "be reached safely.",
    ),
}
