"""What is kept, what is held, and what may go. Each code: French, then English."""

TEXTS = {
    "DISPOSAL_CASE_OPEN": (
        "Cette personne fait partie d’un dossier ouvert ou d’une demande en cours. Ses "
        "renseignements ne peuvent pas être détruits.",
        "This person is part of an open case or of an application under way. Their information "
        "cannot be disposed of.",
    ),
    "DISPOSAL_NOT_DUE": (
        "Le calendrier de conservation garde ces renseignements jusqu’au {until} "
        "({record_class}). Attendez cette date, ou indiquez un motif qui permet une destruction "
        "plus tôt.",
        "The retention schedule keeps this information until {until} ({record_class}). Wait "
        "until then, or give a reason that allows earlier disposal.",
    ),
    "DISPOSAL_HELD": (
        "Une suspension de destruction est en vigueur depuis le {on} : {reason}, référence "
        "{reference}. Rien ne peut être détruit avant sa levée.",
        "A legal hold has been in force since {on}: {reason}, reference {reference}. Nothing can "
        "be disposed of until it is lifted.",
    ),
    "DISPOSAL_WAITS": (
        "Cette destruction est déjà demandée ({id}). Une autre personne doit l’approuver ou la "
        "refuser.",
        "This disposal was already asked for ({id}). Somebody else has to approve or decline it.",
    ),
    "DISPOSAL_UNKNOWN": (
        "Cette demande de destruction n’existe pas pour cette personne.",
        "There is no such request for disposal for this person.",
    ),
    "DISPOSAL_DECIDED": (
        "Cette demande de destruction est déjà réglée.",
        "This request for disposal has already been settled.",
    ),
    "DISPOSAL_BY_ONE_PERSON": (
        "Vous avez demandé cette destruction : une autre personne doit l’approuver.",
        "You asked for this disposal: somebody else has to approve it.",
    ),
    "DISPOSAL_OUTDATED": (
        "Le dossier a changé depuis cette demande de destruction (un autre cas ou une autre "
        "inscription). Refusez-la, puis demandez-la de nouveau.",
        "The file has changed since this disposal was asked for (another case or another record). "
        "Decline it, then ask for it again.",
    ),
    "ITEM_NOT_ALONE": (
        "Cette inscription n’a pas de texte libre qui puisse être détruit seul.",
        "This entry has no free text that can be disposed of alone.",
    ),
    "ITEM_DISPOSED": (
        "Ce texte est déjà détruit.",
        "This text has already been disposed of.",
    ),
    "REFERENCE_NOT_VALID": (
        "Donnez une référence courte, comme un numéro de dossier : au plus 40 lettres, chiffres, "
        "espaces, points, barres, deux-points ou traits, et le nom de personne.",
        "Give a short reference, such as a file number: at most 40 letters, digits, spaces, dots, "
        "slashes, colons or dashes, and nobody’s name.",
    ),
    "HOLD_NAMES_ONE_THING": (
        "Une suspension porte sur une seule chose : une personne, un cas, ou une catégorie de "
        "documents.",
        "A hold is on one thing: a person, a case, or a class of record.",
    ),
    "HOLD_TOO_LATE": (
        "La destruction des renseignements de cette personne est déjà approuvée. Il est trop tard "
        "pour la suspendre.",
        "The disposal of this person’s information has already been approved. It is too late to "
        "hold it back.",
    ),
    "HOLD_UNKNOWN": (
        "Cette suspension n’existe pas.",
        "There is no such hold.",
    ),
}
