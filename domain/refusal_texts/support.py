"""Assessment, action plan and referral. Each code: French, then English."""

TEXTS = {
    "TIME_NOT_VALID": (
        "Donnez l’heure sous la forme HH:MM, de 00:00 à 23:59.",
        "Give the time as HH:MM, from 00:00 to 23:59.",
    ),
    "APPOINTMENT_UNKNOWN": (
        "Il n’y a pas de tel rendez-vous dans ce cas.",
        "There is no such appointment in this case.",
    ),
    "APPOINTMENT_OVER": (
        "Ce rendez-vous a déjà eu lieu, a été manqué ou a été annulé.",
        "This appointment was already held, missed or cancelled.",
    ),
    "APPOINTMENT_NOT_YET": (
        "Ce rendez-vous est le {on}. Dites ce jour-là si la personne est venue, ou annulez-le.",
        "This appointment is on {on}. Say on that day whether the person came, or cancel it.",
    ),
    "REASON_MISSING": (
        "Dites pourquoi la personne est venue.",
        "Say what the person came for.",
    ),
    "TAKES_NO_PART": (
        "La catégorie « {participant_class} » n’a pas d’exigences de participation. Faites "
        "l’évaluation avec une autre personne adulte du groupe.",
        "The class “{participant_class}” has no participation requirements. Assess another "
        "adult of the unit.",
    ),
    "ASSESSMENT_FIRST": (
        "Il faut d’abord une évaluation commune de cette personne, terminée au plus tard le "
        "{by}. Faites l’évaluation, puis revenez ici.",
        "This person first needs a common assessment, completed by {by}. Complete the "
        "assessment, then come back.",
    ),
    "NOT_READY_FOR_REFERRAL": (
        "L’évaluation du {completed_on} conclut que la personne n’est pas encore prête pour "
        "Emploi Ontario. Poursuivez le plan d’action, ou refaites l’évaluation si la "
        "situation a changé.",
        "The assessment of {completed_on} found the person not yet ready for Employment "
        "Ontario. Go on with the action plan, or assess again if things have changed.",
    ),
    "PLAN_UNDER_WAY": (
        "Un plan d’action du {created_on} est en cours. Ajoutez-y des étapes, ou terminez-le "
        "d’abord.",
        "An action plan of {created_on} is under way. Add steps to it, or finish it first.",
    ),
    "PLAN_UNKNOWN": (
        "Ce plan d’action ne fait pas partie du cas. Choisissez-le dans le dossier.",
        "This action plan is not part of the case. Choose it from the file.",
    ),
    "STEPS_MISSING": (
        "Un plan d’action compte au moins une étape. Convenez-en une avec la personne.",
        "An action plan has at least one step. Agree on one with the person.",
    ),
    "TOO_MANY_STEPS": (
        "Un plan d’action compte au plus {limit} étapes. Gardez les plus importantes.",
        "An action plan has at most {limit} steps. Keep the most important ones.",
    ),
    "STEP_UNKNOWN": (
        "Cette étape ne fait pas partie du plan. Choisissez-la dans le plan.",
        "This step is not part of the plan. Choose it from the plan.",
    ),
    "STEP_CANNOT_MOVE": (
        "Une étape ne passe pas de « {old} » à « {new} ». Choisissez un autre état.",
        "A step does not go from “{old}” to “{new}”. Choose another status.",
    ),
    "RECIPIENT_UNKNOWN": (
        "« {recipient} » ne figure pas au répertoire pour ce genre de destinataire : {kind}. "
        "Choisissez un organisme de la liste.",
        "“{recipient}” is not in the directory for this kind of recipient: {kind}. Choose an "
        "organisation from the list.",
    ),
    "REFERRAL_ALREADY_OPEN": (
        "Un aiguillage de cette personne vers cet organisme est en cours depuis le {made_on}. "
        "Suivez-le ou fermez-le d’abord.",
        "A referral of this person to this organisation has been open since {made_on}. Follow "
        "it up or close it first.",
    ),
    "REFERRAL_UNKNOWN": (
        "Cet aiguillage ne fait pas partie du cas. Choisissez-le dans le dossier.",
        "This referral is not part of the case. Choose it from the file.",
    ),
    "REFERRAL_MOVED_ON": (
        "L’état de cet aiguillage est déjà « {status} ». Relisez le dossier.",
        "This referral’s status is already “{status}”. Read the file again.",
    ),
    "DECLINE_NEEDS_REASON": (
        "Un aiguillage décliné demande un motif. Choisissez-le dans la liste.",
        "A declined referral needs a reason. Choose it from the list.",
    ),
    "REASON_WITHOUT_DECLINE": (
        "Le motif ne sert que pour un aiguillage décliné. Retirez-le.",
        "The reason is only for a declined referral. Remove it.",
    ),
    "OUTCOME_NOT_POSSIBLE": (
        "Le résultat « {outcome} » n’est pas possible quand l’état est « {status} ». "
        "Choisissez-en un autre.",
        "The outcome “{outcome}” is not possible while the status is “{status}”. Choose "
        "another one.",
    ),
    "FAST_TRACK_NOT_YET": (
        "La voie accélérée n’existait pas encore lors de la décision du {decided_on}. Passez "
        "par l’évaluation commune et l’aiguillage local.",
        "The fast track did not exist yet at the decision of {decided_on}. Use the common "
        "assessment and a local referral.",
    ),
    "FAST_TRACK_NOT_FOR_THIS_CASE": (
        "La voie accélérée vise les demandes numériques d’Ontario au travail accordées à des "
        "personnes évaluées comme prêtes, hors des sites des Premières Nations. Faites un "
        "aiguillage local.",
        "The fast track is for digital Ontario Works applications granted to people assessed "
        "as ready, outside First Nations sites. Make a local referral.",
    ),
}
