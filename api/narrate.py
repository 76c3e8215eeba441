"""Events told to people: a title, a sentence, and the particulars, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from api.labels import Labels
from api.schema.category import CONSENT, EMPLOYMENT, FILE, HEALTH, HOUSEHOLD, IDENTITY, INCOME
from api.schema.common import Detail
from domain.event import Event


class Telling(msgspec.Struct, frozen=True):
    """How a type of event is told. ``fields``: name, label, and the list or kind of its value.

    ``category`` opens the entry. ``text`` is the path of its free text, if it has one.
    """

    category: str
    en: str
    fr: str
    fields: tuple[tuple[str, str, str, str], ...] = ()
    text: str | None = None


def _f(name: str, en: str, fr: str, kind: str) -> tuple[str, str, str, str]:
    return (name, en, fr, kind)


_PERSON = _f("person_id", "Person", "Personne", "person")
_TOLD: dict[str, Telling] = {
    "application.submitted": Telling(
        INCOME,
        "Application received",
        "Demande reçue",
        (
            _f("programme", "Programme", "Programme", "programmes"),
            _f("channel", "Channel", "Voie", "channels"),
            _f("received_by", "Received by", "Reçue par", "received_by"),
            _f("office", "Office", "Bureau", "offices"),
            _f("submitted_on", "Received on", "Reçue le", "day"),
            _f("completed_on", "Complete on", "Complète le", "day"),
        ),
    ),
    "application.completed": Telling(
        INCOME,
        "Application complete",
        "Demande complète",
        (_f("completed_on", "Complete on", "Complète le", "day"),),
    ),
    "application.decided": Telling(
        INCOME,
        "Eligibility decided",
        "Admissibilité décidée",
        (
            _f("outcome", "Outcome", "Issue", "application_outcomes"),
            _f("decided_on", "Decided on", "Décidée le", "day"),
            _f("decided_by", "Decided by", "Décidée par", "decided_by"),
            _f("organisation", "Organisation", "Organisme", "deciding_organisations"),
            _f("reasons", "Reasons", "Motifs", "decision_reasons"),
        ),
        "explanation",
    ),
    "application.withdrawn": Telling(
        INCOME,
        "Application withdrawn",
        "Demande retirée",
        (
            _f("withdrawn_on", "Withdrawn on", "Retirée le", "day"),
            _f("reason", "Reason", "Motif", "withdrawal_reasons"),
        ),
    ),
    "case.assigned": Telling(
        HOUSEHOLD,
        "Case assigned",
        "Cas confié",
        (
            _f("office", "Office", "Bureau", "offices"),
            _f("caseworker_id", "Caseworker", "Chargée ou chargé de cas", "staff"),
        ),
    ),
    "note.added": Telling(FILE, "Note", "Note", (_PERSON,), "text"),
    "assessment.completed": Telling(
        HEALTH,
        "Common assessment completed",
        "Évaluation commune terminée",
        (
            _PERSON,
            _f("completed_on", "Completed on", "Terminée le", "day"),
            _f("strengths", "Strengths", "Forces", "strengths"),
            _f("needs", "Needs", "Besoins", "needs"),
            _f("readiness", "Readiness", "Préparation", "readiness"),
        ),
        "summary",
    ),
    "action_plan.created": Telling(
        EMPLOYMENT,
        "Action plan agreed",
        "Plan d’action convenu",
        (
            _PERSON,
            _f("created_on", "Agreed on", "Convenu le", "day"),
            _f("review_on", "To be reviewed by", "À revoir d’ici le", "day"),
            _f("items", "Steps", "Étapes", "count"),
        ),
    ),
    "action_plan.item_added": Telling(
        EMPLOYMENT,
        "Step added to the plan",
        "Étape ajoutée au plan",
        (
            _PERSON,
            _f("item.kind", "Kind", "Type", "plan_item_kinds"),
            _f("item.domain", "Domain", "Domaine", "support_domains"),
            _f("item.owner", "Who does it", "Responsable", "plan_item_owners"),
            _f("item.due_on", "Due on", "Échéance", "day"),
        ),
        "item.description",
    ),
    "action_plan.item_progressed": Telling(
        EMPLOYMENT,
        "Step of the plan moved",
        "Étape du plan mise à jour",
        (
            _PERSON,
            _f("status", "Now", "Maintenant", "plan_item_statuses"),
            _f("progressed_on", "On", "Le", "day"),
        ),
        "note",
    ),
    "referral.made": Telling(
        EMPLOYMENT,
        "Referral made",
        "Aiguillage fait",
        (
            _PERSON,
            _f("to_type", "To", "Vers", "recipient_kinds"),
            _f("recipient", "Recipient", "Destinataire", "organisations"),
            _f("purpose", "Purpose", "Fin", "purposes"),
            _f("shared", "Shared", "Communiqué", "categories"),
            _f("made_on", "Made on", "Fait le", "day"),
            _f("reply_due_on", "Reply due on", "Réponse attendue le", "day"),
        ),
        "reason",
    ),
    "referral.answered": Telling(
        EMPLOYMENT,
        "Referral answered",
        "Réponse à l’aiguillage",
        (
            _PERSON,
            _f("answer", "Answer", "Réponse", "answers"),
            _f("answered_on", "Answered on", "Répondu le", "day"),
            _f("reason", "Reason", "Motif", "decline_reasons"),
        ),
    ),
    "referral.closed": Telling(
        EMPLOYMENT,
        "Referral closed",
        "Aiguillage clos",
        (
            _PERSON,
            _f("outcome", "Outcome", "Issue", "referral_outcomes"),
            _f("closed_on", "Closed on", "Clos le", "day"),
        ),
    ),
    "benefit.issued": Telling(
        INCOME,
        "Benefit issued",
        "Prestation versée",
        (
            _f("benefit_type", "Benefit", "Prestation", "benefit_types"),
            _f("month", "Month", "Mois", "as_is"),
            _f("amount_cents", "Amount", "Montant", "money"),
            _f("payee_id", "Payee", "Bénéficiaire du versement", "person"),
            _f("method", "Method", "Mode de versement", "payment_methods"),
            _f("issued_on", "Issued on", "Versée le", "day"),
            _f("organisation", "Issued by", "Versée par", "deciding_organisations"),
        ),
    ),
    "benefit.reversed": Telling(
        INCOME,
        "Benefit reversed",
        "Prestation annulée",
        (
            _f("amount_cents", "Amount", "Montant", "money"),
            _f("reversed_on", "Reversed on", "Annulée le", "day"),
            _f("reason", "Reason", "Motif", "reversal_reasons"),
        ),
    ),
    "case.exited": Telling(
        INCOME,
        "Exit",
        "Sortie",
        (
            _f("reason", "Reason", "Motif", "exit_reasons"),
            _f("exited_on", "On", "Le", "day"),
        ),
        "details",
    ),
    "case.reopened": Telling(
        INCOME,
        "Exit corrected",
        "Sortie corrigée",
        (
            _f("reopened_on", "On", "Le", "day"),
            _f("reason", "Reason", "Motif", "reopen_reasons"),
        ),
    ),
    "person.registered": Telling(IDENTITY, "Person registered", "Personne inscrite"),
    "person.contact_updated": Telling(IDENTITY, "Contact details changed", "Coordonnées modifiées"),
    "consent.granted": Telling(
        CONSENT,
        "Consent given",
        "Consentement donné",
        (
            _PERSON,
            _f("categories", "Categories", "Catégories", "categories"),
            _f("recipients", "Recipients", "Destinataires", "recipient_kinds"),
            _f("purposes", "Purposes", "Fins", "purposes"),
            _f("signed_on", "Signed on", "Signé le", "day"),
            _f("expires_on", "Until", "Jusqu’au", "day"),
            _f("method", "Method", "Mode", "consent_methods"),
            _f("notice_version", "Notice version", "Version de l’avis", "as_is"),
        ),
    ),
    "consent.refused": Telling(
        CONSENT,
        "Consent refused",
        "Consentement refusé",
        (
            _PERSON,
            _f("categories", "Categories", "Catégories", "categories"),
            _f("recipients", "Recipients", "Destinataires", "recipient_kinds"),
            _f("purposes", "Purposes", "Fins", "purposes"),
            _f("refused_on", "Refused on", "Refusé le", "day"),
        ),
    ),
    "consent.withdrawn": Telling(
        CONSENT,
        "Consent withdrawn",
        "Consentement retiré",
        (_PERSON, _f("method", "Method", "Mode", "consent_methods")),
        "reason",
    ),
    "disclosure.made": Telling(
        CONSENT,
        "Information disclosed",
        "Renseignements divulgués",
        (
            _PERSON,
            _f("recipient", "Recipient", "Destinataire", "organisations"),
            _f("categories", "Categories", "Catégories", "categories"),
            _f("purpose", "Purpose", "Fin", "purposes"),
            _f("authority_reference", "Authority", "Fondement", "as_is"),
        ),
    ),
}


def told() -> Mapping[str, Telling]:
    """How each type of event is told, by its wire name."""
    return _TOLD


def types_open(categories: frozenset[str]) -> list[str]:
    """The types of events that these categories open."""
    return [name for name, telling in _TOLD.items() if telling.category in categories]


def title(wire_name: str, labels: Labels) -> str:
    """An event type's title; its wire name where it is not told."""
    telling = _TOLD.get(wire_name)
    if telling is None:
        return wire_name
    return telling.fr if labels.french else telling.en


