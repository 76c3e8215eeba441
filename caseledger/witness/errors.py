"""Why a witness does not sign: because it cannot now, or because it will not."""

from caseledger.errors import BilingualError


class Trouble(BilingualError):
    """The witness cannot do its work now: nothing is said about the log."""


class Refusal(BilingualError):
    """The log shows what this witness will not sign. ``code`` says what.

    BAD_CHECKPOINT, OTHER_ORIGIN, ROLLED_BACK, FORK, NOT_CONTINUED, DENIED.
    """

    def __init__(self, code: str, fr: str, en: str) -> None:
        super().__init__(fr, en)
        self.code = code
