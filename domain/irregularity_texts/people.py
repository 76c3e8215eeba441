"""Persons and their consents. Each code: French, English, source of the rule."""

TEXTS = {
    "BORN_IN_FUTURE": (
        "date de naissance à venir",
        "a birth date in the future",
        "policy “limits”",
    ),
    "CONSENT_EXPIRES_BEFORE_SIGNED": (
        "consentement échu avant d’être signé",
        "the consent expired before it was signed",
        "invariant 8",
    ),
    "CONSENT_TOO_LONG": (
        "consentement donné pour plus longtemps que permis",
        "the consent was given for longer than may be",
        "policy “limits”",
    ),
    "DISCLOSURE_WITHOUT_CONSENT": (
        "divulgation sans consentement connu ce jour-là",
        "disclosed without a consent that was known that day",
        "invariant 8",
    ),
    "SIN_NOT_VALID": (
        "numéro d’assurance sociale qui n’en est pas un",
        "a social insurance number that is none",
        "local rule",
    ),
    "CASE_NUMBER_SHARED": (
        "numéro de dossier qu’un autre cas porte aussi",
        "a case number that another case has too",
        "local rule",
    ),
    "SIN_SHARED": (
        "numéro d’assurance sociale qu’une autre personne a aussi",
        "a social insurance number that another person has too",
        "local rule",
    ),
    "TOO_OLD": (
        "âge invraisemblable",
        "an implausible age",
        "policy “limits”",
    ),
    "WITHDRAWAL_BEFORE_GRANT": (
        "retiré avant d’être donné",
        "withdrawn before it was given",
        "invariant 9",
    ),
    "WITHDRAWAL_WITHOUT_GRANT": (
        "retrait d’un consentement inconnu",
        "a withdrawal of no known consent",
        "invariant 9",
    ),
    "WITHDRAWN_TWICE": (
        "consentement déjà retiré",
        "the consent had been withdrawn already",
        "invariant 9",
    ),
}
