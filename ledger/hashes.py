"""Keyed hashes: what must be compared and not told."""

from hmac import digest
from uuid import UUID

from domain.decision import Claim as Claimed
from ledger.keys.store import KeyStore
from ledger.stored import Claim, CommandRecord


class KeyedHashes:
    """HMAC-SHA256 under secrets of the tenant, made at their first use.

    A plain hash of a social insurance number is found by trying all of them in minutes.
    """

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def command(self, command_id: UUID, body: bytes, result: bytes) -> CommandRecord:
        """The record of a command by the bytes of its whole body."""
        return CommandRecord(command_id, self.body(body), result)

    def body(self, body: bytes) -> bytes:
        return digest(self._keys.secret("commands"), body, "sha256")

    def claim(self, claim: Claimed) -> Claim:
        """The claim as the ledger holds it."""
        key = digest(self._keys.secret("claims"), f"{claim.kind}|{claim.value}".encode(), "sha256")
        return Claim(claim.kind, key, claim.stream, claim.op)
