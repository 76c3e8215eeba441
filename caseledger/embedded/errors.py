"""Why the embedded server cannot be had, in both languages."""

from caseledger.errors import BilingualError


class EmbeddedError(BilingualError):
    """The embedded PostgreSQL cannot be prepared, started or reached."""
