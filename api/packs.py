"""Proof packs over HTTP: ``GET /packs/<case|decision|disclosure>/<id>``, a zip.

For whoever may see all of the case, now and of everybody in it: a pack cannot withhold a part and
still be whole. Recorded as a look before anything is opened; a refusal is recorded as well.
"""

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from litestar import Response, get
from litestar.params import FromPath

from api.access.gate import Gate, gate_of
from api.access.opened import Opened
from api.asked import Asked
from api.context import Context
from api.errors import Fault, Unavailable
from api.http import AnyRequest, fault_response, json_response, language_of
from api.schema.category import OPENED
from domain.event import Recorded
from ledger.ids import uuid7
from ledger.log.rows import adapt
from ledger.pack import choosing
from ledger.pack.choosing import KINDS, Kind
from ledger.pack.making import About, NotSigned, make
from ledger.store_errors import StoreUnavailable

if TYPE_CHECKING:
    from api.app import Api

TASK = "PROOF_PACK"
_ALL = Asked(frozenset(OPENED), frozenset())


def pack_handlers(api: "Api") -> list[Any]:
    """``GET /packs``."""

    @get("/packs/{kind:str}/{key:uuid}")
    async def pack(
        request: AnyRequest, kind: FromPath[str], key: FromPath[UUID]
    ) -> Response[bytes]:
        language = language_of(request)
        chosen = next((each for each in KINDS if each == kind), None)
        try:
            made = None
            if chosen is not None and api.services.logs is not None:
                secret = await api.secret(request)
                context = Context(
                    api.services, language=language, secret=secret, request_id=uuid4()
                )
                async with context.reader:
                    made = await _made(context, chosen, key)
        except Fault as fault:
            return fault_response(fault, language)
        except (StoreUnavailable, NotSigned):
            # what was appended just now is signed within seconds
            return fault_response(Unavailable(), language)
        if made is None:
            return json_response(b'{"error":"NOT_AVAILABLE"}', 404)
        name = f"{chosen}-{key}.zip"
        return Response(
            made,
            media_type="application/zip",
            headers={
                "content-disposition": f'attachment; filename="{name}"',
                "cache-control": "no-store",
            },
        )

    return [pack]


async def _made(context: Context, kind: Kind, key: UUID) -> bytes | None:
    """The zip, or nothing where there is no such thing or it is not open to this viewer."""
    session = await context.signed_in()
    if session.scopes is not None:
        raise Fault("NOT_PERMITTED")  # of a program's rights none is as wide as this
    services, gate = context.services, await gate_of(context)
    assert services.logs is not None
    async with services.auditors.connection() as auditor:
        adapt(auditor)
        try:
            events = await choosing.events(services.ledger, auditor, kind, key)
        except choosing.NothingFound:
            await gate.record(Opened(), _ALL, task=TASK, allowed=False)
            return None
        if not await _is_open(gate, events):
            return None
        chosen = await choosing.opened(services.ledger, events)
        policy = await choosing.with_policy(services.ledger, auditor, events)
        about = About(uuid7(), context.tenant, kind, key, context.now, session.display_name)
        witnesses = [str(each) for each in services.logs.witnesses]
        return await make(auditor, about, chosen, policy, services.logs.key, witnesses)


async def _is_open(gate: Gate, events: list[Recorded]) -> bool:
    """Whether all of it is open to the viewer, of everybody whom it names; recorded either way."""
    cases, persons = choosing.cases(events), choosing.persons(events)
    opened = await gate.cases(cases) if cases else Opened()
    allowed = bool(cases) and opened.whole(cases, persons)
    await gate.record(opened, _ALL, task=TASK, persons=persons, cases=cases, allowed=allowed)
    return allowed
