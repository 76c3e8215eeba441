"""What a log says of itself at one moment: C2SP tlog-checkpoint.

    origin
    size, decimal
    root, base64
    [previous <origin> <size> <root>]

The fourth line is an extension of ours, in the first origin of a log never present: after a restore
to an earlier point it cites the last checkpoint that was known of the log before.
"""

import base64
import binascii
import re

import msgspec

from ledger.log.note import BadNote, check_name
from ledger.log.tree import EMPTY_ROOT, HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_PREVIOUS = "previous"


class Citation(msgspec.Struct, frozen=True):
    """A checkpoint of another origin: which, of how many leaves, and its root."""

    origin: str
    size: int
    root: bytes


class Checkpoint(msgspec.Struct, frozen=True):
    """The tree of ``size`` leaves in the log ``origin`` has this ``root`` (32 bytes)."""

    origin: str
    size: int
    root: bytes
    previous: Citation | None = None
    extensions: tuple[str, ...] = ()
    """Lines of others that we do not understand, in their order, after ours."""

    def text(self) -> str:
        """The text that is signed."""
        lines = [self.origin, str(self.size), _base64(self.root)]
        if cited := self.previous:
            lines.append(f"{_PREVIOUS} {cited.origin} {cited.size} {_base64(cited.root)}")
        lines += self.extensions
        return "".join(f"{line}\n" for line in lines)

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """The inverse of ``text``; raises ``BadNote``."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop() or not all(lines):
            raise BadNote("a checkpoint has an origin, a size and a root, each on its line")
        origin, size, root, *extensions = lines
        previous = None
        if extensions and extensions[0].startswith(f"{_PREVIOUS} "):
            previous = _citation(extensions.pop(0))
        made = cls(origin, *_head(origin, size, root), previous, tuple(extensions))
        if made.text() != text:
            raise BadNote("a checkpoint is not written as it must be")
        return made

    def cited(self) -> Citation:
        """This checkpoint, as the next origin cites it."""
        return Citation(self.origin, self.size, self.root)


def _citation(line: str) -> Citation:
    parts = line.split(" ")
    if len(parts) != 4:
        raise BadNote("a citation has an origin, a size and a root")
    return Citation(parts[1], *_head(*parts[1:]))


def _head(origin: str, size: str, root: str) -> tuple[int, bytes]:
    check_name(origin)
    if not _SIZE.fullmatch(size):
        raise BadNote("the size of a tree is a decimal number")
    try:
        raw = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != HASH_BYTES:
        raise BadNote(f"a root is {HASH_BYTES} bytes in base64")
    if size == "0" and raw != EMPTY_ROOT:
        raise BadNote("that is not the root of an empty tree")
    return int(size), raw


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
