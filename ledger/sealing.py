"""Sealing: every private value of an event under its person's key before it is written, and back.

A value is bound (as associated data) to tenant, person, key, event, type and field, so that a box
moved to another event, field or person does not open.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.event import Event
from domain.private import Clear, Disposed, Private, Sealed
from ledger.keys.kek import decrypt, encrypt
from ledger.keys.keyring import ItemKey, Keyring
from ledger.stored import EventKeys

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


class SealedEvent(NamedTuple):
    """An event without anything in clear, and the keys to be written with it (if it needs any)."""

    event: Event
    keys: EventKeys | None


def private_values(value: Any) -> Iterator[Clear | Sealed | Disposed]:
    """Every private value in an event (or in a part of one), in the order of its fields."""
    kind = type(value)
    if kind in _PRIVATE:
        yield value
    elif isinstance(value, msgspec.Struct):
        for field in _fields(kind):
            yield from private_values(getattr(value, field))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from private_values(part)


def private_paths(event: Event) -> dict[str, Clear | Sealed | Disposed]:
    """Every private value by where it stands in the event, as its sealing is bound to."""
    found: dict[str, Clear | Sealed | Disposed] = {}

    def note(path: str, value: Any) -> Any:
        found[path] = value
        return value

    _walk(event, "", note)
    return found


def subjects(event: Event) -> set[UUID]:
    """Whose keys are needed to seal this event."""
    return {value.subject for value in private_values(event) if isinstance(value, Clear)}


def seal(event: Event, event_id: UUID, ring: Keyring) -> SealedEvent:
    """The event with every clear value sealed; free text gets a key of its own.

    Raises ``SubjectDisposed`` where a person's key is gone. What it gives may be written only
    together with its keys.
    """
    persons: set[tuple[UUID, int]] = set()
    items: list[ItemKey] = []

    def change(path: str, value: Any) -> Any:
        if not isinstance(value, Clear):
            return value
        subject = value.subject
        current = ring.current(subject)
        if current is None:
            raise SubjectDisposed(subject)
        version, cipher = current
        persons.add((subject, version))
        item = None
        if value.own_key:
            key, cipher = ring.new_item(subject)
            items.append(key)
            item = key.item_id
        bound = _bound(ring.tenant, subject, version, item, event_id, event, path)
        return Sealed(subject, version, encrypt(cipher, value.value.encode(), bound), item)

    sealed = _walk(event, "", change)
    return SealedEvent(sealed, EventKeys(persons, items) if persons else None)


def unseal(event: E, event_id: UUID, ring: Keyring) -> E:
    """The event with every value clear, or ``Disposed`` where its key is gone."""

    def change(path: str, value: Any) -> Any:
        if not isinstance(value, Sealed):
            return value
        cipher = ring.cipher(value.subject, value.key_version, value.item)
        if cipher is None:
            return Disposed(value.subject)
        return _opened(value, cipher, ring.tenant, event_id, event, path)

    return _walk(event, "", change)


def unseal_field(
    event: Event, event_id: UUID, field: str, ring: Keyring
) -> Clear | Disposed | None:
    """One private value of an event, by its field; nothing where the event has none there."""
    value = getattr(event, field)
    if not isinstance(value, Sealed):
        return value
    cipher = ring.cipher(value.subject, value.key_version, value.item)
    if cipher is None:
        return Disposed(value.subject)
    return _opened(value, cipher, ring.tenant, event_id, event, field)


def require_sealed(event: Event) -> None:
    """Raise ``NotSealed`` where anything private is in clear."""
    if any(isinstance(value, Clear) for value in private_values(event)):
        raise NotSealed(type(event).__name__)


@cache
def holds_private(kind: Any) -> bool:
    """Whether a type can hold a private value at all, however deep."""
    if kind in _PRIVATE:
        return True
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return bool(_fields(kind))
    return any(holds_private(part) for part in get_args(kind) if part is not ...)


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a type that can hold a private value: the others are never looked at."""
    hints = get_type_hints(kind)
    return tuple(field for field in kind.__struct_fields__ if holds_private(hints[field]))


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


def _opened(
    value: Sealed, cipher: AESGCM, tenant: str, event_id: UUID, event: Event, path: str
) -> Clear:
    bound = _bound(tenant, value.subject, value.key_version, value.item, event_id, event, path)
    return Clear(decrypt(cipher, value.box, bound).decode(), value.subject, bool(value.item))


def _walk(value: Any, path: str, change: Change) -> Any:
    kind = type(value)
    if kind in _PRIVATE:
        return change(path, value)
    if isinstance(value, msgspec.Struct):
        changed = {}
        for field in _fields(kind):
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
