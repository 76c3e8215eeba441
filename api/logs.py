"""The Merkle logs over HTTP: checkpoints and hash tiles, for everybody; countersignatures back.

Below ``/log/<log>``, and for the origins after a restore below ``/log/<log>/<number>``, as C2SP
tlog-tiles has it: ``checkpoint``, ``tile/<L>/<N>[.p/<W>]``; also ``witnessed``, the last checkpoint
that a witness countersigned, and ``cosignatures``, to which a witness posts the note with its own
signature. ``proof/<leaf>`` proves a leaf (counted from 0: an event's position less 1) under the last
checkpoint, as C2SP tlog-proof has it; ``consistency/<size>`` proves that the log only grew since it
had so many leaves, as it is sent to a witness by C2SP tlog-witness. There are hashes here and nothing
else: no entry of a log is ever served.
"""

import re
from typing import TYPE_CHECKING, Any

import msgspec
import psycopg
from litestar import Response, get, post
from litestar.params import FromPath
from psycopg_pool import PoolTimeout

from api.errors import Fault
from api.http import AnyRequest, fault_response, json_response, language_of, read_body
from ledger.log import store
from ledger.log.logs import Refused
from ledger.log.note import MAX_BYTES
from ledger.log.proving import consistency, inclusion
from ledger.log.tiles import Tile

if TYPE_CHECKING:
    from api.services import Services

# The number is that of the origin; the first has none, so that each has one address.
_PLACE = r"/(events|looks)(?:/([2-9]|[1-9][0-9]{1,5}))?/"
_READ = re.compile(
    _PLACE + r"(checkpoint|witnessed|tile/.+|(proof|consistency)/(0|[1-9][0-9]{0,17}))", re.ASCII
)
_WRITE = re.compile(_PLACE + r"cosignatures", re.ASCII)

_FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
_STATUSES = {"UNKNOWN_CHECKPOINT": 404, "UNKNOWN_WITNESS": 403}


def log_handlers(services: "Services") -> list[Any]:
    """``GET /log``, and all below it."""

    @get("/log")
    async def listed(request: AnyRequest) -> Response[bytes]:
        try:
            async with services.readers.connection() as connection:
                found = await store.origins(connection)
        except Fault as fault:
            return fault_response(fault, language_of(request))
        return json_response(
            msgspec.json.encode(
                [
                    {
                        "origin": one.name,
                        "path": f"/log/{one.place.path}",
                        "verifier": one.verifier,
                        "ended": one.ended,
                    }
                    for one in found
                ]
            )
        )

    @get("/log/{rest:path}")
    async def read(request: AnyRequest, rest: FromPath[str]) -> Response[bytes]:
        found = _READ.fullmatch(rest)
        if not found:
            return _missing()
        place = store.Place(found[1], int(found[2] or 1))
        try:
            async with services.readers.connection() as connection:
                if found[3].startswith("tile/"):
                    return await _tile(connection, place, found[3])
                if found[4]:
                    return await _proof(connection, place, found[4], int(found[5]))
                ask = store.latest if found[3] == "checkpoint" else store.witnessed
                published = await ask(connection, place.log, place.sequence)
        except Fault as fault:
            return fault_response(fault, language_of(request))
        if published is None:
            return _missing()
        return _plain(published.note.encode())

    @post("/log/{rest:path}", status_code=200, request_max_body_size=None)
    async def cosign(request: AnyRequest, rest: FromPath[str]) -> Response[bytes]:
        found = _WRITE.fullmatch(rest)
        if not found or services.logs is None:
            return _missing()
        place = store.Place(found[1], int(found[2] or 1))
        try:
            written = (await read_body(request, MAX_BYTES)).decode()
            taken = await services.logs.cosign(place, written)
        except UnicodeDecodeError:
            return json_response(b'{"error":"NOT_A_NOTE"}', 400)
        except Refused as refused:
            body = msgspec.json.encode({"error": refused.code})
            return json_response(body, _STATUSES.get(refused.code, 400))
        except Fault as fault:
            return fault_response(fault, language_of(request))
        except (psycopg.OperationalError, PoolTimeout):
            return fault_response(Fault("TEMPORARILY_UNAVAILABLE"), language_of(request))
        return json_response(msgspec.json.encode({"taken": taken}))

    return [listed, read, cosign]


async def _tile(connection: Any, place: store.Place, path: str) -> Response[bytes]:
    try:
        wanted = Tile.parse(path)
    except ValueError:
        return _missing()
    hashes = await store.tile(connection, place, wanted)
    if hashes is None:
        return _missing()
    return Response(
        hashes, status_code=200, media_type="application/octet-stream", headers=_FOREVER
    )


async def _proof(connection: Any, place: store.Place, kind: str, of: int) -> Response[bytes]:
    make = inclusion if kind == "proof" else consistency
    made = await make(connection, place.log, of, place.sequence)
    return _missing() if made is None else _plain(made.write().encode())


def _plain(body: bytes, status: int = 200) -> Response[bytes]:
    # no-cache: kept, if at all, only to be asked again
    headers = {"cache-control": "no-cache"}
    return Response(body, status_code=status, media_type="text/plain", headers=headers)


def _missing() -> Response[bytes]:
    return _plain(b"not found\n", 404)
