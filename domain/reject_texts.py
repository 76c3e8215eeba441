"""Why a row of another system could not be read: what is wrong and what to do. French, then English."""

from domain.private import Language

REASONS: dict[str, tuple[str, str]] = {
    "CODE_UNKNOWN": (
        "Ce code n’existe pas dans la liste de cette colonne : mettez un code de la liste.",
        "This code is not in this column’s list: put a code of the list.",
    ),
    "MISSING": (
        "Cette case ne peut pas être vide : mettez-y ce que la colonne demande.",
        "This cell must not be empty: put what the column asks for.",
    ),
    "DAY_NOT_REAL": (
        "Ce jour n’existe pas : écrivez-le AAAA-MM-JJ.",
        "There is no such day: write it YYYY-MM-DD.",
    ),
    "DAY_AMBIGUOUS": (
        "Ce jour se lit de deux façons (jour ou mois d’abord) : écrivez-le AAAA-MM-JJ.",
        "This day can be read in two ways (day or month first): write it YYYY-MM-DD.",
    ),
    "MONTH_NOT_REAL": (
        "Ce mois n’existe pas : écrivez-le AAAA-MM.",
        "There is no such month: write it YYYY-MM.",
    ),
    "AMOUNT_NOT_READABLE": (
        "Ce n’est pas un montant : écrivez des dollars avec deux décimales (355,00) ou, dans une "
        "colonne en cents, des chiffres seuls.",
        "This is no amount: write dollars with two decimals (355.00) or, in a column of cents, "
        "digits alone.",
    ),
    "AMOUNT_AMBIGUOUS": (
        "Ce montant peut être en dollars ou en cents : dans une colonne en dollars, écrivez deux "
        "décimales ; dans une colonne en cents, des chiffres seuls.",
        "This amount can be dollars or cents: in a column of dollars write two decimals, in a column "
        "of cents digits alone.",
    ),
    "AMOUNT_NEGATIVE": (
        "Un montant ne peut pas être négatif ici : un versement repris s’écrit dans ses colonnes.",
        "An amount cannot be negative here: a payment taken back is told in its own columns.",
    ),
    "NOT_A_REFERENCE": (
        "Ce n’est pas un numéro : ni espace, ni virgule, ni point-virgule.",
        "This is no reference number: no spaces, commas or semicolons.",
    ),
    "REFERENCE_UNKNOWN": (
        "Personne, ou aucun dossier, ne porte ce numéro : corrigez-le, ou ajoutez qui le porte.",
        "Nobody, or no case, has this number: correct it, or add who has it.",
    ),
    "TEXT_TOO_LONG": (
        "Ce texte est trop long pour cette case : les guillemets de la rangée sont-ils fermés ?",
        "This text is too long for its cell: are the row’s quotation marks closed?",
    ),
    "TOO_FEW_CELLS": (
        "Il manque des cases à cette rangée.",
        "This row has too few cells.",
    ),
    "TOO_MANY_CELLS": (
        "Cette rangée a trop de cases : un séparateur se trouve-t-il dans un texte sans guillemets ?",
        "This row has too many cells: is there a delimiter in a text without quotation marks?",
    ),
    "QUOTE_OPEN": (
        "Un guillemet s’ouvre dans cette rangée et ne se ferme pas.",
        "A quotation mark opens in this row and does not close.",
    ),
    "NOT_DECODABLE": (
        "Des caractères de cette case ne sont pas lisibles (marqués �) : récrivez-les.",
        "Some characters of this cell cannot be read (marked �): write them again.",
    ),
}


def reason(code: str, language: Language) -> str:
    """Why, in the reader's language; an unknown code as it is."""
    known = REASONS.get(code)
    return known[language == "en"] if known else code
