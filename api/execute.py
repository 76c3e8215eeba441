"""One way to run a GraphQL document, for tools over HTTP and for pages in process."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import aclosing
from typing import Any

import msgspec
from graphql import GraphQLError, OperationType
from strawberry.extensions import SchemaExtension

from api.context import Context
from api.documents import Documents, Prepared
from api.errors import Fault
from api.limits import Measure, check
from api.schema.build import build
from api.settings import Limits

log = logging.getLogger("caseledger.api")
_AT = re.compile(r"Variable '\$(\w{1,50})' has invalid value(?: at ([\w.\[\]]{1,200}))?:")


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What GraphQL answers: data, or why not. ``executed`` is false for a document never run."""

    data: Any = None
    errors: list[dict[str, Any]] | None = None
    executed: bool = True

    def body(self) -> dict[str, Any]:
        """The answer as GraphQL's specification words it."""
        body: dict[str, Any] = {}
        if self.errors:
            body["errors"] = self.errors
        if self.executed:
            body["data"] = self.data
        return body


class ReadyDocument(SchemaExtension):
    """Hands Strawberry the document that was parsed and validated before."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = self.execution_context.context.document
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = []
        yield


class Executor:
    """The schema with its documents and limits."""

    def __init__(self, limits: Limits, *, introspection: bool) -> None:
        self.schema = build((ReadyDocument,))
        self.limits = limits
        self.documents = Documents(self.schema._schema, limits, introspection=introspection)

    async def execute(
        self,
        context: Context,
        *,
        text: str,
        variables: Mapping[str, Any] | None = None,
        operation: str | None = None,
    ) -> Result:
        """Run a query or a mutation. Never raises for bad input."""
        try:
            prepared, given = self._ready(context, text, variables, operation, stream=False)
            return await self._run(context, prepared, given, operation)
        except Exception as error:
            return _failure(error, context)

    async def stream(
        self,
        context: Context,
        *,
        text: str,
        variables: Mapping[str, Any] | None = None,
        operation: str | None = None,
    ) -> AsyncIterator[Result]:
        """What a subscription tells, for as long as it is gone on with. Never raises for bad input."""
        try:
            prepared, given = self._ready(context, text, variables, operation, stream=True)
        except Exception as error:
            yield _failure(error, context)
            return
        told = await self.schema.subscribe(
            prepared.text,
            variable_values=given,
            context_value=context,
            operation_name=operation,
        )
        async with aclosing(told) as results:
            async for result in results:
                yield _result(result, context)

    def _ready(
        self,
        context: Context,
        text: str,
        variables: Mapping[str, Any] | None,
        operation: str | None,
        *,
        stream: bool,
    ) -> tuple[Prepared, dict[str, Any]]:
        """The document, checked and given to the context, and its variables. Raises ``Fault``."""
        prepared = self.documents.prepared(text)
        given = dict(variables or {})
        self._measure(prepared, operation, given)
        context.document, context.operation = prepared.document, prepared.operation(operation)
        if (context.operation.operation is OperationType.SUBSCRIPTION) != stream:
            raise Fault("NOT_HERE")
        return prepared, given

    def _measure(self, prepared: Prepared, operation: str | None, given: dict[str, Any]) -> None:
        measure = Measure(self.schema._schema, prepared.document, given, self.limits)
        check(measure.operation(prepared.operation(operation)), self.limits)

    async def _run(
        self, context: Context, prepared: Prepared, given: dict[str, Any], operation: str | None
    ) -> Result:
        try:
            async with asyncio.timeout(self.limits.seconds):
                result = await self.schema.execute(
                    prepared.text,
                    variable_values=given,
                    context_value=context,
                    operation_name=operation,
                )
        except TimeoutError:
            log.warning("request %s timed out", context.request_id)
            return Result(errors=[_words(Fault("TIMEOUT"), context)])
        return _result(result, context)


def _result(result: Any, context: Context) -> Result:
    errors = [_error(error, context) for error in result.errors or ()]
    executed = result.data is not None or any("path" in error for error in errors)
    return Result(result.data, errors or None, executed or not errors)


def _failure(error: Exception, context: Context) -> Result:
    """Why a document was not run."""
    if not isinstance(error, Fault):
        log.error("request %s failed: %s", context.request_id, type(error).__name__)
        error = Fault("INTERNAL", request=context.request_id)
    return Result(errors=[_words(error, context)], executed=False)


def _error(error: GraphQLError, context: Context) -> dict[str, Any]:
    cause: BaseException | None = error.original_error
    if isinstance(cause, GraphQLError):
        cause = cause.original_error or cause
    if isinstance(cause, Fault):
        answer = _words(cause, context)
    elif error.path is None and ((at := _AT.search(error.message)) or cause is None):
        field = at[1] + (at[2] or "") if at else None
        answer = _words(Fault("INVALID_VARIABLES", field=field), context)
    else:
        answer = _words(Fault("INTERNAL", request=context.request_id), context)
    if error.path is not None:
        answer["path"] = list(error.path)
    return answer


def _words(fault: Fault, context: Context) -> dict[str, Any]:
    return error_of(fault, context.language)


def error_of(fault: Fault, language: str) -> dict[str, Any]:
    """A fault as an error of GraphQL."""
    extensions: dict[str, Any] = {"code": fault.code}
    if fault.field:
        extensions["field"] = fault.field
    extensions |= {name: fault.values[name] for name in ("detail", "file") if name in fault.values}
    return {"message": fault.message(language), "extensions": extensions}
