"""The wire form: golden bytes of every event, versions upcast in one place, unknown ones refused."""

from uuid import UUID

import msgspec
import pytest

from domain.consent import ConsentWithdrawn
from domain.event import Actor, Authority, Event, Metadata, SourceReference, event_types
from ledger.codec import decode_event, decode_metadata, encode_event, encode_metadata
from ledger.upcasters import MissingUpcaster, UnknownEvent, UnknownVersion, upcast
from tests.unit.ledger.golden import GOLDEN

ZERO = UUID(int=0)


@pytest.mark.parametrize(("wire_name", "version"), GOLDEN)
def test_golden_bytes_decode_and_encode_to_themselves(wire_name: str, version: int) -> None:
    golden = GOLDEN[wire_name, version].encode()
    event = decode_event(wire_name, version, golden)
    if event.schema_version == version:
        assert encode_event(event) == golden


@pytest.mark.parametrize("kind", event_types().values(), ids=lambda kind: kind.wire_name)
def test_what_passes_the_upcasters_is_read_as_what_does_not(kind: type[Event]) -> None:
    golden = GOLDEN[kind.wire_name, kind.schema_version]
    read = decode_event(kind.wire_name, kind.schema_version, golden.encode())
    assert msgspec.convert(msgspec.json.decode(golden), kind, str_keys=True) == read


def test_a_type_or_version_of_newer_code_is_refused() -> None:
    with pytest.raises(UnknownEvent, match=r"case\.frozen v1 was written by newer code"):
        decode_event("case.frozen", 1, b"{}")
    with pytest.raises(UnknownVersion, match=r"consent\.withdrawn v2"):
        decode_event(ConsentWithdrawn.wire_name, ConsentWithdrawn.schema_version + 1, b"{}")


def test_a_field_that_this_code_does_not_know_is_refused_rather_than_lost() -> None:
    golden = msgspec.json.decode(GOLDEN["case.reopened", 1])
    with pytest.raises(msgspec.ValidationError):
        decode_event("case.reopened", 1, msgspec.json.encode(golden | {"mood": "good"}))


def test_upcasters_are_chained_from_the_stored_version_to_the_known_one() -> None:
    steps = {
        ("note.added", 1): lambda fields: fields | {"kind": "GENERAL"},
        ("note.added", 2): lambda fields: fields | {"kind": fields["kind"].lower()},
    }
    assert upcast("note.added", 1, 3, {"text": "x"}, steps) == {"text": "x", "kind": "general"}
    assert upcast("note.added", 3, 3, {"text": "x"}, steps) == {"text": "x"}
    with pytest.raises(MissingUpcaster):
        upcast("note.added", 1, 4, {}, steps)


def test_the_envelope_survives_the_wire() -> None:
    metadata = Metadata(
        actor=Actor(id=ZERO, kind="STAFF", role="INTAKE", organisation="rn", office="centre"),
        command=ZERO,
        authority=Authority("CONSENT", "c-1"),
        policy=7,
        source=SourceReference("ministry", "OW-1"),
        corrects=ZERO,
    )
    assert decode_metadata(encode_metadata(metadata)) == metadata
