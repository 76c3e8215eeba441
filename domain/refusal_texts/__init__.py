"""The words of every "no", French and English side by side, so that neither is changed alone."""

from domain.refusal_texts import (
    case,
    common,
    consent,
    disposal,
    letters,
    office,
    oversight,
    people,
    safety,
    support,
)

TEXTS: dict[str, tuple[str, str]] = {
    **common.TEXTS,
    **people.TEXTS,
    **consent.TEXTS,
    **case.TEXTS,
    **support.TEXTS,
    **safety.TEXTS,
    **disposal.TEXTS,
    **office.TEXTS,
    **oversight.TEXTS,
    **letters.TEXTS,
}
