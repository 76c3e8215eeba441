"""An export's folder: its manifest, whether its events are what it says, and the events."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from caseledger.exporter.folder import MANIFEST, Written
from caseledger.exporter.line import EventLine, read_line
from caseledger.exporter.manifest import EVENTS, FORM_VERSION, Manifest
from caseledger.importer.errors import ExtractError

AT_ONCE = 400


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an export whose events can be taken in. Raises ``ExtractError``."""
    path = folder / MANIFEST
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ExtractError(
            f"« {path} » ne se lit pas comme le manifeste d’un export ({error}).",
            f"{path} cannot be read as the manifest of an export ({error}).",
        ) from None
    if manifest.form_version > FORM_VERSION:
        raise ExtractError(
            f"« {folder} » vient d’une version plus récente de ce programme. Mettez celle-ci à jour.",
            f"{folder} was made by a newer version of this program. Bring this one up to date.",
        )
    if manifest.sealed:
        raise ExtractError(
            f"« {folder} » est un export scellé : seules les clés de son registre l’ouvrent. Demandez "
            "un export sans --sealed.",
            f"{folder} is a sealed export: only the keys of its ledger open it. Ask for one without "
            "--sealed.",
        )
    if events_file(manifest) is None:
        raise ExtractError(
            f"« {folder} » ne contient pas d’événements. Importez sa forme CSV : caseledger import "
            f"{folder / 'csv'}",
            f"{folder} holds no events. Import its CSV form: caseledger import {folder / 'csv'}",
        )
    return manifest


def events_file(manifest: Manifest) -> Written | None:
    """The file of the events, where the export has one."""
    return next((each for each in manifest.files if each.file == EVENTS), None)


def verify(folder: Path, manifest: Manifest) -> None:
    """Raises ``ExtractError`` where the events are not those that the manifest tells of."""
    said, path = events_file(manifest), folder / EVENTS
    assert said is not None
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ExtractError(
            f"« {path} » ne peut pas être lu ({error.strerror}). Copiez l’export entier.",
            f"{path} cannot be read ({error.strerror}). Copy the whole export.",
        ) from None
    if found != said.sha256:
        raise ExtractError(
            f"« {path} » n’est plus celui que le manifeste décrit (SHA-256 {found}). Il a été modifié "
            "ou abîmé : copiez-le de nouveau.",
            f"{path} is no longer the one that the manifest describes (SHA-256 {found}). It was "
            "changed or damaged: copy it again.",
        )


def pages(folder: Path) -> Iterator[list[EventLine]]:
    """The events, some at a time. Raises ``ExtractError`` for a line that is none."""
    with (folder / EVENTS).open("rb") as file:
        page: list[EventLine] = []
        for number, line in enumerate(file, 1):
            page.append(_read(folder, number, line))
            if len(page) == AT_ONCE:
                yield page
                page = []
        if page:
            yield page


def _read(folder: Path, number: int, line: bytes) -> EventLine:
    try:
        return read_line(line)
    except msgspec.MsgspecError as error:
        raise ExtractError(
            f"« {folder / EVENTS} », ligne {number} : ce n’est pas un événement ({error}).",
            f"{folder / EVENTS}, line {number}: this is no event ({error}).",
        ) from None
