"""Who somebody is, and what they consent to. Each code: French, then English."""

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
    "NOTHING_CHOSEN": (
        "Rien n’est choisi. Choisissez au moins une valeur de la liste.",
        "Nothing is chosen. Choose at least one value from the list.",
    ),
    "NOTICE_UNKNOWN": (
        "Aucun avis « {notice} » n’était en vigueur le {on}. Vérifiez la date ou l’avis.",
        "No notice “{notice}” was in force on {on}. Check the date or the notice.",
    ),
    "NOTICE_NOT_IN_LANGUAGE": (
        "L’avis n’existe pas en « {language} ». Montrez-le en français ou en anglais, avec "
        "une ou un interprète au besoin.",
        "The notice does not exist in “{language}”. Show it in French or English, with an "
        "interpreter where needed.",
    ),
    "GRANTOR_MISSING": (
        "Il manque la personne qui consent à la place de l’autre. Indiquez-la ; elle doit "
        "être inscrite.",
        "The person who consents in the other’s place is missing. Name them; they must be "
        "registered.",
    ),
    "GRANTOR_WITHOUT_CAPACITY": (
        "Une autre personne donne ce consentement. Indiquez à quel titre elle le fait.",
        "Somebody else gives this consent. Say in what capacity they do so.",
    ),
    "WITNESS_MISSING": (
        "Un consentement donné de vive voix demande un témoin. Inscrivez le nom du témoin.",
        "A consent given verbally needs a witness. Write down the witness’s name.",
    ),
    "CONSENT_UNKNOWN": (
        "Cette personne n’a pas donné ce consentement. Choisissez-le dans la liste de ses "
        "consentements.",
        "This person did not give that consent. Choose it from the list of their consents.",
    ),
    "CONSENT_MISSING": (
        "Aucun consentement en vigueur ne permet de communiquer ceci : {categories} "
        "(destinataire : {recipient} ; fin : {purpose}). Demandez le consentement à la "
        "personne, ou ne communiquez pas ces renseignements.",
        "No consent in force allows sharing this: {categories} (recipient: {recipient}; "
        "purpose: {purpose}). Ask the person for consent, or leave this information out.",
    ),
    "CONSENT_WITHDRAWN": (
        "La personne a retiré son consentement à communiquer ceci : {categories} "
        "(destinataire : {recipient} ; fin : {purpose}). Demandez-lui si elle consent de "
        "nouveau, ou ne communiquez pas ces renseignements.",
        "The person withdrew their consent to share this: {categories} (recipient: "
        "{recipient}; purpose: {purpose}). Ask whether they consent again, or leave this "
        "information out.",
    ),
    "SIGNED_BEFORE_WITHDRAWAL": (
        "Ce formulaire a été signé avant le retrait du {withdrawn_on} : il ne dit rien de ce que "
        "la personne veut depuis. Demandez-lui si elle consent de nouveau et faites-lui signer un "
        "nouveau formulaire.",
        "This form was signed before the withdrawal of {withdrawn_on}: it says nothing about what "
        "the person has wanted since. Ask whether they consent again, on a new form.",
    ),
    "CONSENT_EXPIRED": (
        "Le consentement à communiquer ceci est échu : {categories} (destinataire : "
        "{recipient} ; fin : {purpose}). Demandez à la personne de le renouveler, ou ne "
        "communiquez pas ces renseignements.",
        "The consent to share this has expired: {categories} (recipient: {recipient}; "
        "purpose: {purpose}). Ask the person to renew it, or leave this information out.",
    ),
}
