"""How the steps of the privacy office's matters are told."""

from api.schema.category import CONSENT
from api.tellings.telling import PERSON, Telling, value

_RECIPIENT = value("recipient", "Recipient", "Destinataire", "organisations")

OFFICE: dict[str, Telling] = {
    "access_request.received": Telling(
        CONSENT,
        "Access request received",
        "Demande d’accès reçue",
        (
            value("capacity", "Asked by", "Demandé par", "requester_capacities"),
            value("requester", "Name", "Nom", "as_is"),
            value("received_on", "Received on", "Reçue le", "day"),
        ),
        "about",
    ),
    "access_request.requester_verified": Telling(
        CONSENT,
        "Identity verified",
        "Identité vérifiée",
        (value("method", "How", "Comment", "requester_checks"),),
    ),
    "access_request.extended": Telling(
        CONSENT,
        "Time to answer made longer",
        "Délai de réponse prolongé",
        (
            value("reason", "Reason", "Motif", "extension_reasons"),
            value("days", "Days", "Jours", "as_is"),
        ),
    ),
    "access_request.answered": Telling(
        CONSENT,
        "Access request answered",
        "Réponse donnée à la demande d’accès",
        (
            value("outcome", "Answer", "Réponse", "access_outcomes"),
            value("given", "Given", "Communiqué", "categories"),
            value("withheld.category", "Withheld", "Retenu", "categories"),
            value("withheld.section", "Under", "En vertu de", "withholding_sections"),
            value("means", "Handed over", "Remise", "handing_over"),
        ),
    ),
    "access_request.transferred": Telling(
        CONSENT,
        "Passed on to another institution",
        "Transmise à une autre institution",
        (value("institution", "Institution", "Institution", "institutions"),),
    ),
    "access_request.appealed": Telling(
        CONSENT,
        "Appealed to the commissioner",
        "Portée en appel devant le commissaire",
        (value("reference", "Reference", "Référence", "as_is"),),
    ),
    "access_request.withdrawn": Telling(
        CONSENT, "Access request withdrawn", "Demande d’accès retirée"
    ),
    "correction.requested": Telling(
        CONSENT,
        "Correction asked for",
        "Correction demandée",
        (value("received_on", "Received on", "Reçue le", "day"),),
        "wanted",
    ),
    "correction.granted": Telling(CONSENT, "Correction granted", "Correction accordée"),
    "correction.refused": Telling(
        CONSENT,
        "Correction refused",
        "Correction refusée",
        (value("reason", "Reason", "Motif", "correction_refusals"),),
    ),
    "correction.disagreement_stated": Telling(
        CONSENT,
        "Statement of disagreement attached",
        "Déclaration de désaccord jointe",
        (PERSON,),
        "statement",
    ),
    "correction.recipient_told": Telling(
        CONSENT, "Recipient told", "Destinataire avisé", (_RECIPIENT,)
    ),
    "correction.recipient_acknowledged": Telling(
        CONSENT, "Recipient acknowledged", "Accusé de réception", (_RECIPIENT,)
    ),
    "incident.reported": Telling(
        CONSENT,
        "Incident reported",
        "Incident signalé",
        (
            value("kind", "Kind", "Genre", "incident_kinds"),
            value("found_on", "Found on", "Constaté le", "day"),
            value("from_on", "From", "Du", "day"),
            value("to_on", "To", "Au", "day"),
            value("account_id", "Account", "Compte", "staff"),
        ),
        "account",
    ),
    "incident.person_affected": Telling(
        CONSENT,
        "Person affected",
        "Personne touchée",
        (PERSON, value("categories", "Categories", "Catégories", "categories")),
    ),
    "incident.contained": Telling(
        CONSENT,
        "Incident contained",
        "Incident circonscrit",
        (value("measure", "Measure", "Mesure", "incident_measures"),),
    ),
    "incident.assessed": Telling(
        CONSENT,
        "Risk assessed",
        "Risque évalué",
        (
            value(
                "significant",
                "Real risk of significant harm",
                "Risque réel de préjudice grave",
                "yes",
            ),
            value("grounds", "Grounds", "Motifs", "harm_grounds"),
            value("owed", "To be told", "À aviser", "incident_recipients"),
        ),
    ),
    "incident.notified": Telling(
        CONSENT,
        "Told",
        "Avis donné",
        (value("recipient", "Recipient", "Destinataire", "incident_recipients"),),
    ),
    "incident.closed": Telling(CONSENT, "Incident closed", "Incident clos", (), "lessons"),
}
