"""Names as they are searched: lower case, without accents, word by word."""

import re
import unicodedata

_MARKS = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\w+")


def fold_name(name: str) -> str:
    """``Hélène Côté-Roy`` becomes ``helene cote-roy``: lower, NFD, no marks U+0300 to U+036F."""
    return _MARKS.sub("", unicodedata.normalize("NFD", name.lower()))


def fold_words(text: str) -> list[str]:
    """The words of a folded name, each once, in their order."""
    return list(dict.fromkeys(_WORD.findall(fold_name(text))))
