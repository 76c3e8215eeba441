"""The manifest: every file there and unaltered, or a clear word about which is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from caseledger.importer.errors import ExtractError
from caseledger.importer.manifest import digest, read_manifest, verify_files
from tests.support.extracts import generate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return generate(1, 2).write(tmp_path)


def edit(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def edit_file(folder: Path, **changes: Any) -> None:
    files = json.loads((folder / "manifest.json").read_text())["files"]
    edit(folder, files=[files[0] | changes, *files[1:]])


def test_a_whole_folder_is_taken(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert verify_files(folder, manifest) == []
    (folder / "notes.txt").write_text("for the city")
    assert verify_files(folder, manifest) == ["notes.txt"]
    assert digest(manifest) == digest(read_manifest(folder))


@pytest.mark.parametrize(
    "damage",
    [
        lambda f: (f / "manifest.json").unlink(),
        lambda f: (f / "manifest.json").write_text("{"),
        lambda f: edit(f, custodian=7),
        lambda f: edit(f, as_of="2025-02-30"),
        lambda f: edit(f, files=[]),
        lambda f: edit_file(f, file="../residents.csv"),
        lambda f: edit_file(f, encoding="utf-99"),
        lambda f: edit_file(f, delimiter=""),
        lambda f: edit_file(f, delimiter='"'),
    ],
)
def test_a_manifest_that_is_none(folder: Path, damage: Any) -> None:
    damage(folder)
    with pytest.raises(ExtractError) as stopped:
        read_manifest(folder)
    assert "manifest" in stopped.value.en and stopped.value.fr


@pytest.mark.parametrize(
    "damage",
    [
        lambda f: (f / "exits.csv").unlink(),
        lambda f: (f / "exits.csv").open("ab").write(b"x"),
    ],
)
def test_a_file_that_is_not_what_the_manifest_says(folder: Path, damage: Any) -> None:
    damage(folder)
    with pytest.raises(ExtractError) as stopped:
        verify_files(folder, read_manifest(folder))
    assert "exits.csv" in stopped.value.en and "exits.csv" in stopped.value.fr
