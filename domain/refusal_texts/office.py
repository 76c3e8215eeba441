"""The privacy office: access, correction, incidents. Each code: French, then English."""

TEXTS = {
    "MATTER_UNKNOWN": (
        "Cette affaire n’existe pas.",
        "There is no such matter.",
    ),
    "MATTER_STEP_NOT_NOW": (
        "Cette étape n’est pas possible maintenant. État de l’affaire : {status}.",
        "That step is not possible now. The matter stands at: {status}.",
    ),
    "WORDS_NEEDED": (
        "Dites-le en quelques mots.",
        "Say it in a few words.",
    ),
    "REQUESTER_NEEDED": (
        "Donnez le nom de qui demande au nom de la personne.",
        "Give the name of whoever asks for the person.",
    ),
    "REQUESTER_NOT_VERIFIED": (
        "Vérifiez d’abord l’identité de qui demande : on ne répond à personne d’autre.",
        "First verify who is asking: nobody else is answered.",
    ),
    "EXTENSION_TOO_LONG": (
        "Le délai peut être prolongé de 1 à {limit} jours.",
        "The time can be made longer by 1 to {limit} days.",
    ),
    "EXTENSION_TOO_LATE": (
        "Le délai a pris fin le {day}. Il ne peut plus être prolongé : répondez sans tarder.",
        "The time ended on {day}. It cannot be made longer any more: answer without delay.",
    ),
    "TRANSFER_TOO_LATE": (
        "Une demande pouvait être transmise jusqu’au {day}. Répondez-y.",
        "A request could be passed on until {day}. Answer it.",
    ),
    "ANSWER_DOES_NOT_FIT": (
        "La réponse ne correspond pas à ce qui est communiqué ou retenu. Choisissez une autre "
        "réponse, ou corrigez les catégories.",
        "The outcome does not fit what is given or withheld. Choose another outcome, or mend the "
        "categories.",
    ),
    "ENTRY_NOT_ABOUT_PERSON": (
        "Choisissez une inscription qui concerne cette personne.",
        "Choose an entry that is about this person.",
    ),
    "RECIPIENT_NOT_OWED": (
        "Rien n’est à dire à ce destinataire dans cette affaire.",
        "This recipient is owed no word in this matter.",
    ),
    "RECIPIENT_NOT_TOLD": (
        "Ce destinataire n’a pas encore été avisé.",
        "This recipient has not been told yet.",
    ),
    "CATEGORIES_NEEDED": (
        "Choisissez au moins une catégorie.",
        "Choose at least one category.",
    ),
    "GROUNDS_DO_NOT_FIT": (
        "Un risque important a au moins un motif; sans risque important, n’en choisissez aucun.",
        "A significant risk has at least one ground; without one, choose none.",
    ),
    "INCIDENT_STILL_OWED": (
        "Avisez d’abord : {recipients}.",
        "First tell: {recipients}.",
    ),
}
