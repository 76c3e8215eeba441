"""What somebody is told of a disclosure of their information, in words, in their language."""

from datetime import date

from api.labels import Labels
from api.schema.consent import DisclosureReceipt, ReceiptLine
from domain.policy import Policy
from projections.consent_audit.rows import DisclosureRow

_TITLE = ("Your information was given to somebody", "Vos renseignements ont été communiqués")
_LABELS = {
    "person": ("Person", "Personne"),
    "on": ("On", "Le"),
    "to": ("To", "À"),
    "what": ("Kinds of information", "Catégories de renseignements"),
    "given": ("What was given", "Ce qui a été communiqué"),
    "why": ("Why", "Pourquoi"),
    "by": ("By what right", "De quel droit"),
    "reference": ("Number of this disclosure", "Numéro de cette divulgation"),
}
_RIGHTS = (
    "You may ask us what we hold about you and have an error corrected. You may complain to the "
    "Information and Privacy Commissioner of Ontario.",
    "Vous pouvez demander ce que nous détenons à votre sujet et faire corriger une erreur. Vous pouvez "
    "porter plainte au Commissaire à l’information et à la protection de la vie privée de l’Ontario.",
)


def receipt(
    row: DisclosureRow,
    name: str,
    who: str | None,
    given: str | None,
    policy: Policy,
    language: str,
    on: date,
) -> DisclosureReceipt:
    """The notice in French or English; ``on``: the local day of the disclosure."""
    labels = Labels(policy, language)
    kind = labels.word("recipients", row.recipient)
    lines = (
        ("person", name),
        ("on", labels.day(on)),
        ("to", f"{who} ({kind})" if who else kind),
        ("what", ", ".join(labels.word("categories", code) for code in row.categories)),
        ("given", given or ""),
        ("why", labels.word("disclosure_purposes", row.purpose)),
        ("by", authority(row, policy, labels, on)),
        ("reference", str(row.disclosure_id)),
    )
    return DisclosureReceipt(
        language=language,
        title=_TITLE[labels.french],
        lines=[
            ReceiptLine(label=_LABELS[line][labels.french], text=text)
            for line, text in lines
            if text
        ],
        rights=_RIGHTS[labels.french],
    )


def authority(row: DisclosureRow, policy: Policy, labels: Labels, on: date) -> str:
    """What a disclosure rests on: a section with its words, or the kind of authority."""
    if row.authority_kind == "STATUTE":
        for section in policy.codes("statutes", on):
            if section.get("section") == row.authority_reference:
                return f"{labels.word('statutes', section.code)} ({row.authority_reference})"
        return row.authority_reference
    return labels.word("authority_kinds", row.authority_kind)
