"""Codes with their words: from policy where a list has them, else from the few lists of our own."""

from collections.abc import Iterable
from datetime import date

from api.schema.common import Code
from domain.policy import Policy
from domain.recipients import list_of

_OWN: dict[str, dict[str, tuple[str, str]]] = {
    "categories": {
        "FILE": ("Notes and summaries", "Notes et résumés"),
        "CONSENT": ("Consents and disclosures", "Consentements et divulgations"),
    },
    "purposes": {
        "PRIVACY_AUDIT": ("Privacy audit", "Vérification de la protection de la vie privée"),
        "REPORTING": ("Reporting", "Production de rapports"),
        "EXPORT": ("Export of all data", "Exportation de toutes les données"),
        "PROOF": ("Proof for somebody else", "Preuve pour autrui"),
        "NONE": ("None", "Aucune"),
    },
    "purposes_from": {
        "CASELOAD": ("Caseload", "Charge de cas"),
        "APPOINTMENT": ("Appointment", "Rendez-vous"),
        "VISIT": ("Visit at the counter", "Visite au comptoir"),
        "REFERRAL": ("Referral", "Aiguillage"),
        "DUTY": ("Duty of the role", "Fonction du rôle"),
        "STATED": ("Stated purpose", "Raison indiquée"),
        "BREAK_GLASS": ("Emergency", "Urgence"),
        "EXPORT": ("Export of all data", "Exportation de toutes les données"),
    },
    "tasks": {
        "CASELOAD": ("Caseload", "Liste des cas"),
        "CASE": ("Case file", "Dossier du cas"),
        "PERSON": ("Person’s page", "Page de la personne"),
        "SAME_PERSON": ("Possible doubles", "Doublons possibles"),
        "SEARCH": ("Search by name", "Recherche par nom"),
        "COMMAND": ("Result of an action", "Résultat d’une action"),
        "CONSENT_AUDIT": ("Consent audit", "Vérification des consentements"),
        "DISCLOSURES": ("List of disclosures", "Liste des divulgations"),
        "QUESTION": ("Privacy officer’s question", "Question de la vie privée"),
        "LOOKS": ("Record of looks", "Registre des consultations"),
        "OUTCOME": ("List behind a figure", "Liste derrière un chiffre"),
        "MATTER": ("Matter of the privacy office", "Affaire du bureau de la vie privée"),
        "PACKAGE": ("Package of an access request", "Documents d’une demande d’accès"),
        "EMERGENCY": ("File opened in an emergency", "Dossier ouvert d’urgence"),
        "LETTERS": ("Letters to send", "Lettres à envoyer"),
        "LETTER": ("A letter", "Une lettre"),
        "EFFECT": ("Something that follows from an event", "Ce qui suit d’un événement"),
        "EMERGENCIES": ("Opened in an emergency", "Ouvertures d’urgence"),
        "FINDINGS": ("Findings about looks", "Constats sur les consultations"),
        "NODE": ("By its id", "Par son identifiant"),
        "CHANGES": ("Case file, followed", "Dossier du cas, suivi"),
        "EXPORT": ("Everybody, in clear", "Tout le monde, en clair"),
        "PROOF_PACK": ("Proof pack", "Dossier de preuve"),
        "EXPORT_SEALED": ("Everybody, sealed", "Tout le monde, scellé"),
    },
    "sign_in_ways": {
        "DEMO": ("Demonstration", "Démonstration"),
        "LINK": ("Link that works once", "Lien à usage unique"),
        "PROVIDER": ("Work account", "Compte de travail"),
        "TOKEN": ("Token of the work account", "Jeton du compte de travail"),
        "SERVICE": ("Service token", "Jeton de service"),
    },
    "case_statuses": {
        "APPLIED": ("Applied", "Demande en cours"),
        "GRANTED": ("Granted", "Octroyé"),
        "REFUSED": ("Refused", "Refusé"),
        "WITHDRAWN": ("Withdrawn", "Retiré"),
        "EXITED": ("Exited", "Sorti"),
    },
    "appointment_statuses": {
        "SCHEDULED": ("Planned", "Prévu"),
        "CANCELLED": ("Cancelled", "Annulé"),
        "HELD": ("Held", "Tenu"),
        "MISSED": ("Missed", "Manqué"),
    },
    "letter_held": {
        "MAIL_NOT_SAFE": (
            "Mail is not safe for this person",
            "La poste n’est pas sûre pour cette personne",
        ),
        "NO_ADDRESS": ("No address is known", "On ne connaît pas d’adresse"),
        "NOT_OF_THE_CASE": (
            "The person is not of this case any more",
            "La personne n’est plus de ce cas",
        ),
        "DISPOSED": (
            "The person’s information was disposed of",
            "Les renseignements de la personne ont été détruits",
        ),
    },
    "answers": {
        "ACCEPTED": ("Accepted", "Accepté"),
        "DECLINED": ("Declined", "Refusé"),
    },
    "making_organisations": {
        "LOCAL": ("The local office", "Le bureau local"),
        "MINISTRY": ("The ministry", "Le ministère"),
    },
    "risk_bands": {
        "LOW": ("Low", "Faible"),
        "MEDIUM": ("Medium", "Moyen"),
        "HIGH": ("High", "Élevé"),
    },
    "route_reasons": {
        "CRISIS": ("In crisis", "En situation de crise"),
        "INTERPRETER": ("Needs an interpreter", "Besoin d’une ou d’un interprète"),
        "COMPLEX": ("Complex", "Complexe"),
        "IN_PERSON": ("Came in person", "Venue en personne"),
        "FIRST_NATIONS": ("First Nations", "Premières Nations"),
    },
    "answers_to": {
        "YES": ("Yes", "Oui"),
        "NO": ("No", "Non"),
    },
    "staff": {
        "ELSEWHERE": (
            "Somebody of the earlier system, without an account here",
            "Quelqu’un de l’ancien système, sans compte ici",
        ),
    },
    "correction_causes": {
        "SOURCE_CHANGED": (
            "The record it came from changed",
            "L’inscription d’origine a changé",
        ),
    },
    "correction_parties": {
        "SOURCE_SYSTEM": ("the system it came from", "le système d’origine"),
    },
    "disclosure_notices": {
        "NONE": ("No notice is owed", "Aucun avis n’est requis"),
    },
    "disposal_statuses": {
        "REQUESTED": ("Asked for", "Demandée"),
        "APPROVED": ("Approved", "Approuvée"),
        "DECLINED": ("Declined", "Refusée"),
        "DISPOSED": ("Carried out", "Effectuée"),
    },
    "deferral_outcomes": {
        "ENDED": ("Ended", "Terminé"),
        "RENEWED": ("Goes on", "Reconduit"),
    },
    "authority_kinds": {
        "CONSENT": ("Consent", "Consentement"),
        "STATUTE": ("Statute", "Loi"),
        "AGREEMENT": ("Agreement", "Entente"),
        "DELEGATION": ("Delegation", "Délégation"),
        "ASSIGNMENT": ("Assignment", "Affectation"),
        "NONE": ("None found", "Aucun fondement trouvé"),
    },
}
_UNKNOWN = ("Not known", "Non connu")


