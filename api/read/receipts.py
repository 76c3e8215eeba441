"""What somebody takes home of a consent, and why it stands as it does: in words, in their language.

Made of the recorded events and of the notice as it was shown; nothing in it is looked up anew but
how one changes one's mind.
"""

from collections.abc import Callable
from datetime import date, datetime

from api.labels import Labels
from api.schema.consent import ConsentReceipt, ReceiptLine
from domain.policy import Policy
from projections.consent_audit.rows import ConsentRow, EndingRow

LocalDay = Callable[[datetime], date]
"""The tenant's day of an instant."""

HOW_TO_WITHDRAW = "how-to-withdraw"
COLLECTION = "collection"

_LABELS = {
    "person": ("Person", "Personne"),
    "answer": ("Answer", "Réponse"),
    "state": ("Today", "Aujourd’hui"),
    "what": ("What may be shared", "Ce qui peut être communiqué"),
    "what_not": ("What may not be shared", "Ce qui ne peut pas être communiqué"),
    "to": ("With whom", "À qui"),
    "why": ("Why", "Pourquoi"),
    "from": ("From", "À partir du"),
    "until": ("Until", "Jusqu’au"),
    "lapses": ("To be reaffirmed by the person from", "À confirmer par la personne à partir du"),
    "no_end": ("until the person changes their mind", "jusqu’à ce que la personne change d’avis"),
    "once": ("once only", "une seule fois"),
    "how": ("How", "Comment"),
    "capacity": ("Answered by", "Réponse de"),
    "language": ("Notice shown in", "Avis montré en"),
    "version": ("Version of the notice", "Version de l’avis"),
    "hash": ("Fingerprint of the notice", "Empreinte de l’avis"),
    "ended": ("Taken back", "Retiré"),
    "reference": ("Number of this answer", "Numéro de cette réponse"),
}
_TITLES = {
    "GIVEN": ("Your consent: receipt", "Votre consentement : reçu"),
    "REFUSED": ("You said no: receipt", "Vous avez dit non : reçu"),
    "REQUESTED": ("Your consent was asked for", "Votre consentement est demandé"),
}
_WHY = {
    "REQUESTED": (
        "Asked for on {day}; no answer yet.",
        "Demandé le {day}; pas encore de réponse.",
    ),
    "GIVEN": ("In force{until}.", "En vigueur{until}."),
    "REFUSED": (
        "The person said no on {day}. It costs them no service.",
        "La personne a dit non le {day}. Cela ne la prive d’aucun service.",
    ),
    "EXPIRED": ("Its last day was {day}.", "Le dernier jour était le {day}."),
    "NEEDS_REAFFIRMATION": (
        "The authority of who gave it ended on {day}. Nothing is shared until it is reaffirmed.",
        "L’autorité de qui l’a donné a pris fin le {day}. Rien n’est communiqué avant confirmation.",
    ),
    "WITHDRAWN": ("Taken back by the person on {day}.", "Retiré par la personne le {day}."),
    "REVOKED": (
        "Ended by the municipality on {day}: {cause}.",
        "Révoqué par la municipalité le {day} : {cause}.",
    ),
    "SUPERSEDED": ("Replaced by another consent on {day}.", "Remplacé par un autre consentement le {day}."),
    "INVALIDATED": ("Found void on {day}: {cause}.", "Reconnu nul le {day} : {cause}."),
    "NOT_ASKED": ("Only what ended it is known.", "On n’en connaît que la fin."),
}  # fmt: skip
_PARTLY = (" A part was taken back.", " Une partie en a été retirée.")
_UNTIL = (" until {day}", " jusqu’au {day}")


