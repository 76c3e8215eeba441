"""Who somebody is. Each code: French, then English."""

TEXTS = {
    "PERSON_UNKNOWN": (
        "Cette personne n’est pas inscrite. Cherchez-la de nouveau, ou inscrivez-la d’abord.",
        "This person is not registered. Search again, or register them first.",
    ),
    "PERSON_DISPOSED": (
        "Les renseignements de cette personne ont été détruits. On ne peut plus rien y ajouter.",
        "This person’s information was disposed of. Nothing can be added to it any more.",
    ),
    "SAME_PERSON_TWICE": (
        "C’est deux fois le même numéro. Choisissez deux inscriptions différentes.",
        "This is the same number twice. Choose two different records.",
    ),
    "ALREADY_MERGED": (
        "Cette inscription est déjà réunie à une autre. Annulez d’abord cette réunion, ou "
        "réunissez l’autre.",
        "This record is merged into another one already. Undo that merge first, or merge the "
        "other one.",
    ),
    "SURVIVOR_IS_MERGED": (
        "L’inscription à garder est elle-même réunie à une autre depuis. Choisissez l’autre, ou "
        "annulez d’abord cette réunion.",
        "The record to keep has itself been merged into another one. Choose that one, or undo "
        "that merge first.",
    ),
    "KEPT_APART_BEFORE": (
        "Une inscription déjà réunie à l’une des deux a été reconnue comme une autre personne que "
        "l’autre. Revoyez d’abord cette réunion.",
        "A record merged into one of these two was found to be somebody else than the other. "
        "Review that merge first.",
    ),
    "PERSON_IS_MERGED": (
        "Cette inscription est réunie à une autre. Annulez d’abord cette réunion.",
        "This record is merged into another one. Undo that merge first.",
    ),
    "NOT_MERGED": (
        "Ces deux inscriptions ne sont pas réunies : il n’y a rien à annuler.",
        "These two records are not merged: there is nothing to undo.",
    ),
    "NAME_EMPTY": (
        "Il manque un nom. Écrivez le nom tel que la personne le donne.",
        "A name is missing. Write the name as the person gives it.",
    ),
    "DATE_NOT_REAL": (
        "« {date} » n’est pas une date qui existe. Écrivez-la ainsi : année-mois-jour, par "
        "exemple 1990-02-28.",
        "“{date}” is not a date that exists. Write it as year-month-day, for example 1990-02-28.",
    ),
    "BORN_IN_FUTURE": (
        "Une date de naissance ne peut pas être à venir ({day}). Vérifiez l’année.",
        "A date of birth cannot be in the future ({day}). Check the year.",
    ),
    "TOO_OLD": (
        "Une naissance le {day} ferait plus de {age} ans. Vérifiez l’année.",
        "A birth on {day} would make the person older than {age}. Check the year.",
    ),
    "SIN_NOT_VALID": (
        "Ce numéro d’assurance sociale n’est pas possible : il a neuf chiffres, et le dernier "
        "les vérifie. Comparez-le avec le document.",
        "This social insurance number is not possible: it has nine digits, and the last one "
        "checks the others. Compare it with the document.",
    ),
    "SIN_TAKEN": (
        "Ce numéro d’assurance sociale est déjà inscrit ici. Vérifiez-le, ou cherchez la personne. "
        "Si vous ne la trouvez pas, notez sa demande : un bureau communiquera avec vous.",
        "This social insurance number is on record here already. Check it, or search for the "
        "person. If you do not find them, take down what they ask: an office will get in touch "
        "with you.",
    ),
    "EMAIL_NOT_VALID": (
        "Cette adresse courriel n’est pas complète. Elle ressemble à nom@exemple.ca.",
        "This email address is not complete. It looks like name@example.ca.",
    ),
    "TELEPHONE_NOT_VALID": (
        "Ce numéro de téléphone n’est pas complet. Écrivez-le avec l’indicatif régional.",
        "This telephone number is not complete. Write it with the area code.",
    ),
}
