"""What breaks the rules of today, in words. The words themselves: ``domain.irregularity_texts``."""

from domain.irregularity_texts import TEXTS
from domain.private import Language


def words(code: str, language: Language) -> str:
    """What is irregular, as it follows "Irregular: " in a sentence; an unknown code as it is."""
    known = TEXTS.get(code)
    return known[language == "en"] if known else code


def source(code: str) -> str | None:
    """Where the rule that is broken comes from; None for an unknown code."""
    known = TEXTS.get(code)
    return known[2] if known else None
