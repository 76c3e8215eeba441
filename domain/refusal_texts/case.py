"""A case: its applications, decisions, benefits and exits. Each code: French, then English."""

TEXTS = {
    "CASE_UNKNOWN": (
        "Ce cas n’existe pas. Vérifiez le numéro, ou cherchez la personne.",
        "There is no such case. Check the number, or search for the person.",
    ),
    "CASE_CHANGED": (
        "Quelqu’un a modifié ce cas depuis que vous l’avez ouvert (version {expected}, "
        "maintenant {actual}). Relisez-le, puis recommencez.",
        "Somebody changed this case since you opened it (version {expected}, now {actual}). "
        "Read it again, then start over.",
    ),
    "CASE_NUMBER_TAKEN": (
        "Le numéro {number} est déjà pris. Soumettez la demande de nouveau : elle en recevra "
        "un autre.",
        "The number {number} is already taken. Submit the application again: it will get "
        "another one.",
    ),
    "CASE_NOT_GRANTED": (
        "L’aide n’a pas encore été accordée dans ce cas. Rendez d’abord la décision sur la "
        "demande.",
        "Assistance was not granted in this case yet. Decide the application first.",
    ),
    "CASE_CLOSED": (
        "Ce cas est fermé depuis le {exited_on}. Prenez une nouvelle demande, ou corrigez la "
        "sortie si elle est une erreur.",
        "This case has been closed since {exited_on}. Take a new application, or correct the "
        "exit if it was an error.",
    ),
    "CASE_NOT_CLOSED": (
        "Ce cas est ouvert : il n’y a aucune sortie à corriger.",
        "This case is open: there is no exit to correct.",
    ),
    "CASE_ALREADY_OPEN": (
        "L’aide est déjà accordée dans le cas {number}. Une nouvelle demande n’est possible "
        "qu’après une sortie.",
        "Assistance is already granted in case {number}. A new application is possible only "
        "after an exit.",
    ),
    "APPLICATION_PENDING": (
        "Une demande attend déjà une décision dans le cas {number}. Décidez-la ou retirez-la "
        "d’abord.",
        "An application already waits for a decision in case {number}. Decide or withdraw it "
        "first.",
    ),
    "APPLICATION_UNKNOWN": (
        "Cette demande ne fait pas partie du cas. Choisissez-la dans le dossier.",
        "This application is not part of the case. Choose it from the file.",
    ),
    "APPLICATION_WITHDRAWN": (
        "Cette demande a été retirée le {withdrawn_on}. Prenez une nouvelle demande si la "
        "personne le souhaite.",
        "This application was withdrawn on {withdrawn_on}. Take a new application if the "
        "person wishes.",
    ),
    "APPLICATION_DECIDED": (
        "Cette demande a déjà été décidée le {decided_on}. Une décision ne se remplace pas ; "
        "une correction la suit.",
        "This application was already decided on {decided_on}. A decision is not replaced; a "
        "correction follows it.",
    ),
    "APPLICATION_COMPLETE": (
        "Cette demande est complète depuis le {completed_on}. Il n’y a plus rien à inscrire.",
        "This application has been complete since {completed_on}. There is nothing left to record.",
    ),
    "APPLICATION_SINCE_EXIT": (
        "Une demande a été reçue depuis la sortie. Poursuivez avec cette demande plutôt que "
        "de corriger la sortie.",
        "An application came in since the exit. Go on with that application rather than "
        "correct the exit.",
    ),
    "ONE_APPLICANT": (
        "Il faut une seule personne comme auteur de la demande ; il y en a {count}. Corrigez "
        "les rôles.",
        "There must be exactly one applicant; there are {count}. Correct the roles.",
    ),
    "ONE_SPOUSE": (
        "Un groupe de prestataires compte une conjointe ou un conjoint au plus. Corrigez les "
        "rôles.",
        "A benefit unit has one spouse at most. Correct the roles.",
    ),
    "MEMBER_TWICE": (
        "La même personne est inscrite deux fois. Retirez-la une fois.",
        "The same person is listed twice. Remove them once.",
    ),
    "TOO_MANY_MEMBERS": (
        "Un groupe compte au plus {limit} personnes ici. Vérifiez la liste.",
        "A unit has at most {limit} people here. Check the list.",
    ),
    "CLASS_NOT_FOR_ROLE": (
        "La catégorie « {participant_class} » ne va pas avec le rôle « {role} ». Changez l’un "
        "ou l’autre.",
        "The class “{participant_class}” does not go with the role “{role}”. Change one or "
        "the other.",
    ),
    "MEMBER_OF_ANOTHER_CASE": (
        "Une personne de ce groupe reçoit déjà de l’aide dans un autre cas. Faites-l’en "
        "sortir d’abord, ou vérifiez qui fait partie du groupe.",
        "Somebody in this unit is already assisted in another case. Have them leave it first, "
        "or check who is in the unit.",
    ),
    "NOT_A_MEMBER": (
        "Cette personne ne fait pas partie du groupe de prestataires. Choisissez une personne "
        "du dossier.",
        "This person is not in the benefit unit. Choose somebody from the file.",
    ),
    "OUTCOME_NOT_A_DECISION": (
        "Une décision accorde ou refuse. Pour une demande retirée, inscrivez le retrait.",
        "A decision grants or refuses. For an application taken back, record the withdrawal.",
    ),
    "AUTOMATION_NEVER_REFUSES": (
        "Un système ne refuse jamais une demande. Confiez-la à une personne, qui décidera.",
        "A system never refuses an application. Hand it to a person, who decides.",
    ),
    "REFUSAL_NEEDS_REASON": (
        "Un refus demande au moins un motif. Choisissez-le dans la liste.",
        "A refusal needs at least one reason. Choose it from the list.",
    ),
    "REASON_NOT_FOR_OUTCOME": (
        "Le motif « {reason} » ne va pas avec cette décision. Choisissez-en un autre.",
        "The reason “{reason}” does not go with this decision. Choose another one.",
    ),
    "REPORT_WITHOUT_REFERENCE": (
        "Ce que le ministère a fait est rapporté sous sa propre référence, et elle manque. "
        "Indiquez-la, ou inscrivez la décision comme prise ici.",
        "What the ministry did is reported under its own reference, which is missing. Give "
        "it, or record this as done here.",
    ),
    "NO_AUTHORITY_TO_DECIDE": (
        "Le bureau « {office} » n’avait pas le pouvoir de décider le {on}. Le ministère "
        "décide ; inscrivez sa décision sous sa référence.",
        "The office “{office}” had no authority to decide on {on}. The ministry decides; "
        "record its decision under its reference.",
    ),
    "NO_AUTHORITY_TO_PAY": (
        "Le bureau « {office} » n’avait pas le pouvoir de payer le {on}. Le ministère paie ; "
        "inscrivez son paiement sous sa référence.",
        "The office “{office}” had no authority to pay on {on}. The ministry pays; record its "
        "payment under its reference.",
    ),
    "MONTH_NOT_REAL": (
        "« {month} » n’est pas un mois qui existe. Écrivez-le ainsi : 2026-03.",
        "“{month}” is not a month that exists. Write it like 2026-03.",
    ),
    "MONTH_TOO_FAR": (
        "Le mois de {month} est trop loin. Versez la prestation quand ce mois approche.",
        "The month of {month} is too far ahead. Issue the benefit when that month is near.",
    ),
    "NOT_OPEN_IN_MONTH": (
        "Le cas n’était ouvert aucun jour du mois de {month}. Vérifiez le mois, ou la date de "
        "l’octroi et de la sortie.",
        "The case was not open on any day of {month}. Check the month, or the dates of the "
        "grant and the exit.",
    ),
    "BENEFIT_TYPE_ENDED": (
        "La prestation « {benefit} » n’existe plus depuis le {last}. Les fournisseurs "
        "d’Emploi Ontario versent maintenant les soutiens liés à l’emploi ; pour une personne "
        "qui n’est pas prête, pensez au soutien à la stabilité.",
        "The benefit “{benefit}” ended on {last}. Employment Ontario providers now pay "
        "employment supports; for somebody who is not ready, consider stability support.",
    ),
    "AMOUNT_NOT_POSITIVE": (
        "Le montant doit dépasser zéro. Pour reprendre une prestation, annulez-la.",
        "The amount must be more than zero. To take a benefit back, reverse it.",
    ),
    "AMOUNT_IMPLAUSIBLE": (
        "Ce montant dépasse {limit_cents}, le plus qu’une prestation puisse atteindre ici. "
        "Vérifiez la virgule.",
        "This amount is above {limit_cents}, the most that one benefit can be here. Check the "
        "decimal point.",
    ),
    "AMOUNT_ABOVE_MAXIMUM": (
        "Pour {month}, la prestation « {benefit} » de ce groupe est d’au plus {maximum_cents} "
        "; {issued_cents} ont déjà été versés. Réduisez le montant.",
        "For {month}, this unit’s benefit “{benefit}” is {maximum_cents} at most; "
        "{issued_cents} was already issued. Lower the amount.",
    ),
    "BENEFIT_ALREADY_ISSUED": (
        "La prestation « {benefit} » de {month} a déjà été versée à cette personne le "
        "{issued_on}. Annulez-la d’abord si elle était erronée.",
        "The benefit “{benefit}” for {month} was already issued to this person on "
        "{issued_on}. Reverse it first if it was wrong.",
    ),
    "BENEFIT_UNKNOWN": (
        "Cette prestation ne fait pas partie du cas. Choisissez-la dans le dossier.",
        "This benefit is not part of the case. Choose it from the file.",
    ),
    "BENEFIT_REVERSED": (
        "Cette prestation a déjà été annulée le {reversed_on}. Il n’y a plus rien à reprendre.",
        "This benefit was already reversed on {reversed_on}. There is nothing left to take back.",
    ),
}
