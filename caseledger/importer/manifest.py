"""The manifest of an extract, and whether the folder is what it says."""

import codecs
import hashlib
from datetime import date
from pathlib import Path

import msgspec

from caseledger.importer.errors import ExtractError
from caseledger.importer.form import form

NAME = "manifest.json"


class ManifestFile(msgspec.Struct, frozen=True):
    """A file of the extract: how it is written, how many rows it has, its SHA-256 (hexadecimal)."""

    file: str
    encoding: str
    delimiter: str
    rows: int
    sha256: str

    @property
    def name(self) -> str:
        """Without its ending: ``payments``."""
        return self.file.rsplit(".", 1)[0]


class Manifest(msgspec.Struct, frozen=True):
    """Whose extract it is, as of which day, out of which system; ``invented``: nobody in it exists."""

    custodian: str
    as_of: date
    source_system: str
    files: list[ManifestFile]
    invented: bool = False


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder. Raises ``ExtractError``."""
    path = folder / NAME
    try:
        data = path.read_bytes()
    except OSError:
        raise ExtractError(
            f"Il n’y a pas de manifeste : « {path} » n’existe pas ou ne peut pas être lu. Donnez le "
            "dossier de l’extrait, celui qui contient manifest.json.",
            f"There is no manifest: {path} does not exist or cannot be read. Give the extract’s "
            "folder, the one that holds manifest.json.",
        ) from None
    try:
        manifest = msgspec.json.decode(data.removeprefix(codecs.BOM_UTF8), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ExtractError(
            f"« {path} » n’est pas un manifeste lisible ({error}). Demandez-en un nouveau à "
            "l’organisme qui a fait l’extrait.",
            f"{path} is not a manifest that can be read ({error}). Ask whoever made the extract "
            "for a new one.",
        ) from None
    _check(manifest, path)
    return manifest


def _check(manifest: Manifest, path: Path) -> None:
    named = [each.name for each in manifest.files]
    for name in form().files:
        if named.count(name) != 1:
            raise ExtractError(
                f"« {path} » nomme {named.count(name)} fois le fichier « {name} » : il le faut une "
                "fois exactement, même vide. Demandez un extrait complet.",
                f"{path} names the file {name!r} {named.count(name)} times: it must be there exactly "
                "once, even when empty. Ask for a whole extract.",
            )
    for each in manifest.files:
        if Path(each.file).name != each.file or each.file in ("", ".", ".."):
            raise ExtractError(
                f"« {path} » nomme « {each.file} » : un fichier doit être dans le dossier même.",
                f"{path} names {each.file!r}: a file must stand in the folder itself.",
            )
        try:
            codecs.lookup(each.encoding)
        except LookupError:
            raise ExtractError(
                f"« {each.file} » : le codage « {each.encoding} » du manifeste est inconnu. "
                "Corrigez-le, par exemple utf-8 ou cp1252.",
                f"{each.file}: the manifest’s encoding {each.encoding!r} is unknown. Correct it, "
                "for example to utf-8 or cp1252.",
            ) from None
        if len(each.delimiter) != 1 or each.delimiter in '"\r\n':
            raise ExtractError(
                f"« {each.file} » : le séparateur « {each.delimiter} » du manifeste doit être un "
                "seul caractère, par exemple une virgule ou un point-virgule.",
                f"{each.file}: the manifest’s delimiter {each.delimiter!r} must be a single "
                "character, for example a comma or a semicolon.",
            )


def verify_files(folder: Path, manifest: Manifest) -> list[str]:
    """Check that every file is there and unaltered; the names of files that nobody mentioned.

    Raises ``ExtractError``.
    """
    for each in manifest.files:
        path = folder / each.file
        try:
            found = _sha256(path)
        except OSError:
            raise ExtractError(
                f"Il manque le fichier « {path} », que le manifeste nomme. Copiez l’extrait entier.",
                f"The file {path}, which the manifest names, is missing. Copy the whole extract.",
            ) from None
        if found != each.sha256.lower():
            raise ExtractError(
                f"« {path} » n’est plus celui que le manifeste décrit (empreinte SHA-256 {found} au "
                f"lieu de {each.sha256}). Il a été modifié ou abîmé : copiez-le de nouveau. Une "
                "rangée se corrige par « caseledger import rejects », jamais dans l’extrait.",
                f"{path} is no longer the one that the manifest describes (SHA-256 {found} instead "
                f"of {each.sha256}). It was changed or damaged: copy it again. A row is mended by "
                "`caseledger import rejects`, never in the extract.",
            )
    known = {each.file for each in manifest.files} | {NAME}
    return sorted(entry.name for entry in folder.iterdir() if entry.name not in known)


def digest(manifest: Manifest) -> str:
    """SHA-256 (hexadecimal) of what a manifest says: the name of this very extract."""
    return hashlib.sha256(msgspec.json.encode(manifest)).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
