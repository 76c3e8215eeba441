"""The committed schema of an export's lines is that of the events as they are now."""

from pathlib import Path

from caseledger.exporter import schema
from domain.event import event_types

COMMITTED = Path(__file__).parents[3] / "docs" / "export.schema.json"


def test_the_committed_schema_is_that_of_the_events() -> None:
    """Write it anew with: python -m caseledger.exporter.schema > docs/export.schema.json"""
    assert COMMITTED.read_text(encoding="utf-8") == schema.text()


def test_it_tells_the_payload_of_every_event() -> None:
    told = {rule["if"]["properties"]["type"]["const"] for rule in schema.schema()["allOf"]}
    assert told == set(event_types())
