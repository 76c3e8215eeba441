"""What is observed, as OpenTelemetry's spans. Imports its packages: see ``caseledger.tracing``."""

import os
from collections.abc import Iterable, Iterator
from contextvars import ContextVar, Token
from itertools import islice
from typing import Any
from uuid import UUID

from opentelemetry.context import Context, attach, detach
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.id_generator import IdGenerator, RandomIdGenerator
from opentelemetry.trace import (
    Link,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from caseledger.tracing import ids_of
from ledger.observing import Seen

LINKS = 128
"""Most commands that a batch links to: OpenTelemetry's own limit."""

_given: ContextVar[tuple[int, int] | None] = ContextVar("_given", default=None)

# How a span is called, by what is observed; the names in braces are those of ``Seen.about``.
NAMES = {
    "http": "{method} {route}",
    "graphql": "{kind} {operation}",
    "command": "command {type}",
    "append": "append",
    "look": "look",
    "batch": "project {projection}",
    "together": "project together",
    "write": "write {projection}",
}
ATTRIBUTES = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "kind": "graphql.operation.type",
    "operation": "graphql.operation.name",
    "type": "caseledger.command.type",
    "code": "caseledger.refusal.code",
    "events": "caseledger.events",
    "decision": "caseledger.look.decision",
    "projection": "caseledger.projection",
    "projections": "caseledger.projections",
    "rows": "caseledger.rows",
}


class _Ids(IdGenerator):
    """Those that were given for the span which begins, else random ones."""

    def __init__(self) -> None:
        self._random = RandomIdGenerator()

    def generate_trace_id(self) -> int:
        given = _given.get()
        return given[0] if given else self._random.generate_trace_id()

    def generate_span_id(self) -> int:
        given = _given.get()
        return given[1] if given else self._random.generate_span_id()


def new_provider(tenant: str) -> TracerProvider:
    """Makes spans of one tenant's program; ``OTEL_SERVICE_NAME`` may call it otherwise."""
    about = {"caseledger.tenant": tenant}
    if not os.environ.get("OTEL_SERVICE_NAME"):
        about["service.name"] = "caseledger"
    return TracerProvider(resource=Resource.create(about), id_generator=_Ids())


class Spans:
    """Draws whatever is observed while it watches (``ledger.observing.watching``)."""

    def __init__(self, provider: TracerProvider) -> None:
        self._tracer = provider.get_tracer("caseledger")
        self._caller = TraceContextTextMapPropagator()

    def begin(self, seen: Seen) -> "tuple[Span, Token[Context]] | None":
        if seen.name not in NAMES:
            return None
        span = self._begun(seen)
        return span, attach(set_span_in_context(span))

    def end(self, seen: Seen, kept: "tuple[Span, Token[Context]] | None") -> None:
        if kept is None:
            return
        span, token = kept
        detach(token)
        span.update_name(_name(seen))
        span.set_attributes(dict(_attributes(seen)))
        if seen.error is not None or seen.about.get("status", 0) >= 500:
            # The type alone: a message can hold what an event holds.
            told = seen.error.__name__ if seen.error else None
            span.set_status(Status(StatusCode.ERROR, told))
        span.end()

    def _begun(self, seen: Seen) -> Span:
        if seen.name == "command" and seen.command is not None:
            return self._command(seen.name, seen.command)
        context, kind = None, SpanKind.INTERNAL
        if seen.name == "http":
            parent = seen.about.get("traceparent")
            context = self._caller.extract({"traceparent": parent} if parent else {}, Context())
            kind = SpanKind.SERVER
        links = _links(seen.commands)
        if links:
            context, kind = Context(), SpanKind.CONSUMER
        return self._tracer.start_span(seen.name, context=context, kind=kind, links=links)

    def _command(self, name: str, command: UUID) -> Span:
        """A trace of its own; it and what asked for it link to each other."""
        asked = get_current_span()
        links = [Link(asked.get_span_context())] if asked.get_span_context().is_valid else []
        token = _given.set(ids_of(command))
        try:
            span = self._tracer.start_span(name, context=Context(), links=links)
        finally:
            _given.reset(token)
        asked.add_link(span.get_span_context())
        return span


def _links(commands: Iterable[UUID]) -> list[Link]:
    """To the commands' spans, wherever they were made."""
    sampled = TraceFlags(TraceFlags.SAMPLED)
    return [
        Link(SpanContext(*ids_of(command), is_remote=True, trace_flags=sampled))
        for command in islice(dict.fromkeys(commands), LINKS)
    ]


def _name(seen: Seen) -> str:
    told = {name: value if value is not None else "" for name, value in seen.about.items()}
    return NAMES[seen.name].format_map(_Told(told)).strip() or seen.name


class _Told(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _attributes(seen: Seen) -> Iterator[tuple[str, Any]]:
    yield "caseledger.outcome", seen.outcome
    if seen.command is not None:
        yield "caseledger.command.id", str(seen.command)
    for name, value in seen.about.items():
        if name in ATTRIBUTES and value is not None:
            yield ATTRIBUTES[name], value
