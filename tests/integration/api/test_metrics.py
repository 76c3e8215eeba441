"""Measures as Prometheus reads them, traces, and a health check that believes no dead projector."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as openmetrics_families,
)
from prometheus_client.parser import text_string_to_metric_families

from api.metrics.counts import Counts
from api.metrics.exposition import metrics_app
from api.observing import observing
from caseledger.spans import Spans, new_provider
from caseledger.tracing import ids_of
from ledger.ids import uuid7
from ledger.observing import watching
from tests.docs.blocks import ROOT
from tests.support.api_world import World
from tests.support.graphql import open_case

pytestmark = pytest.mark.asyncio(loop_scope="module")
Labels = tuple[tuple[str, str], ...]


@dataclass
class Scrape:
    """What one scrape said: values by name and labels."""

    text: str
    found: dict[tuple[str, Labels], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for family in text_string_to_metric_families(self.text):
            for sample in family.samples:
                key = (sample.name, tuple(sorted(sample.labels.items())))
                assert key not in self.found, "told twice"
                self.found[key] = sample.value

    def of(self, name: str, **labels: str) -> float:
        return self.found.get((f"caseledger_{name}", tuple(sorted(labels.items()))), 0.0)


@dataclass
class Watched:
    world: World
    http: httpx.AsyncClient
    measures: httpx.AsyncClient

    async def scrape(self) -> Scrape:
        answer = await self.measures.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        return Scrape(answer.text)


def client(app: object) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(world: World) -> AsyncIterator[Watched]:
    counts = Counts()
    app = Litestar(world.api.handlers(), middleware=[world.api.middleware], openapi_config=None)
    measures = metrics_app(world.api.services, counts)
    async with client(observing(app)) as http, client(measures) as scraped:
        with watching(counts):
            yield Watched(world, http, scraped)


@pytest_asyncio.fixture(loop_scope="module")
async def told(watched: Watched) -> set[str]:
    """What the measures are called; of a counter, as it is asked for."""
    families = text_string_to_metric_families((await watched.scrape()).text)
    names = {(f.name, f.type) for f in families if f.name.startswith("caseledger_")}
    return {f"{name}_total" if kind == "counter" else name for name, kind in names}


async def test_what_is_done_is_counted_and_names_nobody(watched: Watched) -> None:
    world = watched.world
    before = await watched.scrape()
    made = await open_case(world)
    await world.ask("worker", "query Whatever { caseload { totalCount } }")
    one = {"commandId": str(uuid7()), "caseId": made["caseId"], "office": "centre"}
    await world.do(
        "supervisor", "assignCase", **one, caseworkerId=f"Staff:{world.ids['colleague']}"
    )
    other = {"caseworkerId": f"Staff:{world.ids['worker']}"}
    refused = await world.send("supervisor", "assignCase", **one, **other)
    assert refused["__typename"] != "CommandAccepted"
    await world.settle()
    for path in (f"/log/events/proof/{made['caseId']}", "/health/live", "/nothing-here"):
        await watched.http.get(path)
    now = await watched.scrape()

    def more(name: str, **labels: str) -> float:
        return now.of(name, **labels) - before.of(name, **labels)

    assert more("commands_total", command="RegisterPerson", outcome="accepted") >= 1
    assert more("appended_events_total") == more("ledger_head_position") > 0
    assert more("command_duration_seconds_count", outcome="accepted") > 0
    assert more("graphql_operations_total", kind="query", outcome="ok") >= 1
    assert more("looks_total", decision="allowed") >= 1
    assert more("projection_folded_events_total", projection="timeline") > 0
    assert more("projection_written_rows_total", projection="timeline") > 0
    assert more("http_requests_total", method="GET", route="/health/live", status="200") == 1
    assert more("http_requests_total", method="GET", route="none", status="404") == 1
    assert more("commands_total", command="AssignCase", outcome="refused") == 1
    assert more("command_refusals_total", code="COMMAND_ID_REUSED") == 1
    places = {labels for name, labels in now.found if name == "caseledger_http_requests_total"}
    assert all(made["caseId"][-12:] not in str(labels) for labels in places)
    assert now.of("projection_lag_events", projection="case_file") == 0
    assert now.of("projection_healthy", projection="case_file") == 1
    assert now.of("projection_owned", projection="case_file") == 1
    assert now.of("database_up") == 1 and now.of("pool_open_connections", pool="reader") >= 1
    assert ("caseledger_ledger_info", (("tenant", "test"),)) in now.found
    a_person_or_file = r"[0-9a-f]{8}-[0-9a-f]{4}|[Ww]hatever|" + "|".join(world.tokens.values())
    assert not re.search(a_person_or_file, now.text)


async def test_every_measure_is_told_as_the_conventions_ask(watched: Watched) -> None:
    text = (await watched.scrape()).text
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        if family.name.startswith("caseledger_"):
            assert re.fullmatch(r"[a-z]+(_[a-z]+)+", family.name)
            assert family.type in ("counter", "gauge", "histogram")
    accept = {"accept": "application/openmetrics-text; version=1.0.0"}
    answer = await watched.measures.get("/metrics", headers=accept)
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    told = {family.name for family in openmetrics_families(answer.text)}
    assert {"caseledger_commands", "caseledger_projection_lag_seconds"} <= told
    assert (await watched.http.get("/metrics")).status_code == 404, "not beside pages and API"


async def test_the_documents_name_all_that_is_told_and_nothing_else(told: set[str]) -> None:
    page = (ROOT / "docs/operate.md").read_text("utf-8").partition("\n## Watching it\n")[2]
    table = page.partition("\n## ")[0].partition("| Measure")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    assert {f"caseledger_{name}" for name in re.findall(r"`(\w+)`", " ".join(cells))} == told
    rules = (ROOT / "docs/alerts.yml").read_text("utf-8")
    asked = set(re.findall(r"caseledger_\w+", " ".join(re.findall(r"expr: (.*)", rules))))
    assert len(asked) > 5
    assert {re.sub(r"_seconds_bucket$", "_seconds", name) for name in asked} <= told


async def test_a_command_is_drawn_from_the_request_to_the_rows(watched: Watched) -> None:
    world = watched.world
    exporter = InMemorySpanExporter()
    provider = new_provider("test")
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    person = {"givenName": "Ana", "familyName": "Silva", "birthDate": "1985-06-01"}
    command = uuid7()
    given = {"commandId": str(command), "officialLanguage": "en"} | person
    register = "mutation Register($input: RegisterPersonInput!) { registerPerson(input: $input) {"
    body = {"query": register + " __typename } }", "variables": {"input": given}}
    headers = {"authorization": f"Bearer {world.tokens['intake']}"}
    with watching(Spans(provider)):
        answer = await watched.http.post("/graphql", json=body, headers=headers)
        assert answer.json() == {"data": {"registerPerson": {"__typename": "CommandAccepted"}}}
        await world.settle()
        async with asyncio.timeout(10):
            while (batch := _batch(exporter, "write person_directory")) is None:
                await asyncio.sleep(0.02)
    spans = {span.name: span for span in exporter.get_finished_spans()}
    ids = {name: span.context.span_id for name, span in spans.items()}
    parents = {name: span.parent and span.parent.span_id for name, span in spans.items()}
    assert parents["mutation Register"] == ids["POST /graphql"]
    assert parents["append"] == ids["command RegisterPerson"] == ids_of(command)[1]
    assert [link.context.span_id for link in spans["command RegisterPerson"].links] == [
        ids["mutation Register"]
    ]
    assert batch.name in {"project together", "project person_directory"}, "as it stood just then"
    [link] = batch.links
    assert (link.context.trace_id, link.context.span_id) == ids_of(command)
    assert spans["write person_directory"].attributes["caseledger.rows"] >= 1
    told = "".join(span.to_json() for span in spans.values())
    assert not any(value in told for value in person.values())


def _batch(exporter: InMemorySpanExporter, writing: str) -> ReadableSpan | None:
    """What is over the writing of that name, once both have ended."""
    ended = exporter.get_finished_spans()
    over = {span.parent.span_id for span in ended if span.name == writing and span.parent}
    return next((span for span in ended if span.context.span_id in over), None)


async def test_a_dead_projector_makes_the_program_unfit_and_says_which(watched: Watched) -> None:
    assert (await watched.http.get("/health")).json()["wrong"] == []
    task = watched.world.projections._running["timeline"]
    task.cancel()
    await asyncio.wait([task])
    answer = await watched.http.get("/health")
    assert answer.status_code == 503
    assert answer.json()["wrong"] == [{"kind": "projection", "name": "timeline", "code": "STOPPED"}]
    assert (await watched.http.get("/health/live")).status_code == 200
    found = await watched.scrape()
    assert found.of("projection_healthy", projection="timeline") == 0
    assert found.of("projection_trouble", projection="timeline", trouble="STOPPED") == 1
    assert found.of("projection_healthy", projection="case_file") == 1
    page = await watched.world.ask(
        "operator", "{ status { projections { name healthy trouble } } }"
    )
    assert {"name": "timeline", "healthy": False, "trouble": "STOPPED"} in page["status"][
        "projections"
    ]


async def test_without_a_database_the_rest_is_told(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> int:
        raise ConnectionError

    monkeypatch.setattr(watched.world.ledger.store, "head", away)
    found = await watched.scrape()
    assert found.of("database_up") == 0
    assert ("caseledger_database_up", ()) in found.found
    assert ("caseledger_ledger_head_position", ()) not in found.found
    assert found.of("pool_limit_connections", pool="reader") > 0
