"""What a person reads on the pages, in French and English, by key.

``texts/<language>/*.toml`` hold tables of ``key = "words with {places}"``, or of ``one`` and
``other`` where a count ``n`` chooses. A key is ``table.key``; both languages have the same keys.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from unicodedata import normalize

from ui.formats import Language, number, plural

HERE = Path(__file__).parent

Entry = str | Mapping[str, str]


@cache
def catalogue(language: Language) -> Mapping[str, Entry]:
    """Every text of a language by its key."""
    texts: dict[str, Entry] = {}
    for path in sorted((HERE / language).glob("*.toml")):
        for table, entries in tomllib.loads(path.read_text("utf-8")).items():
            texts.update({f"{table}.{key}": entry for key, entry in entries.items()})
    return texts


def text(language: Language, key: str, **places: object) -> str:
    """The words for ``key``, its places filled; ``n`` chooses the plural and is written as a number.

    Raises ``KeyError`` for a key that does not exist: a page never shows a bare key.
    """
    entry = catalogue(language)[key]
    if not isinstance(entry, str):
        entry = entry[plural(float(str(places["n"])), language)]
    if "n" in places:
        places["n"] = number(float(str(places["n"])), language)
    return entry.format(**places) if places else entry


@cache
def spoken_languages(language: Language) -> Mapping[str, str]:
    """Names of spoken languages by code (BCP 47), in the order of their names."""
    prefix = "spoken."
    named = {
        key.removeprefix(prefix): str(name)
        for key, name in catalogue(language).items()
        if key.startswith(prefix)
    }
    return dict(sorted(named.items(), key=lambda pair: normalize("NFD", pair[1]).casefold()))
