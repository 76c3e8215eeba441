"""What an operator reads of effects: processes, what they lead to, and why something failed.

A code that is not here is of newer code or of a fault; the code itself stands beside the words.
"""

import re

from domain.decision import Refusal
from domain.private import Language
from domain.refusal_texts import TEXTS as REFUSALS
from domain.refusals import text as refusal_text

_HTTP = re.compile(r"HTTP_(\d{3})", re.ASCII)

PROCESSES: dict[str, tuple[str, str]] = {
    "reaffirmation": ("Consents to be reaffirmed", "Consentements à confirmer"),
    "letters": ("Letters", "Lettres"),
    "partners": ("Word to partners", "Avis aux partenaires"),
}
KINDS: dict[str, tuple[str, str]] = {
    "PrepareLetter": ("Prepare a letter", "Préparer une lettre"),
    "AskReaffirmation": (
        "Ask to have a consent reaffirmed",
        "Demander la confirmation d’un consentement",
    ),
    "ReviewLapses": (
        "Work out anew when a consent lapses",
        "Recalculer l’échéance d’un consentement",
    ),
    "SettleTask": ("Take a task off the list", "Retirer une tâche de la liste"),
    "referral.made": ("Tell of a referral", "Annoncer un aiguillage"),
    "referral.paused": (
        "Tell that a referral is paused",
        "Annoncer qu’un aiguillage est suspendu",
    ),
    "referral.resumed": (
        "Tell that a referral goes on",
        "Annoncer qu’un aiguillage reprend",
    ),
    "referral.reply_overdue": (
        "Tell that a reply is overdue",
        "Annoncer qu’une réponse est en retard",
    ),
    "consent.ended": (
        "Tell that a consent has ended",
        "Annoncer qu’un consentement a pris fin",
    ),
}
_AWAY = ("The partner’s server cannot be reached.", "Le serveur du partenaire est injoignable.")
_SLOW = ("The partner did not answer in time.", "Le partenaire n’a pas répondu à temps.")
_BROKEN = (
    "The partner’s server broke off, or did not speak as it should.",
    "Le serveur du partenaire a rompu la communication, ou n’a pas répondu comme il se doit.",
)
_ADDRESS = (
    "The partner’s address is not one that can be sent to.",
    "L’adresse du partenaire n’en est pas une où envoyer.",
)
_NEWER = (
    "A newer program noted it; this one does not know it.",
    "Un programme plus récent l’a noté ; celui-ci ne le connaît pas.",
)
_STORE = ("The database did not answer.", "La base de données n’a pas répondu.")
_FAULT = (
    "A fault of the program or of this machine.",
    "Une faute du programme ou de cette machine.",
)
ERRORS: dict[str, tuple[str, str]] = {
    "NO_ENDPOINT": (
        "Nobody says where this partner is told.",
        "On n’a pas dit où ce partenaire reçoit ses avis.",
    ),
    "ADDRESS_NOT_ALLOWED": (
        "The partner’s address leads into a network that is not open to this.",
        "L’adresse du partenaire mène à un réseau qui n’est pas ouvert à cela.",
    ),
    "NOT_HTTPS": _ADDRESS,
    "NO_HOST": _ADDRESS,
    "HAS_USER": _ADDRESS,
    "HAS_FRAGMENT": _ADDRESS,
    "NOT_SECURE": (
        "No secure connection: the certificate of the partner’s server is not valid.",
        "Pas de connexion sûre : le certificat du serveur du partenaire n’est pas valable.",
    ),
    "gaierror": (
        "The name of the partner’s server leads to no address.",
        "Le nom du serveur du partenaire ne mène à aucune adresse.",
    ),
    "TIMED_OUT": _SLOW,
    "ReadTimeout": _SLOW,
    "WriteTimeout": _SLOW,
    "ConnectTimeout": _AWAY,
    "ConnectError": _AWAY,
    "ReadError": _BROKEN,
    "WriteError": _BROKEN,
    "RemoteProtocolError": _BROKEN,
    "COMMAND_UNKNOWN": _NEWER,
    "KIND_UNKNOWN": _NEWER,
    "DAY_NOT_COME": (
        "By this machine’s clock its day has not begun.",
        "Selon l’horloge de cette machine, son jour n’a pas commencé.",
    ),
    "BROKEN_OFF": (
        "The program broke off at each attempt.",
        "Le programme s’est interrompu à chaque essai.",
    ),
    "StoreUnavailable": _STORE,
    "OperationalError": _STORE,
    "PoolTimeout": _STORE,
    "READ_MODELS_BEHIND": (
        "What is read from the ledger was too far behind.",
        "Ce qui est lu du registre avait trop de retard.",
    ),
}
_GONE = (
    "The partner says that nothing is to come there any more.",
    "Le partenaire dit que plus rien ne doit y venir.",
)
_ANSWERED = (
    "The partner’s server answered with status {status}.",
    "Le serveur du partenaire a répondu par l’état {status}.",
)
DISPOSED = "PERSON_DISPOSED"
_DISPOSED = (
    "The person’s information was disposed of.",
    "Les renseignements de la personne ont été détruits.",
)


CALLED_OFF = "CALLED_OFF"
REASONS: dict[str, tuple[str, str]] = {
    DISPOSED: _DISPOSED,
    CALLED_OFF: (
        "It was called off before it went out: what it tells holds no more.",
        "L’avis a été annulé avant d’être envoyé : ce qu’il dit ne vaut plus.",
    ),
}


def process(name: str, language: Language) -> str:
    """What a process is called; its name where it is not known."""
    return PROCESSES.get(name, (name, name))[language == "fr"]


def kind(code: str, language: Language) -> str:
    """What is to be done, by its command or the type of what a partner is told."""
    return KINDS.get(code, (code, code))[language == "fr"]


def error(code: str | None, language: Language) -> str | None:
    """Why an attempt failed, or a process stands still, in a sentence."""
    if code is None:
        return None
    if status := _HTTP.fullmatch(code):
        words = _GONE if code == "HTTP_410" else _ANSWERED
        return words[language == "fr"].format(status=status[1])
    if code in REFUSALS:
        return refusal_text(Refusal(code), language)
    return ERRORS.get(code, _FAULT)[language == "fr"]


def reason(given: str | None, language: Language) -> str | None:
    """Why it was given up: an operator's words as they are, the program's in the reader's language."""
    return REASONS[given][language == "fr"] if given in REASONS else given
