"""How events of a person's consents, and of the checks that the law asks for, are told."""

from api.schema.category import CONSENT
from api.tellings.telling import PERSON, Telling, value

CONSENTS: dict[str, Telling] = {
    "consent.requested": Telling(
        CONSENT,
        "Consent asked for",
        "Consentement demandé",
        (
            PERSON,
            value("categories", "Categories", "Catégories", "categories"),
            value("recipients", "Recipients", "Destinataires", "recipients"),
            value("purposes", "Purposes", "Fins", "purposes"),
        ),
    ),
    "consent.granted": Telling(
        CONSENT,
        "Consent given",
        "Consentement donné",
        (
            PERSON,
            value("categories", "Categories", "Catégories", "categories"),
            value("recipients", "Recipients", "Destinataires", "recipients"),
            value("purposes", "Purposes", "Fins", "purposes"),
            value("signed_on", "Signed on", "Signé le", "day"),
            value("expires_on", "Until", "Jusqu’au", "day"),
            value("method", "Method", "Mode", "consent_methods"),
            value("capacity", "Capacity", "À titre de", "capacities"),
            value("lapses_on", "To be reaffirmed from", "À confirmer à partir du", "day"),
            value("notice_version", "Notice version", "Version de l’avis", "as_is"),
        ),
    ),
    "consent.refused": Telling(
        CONSENT,
        "Consent refused",
        "Consentement refusé",
        (
            PERSON,
            value("categories", "Categories", "Catégories", "categories"),
            value("recipients", "Recipients", "Destinataires", "recipients"),
            value("purposes", "Purposes", "Fins", "purposes"),
            value("refused_on", "Refused on", "Refusé le", "day"),
        ),
    ),
    "consent.withdrawn": Telling(
        CONSENT,
        "Consent withdrawn",
        "Consentement retiré",
        (PERSON, value("method", "Method", "Mode", "consent_methods")),
        "reason",
    ),
    "consent.narrowed": Telling(
        CONSENT,
        "Part of a consent withdrawn",
        "Consentement retiré en partie",
        (
            PERSON,
            value("categories", "Categories", "Catégories", "categories"),
            value("recipients", "Recipients", "Destinataires", "recipients"),
            value("purposes", "Purposes", "Fins", "purposes"),
            value("method", "Method", "Mode", "consent_methods"),
        ),
        "reason",
    ),
    "recipient.told": Telling(
        CONSENT,
        "Recipient told that a consent ended",
        "Destinataire avisé de la fin d’un consentement",
        (
            PERSON,
            value("recipient", "Recipient", "Destinataire", "organisations"),
            value("told_on", "Told on", "Avisé le", "day"),
            value("method", "Method", "Mode", "telling_methods"),
            value("answer_due_on", "Answer due on", "Réponse attendue le", "day"),
        ),
    ),
    "recipient.acknowledged": Telling(
        CONSENT,
        "Recipient’s answer about their copies",
        "Réponse du destinataire au sujet de ses copies",
        (
            PERSON,
            value("answer", "Answer", "Réponse", "telling_answers"),
            value("acknowledged_on", "Answered on", "Répondu le", "day"),
        ),
    ),
    "consent.revoked": Telling(
        CONSENT,
        "Consent ended by the municipality",
        "Consentement révoqué par la municipalité",
        (PERSON, value("cause", "Cause", "Motif", "revocation_causes")),
        "details",
    ),
    "consent.invalidated": Telling(
        CONSENT,
        "Consent found void",
        "Consentement reconnu nul",
        (PERSON, value("cause", "Cause", "Motif", "invalidation_causes")),
        "details",
    ),
    "consent.superseded": Telling(
        CONSENT,
        "Consent replaced by another",
        "Consentement remplacé par un autre",
        (PERSON,),
    ),
    "consent.reaffirmed": Telling(
        CONSENT,
        "Consent reaffirmed",
        "Consentement confirmé",
        (PERSON, value("lapsed_on", "Lapsed on", "N’était plus valable depuis le", "day")),
    ),
    "consent.lapse_moved": Telling(
        CONSENT,
        "Day of a consent’s reaffirmation corrected",
        "Jour où un consentement est à confirmer, corrigé",
        (
            PERSON,
            value("lapses_on", "To be reaffirmed from", "À confirmer à partir du", "day"),
            value("instead_of", "Instead of", "Au lieu du", "day"),
        ),
    ),
    "verification.consented": Telling(
        CONSENT,
        "Checks agreed to",
        "Vérifications acceptées",
        (
            PERSON,
            value("sources", "With", "Auprès de", "verification_sources"),
            value("authority", "Authority", "Fondement", "as_is"),
        ),
    ),
    "verification.refused": Telling(
        CONSENT,
        "Checks refused",
        "Vérifications refusées",
        (
            PERSON,
            value("sources", "With", "Auprès de", "verification_sources"),
            value("authority", "Authority", "Fondement", "as_is"),
        ),
    ),
    "disclosure.made": Telling(
        CONSENT,
        "Information disclosed",
        "Renseignements divulgués",
        (
            PERSON,
            value("recipient", "Recipient", "Destinataire", "recipients"),
            value("categories", "Categories", "Catégories", "categories"),
            value("purpose", "Purpose", "Fin", "disclosure_purposes"),
            value("authority_reference", "Authority", "Fondement", "as_is"),
            value("notice", "Notice to the person", "Avis à la personne", "disclosure_notices"),
            value(
                "notice_withheld_for",
                "Held back because",
                "Retenu parce que",
                "notice_withholdings",
            ),
            value("notice_withheld_until", "Held back until", "Retenu jusqu’au", "day"),
        ),
        "given",
    ),
    "disclosure.notice_given": Telling(
        CONSENT,
        "Person told of a disclosure",
        "Personne avisée d’une divulgation",
        (
            PERSON,
            value("given_on", "Told on", "Avisée le", "day"),
            value("method", "How", "Comment", "notice_methods"),
        ),
    ),
}
