"""The file of wrapped keys: PostgreSQL's COPY text of each table, after a line that names it."""

from pathlib import Path
from typing import Any, LiteralString

import psycopg

from caseledger.backup.errors import RestoreStopped

_END = b"\\.\n"
# Those that are checked against the one in use come before it.
_TABLES: dict[bytes, LiteralString] = {
    b"secret": "keys.secret (tenant, name, wrapped, kek_id, created_at)",
    b"person_key": (
        "keys.person_key (tenant, person_id, version, wrapped, kek_id, state, created_at)"
    ),
    b"item_key": "keys.item_key (tenant, item_id, person_id, wrapped, kek_id, state, created_at)",
    b"reject_key": "keys.reject_key (tenant, reject_id, wrapped, kek_id, expires_at)",
    b"kek": "keys.kek (tenant, kek_id, state, since, retired_at, destroyed_at)",
}


def write(connection: psycopg.Connection[Any], path: Path) -> None:
    """Write all keys, as the connection's transaction sees them."""
    with path.open("xb") as file:
        path.chmod(0o600)
        for name, columns in _TABLES.items():
            file.write(b"table " + name + b"\n")
            with connection.cursor().copy(f"copy {columns} to stdout") as copy:
                for part in copy:
                    file.write(part)
            file.write(_END)


def load(connection: psycopg.Connection[Any], path: Path) -> None:
    """Put them back into empty tables, in the connection's transaction.

    Raises ``RestoreStopped`` for a file that is none.
    """
    with path.open("rb") as file:
        for name, columns in _TABLES.items():
            if file.readline() != b"table " + name + b"\n":
                raise RestoreStopped(
                    f"« {path} » n’est pas un fichier de clés.", f"{path} is no file of keys."
                )
            with connection.cursor().copy(f"copy {columns} from stdin") as copy:
                for line in file:
                    if line == _END:
                        break
                    copy.write(line)
