"""Where key-encryption keys come from: each by its name, which stands in every row it wrapped.

The database says which of them wraps now (``keys.kek``); a source only has them. ``folder`` is the
source that can make and destroy them; a ``GivenKeys`` has what somebody put into the settings.
"""

from collections.abc import Callable, Collection
from typing import Protocol

from ledger.keys.journal import DisposalJournal
from ledger.keys.kek import KeyEncryptionKey


class MissingKek(Exception):
    """A key-encryption key that wrapped something here cannot be had; ``kek_id`` names it."""

    def __init__(self, kek_id: str) -> None:
        super().__init__(f"the key-encryption key {kek_id} is missing")
        self.kek_id = kek_id


class NoNextKek(Exception):
    """There is no key to rotate to, and this source cannot make one."""


class KeySource(Protocol):
    """What the rest of the program needs of it. Methods may be called from any thread."""

    journal: DisposalJournal | None
    """Where disposals are written down; None where nothing needs it (in tests)."""

    def get(self, kek_id: str) -> KeyEncryptionKey:
        """The key of that name. Raises ``MissingKek``."""
        ...

    def initial(self) -> KeyEncryptionKey:
        """The key that wraps for a tenant that has none yet."""
        ...

    def next(self, used: Collection[str]) -> KeyEncryptionKey:
        """A key to rotate to, none of ``used``; durable when it returns. Raises ``NoNextKek``.

        Asked again before it was used, it is the same.
        """
        ...

    def keep(self, kek_id: str) -> None:
        """The ledger uses this key from now on."""
        ...

    def holds(self, kek_id: str) -> bool:
        """Whether it is here."""
        ...

    def destroy(self, kek_id: str) -> bool:
        """Destroy a key; False where somebody else must. Again, it changes nothing."""
        ...

    def refresh(self) -> None:
        """Forget what is remembered of keys that are gone."""
        ...


class GivenKeys:
    """Keys that somebody else keeps: one that wraps, and older ones that only open."""

    def __init__(
        self,
        current: KeyEncryptionKey,
        *older: KeyEncryptionKey,
        journal: DisposalJournal | None = None,
    ) -> None:
        self._current = current
        self._keys = {key.id: key for key in (current, *older)}
        self.journal = journal

    def get(self, kek_id: str) -> KeyEncryptionKey:
        try:
            return self._keys[kek_id]
        except KeyError:
            raise MissingKek(kek_id) from None

    def initial(self) -> KeyEncryptionKey:
        return self._current

    def next(self, used: Collection[str]) -> KeyEncryptionKey:
        if self._current.id in used:
            raise NoNextKek
        return self._current

    def keep(self, kek_id: str) -> None:
        pass

    def holds(self, kek_id: str) -> bool:
        return kek_id in self._keys

    def destroy(self, kek_id: str) -> bool:
        return kek_id not in self._keys

    def refresh(self) -> None:
        pass


Keks = KeySource | KeyEncryptionKey


def source_of(kek: Keks) -> KeySource:
    """A single key as a source of itself."""
    return GivenKeys(kek) if isinstance(kek, KeyEncryptionKey) else kek


def wrapping(source: KeySource, ask: Callable[[str | None], str | None]) -> KeyEncryptionKey:
    """The key that wraps now. ``ask`` is ``keys.current_kek`` for a tenant; raises ``MissingKek``."""
    found = ask(None) or ask(source.initial().id)
    assert found is not None, "what is offered is taken where there is none"
    return source.get(found)
