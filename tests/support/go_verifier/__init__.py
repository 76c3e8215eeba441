"""What the Go project's own code says of our proofs: ``golang.org/x/mod/sumdb``, as Debian has it."""

import atexit
import json
import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

SOURCE = Path(__file__).with_name("main.go")


@cache
def _program() -> Path:
    made = Path(mkdtemp(prefix="go-verifier-"))
    atexit.register(rmtree, made, ignore_errors=True)
    env = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(made / "cache"),
        "GOFLAGS": "",
    }
    subprocess.run(
        ["go", "build", "-o", str(made / "verifier"), str(SOURCE)], env=env, check=True, timeout=240
    )
    return made / "verifier"


def verified(jobs: Sequence[dict[str, object]]) -> list[str]:
    """For each job ``ok``, or what is wrong; what a job holds: see ``job`` in the program."""
    lines = "".join(json.dumps({"Old": -1} | job) + "\n" for job in jobs)
    done = subprocess.run(
        [_program()], input=lines, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.splitlines()
