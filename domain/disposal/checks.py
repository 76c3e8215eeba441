"""Checks that disposals and holds share."""

import re

from domain.decision import Refusal

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./:_-]{0,39}", re.ASCII)


def reference_valid(text: str | None, field: str, required: bool = False) -> Refusal | None:
    """A file number or the like: it stays for ever, so that no sentence about somebody fits in it."""
    if text is None:
        return Refusal("REFERENCE_NOT_VALID", {}, field) if required else None
    return None if _REFERENCE.fullmatch(text.strip()) else Refusal("REFERENCE_NOT_VALID", {}, field)
