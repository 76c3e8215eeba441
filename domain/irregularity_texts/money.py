"""Incomes, benefits and overpayments. Each code: French, English, source of the rule."""

TEXTS = {
    "AMOUNT_IMPLAUSIBLE": (
        "montant invraisemblable",
        "an implausible amount",
        "policy “limits”",
    ),
    "AMOUNT_NOT_POSITIVE": (
        "montant nul ou négatif",
        "an amount of nothing or less",
        "local rule",
    ),
    "BENEFIT_TYPE_NOT_VALID": (
        "prestation qui n’existait pas encore ou plus pour ce mois",
        "a benefit that did not exist yet, or no longer, for that month",
        "R144, R145",
    ),
    "INCOME_FOR_COMING_MONTH": (
        "revenu déclaré avant le début de son mois",
        "income reported before its month began",
        "R031",
    ),
    "INCOME_NEGATIVE": (
        "revenu négatif",
        "a negative income",
        "R031",
    ),
    "ISSUED_BEFORE_GRANT": (
        "versée avant que l’aide soit accordée",
        "issued before assistance was granted",
        "local rule",
    ),
    "ISSUED_TWICE": (
        "prestation mensuelle déjà versée pour ce mois à cette personne",
        "a monthly benefit issued already to this person for that month",
        "local rule",
    ),
    "ISSUED_WHILE_CLOSED": (
        "versée pour un mois où le cas n’était pas ouvert",
        "issued for a month in which the case was not open",
        "local rule",
    ),
    "MONTH_NOT_REAL": (
        "pour un mois qui n’existe pas",
        "for a month that does not exist",
        "R031",
    ),
    "MONTH_TOO_FAR": (
        "versée trop longtemps d’avance",
        "issued too far ahead",
        "policy “limits”",
    ),
    "OVERPAID_BEFORE_GRANT": (
        "trop-payé d’un mois antérieur à tout octroi",
        "overpaid for a month before any grant",
        "local rule",
    ),
    "OVERPAID_COMING_MONTH": (
        "trop-payé d’un mois à venir",
        "overpaid for a coming month",
        "local rule",
    ),
    "REVERSED_BEFORE_ISSUE": (
        "annulée avant d’être versée, ou jamais versée",
        "reversed before it was issued, or never issued",
        "local rule",
    ),
    "REVERSED_IN_PART": (
        "annulée pour un autre montant que celui qui a été versé",
        "reversed by another amount than was issued",
        "local rule",
    ),
    "REVERSED_TWICE": (
        "déjà annulée",
        "reversed already",
        "local rule",
    ),
}
