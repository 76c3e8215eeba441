"""Why there is no backup, or no restore: nothing is half done then."""

from caseledger.errors import BilingualError


class BackupStopped(BilingualError):
    """No backup was made."""


class RestoreStopped(BilingualError):
    """Nothing was restored that could be opened."""
