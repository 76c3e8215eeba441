"""How events of a person and their consents are told."""

from api.schema.category import CONSENT, IDENTITY
from api.tellings.telling import PERSON, Telling, value

PEOPLE: dict[str, Telling] = {
    "person.registered": Telling(IDENTITY, "Person registered", "Personne inscrite"),
    "person.contact_updated": Telling(IDENTITY, "Contact details changed", "Coordonnées modifiées"),
    "person.duplicate_suspected": Telling(
        IDENTITY,
        "Perhaps registered twice",
        "Peut-être inscrite deux fois",
        (PERSON, value("other_id", "Other record", "Autre inscription", "person")),
    ),
    "person.kept_apart": Telling(
        IDENTITY,
        "Found to be two people",
        "Reconnues comme deux personnes",
        (
            PERSON,
            value("other_id", "Other person", "Autre personne", "person"),
            value("reason", "Reason", "Motif", "keep_apart_reasons"),
        ),
    ),
    "person.merged": Telling(
        IDENTITY,
        "Two records merged",
        "Deux inscriptions réunies",
        (
            value("survivor_id", "Shown as", "Affichée sous", "person"),
            value("reason", "Reason", "Motif", "merge_reasons"),
        ),
    ),
    "person.unmerged": Telling(
        IDENTITY,
        "Merge undone",
        "Réunion annulée",
        (
            value("survivor_id", "Was shown as", "Était affichée sous", "person"),
            value("reason", "Reason", "Motif", "unmerge_reasons"),
        ),
    ),
    "consent.granted": Telling(
        CONSENT,
        "Consent given",
        "Consentement donné",
        (
            PERSON,
            value("categories", "Categories", "Catégories", "categories"),
            value("recipients", "Recipients", "Destinataires", "recipient_kinds"),
            value("purposes", "Purposes", "Fins", "purposes"),
            value("signed_on", "Signed on", "Signé le", "day"),
            value("expires_on", "Until", "Jusqu’au", "day"),
            value("method", "Method", "Mode", "consent_methods"),
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
            value("recipients", "Recipients", "Destinataires", "recipient_kinds"),
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
    "disclosure.made": Telling(
        CONSENT,
        "Information disclosed",
        "Renseignements divulgués",
        (
            PERSON,
            value("recipient", "Recipient", "Destinataire", "organisations"),
            value("categories", "Categories", "Catégories", "categories"),
            value("purpose", "Purpose", "Fin", "purposes"),
            value("authority_reference", "Authority", "Fondement", "as_is"),
        ),
    ),
}
