"""What each read model makes of one history, as digests by its version.

`python -m tests.support.read_models` writes tests/unit/projections/read_models.json. It refuses what
would leave tables as they are that the new code would fill otherwise: then the version goes up.
"""

import hashlib
import json
import sys
from pathlib import Path
from random import Random
from typing import Any

from projections.engine.builds import definition
from projections.engine.model import ReadModel
from projections.registry import READ_MODELS
from tests.unit.projections.imported import imported_history
from tests.unit.projections.memory import Memory

KEPT = Path(__file__).resolve().parents[1] / "unit" / "projections" / "read_models.json"


def digests() -> dict[str, Any]:
    """The history's digest, and of each model: version, and digests of its tables and rows."""
    events = imported_history(Random(20), 300)
    return {
        "history": _digest(repr(events)),
        "models": {model.name: _of(model, events) for model in READ_MODELS},
    }


def _of(model: ReadModel, events: Any) -> dict[str, Any]:
    memory = Memory(model)
    memory.take(events)
    rows = [sorted(map(repr, memory.rows(table.row))) for table in model.tables]
    return {
        "version": [model.version, model.evolution],
        "tables": definition(model)[:16],
        "rows": _digest(repr(rows)),
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def unraised(kept: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Models that make something else than was kept, and are of the same version all the same.

    Of another history other rows come: then only the tables can be told apart.
    """
    telling = ("tables", "rows") if kept["history"] == now["history"] else ("tables",)
    return [
        name
        for name, was in kept["models"].items()
        if (found := now["models"].get(name))
        and found["version"] == was["version"]
        and any(found[each] != was[each] for each in telling)
    ]


def main() -> None:
    now = digests()
    if KEPT.exists() and (names := unraised(json.loads(KEPT.read_text("utf-8")), now)):
        sys.exit(f"Raise the version first: {', '.join(names)}")
    KEPT.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
