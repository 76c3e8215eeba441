"""The words of every irregularity: French, English, and where the rule comes from."""

from domain.irregularity_texts import case, money, people, support

TEXTS: dict[str, tuple[str, str, str]] = {
    **case.TEXTS,
    **support.TEXTS,
    **money.TEXTS,
    **people.TEXTS,
}
