"""Emergencies, and the review of who looked at what. Each code: French, then English."""

TEXTS = {
    "BREAK_GLASS_OPEN": (
        "Ce dossier vous est déjà ouvert en urgence. Une fois le temps écoulé, vous pourrez le "
        "rouvrir en disant de nouveau pourquoi.",
        "This file is open to you in an emergency already. Once the time is up, you can open it "
        "again by saying why again.",
    ),
    "EMERGENCY_UNKNOWN": (
        "Cette ouverture d’urgence n’existe pas pour cette personne.",
        "There is no such emergency opening for this person.",
    ),
    "EMERGENCY_REVIEWED": (
        "Cette ouverture d’urgence a déjà été examinée ainsi.",
        "This emergency opening was reviewed already.",
    ),
    "FINDING_UNKNOWN": (
        "Ce constat n’existe pas, ou pas pour vous.",
        "There is no such finding, or none for you.",
    ),
    "EXPLANATION_NEEDED": (
        "Choisissez ce qui explique la consultation.",
        "Choose what explains the look.",
    ),
    "REVIEW_OF_OWN": (
        "Personne n’examine ce qu’elle ou il a fait. Une autre personne doit le faire.",
        "Nobody reviews what they did themselves. Somebody else has to.",
    ),
    "REVIEW_OF_OWN_UNIT": (
        "Cela concerne votre propre bureau. Une personne d’un autre bureau doit l’examiner.",
        "This is about your own office. Somebody of another office has to review it.",
    ),
}
