"""Why the identity provider, or what it said, opens nothing."""


class ProviderAway(Exception):
    """The provider does not answer, or not as one does."""


class CodeRefused(Exception):
    """The provider gave no tokens for this code."""


class TokenRefused(Exception):
    """``code``: why, for the record; whoever sent the token is not told."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ClaimsRefused(Exception):
    """``code``: what is wrong, as the page says it; ``value``: the one that nothing knows."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value[:100]
