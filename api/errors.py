"""Every fault that a query can be answered with: a code, and its words in both languages."""

from typing import Any

from api.texts import text


class Fault(Exception):
    """A "no" to a query: ``code`` for tools, words for people, ``field`` where one is to blame."""

    def __init__(self, code: str, *, field: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.values = values

    def message(self, language: str) -> str:
        return text(self.code, language, **self.values)


class Unavailable(Fault):
    """The store cannot be reached now; the same request may be sent again."""

    retry_after_seconds = 2

    def __init__(self) -> None:
        super().__init__("TEMPORARILY_UNAVAILABLE", seconds=self.retry_after_seconds)
