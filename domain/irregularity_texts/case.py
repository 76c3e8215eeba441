"""A case: its applications, its unit, its exits. Each code: French, English, source of the rule."""

TEXTS = {
    "APPLICATION_NOT_KNOWN": (
        "porte sur une demande qui n’était pas connue",
        "about an application that was not known",
        "local rule",
    ),
    "APPLIED_WHILE_OPEN": (
        "demande reçue alors que l’aide était déjà accordée dans ce cas",
        "received while assistance was already granted in this case",
        "local rule",
    ),
    "APPLIED_WHILE_PENDING": (
        "demande reçue alors qu’une autre attendait sa décision",
        "received while another application waited for its decision",
        "local rule",
    ),
    "ASSIGNED_BEFORE_APPLICATION": (
        "cas confié avant que la demande soit reçue",
        "assigned before any application was received",
        "R017",
    ),
    "AUTOMATED_REFUSAL": (
        "refus par une décision automatisée, qui peut accorder et jamais refuser",
        "refused by an automated decision, which may grant and never refuse",
        "R025, A16",
    ),
    "COMPLETED_BEFORE_SUBMISSION": (
        "demande complète avant d’être reçue",
        "complete before it was received",
        "R018",
    ),
    "DATED_AFTER_AS_OF": (
        "date postérieure à celle de l’extrait",
        "dated after the day of the extract",
        "invariant 14",
    ),
    "DECIDED_TWICE": (
        "demande déjà décidée ou retirée",
        "the application had been decided or withdrawn already",
        "local rule",
    ),
    "DECISION_BEFORE_SUBMISSION": (
        "décidée avant d’être reçue",
        "decided before it was received",
        "R018",
    ),
    "DECISION_MISSING_ORGANISATION": (
        "on ne sait pas qui a rendu la décision, le ministère ou le bureau local",
        "it is not known whether the ministry or the local office decided",
        "R044",
    ),
    "EXIT_TOO_FAR_AHEAD": (
        "sortie inscrite trop longtemps d’avance",
        "exit recorded too far ahead",
        "policy “limits”",
    ),
    "EXIT_WHILE_CLOSED": (
        "sortie d’un cas déjà fermé",
        "exit of a case that was closed already",
        "R163",
    ),
    "EXIT_WITHOUT_GRANT": (
        "sortie sans que l’aide ait été accordée",
        "exit though assistance had not been granted",
        "R163",
    ),
    "GRANT_WHILE_OPEN": (
        "aide accordée alors qu’elle l’était déjà",
        "granted while assistance was granted already",
        "local rule",
    ),
    "LEFT_BEFORE_JOINED": (
        "départ du groupe de prestataires le jour de l’entrée ou avant",
        "left the benefit unit on the day of joining it or before",
        "local rule",
    ),
    "LOCAL_AFTER_TRANSFER": (
        "décision ou versement par le bureau local, sans délégation en vigueur ce jour-là",
        "decided or paid by the local office, without a delegation in force that day",
        "R044, A19",
    ),
    "MEMBER_OF_TWO_UNITS": (
        "membre de deux groupes de prestataires à la fois",
        "a member of two benefit units at once",
        "local rule",
    ),
    "NOT_IN_UNIT": (
        "la personne n’était pas du groupe de prestataires ce jour-là",
        "the person was not in the benefit unit that day",
        "local rule",
    ),
    "NO_APPLICANT": (
        "demande sans auteur parmi les membres",
        "no applicant among the members",
        "local rule",
    ),
    "PAID_AFTER_EXIT": (
        "sortie apprise après coup : des prestations ont été versées depuis",
        "learned afterwards: benefits had been issued since",
        "R020",
    ),
    "RECORDED_BEFORE_EFFECT": (
        "inscription antérieure au fait",
        "recorded before it happened",
        "invariant 14",
    ),
    "RECORDED_LATE": (
        "inscription tardive",
        "recorded late",
        "policy “history_checks”",
    ),
    "TWO_APPLICANTS": (
        "plus d’un auteur de la demande",
        "more than one applicant",
        "local rule",
    ),
    "TWO_SPOUSES": (
        "plus d’une conjointe ou d’un conjoint",
        "more than one spouse",
        "local rule",
    ),
    "WITHDRAWN_BEFORE_SUBMISSION": (
        "retirée avant d’être reçue",
        "withdrawn before it was received",
        "R018",
    ),
}
