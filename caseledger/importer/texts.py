"""Words for the parts of an extract. French, then English."""

FILES: dict[str, tuple[str, str]] = {
    "residents": ("personnes", "residents"),
    "units": ("groupes de prestataires", "benefit units"),
    "applications": ("demandes", "applications"),
    "assignments": ("attributions", "assignments"),
    "consents": ("consentements", "consents"),
    "assessments": ("évaluations", "assessments"),
    "plans": ("plans d’action", "action plans"),
    "deferrals": ("reports", "deferrals"),
    "referrals": ("aiguillages", "referrals"),
    "incomes": ("revenus", "incomes"),
    "payments": ("versements", "payments"),
    "overpayments": ("trop-payés", "overpayments"),
    "exits": ("sorties", "exits"),
}

MONEY: dict[str, tuple[str, str]] = {
    "issued": ("Prestations versées", "Benefits issued"),
    "reversed": ("Prestations reprises", "Benefits reversed"),
    "overpayments": ("Trop-payés établis", "Overpayments established"),
    "incomes": ("Revenus déclarés", "Incomes reported"),
}
