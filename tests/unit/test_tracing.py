"""Traces: off unless asked for, sent as OTLP, and linked by nothing but a command's id."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID, uuid4

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from caseledger import tracing
from caseledger.errors import BilingualError
from caseledger.tracing import ids_of, traced, wanted
from ledger.observing import observed, watching


@dataclass
class Collector:
    """A receiver of OTLP over HTTP: what it was sent, and where."""

    address: str
    paths: list[str] = field(default_factory=list)
    sent: list[ExportTraceServiceRequest] = field(default_factory=list)

    def spans(self) -> dict[str, Span]:
        return {
            span.name: span
            for request in self.sent
            for of_resource in request.resource_spans
            for of_scope in of_resource.scope_spans
            for span in of_scope.spans
        }


@pytest.fixture
def collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.paths.append(self.path)
            found.sent.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found = Collector(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join(5)


COMMAND = UUID("01912345-6789-7abc-8def-0123456789ab")


async def test_what_happens_reaches_a_collector(
    collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address)
    async with traced("riviere-nord"):
        parent = f"00-{'a' * 32}-{'b' * 16}-01"
        with observed("http", method="POST", traceparent=parent) as seen:
            seen.about |= {"route": "/graphql", "status": 200}
            with observed("graphql") as asked:
                asked.about |= {"kind": "mutation", "operation": "Close"}
                with observed("command", command=COMMAND, type="CloseCase") as done:
                    done.outcome = "accepted"
                    with observed("append", events=1):
                        pass
        made = iter([COMMAND, COMMAND])
        with (
            pytest.raises(ValueError),
            observed("batch", commands=made, projection="timeline", events=2),
            observed("write", projection="timeline"),
        ):
            raise ValueError("Zoé Tremblay")
    assert set(collector.paths) == {"/v1/traces"}
    found = collector.spans()
    assert set(found) == {
        "POST /graphql",
        "mutation Close",
        "command CloseCase",
        "append",
        "project timeline",
        "write timeline",
    }
    request, command = found["POST /graphql"], found["command CloseCase"]
    assert (request.trace_id.hex(), request.parent_span_id.hex()) == ("a" * 32, "b" * 16)
    assert found["mutation Close"].parent_span_id == request.span_id
    ids = tuple(int.from_bytes(each) for each in (command.trace_id, command.span_id))
    assert ids == ids_of(COMMAND) and not command.parent_span_id
    assert command.links[0].span_id == found["mutation Close"].span_id
    assert found["mutation Close"].links[0].span_id == command.span_id
    assert found["append"].parent_span_id == command.span_id
    batch = found["project timeline"]
    assert [(link.trace_id, link.span_id) for link in batch.links] == [
        (command.trace_id, command.span_id)
    ], "to the command, once, by its id alone"
    assert found["write timeline"].parent_span_id == batch.span_id
    failed = found["write timeline"].status
    assert (failed.code, failed.message) == (2, "ValueError"), "what went wrong, not with whom"
    [resource] = {str(r.resource) for s in collector.sent for r in s.resource_spans}
    assert "riviere-nord" in resource and "caseledger" in resource
    assert "Tremblay" not in str(collector.sent)


async def test_a_collector_that_never_answers_holds_no_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tracing, "LAST", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        async with traced("riviere-nord"):
            with observed("append", events=1):
                pass
            begun = time.monotonic()
        assert time.monotonic() - begun < 5.0, "far less than the exporter's own ten seconds"


def test_the_ids_of_commands_are_spread_evenly_for_samplers() -> None:
    share = sum((ids_of(uuid4())[0] & (1 << 64) - 1) < 1 << 62 for _ in range(4_000)) / 4_000
    assert 0.2 < share < 0.3, "uuids alone have fixed bits just where a sampler looks"


@pytest.mark.parametrize(
    ("env", "answer"),
    [
        ({}, False),
        ({"OTEL_SERVICE_NAME": "x"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:4318/v1/traces"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_traces_are_off_unless_asked_for(env: dict[str, str], answer: bool) -> None:
    assert wanted(env) is answer


def test_what_cannot_be_sent_is_refused_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    env = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4317"}
    with pytest.raises(BilingualError, match=r"http/protobuf"):
        wanted(env | {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"})
    monkeypatch.setattr(tracing, "find_spec", lambda name: None)
    with pytest.raises(BilingualError, match=r"go\.py setup"):
        wanted(env)


def test_the_program_loads_nothing_of_it_while_nobody_watches() -> None:
    heavy = "[m for m in ('opentelemetry', 'prometheus_client') if m in sys.modules]"
    code = f"import sys, caseledger.cli.run; sys.exit(', '.join({heavy}) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_nobody_watches_keeps_nothing_and_what_fails_to_watch_harms_nobody() -> None:
    with observed("command", type="X") as seen:
        seen.outcome = "accepted"
        seen.about["code"] = "Y"
    assert seen.about == {} and observed("append") is seen

    class Broken:
        def begin(self, seen: object) -> None:
            raise KeyError

        end = begin

    with watching(Broken()), observed("append", events=1) as seen:  # type: ignore[arg-type]
        seen.outcome = "replayed"
    assert seen.outcome == "replayed"
    assert observed("append") is not seen
