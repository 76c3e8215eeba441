"""What can be typed after ``caseledger dispose``, and its help in either language."""

import argparse

from caseledger.errors import Lang

_HELP: dict[str, dict[Lang, str]] = {
    "due": {
        "fr": "qui peut être détruit aujourd’hui selon le calendrier, pourquoi, et ce qui le retient",
        "en": "what may go today by the schedule, why, and what holds it back",
    },
    "status": {
        "fr": "ce qui est demandé, et ce qui reste à faire de ce qui est approuvé",
        "en": "what is asked for, and what is outstanding of what was approved",
    },
    "person": {
        "fr": "demande la destruction des renseignements d’une personne",
        "en": "ask for the disposal of a person's data",
    },
    "item": {
        "fr": "demande la destruction du texte libre d’un seul événement",
        "en": "ask for the disposal of the free text of one event",
    },
    "class": {
        "fr": "demande la destruction de tout ce qui est échu dans une catégorie de documents",
        "en": "ask for the disposal of all that is due in a class of record",
    },
    "approve": {
        "fr": "approuve une demande de quelqu’un d’autre ; « all » : toutes celles qui attendent",
        "en": "agree to somebody else's request; `all`: every one that waits",
    },
    "decline": {"fr": "refuse une demande", "en": "turn a request down"},
    "hold": {
        "fr": "suspend toute destruction : person:ID, case:ID ou class:CODE",
        "en": "hold back every disposal: person:ID, case:ID or class:CODE",
    },
    "lift": {"fr": "lève une suspension", "en": "lift a hold"},
    "holds": {"fr": "liste des suspensions", "en": "list the legal holds"},
    "reason": {"fr": "motif, un code de la politique", "en": "reason, a code of policy"},
    "authority": {
        "fr": "fondement, un code de la politique (BYLAW)",
        "en": "authority, a code of policy (BYLAW)",
    },
    "reference": {
        "fr": "numéro de dossier ou de règlement, sans nom de personne",
        "en": "number of a file or a by-law, without anybody's name",
    },
    "as": {
        "fr": "compte de la personne qui agit (« caseledger staff list »)",
        "en": "account of who acts (`caseledger staff list`)",
    },
    "yes": {
        "fr": "le fait ; sans cela, dit seulement ce qui serait fait",
        "en": "do it; without this, only tell what would be done",
    },
}


def add_options(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """One act, and what goes with it."""
    acts = parser.add_mutually_exclusive_group(required=True)

    def act(name: str, **how: object) -> None:
        acts.add_argument(f"--{name}", help=_HELP[name][lang], **how)  # type: ignore[arg-type]

    act("due", action="store_true")
    act("status", action="store_true")
    act("person", metavar="ID")
    act("item", metavar="EVENT")
    act("class", metavar="CODE", dest="record_class")
    act("approve", metavar="ID")
    act("decline", metavar="ID")
    act("hold", metavar="WHAT")
    act("lift", metavar="ID")
    act("holds", action="store_true")
    for name in ("reason", "authority", "reference"):
        parser.add_argument(f"--{name}", help=_HELP[name][lang])
    parser.add_argument("--as", dest="account", help=_HELP["as"][lang], metavar="ACCOUNT")
    parser.add_argument("--yes", action="store_true", help=_HELP["yes"][lang])
