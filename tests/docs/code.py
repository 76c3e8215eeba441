"""What a document names of the code: paths, and names inside files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.docs.blocks import ROOT

FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
NAME = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|sql))` · `([\w.]+)`")
FOLDERS = frozenset(path.name for path in ROOT.iterdir() if path.is_dir())


def documents() -> list[Path]:
    """Every document of the repository, by path."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def prose(document: Path) -> str:
    """A document without its code blocks."""
    return FENCED.sub("", document.read_text(encoding="utf-8"))


def paths_in(text: str) -> Iterator[str]:
    """Files and folders of the repository that a text names, by their path from its root."""
    for path in PATH.findall(text):
        if path.partition("/")[0] in FOLDERS and path.partition("/")[0] != "build":
            yield path


def names_in(text: str) -> list[tuple[str, str]]:
    """The ``file`` · ``name`` pairs of a text."""
    return NAME.findall(text)


def defines(path: str, name: str) -> bool:
    """Whether that file defines a function, class or method of that name (``Class.method``)."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".sql"):
        return re.search(rf"create (?:or replace )?function {re.escape(name)}\(", text) is not None
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body = ast.parse(text).body
    for part in name.split("."):
        found = next((n for n in body if isinstance(n, kinds) and n.name == part), None)
        if found is None:
            return False
        body = found.body
    return True
