"""An event changes by a new schema version alone, and a new version brings all that it needs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import msgspec
import pytest

from domain.event import Event, event_types
from domain.private import Private
from ledger.codec import decode_metadata, encode_event, encode_metadata
from ledger.shapes import shape
from ledger.upcasters import UPCASTERS, Upcaster, upcast
from tests.unit.ledger.golden import ENVELOPES, GOLDEN, SHAPES

Key = tuple[str, int]
BOX = ["s", "01890a5d-ac96-774b-bcce-b302099a8058", 1, "MDEyMzQ1Njc4OWFiLWNpcGhlcnRleHQ=", None]


def faults(
    types: Mapping[str, type[Event]],
    golden: Mapping[Key, str] = GOLDEN,
    shapes: Mapping[Key, str] = SHAPES,
    upcasters: Mapping[Key, Upcaster] = UPCASTERS,
) -> list[str]:
    """What a changed event still lacks, each in a few words."""
    found = []
    for name, kind in types.items():
        newest = kind.schema_version
        if shapes.get((name, newest)) != shape(kind):
            found.append(f"{name} v{newest}: other fields than were written, now {shape(kind)}")
        for version in range(1, newest + 1):
            if (name, version) not in golden:
                found.append(f"{name} v{version}: no golden bytes")
            elif version == newest:
                found += _unlike(kind, golden[name, version])
            elif missing := [v for v in range(version, newest) if (name, v) not in upcasters]:
                found.append(f"{name} v{missing[0]}: no upcaster")
            else:
                fields = msgspec.json.decode(golden[name, version])
                found += _misread(kind, version, fields, upcasters)
        for upcast_name, version in upcasters:
            if upcast_name == name and version >= newest:
                found.append(f"{name} v{version}: an upcaster to nowhere")
    return found


def _unlike(kind: type[Event], golden: str) -> Iterator[str]:
    try:
        if encode_event(msgspec.json.decode(golden, type=kind)).decode() == golden:
            return
    except msgspec.ValidationError:
        pass
    yield f"{kind.wire_name} v{kind.schema_version}: other bytes than were written"


def _misread(
    kind: type[Event], version: int, fields: dict[str, Any], upcasters: Mapping[Key, Upcaster]
) -> Iterator[str]:
    before = dict(_boxes(fields))
    after = upcast(kind.wire_name, version, kind.schema_version, fields, upcasters)
    if dict(_boxes(after)) != before:
        yield f"{kind.wire_name} v{version}: a private field was moved"
    try:
        msgspec.convert(after, kind, str_keys=True)
    except msgspec.ValidationError:
        yield f"{kind.wire_name} v{version}: not upcast to what is known"


def _boxes(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, list) and len(value) == 5 and value[0] == "s":
        yield path, value[3]
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _boxes(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _boxes(inner, f"{path}.{at}")


def test_every_event_of_every_version_can_be_read() -> None:
    assert faults(event_types()) == []
    assert {name for name, _ in GOLDEN} == set(event_types()) == {name for name, _ in SHAPES}
    assert {name for name, _ in UPCASTERS} <= set(event_types())


@pytest.mark.parametrize("golden", ENVELOPES)
def test_the_envelope_reads_what_was_ever_written(golden: str) -> None:
    assert encode_metadata(decode_metadata(golden.encode())).decode() == golden


# --- The checks above, tried on an event that nobody writes ------------------------------------

Fields = dict[str, Any]
PLAIN: Fields = {
    "size": (Literal["S", "M"],),
    "count": (int,),
    "who": (Private,),
    "also": (Private | None, None),
}
WRITTEN = {("kite.seen", 1): msgspec.json.encode(
    {"size": "S", "count": 3, "who": BOX, "also": None}
).decode()}  # fmt: skip


def kite(version: int = 1, **fields: Any) -> dict[str, type[Event]]:
    made = msgspec.defstruct(
        "KiteSeen",
        [(name, *told) for name, told in fields.items()],
        bases=(Event,),
        frozen=True,
        kw_only=True,
    )
    made.wire_name, made.schema_version = "kite.seen", version  # type: ignore[attr-defined]
    return {"kite.seen": made}


PINNED = {("kite.seen", 1): shape(kite(**PLAIN)["kite.seen"])}


def test_an_event_as_it_was_written_has_no_fault() -> None:
    assert faults(kite(**PLAIN), WRITTEN, PINNED, {}) == []


@pytest.mark.parametrize(
    "fields",
    [
        PLAIN | {"colour": (str, "RED")},
        PLAIN | {"colour": (str | None, None)},
        {name: told for name, told in PLAIN.items() if name != "also"},
        {name: told for name, told in PLAIN.items() if name != "count"} | {"number": (int,)},
        PLAIN | {"size": (Literal["S", "M", "L"],)},
        PLAIN | {"count": (int | None,)},
        PLAIN | {"count": (int, 0)},
        PLAIN | {"also": (str | None, None)},
        dict(reversed(PLAIN.items())),
    ],
    ids=["added", "added, empty", "removed", "renamed", "a new code", "may be empty",
         "may be left out", "no longer private", "reordered"],
)  # fmt: skip
def test_changed_fields_without_a_new_version_are_found(fields: Fields) -> None:
    assert faults(kite(**fields), WRITTEN, PINNED, {})


NEWER = PLAIN | {"colour": (str,)}
NEWER_WRITTEN = WRITTEN | {("kite.seen", 2): msgspec.json.encode(
    {"size": "S", "count": 3, "who": BOX, "also": None, "colour": "RED"}
).decode()}  # fmt: skip
NEWER_PINNED = PINNED | {("kite.seen", 2): shape(kite(2, **NEWER)["kite.seen"])}


def coloured(fields: Fields) -> Fields:
    return fields | {"colour": "RED"}


def test_a_new_version_with_all_that_it_needs_has_no_fault() -> None:
    steps = {("kite.seen", 1): coloured}
    assert faults(kite(2, **NEWER), NEWER_WRITTEN, NEWER_PINNED, steps) == []


@pytest.mark.parametrize(
    ("golden", "shapes", "step", "told"),
    [
        (WRITTEN, NEWER_PINNED, coloured, "v2: no golden bytes"),
        (
            NEWER_WRITTEN,
            PINNED,
            coloured,
            f"v2: other fields than were written, now {NEWER_PINNED['kite.seen', 2]}",
        ),
        (NEWER_WRITTEN, NEWER_PINNED, None, "v1: no upcaster"),
        (NEWER_WRITTEN, NEWER_PINNED, lambda f: f, "v1: not upcast to what is known"),
        (
            NEWER_WRITTEN,
            NEWER_PINNED,
            lambda f: coloured(f) | {"who": f["also"] or BOX, "also": f["who"]},
            "v1: a private field was moved",
        ),
    ],
)
def test_a_new_version_that_lacks_something_is_found(
    golden: dict[Key, str],
    shapes: dict[Key, str],
    step: Callable[[Fields], Fields] | None,
    told: str,
) -> None:
    steps = {("kite.seen", 1): step} if step else {}
    assert faults(kite(2, **NEWER), golden, shapes, steps) == [f"kite.seen {told}"]


def test_an_upcaster_of_the_newest_version_is_found() -> None:
    steps = {("kite.seen", 1): coloured}
    assert faults(kite(**PLAIN), WRITTEN, PINNED, steps) == ["kite.seen v1: an upcaster to nowhere"]
