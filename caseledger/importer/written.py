"""A row's values as its file would write them: for a row that could be read and still not be taken."""

from datetime import date

import msgspec

from caseledger.importer.form import Column, form


def written(file: str, content: bytes) -> list[str]:
    """The cells of a row, in the form's order, as its own file writes them."""
    values = msgspec.json.decode(content)
    return [_cell(c, v) for c, v in zip(form().files[file].columns, values, strict=True)]


def _cell(column: Column, value: str | int | list[str] | None) -> str:
    match value:
        case None:
            return ""
        case list():
            return "|".join(value)
        case int() if column.kind == "dollars":
            return f"{value // 100},{value % 100:02d}"
        case str() if column.kind == "day_first":
            return date.fromisoformat(value).strftime("%d/%m/%Y")
        case _:
            return str(value)