def why(row: ConsentRow, labels: Labels, today: date, local: LocalDay) -> str:
    """Why a consent stands as it does on a day, in a sentence."""
    state = row.state(today)
    counts = next((e for e in row.endings if e.whole and e.kind == state), None)
    day = {
        "REQUESTED": row.requested_on,
        "REFUSED": row.signed_on,
        "EXPIRED": row.expires_on,
        "NEEDS_REAFFIRMATION": row.lapses_on,
    }.get(state)
    if counts is not None:
        day = local(counts.at)
    until = labels.day(row.expires_on) if row.expires_on else None
    said = _WHY[state][labels.french].format(
        until=_UNTIL[labels.french].format(day=until) if until else "",
        day=labels.day(day) if day else "",
        cause=labels.word(_causes(counts), counts.cause) if counts else "",
    )
    running = state in ("GIVEN", "NEEDS_REAFFIRMATION")
    return _spaced(said + (_PARTLY[labels.french] if running and row.endings else ""), labels)


def receipt(
    row: ConsentRow,
    name: str,
    grantor: str | None,
    policy: Policy,
    language: str,
    today: date,
    local: LocalDay,
) -> ConsentReceipt:
    """The receipt in French or English. ``grantor``: who answered in the person's place."""
    labels = Labels(policy, language)
    french = labels.french
    notice = policy.notice(row.notice or "", row.notice_version or "")
    collection = policy.notice(COLLECTION, row.collection_version or "")
    how = policy.notice(HOW_TO_WITHDRAW, on=today)
    shown_in = row.language or language
    return ConsentReceipt(
        language=language,
        title=_spaced(_TITLES.get(row.answer or "", _TITLES["GIVEN"])[french], labels),
        lines=[
            ReceiptLine(label=_LABELS[key][french], text=text)
            for key, text in _lines(row, name, grantor, labels, today, local)
            if text
        ],
        notice=notice.text(shown_in) if notice else "",
        notice_language=shown_in,
        collection=collection.text(language) if collection else None,
        how_to_withdraw=how.text(language) if how else "",
    )


def _lines(
    row: ConsentRow,
    name: str,
    grantor: str | None,
    labels: Labels,
    today: date,
    local: LocalDay,
) -> list[tuple[str, str]]:
    def listed(of: str, codes: tuple[str, ...]) -> str:
        return ", ".join(labels.word(of, code) for code in codes)

    given = row.answer == "GIVEN"
    until = labels.day(row.expires_on) if row.expires_on else _LABELS["no_end"][labels.french]
    if row.one_off:
        until += f" ({_LABELS['once'][labels.french]})"
    by = labels.word("capacities", row.capacity) if row.capacity else ""
    return [
        ("person", name),
        ("answer", labels.word("consent_states", row.answer)),
        ("state", why(row, labels, today, local)),
        ("what_not" if row.answer == "REFUSED" else "what", listed("categories", row.categories)),
        ("to", listed("recipients", row.recipients)),
        ("why", listed("purposes", row.purposes)),
        *(("ended", _part(ending, labels, local)) for ending in row.endings if not ending.whole),
        ("from", labels.day(local(row.valid_from)) if row.valid_from else ""),
        ("until", until if given else ""),
        ("lapses", labels.day(row.lapses_on) if row.lapses_on else ""),
        ("capacity", f"{grantor} ({by})" if grantor else by),
        ("how", labels.word("consent_methods", row.method) if row.method else ""),
        ("language", labels.word("official_languages", row.language) if row.language else ""),
        ("version", row.notice_version or ""),
        ("hash", row.notice_hash or ""),
        ("reference", str(row.consent_id)),
    ]


def _part(ending: EndingRow, labels: Labels, local: LocalDay) -> str:
    named = [
        ", ".join(labels.word(of, code) for code in codes)
        for of, codes in (
            ("categories", ending.categories),
            ("recipients", ending.recipients),
            ("purposes", ending.purposes),
        )
        if codes
    ]
    return f"{labels.day(local(ending.at))} ({' · '.join(named)})"


def _spaced(text: str, labels: Labels) -> str:
    """French puts a space that never breaks before a colon."""
    return text.replace(" :", "\u00a0:") if labels.french else text


def _causes(ending: EndingRow) -> str:
    return "revocation_causes" if ending.kind == "REVOKED" else "invalidation_causes"
