"""Why an import stops as a whole. A row that cannot be read never stops it: see ``rejects``."""

from caseledger.errors import BilingualError


class ImportStopped(BilingualError):
    """The import cannot go on, or must not; says what to do. Sent again, it goes on where it was."""


class ExtractError(ImportStopped):
    """The folder is not the extract that its manifest describes; nothing was imported."""


class NotReconciled(ImportStopped):
    """What is in the ledger is not what was read. This must never happen, and is never passed over."""
