"""GraphQL over HTTP: one operation a POST, as JSON, within limits. No GET, no batches."""

from typing import TYPE_CHECKING, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.enums import MediaType

from api.errors import Fault
from api.execute import Result
from api.texts import preferred

if TYPE_CHECKING:
    from api.app import Api

AnyRequest = Request[Any, Any, Any]


class Query(msgspec.Struct, frozen=True):
    """The body of a request: GraphQL's own names."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = msgspec.field(default=None, name="operationName")
    extensions: Any = None


def fault_body(fault: Fault, language: str) -> bytes:
    """A fault as a GraphQL answer in JSON."""
    error = {"message": fault.message(language), "extensions": {"code": fault.code}}
    return msgspec.json.encode({"errors": [error]})


def fault_response(fault: Fault, language: str) -> Response[bytes]:
    """A fault that kept a request from being read or answered at all."""
    statuses = {
        "BEING_REBUILT": 503,
        "BODY_TOO_LARGE": 413,
        "TEMPORARILY_UNAVAILABLE": 503,
        "TIMEOUT": 503,
        "TOKEN_REFUSED": 401,
        "TRY_LATER": 429,
    }
    answer = json_response(fault_body(fault, language), statuses.get(fault.code, 400))
    if fault.code == "TOKEN_REFUSED":
        answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    if fault.code == "TRY_LATER":
        answer.headers["Retry-After"] = str(fault.values["seconds"])
    return answer


def json_response(body: bytes, status: int = 200) -> Response[bytes]:
    return Response(body, status_code=status, media_type=MediaType.JSON)


def language_of(request: AnyRequest) -> str:
    """The reader's language by their Accept-Language header."""
    return preferred(request.headers.get("accept-language"))


def address_of(request: AnyRequest) -> str | None:
    """Where the request came from: of a proxy's, the address that the proxy says (see uvicorn)."""
    return request.client.host if request.client else None


async def read_body(request: AnyRequest, limit: int) -> bytes:
    """The body, no longer than the limit. Raises ``Fault``."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise Fault("BODY_TOO_LARGE", limit=limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Fault("BODY_TOO_LARGE", limit=limit)
    return bytes(body)


def read_query(content_type: str, body: bytes) -> Query:
    """The one operation that was sent. Raises ``Fault``."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Fault("NOT_JSON")
    if body.lstrip()[:1] == b"[":
        raise Fault("BATCH_REFUSED")
    try:
        return msgspec.json.decode(body, type=Query)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Fault("NOT_JSON") from None


def graphql_handler(api: "Api") -> Any:
    """``POST /graphql``."""
    limits = api.settings.limits

    @post("/graphql", status_code=200, request_max_body_size=None)
    async def graphql(request: AnyRequest) -> Response[bytes]:
        language = language_of(request)
        try:
            body = await read_body(request, limits.body_bytes)
            query = read_query(request.headers.get("content-type", ""), body)
            secret = await api.secret(request)
        except Fault as fault:
            return fault_response(fault, language)
        result = await api.run(secret, query.query, query.variables, language, query.operation_name)
        return json_response(encode(result), 200 if result.executed else 400)

    return graphql


def encode(result: Result) -> bytes:
    return msgspec.json.encode(result.body())


def schema_handler(schema_text: str) -> Any:
    """``GET /schema.graphql``: the printed schema, for tools."""

    @get("/schema.graphql", media_type="text/plain", sync_to_thread=False)
    def schema_file() -> str:
        return schema_text

    return schema_file
