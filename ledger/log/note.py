"""Signed notes: C2SP signed-note with Ed25519, and the cosignatures of C2SP tlog-cosignature.

A note is a text that ends with a newline, an empty line, and a line for each signature: who signed,
and in base64 four bytes of the key's hash with the signature. Keys are written as in that
specification: ``name+hash+key`` to verify, ``PRIVATE+KEY+name+hash+seed`` to sign.
"""

import base64
import binascii
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Protocol

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE_V1 = 0x04

MAX_BYTES = 1_000_000
MAX_SIGNATURES = 100

_DASH = "— "
_PRIVATE = "PRIVATE+KEY+"


class BadNote(ValueError):
    """A note, or a key, that is not written as it must be."""


class BadSignature(BadNote):
    """A signature in the name of a known key that is not that key's."""


class Unsigned(BadNote):
    """No signature by any of the keys that are trusted."""


class Signature(msgspec.Struct, frozen=True):
    """One signature line: the key's name, its 4-byte id, and what it signed with."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        encoded = base64.b64encode(self.key_id + self.signature).decode()
        return f"{_DASH}{self.name} {encoded}\n"


class Note(msgspec.Struct, frozen=True):
    """A text and its signatures, none of them verified."""

    text: str
    signatures: tuple[Signature, ...]

    def write(self) -> str:
        return self.text + "\n" + "".join(signature.line() for signature in self.signatures)


class VerifierKey(msgspec.Struct, frozen=True):
    """A public key with its name; ``algorithm`` is ``ED25519`` or ``COSIGNATURE_V1``."""

    name: str
    algorithm: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        tagged = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return sha256(tagged).digest()[:4]

    def __str__(self) -> str:
        key = base64.b64encode(bytes([self.algorithm]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """The inverse of ``str``; raises ``BadNote``."""
        name, algorithm, public = _parse_key(text, (ED25519, COSIGNATURE_V1))
        key = cls(name, algorithm, public)
        if str(key) != text:
            raise BadNote("the key's hash does not fit the key")
        return key

    def signed(self, text: str, signature: bytes) -> int | None:
        """Verify; of a cosignature its time in seconds since 1970 (UTC). Raises ``BadSignature``."""
        time = None
        message = text.encode()
        if self.algorithm == COSIGNATURE_V1:
            if len(signature) != 72:
                raise BadSignature(f"the cosignature of {self.name} has not 72 bytes")
            time = int.from_bytes(signature[:8], "big")
            message, signature = _cosigned(text, time), signature[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            raise BadSignature(f"the signature of {self.name} does not fit the text") from None
        return time


class Signing(Protocol):
    """Who signs notes: a key held here, or a service that keeps the key in its own house."""

    @property
    def verifier(self) -> VerifierKey: ...

    def sign(self, text: str) -> Signature: ...


class Signer:
    """Signs notes with Ed25519 as ``name``; ``seed`` is the 32 secret bytes."""

    def __init__(self, name: str, seed: bytes) -> None:
        check_name(name)
        self.seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, ED25519, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        check_text(text)
        key = self.verifier
        return Signature(key.name, key.key_id, self._key.sign(text.encode()))


class Cosigner:
    """Countersigns checkpoints as a witness does, saying when: cosignature/v1."""

    def __init__(self, name: str, seed: bytes) -> None:
        check_name(name)
        self.seed = seed
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes_raw()
        self.verifier = VerifierKey(name, COSIGNATURE_V1, public)

    def cosign(self, text: str, time: int) -> Signature:
        """``time``: seconds since 1970 (UTC), at which this was the largest checkpoint seen."""
        check_text(text)
        key = self.verifier
        signature = time.to_bytes(8, "big") + self._key.sign(_cosigned(text, time))
        return Signature(key.name, key.key_id, signature)


def write_private(key: Signer | Cosigner) -> str:
    """A signing key as text; keep it as what it is, a secret."""
    public = key.verifier
    seed = base64.b64encode(bytes([public.algorithm]) + key.seed).decode()
    return f"{_PRIVATE}{public.name}+{public.key_id.hex()}+{seed}"


def read_private(text: str) -> Signer | Cosigner:
    """The inverse of ``write_private``; raises ``BadNote``, which repeats nothing of the key."""
    if not text.startswith(_PRIVATE):
        raise BadNote("not a signing key")
    name, algorithm, seed = _parse_key(text[len(_PRIVATE) :], (ED25519, COSIGNATURE_V1))
    key = Signer(name, seed) if algorithm == ED25519 else Cosigner(name, seed)
    if write_private(key) != text:
        raise BadNote("the key's hash does not fit the key")
    return key


def parse(written: str) -> Note:
    """Read a note without verifying anything; raises ``BadNote``."""
    if len(written.encode(errors="surrogatepass")) > MAX_BYTES:
        raise BadNote("the note is too long")
    text, separator, lines = written.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise BadNote("a note ends with an empty line and its signatures")
    text += "\n"
    check_text(text)
    signatures = lines.removesuffix("\n").split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise BadNote("the note has too many signatures")
    return Note(text, tuple(parse_signature(line) for line in signatures))


def parse_signature(line: str) -> Signature:
    """One signature line without its newline; raises ``BadNote``."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    check_name(name)
    raw = _decode(encoded)
    if not line.startswith(_DASH) or len(raw) < 5:
        raise BadNote("a signature line is not written as it must be")
    return Signature(name, raw[:4], raw[4:])


def verified(note: Note, keys: Iterable[VerifierKey]) -> list[tuple[VerifierKey, int | None]]:
    """Each of ``keys`` that signed the note, with the time that a cosignature gives.

    Signatures of other keys are passed over. Raises ``BadSignature`` where one of ``keys`` is named
    by a signature that is not its own.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found: dict[VerifierKey, int | None] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None and key not in found:
            found[key] = key.signed(note.text, signature.signature)
    return list(found.items())


def open_note(written: str, keys: Sequence[VerifierKey]) -> Note:
    """Read a note that one of ``keys`` must have signed; raises ``BadNote`` and its kinds."""
    note = parse(written)
    if not verified(note, keys):
        raise Unsigned("none of the trusted keys has signed the note")
    return note


def check_text(text: str) -> None:
    """Raises ``BadNote`` for a text that cannot be signed."""
    if not text.endswith("\n"):
        raise BadNote("the text of a note ends with a newline")
    if any((char < " " and char != "\n") or "\ud800" <= char <= "\udfff" for char in text):
        raise BadNote("the text of a note has no control characters")


def check_name(name: str) -> None:
    """Raises ``BadNote`` for what cannot name a key."""
    if not name or "+" in name or any(char.isspace() or not char.isprintable() for char in name):
        raise BadNote("the name of a key has no spaces and no plus sign")


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _parse_key(text: str, algorithms: tuple[int, ...]) -> tuple[str, int, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise BadNote("a key is written name+hash+key")
    name, _, encoded = parts
    check_name(name)
    raw = _decode(encoded)
    if len(raw) != 33 or raw[0] not in algorithms:
        raise BadNote("not an Ed25519 key")
    return name, raw[0], raw[1:]


def _decode(encoded: str) -> bytes:
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("not base64") from None
    if base64.b64encode(raw).decode() != encoded:
        raise BadNote("not base64")
    return raw
