"""One pack: rows, proofs, one checkpoint, what was opened, and how to verify it, in one zip."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from ledger.log import store
from ledger.log.growth import SigningKey
from ledger.log.names import EVENTS
from ledger.log.note import Note, parse
from ledger.log.proof import consistency_spans
from ledger.log.proving import Consistency, inclusion_under
from ledger.log.rows import read_at
from ledger.log.store import Published, leaf_of_event
from ledger.pack.choosing import Chosen, Kind, Opened
from ledger.pack.page import page

FORMAT = "caseledger-pack/1"
VERIFIER = ("verify.py", "verify_crypto.py")


class NotSigned(Exception):
    """No checkpoint covers the last of these events yet: it does within seconds, or never."""


class About(msgspec.Struct, frozen=True):
    """What a pack is about, and who had it made. ``made_at`` is UTC."""

    pack_id: UUID
    tenant: str
    kind: Kind
    id: UUID
    made_at: datetime
    made_by: str


class PackedEvent(msgspec.Struct, frozen=True):
    position: int
    type: str
    opened: Sequence[Opened]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a pack: each file by its SHA-256, each event by its position."""

    format: str
    about: About
    key: str
    witnesses: Sequence[str]
    events: Sequence[PackedEvent]
    files: dict[str, str]


async def make(
    connection: AsyncConnection[Any],
    about: About,
    chosen: Sequence[Chosen],
    policy: Sequence[int],
    key: SigningKey,
    witnesses: Sequence[str],
) -> bytes:
    """The zip. ``connection``: of the auditor, taught by ``rows.adapt``, in UTC.

    ``policy``: positions of what was published of policy. ``witnesses``: keys of those whose
    countersignatures are looked for. Raises ``NotSigned``.
    """
    published = await store.latest(connection, EVENTS)
    positions = sorted({*policy, *(each.recorded.position for each in chosen)})
    if published is None or not positions or positions[-1] > published.size:
        raise NotSigned
    files: dict[str, bytes] = {"checkpoint.note": published.note.encode()}
    rows = await read_at(connection, positions)
    leaves = [leaf_of_event(position) for position in positions]
    for position, proof in zip(
        positions, await inclusion_under(connection, published, leaves), strict=True
    ):
        files[f"rows/{position}.bin"] = rows[position]
        files[f"proofs/{position}.tlog-proof"] = proof.write().encode()
    signed_by = await _witnessed(connection, published, witnesses, files)
    for name in VERIFIER:
        files[name] = Path(__file__).with_name(name).read_bytes()
    signer = key(published.checkpoint.origin)
    files["read-me.html"] = page(about, chosen, published, str(signer.verifier), signed_by).encode()
    opened = {each.recorded.position: each for each in chosen}
    manifest = msgspec.json.encode(
        Manifest(
            format=FORMAT,
            about=about,
            key=str(signer.verifier),
            witnesses=signed_by,
            events=[_packed(position, opened.get(position)) for position in positions],
            files={name: sha256(content).hexdigest() for name, content in sorted(files.items())},
        )
    )
    text = f"{FORMAT}\nsha256 {sha256(manifest).hexdigest()}\n"
    files["manifest.json"] = manifest
    files["manifest.note"] = Note(text, (signer.sign(text),)).write().encode()
    return _zipped(files, about.made_at)


async def _witnessed(
    connection: AsyncConnection[Any],
    published: Published,
    witnesses: Sequence[str],
    files: dict[str, bytes],
) -> list[str]:
    """Whose countersignatures the pack holds; an older note of theirs goes in, with what leads here."""
    seen = await store.witnessed(connection, EVENTS)
    if seen is None:
        return []
    if seen.size < published.size:
        spans = consistency_spans(seen.size, published.size)
        hashes = await store.prove(connection, published.place, spans, published.size)
        files["witnessed.note"] = seen.note.encode()
        files["consistency.txt"] = Consistency(published, seen.size, hashes).write().encode()
    names = {signature.name for signature in parse(seen.note).signatures}
    return [each for each in witnesses if each.partition("+")[0] in names]


def _packed(position: int, chosen: Chosen | None) -> PackedEvent:
    if chosen is None:
        return PackedEvent(position, "policy.published", [])
    return PackedEvent(position, chosen.recorded.event.wire_name, chosen.opened)


def _zipped(files: dict[str, bytes], at: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in sorted(files.items()):
            info = zipfile.ZipInfo(name, at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            pack.writestr(info, content)
    return made.getvalue()
