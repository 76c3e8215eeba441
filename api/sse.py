"""Subscriptions over server-sent events: ``/graphql/stream``, in the distinct connections mode of
the protocol "GraphQL over Server-Sent Events".

What is told waits in no queue: the next is worked out when the last was taken. A client that takes
nothing for ``stall_seconds`` is let go.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Response, get, post
from litestar.types import ASGIApp, Receive, Scope, Send

from api.access.guard import crosses_site
from api.errors import Fault
from api.execute import Result
from api.http import (
    AnyRequest,
    Query,
    encode,
    fault_body,
    fault_response,
    json_response,
    language_of,
    read_body,
    read_query,
)
from api.settings import Limits

if TYPE_CHECKING:
    from api.app import Api

BEGIN = b"retry: 5000\n\n"
BEAT = b":\n\n"
COMPLETE = b"event: complete\ndata:\n\n"
HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


def stream_handlers(api: "Api") -> list[Any]:
    """``GET`` and ``POST /graphql/stream``."""

    @get("/graphql/stream")
    async def by_address(request: AnyRequest) -> Response[bytes]:
        # What is read here goes on record as a look: another site may not cause that either.
        if crosses_site("POST", dict(request.scope["headers"])):
            return json_response(fault_body(Fault("CROSS_SITE"), language_of(request)), 403)
        return await answer(request, _addressed)

    @post("/graphql/stream", status_code=200, request_max_body_size=None)
    async def by_body(request: AnyRequest) -> Response[bytes]:
        return await answer(request, _posted)

    async def answer(request: AnyRequest, read: Any) -> Response[bytes]:
        language = language_of(request)
        try:
            query: Query = await read(request, api.settings.limits)
            secret = await api.secret(request)
        except Fault as fault:
            return fault_response(fault, language)
        told = api.stream(secret, query.query, query.variables, language, query.operation_name)
        return EventStream(told, api.settings.limits)

    return [by_address, by_body]


async def _posted(request: AnyRequest, limits: Limits) -> Query:
    body = await read_body(request, limits.body_bytes)
    return read_query(request.headers.get("content-type", ""), body)


async def _addressed(request: AnyRequest, limits: Limits) -> Query:
    given = request.query_params
    try:
        variables = msgspec.json.decode(given.get("variables") or "null", type=dict | None)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise Fault("NOT_JSON") from None
    return Query(given.get("query", ""), variables, given.get("operationName") or None)


def frame(result: Result) -> bytes:
    """One result as an event; JSON has no line breaks of its own."""
    return b"event: next\ndata: " + encode(result) + b"\n\n"


class EventStream(Response[bytes]):
    """Results as they come, with a beat where none come for a while."""

    def __init__(self, results: AsyncIterator[Result], limits: Limits) -> None:
        super().__init__(b"", media_type="text/event-stream", headers=HEADERS)
        self._results = results
        self._limits = limits

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIApp:
        async def respond(scope: Scope, receive: Receive, send: Send) -> None:
            headers = {"content-type": "text/event-stream; charset=utf-8", **HEADERS}
            raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
            await send({"type": "http.response.start", "status": 200, "headers": raw})
            await self._serve(receive, send)

        return respond

    async def _serve(self, receive: Receive, send: Send) -> None:
        """Until all is told, or the client has gone, or takes nothing any more."""
        taking = asyncio.Lock()

        async def put(body: bytes, *, more: bool = True) -> None:
            async with taking, asyncio.timeout(self._limits.stall_seconds):
                await send({"type": "http.response.body", "body": body, "more_body": more})

        async def tell() -> None:
            await put(BEGIN)
            async with aclosing(self._results) as results:  # type: ignore[type-var]
                async for result in results:
                    await put(frame(result))
            await put(COMPLETE, more=False)

        async def beat() -> None:
            while True:
                await asyncio.sleep(self._limits.beat_seconds)
                await put(BEAT)

        async def gone() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass

        tasks = [asyncio.create_task(each) for each in (tell(), beat(), gone())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
