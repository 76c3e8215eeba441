"""A row's key taken apart again, as the importer put it together."""

import pytest

from caseledger.exporter.numbers import key_parts
from caseledger.importer.check import key_part
from caseledger.importer.keys import numbered


@pytest.mark.parametrize(
    "cells", [["P1"], ["a|b", "R#2", "50%"], ["B1", "R1", "2024-01-02"], ["%7C"]]
)
@pytest.mark.parametrize("nth", [1, 2, 13])
def test_a_key_gives_its_cells_back(cells: list[str], nth: int) -> None:
    assert key_parts(numbered("|".join(map(key_part, cells)), nth)) == cells
