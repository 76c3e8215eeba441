"""Ed25519 (RFC 8032) and AES-256-GCM (NIST SP 800-38D): what a verifier needs of them, and no more.

For ``verify.py``, where there is no library but Python's own. It holds no secret: nothing here takes
care to run in constant time.
"""

import functools
import hashlib
import hmac
import operator

# --- Ed25519: verification alone (RFC 8032, section 5.1.7) -----------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def added(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = added(total, point)
        point = added(point, point)
        number >>= 1
    return total


def point(raw):
    number = int.from_bytes(raw, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    x = recover(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover(BASE_Y, 0), BASE_Y, 1, recover(BASE_Y, 0) * BASE_Y % P)


def signed(public, message, signature):
    """Whether ``signature`` (64 bytes) is that of the key ``public`` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), added(r, times(k, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- AES-256-GCM: decryption alone -----------------------------------------------------------


def doubled(byte):
    return (byte << 1 ^ 0x1B) & 0xFF if byte & 0x80 else byte << 1


def substitution():
    box, p, q = [0] * 256, 1, 1
    while True:
        p ^= doubled(p)
        for shift in (1, 2, 4):
            q = (q ^ q << shift) & 0xFF
        if q & 0x80:
            q ^= 0x09
        turned = 0
        for shift in range(5):
            turned ^= q << shift | q >> 8 - shift
        box[p] = turned & 0xFF ^ 0x63
        if p == 1:
            break
    box[0] = 0x63
    return box


SBOX = substitution()


def round_keys(key):
    words = [list(key[at : at + 4]) for at in range(0, 32, 4)]
    constant = 1
    for at in range(8, 60):
        word = list(words[-1])
        if at % 8 == 0:
            word = [SBOX[byte] for byte in word[1:] + word[:1]]
            word[0] ^= constant
            constant = doubled(constant)
        elif at % 8 == 4:
            word = [SBOX[byte] for byte in word]
        words.append([a ^ b for a, b in zip(word, words[at - 8], strict=False)])
    return [functools.reduce(operator.iadd, words[at : at + 4], []) for at in range(0, 60, 4)]


def encrypted(keys, block):
    state = [a ^ b for a, b in zip(block, keys[0], strict=False)]
    for number, key in enumerate(keys[1:], 1):
        state = [SBOX[state[(at + 4 * (at % 4)) % 16]] for at in range(16)]
        if number < 14:
            mixed = []
            for column in range(0, 16, 4):
                four = state[column : column + 4]
                whole = four[0] ^ four[1] ^ four[2] ^ four[3]
                mixed += [
                    four[at] ^ whole ^ doubled(four[at] ^ four[(at + 1) % 4]) for at in range(4)
                ]
            state = mixed
        state = [a ^ b for a, b in zip(state, key, strict=False)]
    return bytes(state)


def multiplied(x, y):
    product = 0
    for at in range(127, -1, -1):
        if x >> at & 1:
            product ^= y
        y = y >> 1 ^ (0xE1 << 120 if y & 1 else 0)
    return product


def decrypted(key, box, bound_to):
    """The text of a box (nonce, ciphertext, tag), or None where key, box and binding do not fit."""
    keys, nonce, cipher, tag = round_keys(key), box[:12], box[12:-16], box[-16:]
    h = int.from_bytes(encrypted(keys, bytes(16)), "big")
    mac = 0
    lengths = (len(bound_to) * 8).to_bytes(8, "big") + (len(cipher) * 8).to_bytes(8, "big")
    for part in (bound_to, cipher, lengths):
        for at in range(0, len(part), 16):
            block = part[at : at + 16].ljust(16, b"\0")
            mac = multiplied(mac ^ int.from_bytes(block, "big"), h)
    first = encrypted(keys, nonce + b"\0\0\0\1")
    expected = bytes(a ^ b for a, b in zip(mac.to_bytes(16, "big"), first, strict=False))
    if not hmac.compare_digest(expected, tag):
        return None
    clear = b""
    for at in range(0, len(cipher), 16):
        stream = encrypted(keys, nonce + (at // 16 + 2).to_bytes(4, "big"))
        clear += bytes(a ^ b for a, b in zip(cipher[at : at + 16], stream, strict=False))
    return clear
