"""Sealing: every private value of an event under its person's key before it is written, and back.

A value is bound (as associated data) to tenant, person, key, event, type and field, so that a box
moved to another event, field or person does not open.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints
from uuid import UUID

import msgspec

from domain.event import Event
from domain.private import Clear, Disposed, Private, Sealed
from ledger.keys.kek import decrypt, encrypt
from ledger.keys.keyring import Keyring
from ledger.keys.store import KeyStore

E = TypeVar("E", bound=Event)
_PRIVATE = frozenset(get_args(Private))
Change = Callable[[str, Any], Any]


class SubjectDisposed(Exception):
    """Something was to be sealed for a person whose key was destroyed."""

    def __init__(self, person: UUID) -> None:
        super().__init__("the person's data was disposed of")
        self.person = person


class NotSealed(Exception):
    """An event with a value in clear was about to be written. It never is."""


def private_values(value: Any) -> Iterator[Clear | Sealed | Disposed]:
    """Every private value in an event (or in a part of one), in the order of its fields."""
    found: list[Any] = []
    _walk(value, "", lambda _path, private: (found.append(private), private)[1])
    yield from found


def seal(event: E, event_id: UUID, keys: KeyStore) -> E:
    """The event with every clear value sealed; free text gets a key of its own.

    Raises ``SubjectDisposed`` where a person's key is gone, ``StoreUnavailable`` without keys.
    """
    if not holds_private(type(event)):
        return event
    clear = [value for value in private_values(event) if isinstance(value, Clear)]
    if not clear:
        return event
    ring = keys.fetch({value.subject for value in clear}, make=True)
    for person in ring.lacks({value.subject for value in clear}):
        raise SubjectDisposed(person)
    items = iter(keys.new_items([value.subject for value in clear if value.own_key], ring))

    def change(path: str, value: Any) -> Any:
        if not isinstance(value, Clear):
            return value
        version = ring.current_version(value.subject)
        item, cipher = next(items) if value.own_key else (None, None)
        cipher = cipher or ring.cipher(value.subject, version, None)
        bound = _bound(ring.tenant, value.subject, version, item, event_id, event, path)
        box = encrypt(cipher, value.value.encode(), bound)
        return Sealed(value.subject, version, box, item)

    return _walk(event, "", change)


def unseal(event: E, event_id: UUID, ring: Keyring) -> E:
    """The event with every value clear, or ``Disposed`` where its key is gone."""
    if not holds_private(type(event)):
        return event

    def change(path: str, value: Any) -> Any:
        if not isinstance(value, Sealed):
            return value
        cipher = ring.cipher(value.subject, value.key_version, value.item)
        if cipher is None:
            return Disposed(value.subject)
        bound = _bound(
            ring.tenant, value.subject, value.key_version, value.item, event_id, event, path
        )
        return Clear(decrypt(cipher, value.box, bound).decode(), value.subject, bool(value.item))

    return _walk(event, "", change)


def require_sealed(event: Event) -> None:
    """Raise ``NotSealed`` where anything private is in clear."""
    if holds_private(type(event)) and any(
        isinstance(value, Clear) for value in private_values(event)
    ):
        raise NotSealed(type(event).__name__)


@cache
def holds_private(kind: Any) -> bool:
    """Whether a type can hold a private value at all, however deep."""
    if kind in _PRIVATE:
        return True
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return any(holds_private(hints[field]) for field in kind.__struct_fields__)
    return any(holds_private(part) for part in get_args(kind) if part is not ...)


def _bound(
    tenant: str,
    subject: UUID,
    version: int | None,
    item: UUID | None,
    event_id: UUID,
    event: Event,
    path: str,
) -> bytes:
    return f"{tenant}|{subject}|{version}|{item or ''}|{event_id}|{event.wire_name}|{path}".encode()


def _walk(value: Any, path: str, change: Change) -> Any:
    if type(value) in _PRIVATE:
        return change(path, value)
    if isinstance(value, msgspec.Struct):
        changed = {}
        for field in value.__struct_fields__:
            before = getattr(value, field)
            after = _walk(before, f"{path}.{field}" if path else field, change)
            if after is not before:
                changed[field] = after
        return msgspec.structs.replace(value, **changed) if changed else value
    if isinstance(value, tuple | list):
        parts = [_walk(part, f"{path}.{at}", change) for at, part in enumerate(value)]
        if all(after is before for after, before in zip(parts, value, strict=True)):
            return value
        return type(value)(parts)
    return value