def free_text(event: Event) -> Any:
    """The event's free text, sealed or clear, or nothing."""
    telling = _TOLD.get(event.wire_name)
    return _value(event, telling.text) if telling and telling.text else None


def details(
    event: Event,
    labels: Labels,
    person: Callable[[UUID], str],
    staff: Callable[[UUID], str],
) -> list[Detail]:
    """An event's particulars; ``person`` and ``staff`` give the name behind an id."""
    telling = _TOLD.get(event.wire_name)
    found = []
    for name, en, fr, kind in telling.fields if telling else ():
        value = _value(event, name)
        if value in (None, (), ""):
            continue
        told_value = _words(value, kind, labels, person, staff)
        found.append(Detail(label=fr if labels.french else en, value=told_value))
    return found


def summary(particulars: list[Detail], labels: Labels) -> str:
    """The first particulars in one line."""
    colon = "\u00a0: " if labels.french else ": "
    return " · ".join(f"{d.label}{colon}{d.value}" for d in particulars[:3])


def _value(event: Any, path: str) -> Any:
    value = event
    for step in path.split("."):
        value = getattr(value, step, None)
    return value


def _words(
    value: Any,
    kind: str,
    labels: Labels,
    person: Callable[[UUID], str],
    staff: Callable[[UUID], str],
) -> str:
    if kind == "day":
        return labels.day(value)
    if kind == "money":
        return labels.money(value)
    if kind == "person":
        return person(value)
    if kind == "staff":
        return staff(value)
    if kind == "count":
        return str(len(value))
    if kind == "as_is":
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(labels.word(kind, code) for code in value)
    return labels.word(kind, value)
