"""The cryptography that a proof pack brings along, beside the library that everything else uses."""

import os

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.pack.verify_crypto import L, decrypted, signed


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 300])
def test_a_box_opens_with_its_key_and_binding_alone(length: int) -> None:
    key, nonce, bound_to, text = (
        os.urandom(32),
        os.urandom(12),
        b"t|p|1|i|e|n|f",
        os.urandom(length),
    )
    box = nonce + AESGCM(key).encrypt(nonce, text, bound_to)
    assert decrypted(key, box, bound_to) == text
    assert decrypted(key, box, bound_to + b"g") is None
    assert decrypted(os.urandom(32), box, bound_to) is None
    altered = bytes([box[-1] ^ 1])
    assert decrypted(key, box[:-1] + altered, bound_to) is None


def test_signatures() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = key.public_key().public_bytes_raw()
    for message in (b"", b"a checkpoint\n", os.urandom(1000)):
        good = key.sign(message)
        assert signed(public, message, good)
        assert not signed(public, message + b" ", good)
        assert not signed(public, message, good[:63] + bytes([good[63] ^ 1]))
        assert not signed(public, message, bytes([good[0] ^ 1]) + good[1:])
        assert not signed(
            Ed25519PrivateKey.generate().public_key().public_bytes_raw(), message, good
        )
        # The same signature written with another number: RFC 8032 asks for the smallest.
        larger = int.from_bytes(good[32:], "little") + L
        assert not signed(public, message, good[:32] + larger.to_bytes(32, "little"))
    assert not signed(public, b"", b"") and not signed(b"", b"", bytes(64))


def test_the_example_of_rfc_8032() -> None:
    """Section 7.1, test 2."""
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert signed(bytes.fromhex(public), b"\x72", bytes.fromhex(signature))
