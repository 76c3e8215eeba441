"""The lives of a log: its first origin, and the next one after the ledger was restored.

A restore to an earlier point may have lost what was signed. The log cannot go on then: the next
checkpoint would deny the last. It begins anew under another name, and says in each of its
checkpoints which was the last one known before.
"""

from collections.abc import Mapping
from typing import Any, LiteralString

import psycopg

from ledger.log.checkpoint import Checkpoint
from ledger.log.names import LOGS, origin_name
from ledger.log.note import BadNote, VerifierKey, open_note

FIRST = "start"

_OPEN: LiteralString = (
    "insert into log.origin (log, sequence, name, cites, reason) values (%s, %s, %s, %s, %s)"
)
_LAST: LiteralString = """
    select o.sequence, o.name, o.verifier, (
        select c.note from log.checkpoint as c
        where (c.log, c.sequence) = (o.log, o.sequence) order by c.size desc limit 1
    )
    from log.origin as o where o.log = %s order by o.sequence desc limit 1
"""
_WITNESSED: LiteralString = """
    select c.note || string_agg(w.line || chr(10), '' order by w.witness)
    from log.checkpoint as c join log.cosignature as w using (log, sequence, size)
    where c.log = %s and c.sequence = %s and c.note = %s
    group by c.note
"""


class WrongCitation(ValueError):
    """What is to be cited is no checkpoint of the origin that ends."""


def begin(connection: psycopg.Connection[Any], base: str) -> None:
    """Open the first origin of each log, ``base/events`` and ``base/looks``, unless there is one.

    ``connection``: of a role that may write in ``log``. Many may do this at once.
    """
    with connection.transaction():
        _only_one(connection)
        for log in LOGS:
            if connection.execute(_LAST, (log,)).fetchone() is None:
                connection.execute(_OPEN, (log, 1, origin_name(base, log, 1), None, FIRST))
                connection.execute("insert into log.state (log, sequence) values (%s, 1)", (log,))


def reopen(
    connection: psycopg.Connection[Any], reason: str, known: Mapping[str, str] | None = None
) -> list[str]:
    """The ledger was restored: end the origin of each log, and open the next. The new names.

    ``reason`` names the restore (its id); the same one again changes nothing and gives the same
    names. ``known`` holds for a log the last checkpoint that is known from elsewhere, as signed: a
    witness's, or the lost database's. The later of it and the stored one is cited. A log that never
    began is left alone. Raises ``WrongCitation`` where ``known`` is no checkpoint of that origin.
    """
    opened = []
    with connection.transaction():
        _only_one(connection)
        for log in LOGS:
            done = connection.execute(
                "select name from log.origin where log = %s and reason = %s", (log, reason)
            ).fetchone()
            if done is not None:
                opened.append(done[0])
                continue
            row = connection.execute(_LAST, (log,)).fetchone()
            if row is None:
                continue
            sequence, name, verifier, note = row
            stored = _with_cosignatures(connection, log, sequence, note)
            cites = _latest(name, verifier, stored, (known or {}).get(log))
            first = connection.execute(
                "select name from log.origin where log = %s and sequence = 1", (log,)
            ).fetchone()
            assert first is not None
            base = first[0].removesuffix(f"/{log}")
            following = origin_name(base, log, sequence + 1)
            connection.execute(_OPEN, (log, sequence + 1, following, cites, reason))
            connection.execute(
                "update log.state set sequence = %s, size = 0, signed = null, owner = null,"
                " fault = null where log = %s",
                (sequence + 1, log),
            )
            opened.append(following)
    return opened


def _only_one(connection: psycopg.Connection[Any]) -> None:
    connection.execute("select pg_advisory_xact_lock(hashtextextended('caseledger.log.origin', 0))")


def _with_cosignatures(
    connection: psycopg.Connection[Any], log: str, sequence: int, note: str | None
) -> str | None:
    row = connection.execute(_WITNESSED, (log, sequence, note)).fetchone()
    return row[0] if row else note


def _latest(name: str, verifier: str | None, stored: str | None, known: str | None) -> str | None:
    if known is None:
        return stored
    try:
        keys = [VerifierKey.parse(verifier)] if verifier else []
        text = open_note(known, keys).text
        given = Checkpoint.parse(text)
    except BadNote as error:
        raise WrongCitation(f"not a checkpoint signed by {name}: {error}") from None
    if given.origin != name:
        raise WrongCitation(f"a checkpoint of {given.origin}, not of {name}")
    if stored is not None and given.size < Checkpoint.parse(_text(stored)).size:
        return stored
    return known


def _text(note: str) -> str:
    return note.rpartition("\n\n")[0] + "\n"
