"""Private values: clear while a command is decided, sealed in every event, disposed once their key is gone.

A fold never sees a private value in clear: it holds ``Sealed`` (or ``Disposed``) and passes it on.
Only the ledger seals, and only who holds the keys opens. On the wire a private value is an array that
begins with ``s`` (sealed), ``c`` (clear: never stored) or ``d`` (disposed).
"""

from collections.abc import Collection
from typing import Any, Literal
from uuid import UUID

import msgspec

Language = Literal["fr", "en"]


class Clear(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="c"):
    """A private value that is not sealed yet; it never leaves the process that decides.

    ``subject`` is the person under whose key it will be sealed. ``own_key`` gives it a key of its
    own below the person's (free text and documents), so that it can be disposed of alone.
    """

    value: str
    subject: UUID
    own_key: bool = False


class Sealed(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="s"):
    """A private value as it stands in an event: AES-256-GCM, nonce (12 bytes) then ciphertext.

    The tag binds tenant, person, key, event and field, so a box moved elsewhere does not open.
    ``item`` names the value's own key, where it has one.
    """

    subject: UUID
    key_version: int
    box: bytes
    item: UUID | None = None


class Disposed(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="d"):
    """What is left of a private value whose key was destroyed: whose it was, and nothing else."""

    subject: UUID


Private = Clear | Sealed | Disposed


class Text(msgspec.Struct, frozen=True, gc=False):
    """Free text with the language it was written in (BCP 47: ``fr``, ``en``, or another)."""

    language: str
    body: Private


def clear_text(body: str | None, language: str, subject: UUID) -> Text | None:
    """Free text under a key of its own, or nothing where nothing was written."""
    if body is None or not body.strip():
        return None
    return Text(language=language, body=Clear(body.strip(), subject, own_key=True))


def disposed(struct: Any, items: Collection[UUID] | None = None) -> Any:
    """A flat struct with what was sealed ``Disposed``: all of it, or the texts of these items alone."""
    changed: dict[str, Any] = {}
    for field in struct.__struct_fields__:
        value = getattr(struct, field)
        inner = value.body if isinstance(value, Text) else value
        if not isinstance(inner, Sealed | Clear):
            continue
        if items is not None and (isinstance(inner, Clear) or inner.item not in items):
            continue
        gone = Disposed(inner.subject)
        changed[field] = Text(value.language, gone) if isinstance(value, Text) else gone
    return msgspec.structs.replace(struct, **changed) if changed else struct
