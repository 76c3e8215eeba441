"""The API as the composition root mounts it: one object, its handlers, its middleware.

api = Api(ledger, projections, settings)
await api.open()
Litestar(route_handlers=[*api.handlers(), ...], middleware=[api.middleware], ...)
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

from graphql import GraphQLSchema

from api.access.bearer import is_token
from api.access.guard import RefusalPage, csp_nonce, guarded
from api.access.sessions import Session
from api.access.signing_in import demo_handlers, provider_handlers, session_handlers
from api.context import Context
from api.database import Reader
from api.errors import Fault
from api.execute import Executor, Result, error_of
from api.health import health_handlers
from api.http import AnyRequest, address_of, graphql_handler, language_of, schema_handler
from api.logs import log_handlers
from api.packs import pack_handlers
from api.services import Services
from api.settings import Settings
from api.sse import stream_handlers
from ledger.ledger import Ledger
from ledger.log.logs import Logs
from ledger.observing import observed

BEARER = "bearer "


class Api:
    """The API of one process.

    ``projections`` is ``projections.run.Projections``, or anything with its ``wait_for`` and
    ``status``; ``logs`` are the Merkle logs, None where this process does not run them. Pages call
    ``execute`` with their request, so that both ways are one.
    """

    def __init__(
        self, ledger: Ledger, projections: Any, settings: Settings, logs: Logs | None = None
    ) -> None:
        self.settings = settings
        self.services = Services(ledger, projections, settings, logs)
        self.executor = Executor(settings.limits, introspection=settings.introspection)
        self.middleware = guarded(settings.https, lambda: self.refusal_page)
        self.refusal_page: RefusalPage | None = None
        """What a browser is shown whose request another site caused; set by the pages."""

    async def open(self) -> None:
        """Open the connections; does not wait for a server that is away."""
        await self.services.open()

    async def close(self) -> None:
        await self.services.close()

    @property
    def schema(self) -> GraphQLSchema:
        """The schema, to validate documents against."""
        return self.executor.schema._schema

    @property
    def cookie(self) -> str:
        """The session cookie's name: bound to host and TLS where there is TLS."""
        return "__Host-session" if self.settings.https else "session"

    @property
    def flow_cookie(self) -> str:
        """The name of the cookie that binds a sign-in under way to its browser."""
        return "__Host-sign-in" if self.settings.https else "sign-in"

    def handlers(self) -> list[Any]:
        """``/graphql`` and its ``/stream``, ``/schema.graphql``, ``/health``, ``/log``, ``/packs``,
        ``/session``; in the demo ``/demo``.

        With an identity provider, also where it tells that somebody left.
        """
        return [
            graphql_handler(self),
            schema_handler(self.executor.schema.as_str() + "\n"),
            *stream_handlers(self),
            *health_handlers(self.services),
            *log_handlers(self.services),
            *pack_handlers(self),
            *session_handlers(self),
            *provider_handlers(self),
            *demo_handlers(self),
        ]

    async def execute(
        self,
        request: AnyRequest,
        document: str,
        variables: Mapping[str, Any] | None = None,
        language: str | None = None,
        operation: str | None = None,
    ) -> Result:
        """Run a GraphQL document as whoever sent the request, in the language given, else theirs.

        Never raises for what a client can cause: ``Result.errors`` says it, with
        ``extensions.code`` (NOT_SIGNED_IN, NOT_PERMITTED, TEMPORARILY_UNAVAILABLE …).
        """
        language = language or language_of(request)
        try:
            secret = await self.secret(request)
        except Fault as fault:
            return Result(errors=[error_of(fault, language)], executed=False)
        return await self.run(secret, document, variables, language, operation)

    async def run(
        self,
        secret: str | None,
        document: str,
        variables: Mapping[str, Any] | None = None,
        language: str = "en",
        operation: str | None = None,
    ) -> Result:
        """Run a GraphQL document as whoever holds the session secret."""
        context = Context(self.services, language=language, secret=secret, request_id=uuid4())
        with observed("graphql") as seen:
            async with context.reader:
                result = await self.executor.execute(
                    context, text=document, variables=variables, operation=operation
                )
            seen.outcome = "errors" if result.errors else "ok"
            if (asked := context.operation) is not None:
                seen.about["kind"] = asked.operation.value
                seen.about["operation"] = asked.name.value[:80] if asked.name else None
            return result

    def stream(
        self,
        secret: str | None,
        document: str,
        variables: Mapping[str, Any] | None = None,
        language: str = "en",
        operation: str | None = None,
    ) -> AsyncIterator[Result]:
        """What a subscription tells whoever holds the session secret; it keeps none from going idle."""
        context = Context(
            self.services, language=language, secret=secret, request_id=uuid4(), attended=False
        )
        return self.executor.stream(
            context, text=document, variables=variables, operation=operation
        )

    def end_streams(self) -> None:
        """End all that are open, and open none any more: the process is about to stop."""
        self.services.streams.close()

    async def secret(self, request: AnyRequest) -> str | None:
        """The session secret of a request: by ``Authorization: Bearer …``, else the cookie.

        A bearer is a session's secret, or a token that is exchanged for one; then the header
        ``Caseledger-Role`` may say which of the roles to wear. Raises ``Fault``.
        """
        header = request.headers.get("authorization", "")
        if header[: len(BEARER)].lower() != BEARER:
            return request.cookies.get(self.cookie) or None
        bearer = header[len(BEARER) :].strip()
        if is_token(bearer):
            role = request.headers.get("caseledger-role") or None
            return await self.services.bearers.secret(bearer, role, address_of(request))
        return bearer or None

    async def session(self, request: AnyRequest) -> Session | None:
        """Who is signed in. Raises ``api.errors.Unavailable`` without a database."""
        secret = await self.secret(request)
        async with Reader(self.services.readers) as reader:
            return await self.services.sessions.current(reader, secret)

    def csp_nonce(self, request: AnyRequest) -> str:
        """This request's nonce for inline scripts and styles."""
        return csp_nonce(request.scope)
