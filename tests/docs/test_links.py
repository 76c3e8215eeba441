"""What documents point at is there: links, headings, pictures, files of the code."""

import re
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT
from tests.docs.code import documents, paths_in, prose

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
MOST_BYTES = 250_000  # a picture


def by_name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives a document's headings."""
    headings = HEADING.findall(prose(document))
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


@pytest.mark.parametrize("document", documents(), ids=by_name)
def test_each_link_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(prose(document)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.is_relative_to(ROOT) and target.exists(), link
        assert not anchor or anchor in anchors(target), link
        if target.suffix == ".png":
            assert target.stat().st_size < MOST_BYTES, link


@pytest.mark.parametrize("document", documents(), ids=by_name)
def test_each_file_that_is_named_exists(document: Path) -> None:
    for path in paths_in(prose(document)):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("document", documents(), ids=by_name)
def test_each_page_is_in_the_index(document: Path) -> None:
    listed = {
        (index.parent / link).resolve()
        for index in (
            ROOT / "README.md",
            ROOT / "docs/README.md",
            ROOT / "docs/decisions/README.md",
        )
        for link in LINK.findall(prose(index))
    }
    front = {ROOT / "README.md", ROOT / "docs" / "README.md"}
    numbered = document.parent.name == "decisions" and document.name[0].isdigit()
    assert document in listed | front or numbered
