"""The shape of a database as text.

`python -m tests.support.schema_dump` writes migrations/schema.sql.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from caseledger import embedded
from caseledger.embedded import binaries
from caseledger.migrate import DIRECTORY, migrate
from tests.support.databases import new_database, wait_until

SCHEMA = DIRECTORY / "schema.sql"

_HEADER = """\
-- What the migrations add up to: generated, for reading. Never run, never edited by hand.
-- Write it anew with: python -m tests.support.schema_dump
"""


def dump(url: str) -> str:
    """`pg_dump --schema-only` of the server's own version, without what changes from run to run."""
    pg_dump = binaries.find().path("pg_dump")
    text = subprocess.run(
        [pg_dump, "--schema-only", "--dbname", url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    kept = [
        line
        for line in text.splitlines()
        if not re.match(r"--|SET |SELECT pg_catalog\.set_config|\\(un)?restrict", line)
    ]
    return _HEADER + "\n" + re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip() + "\n"


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="cl-"))
    folder.chmod(0o711)
    server = embedded.acquire(folder / "server")
    try:
        with new_database(server) as made:
            migrate(made.url("migrator"))
            SCHEMA.write_text(dump(made.url("migrator")), encoding="utf-8")
    finally:
        server.release()
        wait_until(lambda: not any(server.home.clusters.glob("*/postmaster.pid")))
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
