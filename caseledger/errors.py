"""A failure told to a person: one base class that carries its text in French and in English."""

from typing import Literal

Lang = Literal["fr", "en"]


class BilingualError(Exception):
    """What went wrong and what to do about it, in both official languages of the reader.

    The command line prints `text(lang)`; it never prints a traceback for one of these.
    """

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(fr, en)
        self.fr = fr
        self.en = en

    def text(self, lang: Lang) -> str:
        return self.fr if lang == "fr" else self.en

    def __str__(self) -> str:
        return f"{self.en} / {self.fr}"


class SettingsError(BilingualError):
    """A setting that is missing, or cannot be what was meant. Never repeats a password or a key."""