class Labels:
    """Words in one language."""

    def __init__(self, policy: Policy, language: str) -> None:
        self._policy = policy
        self._language = language
        self._known: dict[tuple[str, str], Code] = {}

    @property
    def french(self) -> bool:
        return self._language == "fr"

    def code(self, name: str, code: str | None) -> Code:
        """A code of a list with its label; an empty code is one that is not known.

        ``recipients`` are recipient kinds and organisations in one list, ``disclosure_purposes`` those of
        consents and of statutes.
        """
        key = (name, code or "")
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Code(code=code or "UNKNOWN", label=self._label(*key))
        return found

    def maybe(self, name: str, code: str | None) -> Code | None:
        """The same, or nothing where there is no code."""
        return None if code is None else self.code(name, code)

    def codes(self, name: str, codes: Iterable[str]) -> list[Code]:
        return [self.code(name, code) for code in codes]

    def word(self, name: str, code: str | None) -> str:
        return self.code(name, code).label

    def _label(self, name: str, code: str) -> str:
        own = _OWN.get(name, {}).get(code) if code else _UNKNOWN
        if own:
            return own[self.french]
        if name == "recipients":
            name = list_of(self._policy, code)
        if name == "disclosure_purposes":
            known = self._policy.label("purposes", code, "en") != code
            name = "purposes" if known else "statutory_purposes"
        return self._policy.label(name, code, "fr" if self.french else "en")

    def day(self, day: date) -> str:
        """A day as people write it: March 31, 2026, 31 mars 2026."""
        month = _MONTHS[day.month - 1][self.french]
        if not self.french:
            return f"{month} {day.day}, {day.year}"
        first = "1er" if day.day == 1 else str(day.day)
        return f"{first} {month} {day.year}"

    def money(self, cents: int) -> str:
        """Cents of CAD: $1,234.50, 1 234,50 $."""
        whole, part = divmod(abs(cents), 100)
        sign = "-" if cents < 0 else ""
        if self.french:
            return f"{sign}{whole:,}".replace(",", "\u202f") + f",{part:02d}\u00a0$"
        return f"{sign}${whole:,}.{part:02d}"


_MONTHS = (
    ("January", "janvier"),
    ("February", "février"),
    ("March", "mars"),
    ("April", "avril"),
    ("May", "mai"),
    ("June", "juin"),
    ("July", "juillet"),
    ("August", "août"),
    ("September", "septembre"),
    ("October", "octobre"),
    ("November", "novembre"),
    ("December", "décembre"),
)
