"""What any command may meet. Each code: French, then English."""

TEXTS = {
    "COMMAND_ID_REUSED": (
        "Cet identifiant de commande a déjà servi à autre chose. Recommencez avec un nouvel "
        "identifiant.",
        "This command id was already used for something else. Start again with a new id.",
    ),
    "TOO_MANY_CHANGES": (
        "Trop de personnes modifient ceci en même temps. Attendez un instant, puis réessayez.",
        "Too many people are changing this at once. Wait a moment, then try again.",
    ),
    "PROGRAM_TOO_OLD": (
        "Une version plus récente du programme a déjà écrit dans ce dossier, et celle-ci ne sait "
        "pas encore le lire. Rien n’a été enregistré. Demandez que le programme soit mis à jour, "
        "puis réessayez.",
        "A newer version of the program has already written to this file, and this one cannot read "
        "it yet. Nothing was recorded. Ask for the program to be updated, then try again.",
    ),
    "STORE_UNAVAILABLE": (
        "Le registre ne répond pas. Rien n’est perdu : réessayez dans un instant.",
        "The ledger does not answer. Nothing is lost: try again in a moment.",
    ),
    "NOT_PERMITTED": (
        "Votre rôle ne permet pas de faire ceci. Adressez-vous à une personne dont c’est le rôle.",
        "Your role does not allow this. Ask somebody whose role it is.",
    ),
    "NOT_YOUR_CASE": (
        "Ce cas ne vous est pas confié. Demandez à votre superviseure ou superviseur de vous "
        "l’assigner.",
        "This case is not assigned to you. Ask your supervisor to assign it to you.",
    ),
    "CODE_NOT_VALID": (
        "« {code} » ne figure pas parmi les choix possibles en date du {on}. Choisissez une "
        "valeur de la liste.",
        "“{code}” is not one of the choices valid on {on}. Choose a value from the list.",
    ),
    "LANGUAGE_NOT_VALID": (
        "« {language} » n’est pas un code de langue connu. Écrivez par exemple fr, en ou oj.",
        "“{language}” is not a known language code. Write for example fr, en or oj.",
    ),
    "DAY_IN_FUTURE": (
        "Le {day} n’est pas encore arrivé. Indiquez une date d’aujourd’hui ou plus ancienne.",
        "{day} has not come yet. Give today’s date or an earlier one.",
    ),
    "DAY_TOO_EARLY": (
        "Le {day} est trop tôt. La première date possible est le {earliest}.",
        "{day} is too early. The first possible date is {earliest}.",
    ),
    "DAY_TOO_LATE": (
        "Le {day} est trop tard. La dernière date possible est le {latest}.",
        "{day} is too late. The last possible date is {latest}.",
    ),
    "TEXT_EMPTY": (
        "Il n’y a pas de texte. Écrivez quelque chose, puis enregistrez.",
        "There is no text. Write something, then save.",
    ),
    "TEXT_TOO_LONG": (
        "Ce texte est trop long. Raccourcissez-le à {limit} caractères au plus.",
        "This text is too long. Shorten it to {limit} characters at most.",
    ),
    "POLICY_UNREADABLE": (
        "Le contenu de la politique « {policy} » n’est pas du JSON lisible. Corrigez le fichier.",
        "The content of the policy “{policy}” is not readable JSON. Correct the file.",
    ),
    "POLICY_CHANGED_WITHOUT_VERSION": (
        "La politique « {policy} » a changé sans changer de version ({version}). Donnez-lui "
        "une nouvelle version.",
        "The policy “{policy}” has changed, but its version ({version}) has not. Give it a "
        "new version.",
    ),
}
