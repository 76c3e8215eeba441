"""How a type of event is told to people."""

import msgspec


class Telling(msgspec.Struct, frozen=True):
    """How a type of event is told. ``fields``: name, label, and the list or kind of its value.

    ``category`` opens the entry. ``text`` is the path of its free text, if it has one.
    """

    category: str
    en: str
    fr: str
    fields: tuple[tuple[str, str, str, str], ...] = ()
    text: str | None = None


def value(name: str, en: str, fr: str, kind: str) -> tuple[str, str, str, str]:
    return (name, en, fr, kind)


PERSON = value("person_id", "Person", "Personne", "person")
