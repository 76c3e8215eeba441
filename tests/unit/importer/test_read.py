"""CSV as it comes: a row that is none is told as one, and the next is read."""

from pathlib import Path

import pytest

from caseledger.importer.check import Checked, Problem, checker
from caseledger.importer.errors import ExtractError
from caseledger.importer.form import form
from caseledger.importer.read import LINES_OF_A_ROW, Row, read_rows, unknown_columns

HEADER = "case_no,effective_on,recorded_on,reason"
EXITS = form().files["exits"]


def rows(path: Path, data: bytes, encoding: str = "utf-8", delimiter: str = ",") -> list[Row]:
    path.write_bytes(data)
    return list(read_rows(path, encoding, delimiter, EXITS))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "exits.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_encodings_and_line_ends(path: Path, encoding: str, end: str) -> None:
    text = end.join([HEADER, "B1,2025-01-02,,Décès", "", "B2,2025-01-03,,X", ""])
    found = rows(path, text.encode(encoding), encoding)
    assert [r.cells for r in found] == [
        ["B1", "2025-01-02", "", "Décès"],
        ["B2", "2025-01-03", "", "X"],
    ]
    assert all(r.reason == "" for r in found)
    if end in ("\n", "\r\n"):
        assert [r.line for r in found] == [2, 4]


def test_a_byte_order_mark_nobody_spoke_of(path: Path) -> None:
    found = rows(path, b"\xef\xbb\xbf" + f"{HEADER}\nB1,2025-01-02,,X\n".encode())
    assert [r.cells[0] for r in found] == ["B1"]


def test_quotes_delimiters_and_line_breaks_in_a_cell(path: Path) -> None:
    text = f'{HEADER}\n"B""1",2025-01-02,,"a, b"\nB2,2025-01-03,,"two\nlines"\nB3,,,x\n'
    assert [(r.line, r.cells) for r in rows(path, text.encode())] == [
        (2, ['B"1', "2025-01-02", "", "a, b"]),
        (3, ["B2", "2025-01-03", "", "two\nlines"]),
        (5, ["B3", "", "", "x"]),
    ]


def test_columns_in_another_order_and_unknown_ones(path: Path) -> None:
    text = "reason,colour,case_no,recorded_on,effective_on\nX,red,B1,,2025-01-02\n"
    assert [r.cells for r in rows(path, text.encode())] == [["B1", "2025-01-02", "", "X"]]
    assert unknown_columns(path, "utf-8", ",", EXITS) == ["colour"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"B1,2025-01-02,EMPLOYMENT", "TOO_FEW_CELLS"),
        (b"B1,2025-01-02,,EMPLOYMENT,more", "TOO_MANY_CELLS"),
        (b'"B1,2025-01-02,,EMPLOYMENT', "QUOTE_OPEN"),
        (b"B\xff1,2025-01-02,,EMPLOYMENT", "NOT_DECODABLE"),
        (b"B\x001,2025-01-02,,EMPLOYMENT", "NOT_DECODABLE"),
    ],
)
def test_a_row_that_is_none_holds_up_no_other(path: Path, line: bytes, reason: str) -> None:
    good = b"B%d,2025-01-02,,EMPLOYMENT"
    after = [good % n for n in range(2, LINES_OF_A_ROW + 20)]
    found = rows(path, b"\n".join([HEADER.encode(), good % 1, line, *after]))
    assert [r.reason for r in found] == ["", reason, *[""] * len(after)]
    checked = [checker("exits")(r) for r in found]
    assert isinstance(checked[1], Problem) and checked[1].reason == reason
    assert [c.values[0] for c in checked if isinstance(c, Checked)] == [
        "B1",
        *(f"B{n}" for n in range(2, LINES_OF_A_ROW + 20)),
    ]


@pytest.mark.parametrize(
    "header", ["", "case_no;effective_on;recorded_on;reason", f"{HEADER},reason", "a,b,c,d"]
)
def test_a_header_that_is_not_the_forms_stops_all(path: Path, header: str) -> None:
    with pytest.raises(ExtractError) as stopped:
        rows(path, header.encode())
    assert str(path) in stopped.value.fr and str(path) in stopped.value.en
