"""What stands under each category on the pages, in words: English, then French.

By the name of the field of a person or a case; a test holds that none is missing.
"""

FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    "IDENTITY": {
        "Person.givenName": ("Given name", "Prénom"),
        "Person.familyName": ("Family name", "Nom de famille"),
        "Person.displayName": ("Name as it is shown", "Nom affiché"),
        "Person.birthDate": ("Date of birth", "Date de naissance"),
        "Person.age": ("Age", "Âge"),
        "Person.otherRecords": ("Other numbers of the person", "Autres numéros de la personne"),
    },
    "CONTACT": {
        "Person.officialLanguage": ("Official language", "Langue officielle"),
        "Person.spokenLanguage": ("Spoken language", "Langue parlée"),
        "Person.interpreterLanguage": ("Interpreter needed", "Interprète"),
        "Person.telephone": ("Telephone", "Téléphone"),
        "Person.email": ("Email", "Courriel"),
        "Person.address": ("Address", "Adresse"),
        "Person.postalCode": ("Postal code", "Code postal"),
        "Person.safeContact": ("How to reach them safely", "Comment les joindre sans danger"),
        "Person.safeMeans": ("Means that are safe", "Moyens sans danger"),
        "Person.unsafeMeans": ("Means that must not be used", "Moyens à ne pas utiliser"),
        "Person.safeHours": ("Hours that are safe", "Heures sans danger"),
        "Person.codeWord": ("Word by which both know each other", "Mot convenu"),
        "Person.mailingAddress": ("Address for letters", "Adresse pour le courrier"),
    },
    "HOUSEHOLD": {
        "Case.memberships": (
            "Who is and was in the household",
            "Qui fait ou a fait partie du ménage",
        ),
    },
    "INCOME": {
        "Case.applications": ("Applications and decisions", "Demandes et décisions"),
        "Case.benefits": ("Benefits paid", "Prestations versées"),
        "Case.incomes": ("Income reported", "Revenus déclarés"),
        "Case.overpayments": ("Overpayments", "Paiements en trop"),
        "Case.exitReason": ("Why the assistance ended", "Pourquoi l’aide a pris fin"),
        "Case.attention": ("What waits to be done, and why", "Ce qui attend, et pourquoi"),
    },
    "EMPLOYMENT": {
        "Case.plans": ("Action plans and their steps", "Plans d’action et leurs étapes"),
        "Case.deferrals": ("Deferrals", "Reports"),
        "Case.referrals": ("Referrals and their answers", "Aiguillages et leurs réponses"),
    },
    "HEALTH": {
        "Case.assessments": ("Common assessments", "Évaluations communes"),
    },
}


def fields_of(category: str, french: bool) -> list[str]:
    """In words; nothing for a category that no page shows: it is only told in a referral."""
    return [words[french] for words in FIELDS.get(category, {}).values()]
