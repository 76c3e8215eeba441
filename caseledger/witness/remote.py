"""A log as others see it: over HTTP."""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from caseledger.witness.errors import Trouble
from ledger.log.note import MAX_BYTES, Note
from ledger.log.tiles import WIDTH, Tile
from ledger.log.tree import HASH_BYTES

SECONDS = 15
"""How long one answer of the log may take."""


class Remote:
    """A log by its address, ``https://…/log/events``; a ``TileReader``. Raises ``Trouble``."""

    def __init__(self, url: str) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise Trouble(
                f"« {url} » n'est pas une adresse http ou https.",
                f"{url} is not an http or https address.",
            )
        self._url = url.rstrip("/")

    def checkpoint(self) -> str:
        body = self._get("checkpoint", MAX_BYTES)
        if body is None:
            raise Trouble(
                f"Il n'y a pas de registre de preuves à l'adresse {self._url}.",
                f"There is no log at {self._url}.",
            )
        return body.decode(errors="replace")

    def tile(self, level: int, index: int, width: int) -> bytes:
        wanted = Tile(level, index, width)
        body = self._get(wanted.path, WIDTH * HASH_BYTES)
        if body is None and width < WIDTH:
            # a log may let go of a partial tile once it is full
            body = self._get(Tile(level, index).path, WIDTH * HASH_BYTES)
        if body is None or len(body) < width * HASH_BYTES:
            raise LookupError(wanted.path)
        return body[: width * HASH_BYTES]

    def hand_in(self, note: Note) -> str | None:
        """None where the log took it, else why it did not."""
        request = Request(
            f"{self._url}/cosignatures",
            data=note.write().encode(),
            headers={"content-type": "text/plain; charset=utf-8"},
        )
        try:
            with urlopen(request, timeout=SECONDS) as answer:
                answer.read(MAX_BYTES)
                return None
        except HTTPError as error:
            return f"{error.code} {error.read(200).decode(errors='replace')}"
        except (OSError, HTTPException) as error:
            return type(error).__name__

    def _get(self, path: str, limit: int) -> bytes | None:
        try:
            with urlopen(f"{self._url}/{path}", timeout=SECONDS) as answer:
                return answer.read(limit + 1)[: limit + 1]
        except HTTPError as error:
            if error.code == 404:
                return None
            reason = str(error.code)
        except (OSError, HTTPException, ValueError) as error:
            reason = type(error).__name__
        raise Trouble(
            f"{self._url} ne répond pas ({reason}). Rien n'est perdu : réessayez plus tard.",
            f"{self._url} does not answer ({reason}). Nothing is lost: try again later.",
        )
