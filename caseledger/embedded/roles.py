"""The logins of the cluster: one for each role of the program, with passwords of our making."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from ledger.files import write_secret

ROLES = ("migrator", "writer", "projector", "reader", "auth", "auditor", "sequencer")
"""What a process may be for the database. Each has a login `cl_<role>`; migrator is superuser."""

GROUPS = ("owner", "writer", "projector", "reader", "auth", "auditor", "sequencer")
"""Permission groups `caseledger_<name>` without login; the migrations say what each may do."""

_ITERATIONS = 4096


def login(role: str) -> str:
    return f"cl_{role}"


def load_passwords(path: Path) -> dict[str, str]:
    """The password of each role, from a 0600 file that is made, or completed, when needed."""
    try:
        known = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        known = {}
    kept = {r: known[r] for r in ROLES if isinstance(known, dict) and isinstance(known.get(r), str)}
    passwords = {role: kept.get(role) or secrets.token_urlsafe(24) for role in ROLES}
    if passwords != known:
        write_secret(path, json.dumps(passwords, indent=2).encode())
    return passwords


def ensure_roles(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Make every group and login that is missing, and set every password that differs.

    Needs a superuser's connection; all or nothing. Does nothing when all is in place, and of two
    that do it at once the second waits.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('caseledger.roles'))")
        stored = dict(connection.execute("SELECT rolname, rolpassword FROM pg_authid").fetchall())
        for group in GROUPS:
            if f"caseledger_{group}" not in stored:
                connection.execute(
                    sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(f"caseledger_{group}"))
                )
        for role in ROLES:
            name = sql.Identifier(login(role))
            if login(role) not in stored:
                power = sql.SQL("SUPERUSER" if role == "migrator" else "NOSUPERUSER")
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN {}").format(name, power))
            verifier = scram_verifier(passwords[role])
            if stored.get(login(role)) != verifier:
                connection.execute(
                    sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(verifier))
                )
        _grant_groups(connection)


def _grant_groups(connection: psycopg.Connection) -> None:
    held = set(
        connection.execute(
            "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members"
        ).fetchall()
    )
    for role in ROLES:
        group = "caseledger_owner" if role == "migrator" else f"caseledger_{role}"
        if (group, login(role)) not in held:
            connection.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login(role)))
            )


def scram_verifier(password: str) -> str:
    """What PostgreSQL stores for a password (RFC 5802), so that the password itself is not sent.

    The salt comes from the password, so that an unchanged password is seen to be unchanged; that
    is sound for these random passwords, and would not be for a person's.
    """
    salt = hashlib.sha256(b"caseledger" + password.encode()).digest()[:16]
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, _ITERATIONS)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    return (
        f"SCRAM-SHA-256${_ITERATIONS}:{_base64(salt)}${_base64(stored_key)}:{_base64(server_key)}"
    )


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
