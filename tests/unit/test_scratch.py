"""Whatever runs in the temporary folder of a test process ends with it, and the folder goes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.databases import wait_until

ROOT = Path(__file__).resolve().parents[2]
STAYS = """
import os, subprocess, sys, tempfile
from tests.support.scratch import Scratch
made = Scratch()
stay = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
subprocess.Popen(stay, env={"TMPDIR": tempfile.mkdtemp()})
subprocess.Popen([*stay, made.folder], env={})
print(made.folder, flush=True)
"""


@pytest.mark.parametrize("end", ["os._exit(1)", "os.kill(os.getpid(), 9)", "made.discard()"])
def test_whatever_its_end_nothing_is_left(end: str, tmp_path: Path) -> None:
    # Its children hold its output open: unless they end, this waits in vain.
    done = subprocess.run(
        [sys.executable, "-c", STAYS + end],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    folder = Path(done.stdout.strip())
    assert folder.parent == tmp_path
    wait_until(lambda: not folder.exists())
