"""The linter of migrations, as this project runs it."""

import shutil
import sys
from pathlib import Path

# The runner sets the lock timeout, and a table that fills in one transaction needs no other.
# Small integers are meant: versions of one stream's key, a backend's process id.
_EXCLUDED = (
    "require-lock-timeout",
    "require-statement-timeout",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
)


def squawk(file: Path) -> list[str]:
    """The command that lints `file`; it exits with 0 when there is nothing to say."""
    program = shutil.which("squawk", path=str(Path(sys.executable).parent))
    assert program, "squawk-cli is not installed beside this Python"
    return [program, "--assume-in-transaction", "--exclude", ",".join(_EXCLUDED), str(file)]
