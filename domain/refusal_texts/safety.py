"""People's safety: sealed files, leaving a household, safe contact. Each code: French, then English."""

TEXTS = {
    "ONE_FILE_TO_SEAL": (
        "Nommez un dossier ou une personne : l’un des deux, et un seul.",
        "Name a case or a person: one of the two, and only one.",
    ),
    "FILE_SEALED_ALREADY": (
        "Ce dossier est déjà en cercle restreint. Changez plutôt le cercle.",
        "This file is in a restricted circle already. Change the circle instead.",
    ),
    "FILE_NOT_SEALED": (
        "Ce dossier n’est pas en cercle restreint : il n’y a rien à changer.",
        "This file is in no restricted circle: there is nothing to change.",
    ),
    "CIRCLE_EMPTY": (
        "Choisissez au moins une personne qui s’occupera du dossier.",
        "Choose at least one person who will work on the file.",
    ),
    "REVIEWER_NEEDED": (
        "Choisissez aussi, en dehors de celles et ceux qui s’occupent du dossier, une personne "
        "qui vérifie qui l’a ouvert.",
        "Choose as well, besides those who work on the file, somebody who reviews who opened it.",
    ),
    "CIRCLE_TOO_WIDE": (
        "Le cercle compte au plus {limit} personnes. Gardez celles qui en ont besoin.",
        "A circle has {limit} people at most. Keep those who need it.",
    ),
    "ACCOUNT_UNKNOWN": (
        "Une des personnes choisies n’a pas de compte actif ici. Choisissez-la dans la liste.",
        "Somebody chosen has no active account here. Choose them from the list.",
    ),
    "REASON_NOT_FOR_KIND": (
        "« {reason} » n’explique pas « {kind} ». Choisissez un motif qui convient.",
        "“{reason}” does not explain “{kind}”. Choose a reason that fits.",
    ),
    "LAST_OF_UNIT": (
        "Cette personne est la seule du groupe de prestataires. Inscrivez plutôt la fin de l’aide.",
        "This is the only person of the benefit unit. Record the end of assistance instead.",
    ),
    "SAFE_BY_NOTHING_AND_MORE": (
        "« D’aucune façon » va seul. Choisissez cela, ou les façons qui sont sûres.",
        "“In no way” stands alone. Choose that, or the ways that are safe.",
    ),
}
