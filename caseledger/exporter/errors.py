"""Why an export stops: nothing under a final name is ever half written."""

from caseledger.errors import BilingualError


class ExportStopped(BilingualError):
    """The export cannot be written there, or at all; says what to do."""
