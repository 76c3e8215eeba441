"""What the command line says: in one language, on standard error; results go to standard output."""

import sys
import time

from caseledger.errors import Lang


class Say:
    """Messages for a person, progress included. Plain lines where nobody watches."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._live = sys.stderr.isatty()
        self._drawn = 0.0

    def __call__(self, fr: str, en: str) -> None:
        """One line, in the reader's language."""
        print(fr if self.lang == "fr" else en, file=sys.stderr, flush=True)

    def progress(self, fr: str, en: str, done: int, total: int) -> None:
        """How far something has come: one line redrawn, or a line every few seconds in a log."""
        now = time.monotonic()
        last = done >= total
        if not last and now - self._drawn < (0.1 if self._live else 5.0):
            return
        self._drawn = now
        share = 100 * done // max(total, 1)
        line = f"{fr if self.lang == 'fr' else en} {done}/{total} ({share} %)"
        end = "\n" if last or not self._live else ""
        print(("\r" if self._live else "") + line, end=end, file=sys.stderr, flush=True)
