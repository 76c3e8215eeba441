"""How events of participation are told: assessments, plans, deferrals, referrals."""

from api.schema.category import EMPLOYMENT, FILE, HEALTH
from api.tellings.telling import PERSON, Telling, value

SUPPORT: dict[str, Telling] = {
    "appointment.scheduled": Telling(
        FILE,
        "Appointment made",
        "Rendez-vous pris",
        (
            PERSON,
            value("on", "On", "Le", "day"),
            value("at", "At", "À", "as_is"),
            value("mode", "How", "Comment", "appointment_modes"),
            value("staff_id", "With", "Avec", "staff"),
        ),
    ),
    "appointment.cancelled": Telling(
        FILE,
        "Appointment cancelled",
        "Rendez-vous annulé",
        (PERSON, value("reason", "Reason", "Motif", "cancellation_reasons")),
    ),
    "appointment.held": Telling(FILE, "Appointment held", "Rendez-vous tenu", (PERSON,)),
    "appointment.missed": Telling(FILE, "Appointment missed", "Rendez-vous manqué", (PERSON,)),
    "counter_visit.recorded": Telling(
        FILE,
        "Visit at the counter",
        "Visite au comptoir",
        (
            value("office", "Office", "Bureau", "offices"),
            value("reasons", "For", "Pour", "visit_reasons"),
        ),
    ),
    "assessment.completed": Telling(
        HEALTH,
        "Common assessment completed",
        "Évaluation commune terminée",
        (
            PERSON,
            value("completed_on", "Completed on", "Terminée le", "day"),
            value("strengths", "Strengths", "Forces", "strengths"),
            value("needs", "Needs", "Besoins", "needs"),
            value("readiness", "Readiness", "Préparation", "readiness"),
        ),
        "summary",
    ),
    "action_plan.created": Telling(
        EMPLOYMENT,
        "Action plan agreed",
        "Plan d’action convenu",
        (
            PERSON,
            value("created_on", "Agreed on", "Convenu le", "day"),
            value("review_on", "To be reviewed by", "À revoir d’ici le", "day"),
            value("items", "Steps", "Étapes", "count"),
            value("goals", "Goals", "Objectifs", "plan_goals"),
        ),
    ),
    "action_plan.reviewed": Telling(
        EMPLOYMENT,
        "Action plan reviewed",
        "Plan d’action revu",
        (PERSON, value("reviewed_on", "Reviewed on", "Revu le", "day")),
    ),
    "deferral.granted": Telling(
        EMPLOYMENT,
        "Participation deferred",
        "Participation reportée",
        (
            PERSON,
            value("from_on", "From", "Depuis le", "day"),
            value("reason", "Reason", "Motif", "deferral_reasons"),
            value("review_by", "To be reviewed by", "À revoir d’ici le", "day"),
        ),
    ),
    "deferral.reviewed": Telling(
        EMPLOYMENT,
        "Deferral reviewed",
        "Report de participation revu",
        (
            PERSON,
            value("outcome", "Outcome", "Issue", "deferral_outcomes"),
            value("reviewed_on", "Reviewed on", "Revu le", "day"),
        ),
    ),
    "action_plan.item_added": Telling(
        EMPLOYMENT,
        "Step added to the plan",
        "Étape ajoutée au plan",
        (
            PERSON,
            value("item.kind", "Kind", "Type", "plan_item_kinds"),
            value("item.domain", "Domain", "Domaine", "support_domains"),
            value("item.owner", "Who does it", "Responsable", "plan_item_owners"),
            value("item.due_on", "Due on", "Échéance", "day"),
        ),
        "item.description",
    ),
    "action_plan.item_progressed": Telling(
        EMPLOYMENT,
        "Step of the plan moved",
        "Étape du plan mise à jour",
        (
            PERSON,
            value("status", "Now", "Maintenant", "plan_item_statuses"),
            value("progressed_on", "On", "Le", "day"),
        ),
        "note",
    ),
    "referral.made": Telling(
        EMPLOYMENT,
        "Referral made",
        "Aiguillage fait",
        (
            PERSON,
            value("to_type", "To", "Vers", "recipient_kinds"),
            value("recipient", "Recipient", "Destinataire", "organisations"),
            value("purpose", "Purpose", "Fin", "purposes"),
            value("origin", "Origin", "Origine", "referral_origins"),
            value("made_by", "Made by", "Fait par", "making_organisations"),
            value("shared", "Shared", "Communiqué", "categories"),
            value("made_on", "Made on", "Fait le", "day"),
            value("reply_due_on", "Reply due on", "Réponse attendue le", "day"),
        ),
        "reason",
    ),
    "referral.acknowledged": Telling(
        EMPLOYMENT,
        "Referral received by its recipient",
        "Aiguillage reçu par le destinataire",
        (PERSON, value("acknowledged_on", "Received on", "Reçu le", "day")),
    ),
    "referral.started": Telling(
        EMPLOYMENT,
        "Service started",
        "Service commencé",
        (PERSON, value("started_on", "Started on", "Commencé le", "day")),
    ),
    "referral.answered": Telling(
        EMPLOYMENT,
        "Referral answered",
        "Réponse à l’aiguillage",
        (
            PERSON,
            value("answer", "Answer", "Réponse", "answers"),
            value("answered_on", "Answered on", "Répondu le", "day"),
            value("reason", "Reason", "Motif", "decline_reasons"),
        ),
    ),
    "referral.paused": Telling(
        EMPLOYMENT,
        "Referral paused: a consent that it rests on ended",
        "Aiguillage en pause : un consentement qui le permettait a pris fin",
        (PERSON, value("cause", "The consent", "Le consentement", "consent_states")),
    ),
    "referral.resumed": Telling(
        EMPLOYMENT,
        "Referral resumed by a consent",
        "Aiguillage repris sur la foi d’un consentement",
        (PERSON,),
    ),
    "referral.closed": Telling(
        EMPLOYMENT,
        "Referral closed",
        "Aiguillage clos",
        (
            PERSON,
            value("outcome", "Outcome", "Issue", "referral_outcomes"),
            value("closed_on", "Closed on", "Clos le", "day"),
        ),
    ),
}
