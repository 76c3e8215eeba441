"""``caseledger migrate``: bring the database to the shape that this code expects."""

from typing import Any

from caseledger import migrate as migrations
from caseledger.cli.say import Say
from caseledger.place import place
from caseledger.settings import Settings


def migrate(_options: Any, say: Say) -> int:
    """Apply what is missing; says what was done."""
    with place(Settings.read()) as where:
        applied = migrations.migrate(where.urls["migrator"])
    for name in applied:
        say(f"Appliquée : {name}", f"Applied: {name}")
    if not applied:
        say("La base est à jour.", "The database is up to date.")
    return 0
