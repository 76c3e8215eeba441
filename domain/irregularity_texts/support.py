"""Participation and referrals. Each code: French, English, source of the rule."""

TEXTS = {
    "ACKNOWLEDGED_BEFORE_REFERRAL": (
        "reçu par le destinataire avant l’aiguillage",
        "received by its recipient before the referral was made",
        "R118",
    ),
    "ANSWERED_TWICE": (
        "aiguillage auquel on avait déjà répondu",
        "the referral had been answered already",
        "R118",
    ),
    "ANSWER_BEFORE_REFERRAL": (
        "réponse antérieure à l’aiguillage",
        "answered before the referral was made",
        "R118",
    ),
    "ASSESSED_BEFORE_APPLICATION": (
        "évaluation antérieure à la première demande",
        "assessed before the first application",
        "R079",
    ),
    "ASSESSED_NO_PART": (
        "évaluation d’une personne qui n’est pas tenue de participer",
        "assessed though the person has no requirement to take part",
        "R087, R160",
    ),
    "ASSESSED_WHILE_CLOSED": (
        "évaluation alors que le cas n’était ni ouvert ni demandé",
        "assessed while the case was neither open nor applied for",
        "R079",
    ),
    "CLOSED_BEFORE_ANSWER": (
        "aiguillage clos avant la réponse",
        "closed before it was answered",
        "R118",
    ),
    "CLOSED_BEFORE_MADE": (
        "aiguillage clos avant d’être fait",
        "closed before the referral was made",
        "R118",
    ),
    "DEFERRAL_DUE_BEFORE_START": (
        "report à revoir avant de commencer",
        "the deferral was to be reviewed before it began",
        "R068",
    ),
    "DEFERRAL_NOT_PARTICIPANT": (
        "report pour une personne qui n’est pas tenue de participer",
        "deferred though the person has no requirement to take part",
        "R068, R160",
    ),
    "DEFERRAL_REVIEWED_LATE": (
        "report revu après son échéance",
        "the deferral was reviewed after it was due",
        "R068; OW directive 2.5",
    ),
    "DEFERRAL_WHILE_CLOSED": (
        "report alors que le cas n’était pas ouvert",
        "deferred while the case was not open",
        "R068",
    ),
    "FAST_TRACK_NOT_FOR_THIS_CASE": (
        "aiguillage accéléré hors de ses conditions",
        "fast-tracked though the case does not meet its terms",
        "R053, R065; invariant 3",
    ),
    "FAST_TRACK_NOT_YET": (
        "aiguillage accéléré sans octroi depuis le début de ce programme",
        "fast-tracked without a grant since the fast track began",
        "R053; invariant 3",
    ),
    "OUTCOME_NOT_POSSIBLE": (
        "issue que l’état de l’aiguillage ne permet pas",
        "an outcome that the state of the referral does not allow",
        "R118",
    ),
    "PLAN_WHILE_CLOSED": (
        "plan d’action alors que le cas n’était pas ouvert",
        "planned while the case was not open",
        "R069",
    ),
    "PLAN_WITHOUT_ASSESSMENT": (
        "plan d’action sans évaluation préalable connue",
        "planned though no assessment before it was known",
        "R066, R079",
    ),
    "REFERRAL_NOT_READY": (
        "aiguillage d’une personne évaluée comme non prête",
        "referred though the person was assessed as not ready",
        "R083",
    ),
    "REFERRAL_WHILE_CLOSED": (
        "aiguillage alors que le cas n’était pas ouvert",
        "referred while the case was not open",
        "R118",
    ),
    "REFERRAL_WITHOUT_ASSESSMENT": (
        "aiguillage vers Emploi Ontario sans évaluation préalable connue",
        "referred to Employment Ontario though no assessment before it was known",
        "R079, R083",
    ),
    "REVIEWED_BEFORE_DEFERRAL": (
        "revu avant le report, ou report inconnu",
        "reviewed before the deferral, or of no known deferral",
        "R068",
    ),
    "REVIEWED_BEFORE_PLAN": (
        "revu avant le plan, ou plan inconnu",
        "reviewed before the plan, or of no known plan",
        "OW directive 2.5",
    ),
    "STARTED_BEFORE_ANSWER": (
        "service commencé avant l’acceptation",
        "the service started before the referral was accepted",
        "R118",
    ),
    "STARTED_NOT_ACCEPTED": (
        "service commencé sans que l’aiguillage soit accepté",
        "the service started though the referral was not accepted",
        "R118",
    ),
}
