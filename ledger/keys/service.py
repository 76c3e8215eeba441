"""A key service outside: key-encryption keys lie here only as it has wrapped them.

The service is a program: `COMMAND wrap ID` and `COMMAND unwrap ID` take bytes on standard input and
give bytes on standard output; any other exit code than 0 is a failure. A few lines of shell around
the client of a cloud's key service, of a hardware module or of `gpg` make one. It is asked once for
each key-encryption key, never for each person's.
"""

import subprocess
from collections.abc import Sequence
from typing import Literal

from ledger.keys.kek import KEY_BYTES

LIMIT = 60.0  # seconds


class KeyServiceFailed(Exception):
    """The service did not do it; ``why`` is the last line that it said."""

    def __init__(self, what: str, kek_id: str, why: str) -> None:
        super().__init__(f"the key service did not {what} {kek_id}: {why}")
        self.kek_id = kek_id
        self.why = why


class KeyService:
    """Wraps and unwraps key-encryption keys by an external command."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)

    def wrap(self, kek_id: str, key: bytes) -> bytes:
        """As it may lie on disk. Raises ``KeyServiceFailed``."""
        wrapped = self._call("wrap", kek_id, key)
        if key in wrapped or self.unwrap(kek_id, wrapped) != key:
            raise KeyServiceFailed("wrap", kek_id, "what it gave does not open again")
        return wrapped

    def unwrap(self, kek_id: str, wrapped: bytes) -> bytes:
        """The 32 bytes of a key. Raises ``KeyServiceFailed``."""
        key = self._call("unwrap", kek_id, wrapped)
        if len(key) != KEY_BYTES:
            raise KeyServiceFailed("unwrap", kek_id, f"{len(key)} bytes, not {KEY_BYTES}")
        return key

    def _call(self, what: Literal["wrap", "unwrap"], kek_id: str, given: bytes) -> bytes:
        try:
            done = subprocess.run(
                [*self._command, what, kek_id],
                input=given,
                capture_output=True,
                timeout=LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise KeyServiceFailed(what, kek_id, f"no answer in {LIMIT:g} s") from None
        except OSError as error:
            raise KeyServiceFailed(what, kek_id, str(error)) from None
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise KeyServiceFailed(what, kek_id, said[-1] if said else f"exit {done.returncode}")
        return done.stdout
