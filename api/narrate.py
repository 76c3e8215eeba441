"""Events told to people: a title, a sentence, and the particulars, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from api.labels import Labels
from api.schema.common import Detail
from api.tellings import TELLINGS, Telling
from domain.event import Event
from domain.private import Clear, Disposed, Sealed
from domain.refusals import month_in_words


def told() -> Mapping[str, Telling]:
    """How each type of event is told, by its wire name."""
    return TELLINGS


def types_open(categories: frozenset[str]) -> list[str]:
    """The types of events that these categories open."""
    return [name for name, telling in TELLINGS.items() if telling.category in categories]


def title(wire_name: str, labels: Labels) -> str:
    """An event type's title; its wire name where it is not told."""
    telling = TELLINGS.get(wire_name)
    if telling is None:
        return wire_name
    return telling.fr if labels.french else telling.en


def free_text(event: Event) -> Any:
    """The event's free text, sealed or clear, or nothing."""
    telling = TELLINGS.get(event.wire_name)
    return _value(event, telling.text) if telling and telling.text else None


def has_sealed_codes(event: Event) -> bool:
    """Whether a particular of the event is a sealed code, told only to who may open it."""
    telling = TELLINGS.get(event.wire_name)
    fields = telling.fields if telling else ()
    return any(isinstance(_value(event, name), Sealed) for name, _, _, _ in fields)


def details(
    event: Event,
    labels: Labels,
    person: Callable[[UUID], str],
    staff: Callable[[UUID], str],
) -> list[Detail]:
    """An event's particulars; ``person`` and ``staff`` give the name behind an id."""
    telling = TELLINGS.get(event.wire_name)
    found = []
    for name, en, fr, kind in telling.fields if telling else ():
        value = _value(event, name)
        value = value.value if isinstance(value, Clear) else value
        if value in (None, (), "") or isinstance(value, Sealed | Disposed):
            continue
        if kind == "flag" and not value:
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
        if isinstance(value, tuple):
            value = tuple(getattr(each, step) for each in value)
        else:
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
        return ", ".join(map(staff, value)) if isinstance(value, tuple) else staff(value)
    if kind == "count":
        return str(len(value))
    if kind == "month":
        return month_in_words(value, "fr" if labels.french else "en")
    if kind in ("yes", "flag"):
        return labels.word("answers_to", "YES" if value else "NO")
    if kind == "entry":
        return title(value, labels)
    if kind == "as_is":
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(labels.word(kind, code) for code in value)
    return labels.word(kind, value)
