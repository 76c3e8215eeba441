"""Traces for OpenTelemetry, from the request to the row; its packages are loaded only if they are wanted.

The settings are OpenTelemetry's own. A command begins a trace of its own, whose ids follow from the
command's id alone: whatever comes of it later, in this process or another, can link to it without
anything being kept for that. No span says anything of a case or a person.
"""

import asyncio
import hashlib
import os
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.util import find_spec
from uuid import UUID

from caseledger.settings import SettingsError
from ledger.observing import watching

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
PROTOCOL = "http/protobuf"
LAST = 2.0
"""Seconds at most for what is left at the end: a collector that is away holds no stop longer."""


def ids_of(command: UUID) -> tuple[int, int]:
    """Trace id and span id of a command: spread evenly, as samplers by share need them to be."""
    digest = hashlib.sha256(b"caseledger.command:" + command.bytes).digest()
    return int.from_bytes(digest[:16]) or 1, int.from_bytes(digest[16:24]) or 1


def wanted(env: Mapping[str, str] = os.environ) -> bool:
    """Whether settings say where traces go. Raises ``SettingsError`` where they cannot be sent."""
    if not any(env.get(name) for name in ENDPOINTS):
        return False
    off = env.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if off or env.get("OTEL_TRACES_EXPORTER", "") == "none":
        return False
    protocol = next((env[name] for name in PROTOCOLS if env.get(name)), PROTOCOL)
    if protocol != PROTOCOL:
        raise SettingsError(
            f"Les traces s’envoient par {PROTOCOL} seulement, non par « {protocol} ».",
            f"Traces are sent by {PROTOCOL} only, not by {protocol!r}.",
        )
    if find_spec("opentelemetry") is None or find_spec("opentelemetry.sdk") is None:
        raise SettingsError(
            "Les paquets qui envoient les traces ne sont pas installés : lancez "
            "« python3 go.py setup » avec les mêmes réglages OTEL_…",
            "The packages that send traces are not installed: run `python3 go.py setup` with the "
            "same OTEL_… settings.",
        )
    return True


@asynccontextmanager
async def traced(tenant: str, env: Mapping[str, str] = os.environ) -> AsyncIterator[None]:
    """Send traces while this is open, if settings ask for them; what is left at the end, if it goes
    out in ``LAST`` seconds.
    """
    if not wanted(env):
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from caseledger.spans import Spans, new_provider

    provider = new_provider(tenant)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        with watching(Spans(provider)):
            yield
    finally:
        # A thread that nothing waits for: the exporter's patience cannot be ended from outside.
        last = threading.Thread(target=provider.shutdown, name="last-spans", daemon=True)
        last.start()
        await asyncio.to_thread(last.join, LAST)
