"""The key-encryption key: wraps every other key, and never stands in the database."""

import os
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class WrongKey(Exception):
    """A wrapped key does not open: another key-encryption key wrapped it, or it was altered."""


class KeyEncryptionKey:
    """AES-256-GCM around data keys, in this process's memory. Where it comes from: ``sources``.

    ``id`` names the key without telling it (first 8 bytes of its SHA-256, hexadecimal).
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key-encryption key has {KEY_BYTES} bytes, not {len(key)}")
        self.id = sha256(b"caseledger kek" + key).digest()[:8].hex()
        self._cipher = AESGCM(key)

    @classmethod
    def from_file(cls, path: Path) -> "KeyEncryptionKey":
        """Read the raw 32 bytes of a key file."""
        return cls(path.read_bytes())

    def wrap(self, key: bytes, bound_to: str) -> bytes:
        """Encrypt a data key, bound to what it is for."""
        return encrypt(self._cipher, key, bound_to.encode())

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """Decrypt a data key; raises ``WrongKey``."""
        return decrypt(self._cipher, wrapped, bound_to.encode())


def encrypt(cipher: AESGCM, value: bytes, bound_to: bytes) -> bytes:
    """Nonce (12 random bytes), then ciphertext and tag."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value, bound_to)


def decrypt(cipher: AESGCM, box: bytes, bound_to: bytes) -> bytes:
    """The inverse of ``encrypt``; raises ``WrongKey`` where anything differs."""
    try:
        return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], bound_to)
    except InvalidTag:
        raise WrongKey from None
