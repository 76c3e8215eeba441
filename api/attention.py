"""Why a case is here now: what waits for somebody, by which day, most urgent first."""

from datetime import date

from api.labels import Labels
from api.schema.case import Attention
from api.schema.scalars import Day
from domain.calendar import due_on
from domain.policy import Policy
from projections.case_file.rows import CaseRow

_WORDS = {
    "DECISION_DUE": (
        ("Decision", "A complete application waits for a decision since {since}."),
        ("Décision", "Une demande complète attend une décision depuis le {since}."),
    ),
    "APPLICATION_INCOMPLETE": (
        ("Application incomplete", "Received on {since}; something is still missing."),
        ("Demande incomplète", "Reçue le {since} ; il manque encore quelque chose."),
    ),
    "UNASSIGNED": (
        ("No caseworker", "Nobody is the main contact of this case yet."),
        ("Sans chargé de cas", "Personne n’est encore la personne-ressource de ce cas."),
    ),
    "PLAN_MISSING": (
        ("Action plan missing", "Somebody of the unit who takes part has no action plan yet."),
        ("Plan d’action manquant", "Une personne du groupe qui participe n’a pas encore de plan."),
    ),
    "PLANS_MISSING": (
        ("Action plans missing", "{count} people of the unit who take part have no plan yet."),
        ("Plans d’action manquants", "{count} personnes du groupe n’ont pas encore de plan."),
    ),
    "PLAN_REVIEW": (
        ("Plan review", "An action plan is to be reviewed with the person."),
        ("Révision du plan", "Un plan d’action est à revoir avec la personne."),
    ),
    "CONSENT_REAFFIRMATION": (
        (
            "Consent to be reaffirmed",
            "Since {since} somebody answers for themselves what another had consented to: ask them.",
        ),
        (
            "Consentement à confirmer",
            "Depuis le {since}, une personne répond elle-même de ce qu’une autre avait consenti : "
            "demandez-lui.",
        ),
    ),
    "REFERRAL_REPLY": (
        ("Referral unanswered", "A referral waits for its answer."),
        ("Aiguillage sans réponse", "Un aiguillage attend sa réponse."),
    ),
}


def attention_of(row: CaseRow, policy: Policy, labels: Labels, today: date) -> list[Attention]:
    """What waits in a case on that day, what is due first standing first."""
    found = []
    if row.status == "APPLIED":
        found += _application(row, policy, labels, today)
    if row.caseworker_id is None and row.status in ("APPLIED", "GRANTED"):
        found.append(_entry("UNASSIGNED", labels, None, today))
    if row.status == "GRANTED":
        if row.participants_without_plan:
            count = row.participants_without_plan
            many = "PLANS_MISSING" if count > 1 else None
            found.append(_entry("PLAN_MISSING", labels, None, today, words=many, count=count))
        if row.plan_review_on is not None:
            found.append(_entry("PLAN_REVIEW", labels, row.plan_review_on, today))
    if row.referral_reply_due_on is not None and row.status in ("APPLIED", "GRANTED"):
        found.append(_entry("REFERRAL_REPLY", labels, row.referral_reply_due_on, today))
    if row.tasks and row.status in ("APPLIED", "GRANTED"):
        since = labels.day(row.task_due_on) if row.task_due_on else ""
        found += [_entry(kind, labels, None, today, since=since) for kind in row.tasks]
    return sorted(found, key=lambda entry: (entry.due_on is None, str(entry.due_on)))


def _application(row: CaseRow, policy: Policy, labels: Labels, today: date) -> list[Attention]:
    if row.completed_on is None:
        since = labels.day(row.submitted_on) if row.submitted_on else ""
        return [_entry("APPLICATION_INCOMPLETE", labels, None, today, since=since)]
    due = due_on(policy, "eligibility_decision", row.completed_on)
    return [_entry("DECISION_DUE", labels, due, today, since=labels.day(row.completed_on))]


def _entry(
    code: str,
    labels: Labels,
    due: date | None,
    today: date,
    words: str | None = None,
    **values: object,
) -> Attention:
    label, why = _WORDS[words or code][labels.french]
    return Attention(
        code=code,
        label=label,
        why=why.format(**values),
        due_on=Day(due.isoformat()) if due else None,
        overdue=due is not None and due < today,
    )
