"""Code blocks of a document: run as a reader would paste them, compared with what it shows."""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "=== end of block ==="


def sessions(document: Path) -> list[tuple[str, str | None]]:
    """Each ``sh`` block with the ``text`` block that follows it, where one does."""
    found: list[tuple[str, str | None]] = []
    for kind, body in BLOCK.findall(document.read_text(encoding="utf-8")):
        if kind == "sh":
            found.append((body, None))
        else:
            command, _ = found.pop()
            found.append((command, body))
    return found


def printed(blocks: list[str], folder: Path, **env: str) -> list[str]:
    """What each block prints, all run by one bash in ``folder``. Fails where a command does."""
    script = "set -e\n" + "".join(f"{block}\necho '{MARK}'\n" for block in blocks)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == "", done.stderr
    return done.stdout.split(f"{MARK}\n")[: len(blocks)]


def shows(output: str, expected: str) -> bool:
    """Whether the output is as shown: ``…`` stands for part of a line, alone for any lines."""
    lines = []
    for line in expected.splitlines():
        if line.strip() == "…":
            lines.append(r"(?:[^\n]*\n)*?")
        else:
            lines.append("[^\n]*".join(re.escape(part) for part in line.split("…")) + "\n")
    return re.fullmatch("".join(lines), output) is not None
