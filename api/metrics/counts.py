"""What this process counts as it works: commands, appends, batches, GraphQL, requests, looks.

Every label has few values, all of them the program's own: none comes from a client or a person.
"""

from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from ledger.observing import Seen

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds."""


class Counts:
    """Counts whatever is observed while it watches (``ledger.observing.watching``)."""

    def __init__(self) -> None:
        disable_created_metrics()  # a series more for each, which Prometheus has no use for
        self.registry = made = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=made)
        GCCollector(registry=made)

        def counter(name: str, told: str, *labels: str) -> Counter:
            return Counter(f"caseledger_{name}", told, labels, registry=made)

        def seconds(name: str, told: str, *labels: str) -> Histogram:
            return Histogram(
                f"caseledger_{name}_duration_seconds", told, labels, registry=made, buckets=FAST
            )

        self._commands = counter(
            "commands", "Commands, by type and by what became of them.", "command", "outcome"
        )
        self._refusals = counter("command_refusals", "Commands refused, by the reason.", "code")
        self._command_seconds = seconds(
            "command", "How long commands took, from the wish to the durable answer.", "outcome"
        )
        self._appended = counter("appended_events", "Events that this process appended.")
        self._append_seconds = seconds("append", "How long appends waited until durable.")
        self._folded = counter(
            "projection_folded_events", "Events that this process has gone through.", "projection"
        )
        self._rows = counter(
            "projection_written_rows", "Rows that this process has written.", "projection"
        )
        self._batches = counter(
            "projection_batches", "Batches folded, or failed.", "projection", "outcome"
        )
        self._batch_seconds = seconds("projection_batch", "How long batches took.", "projection")
        self._operations = counter(
            "graphql_operations", "GraphQL operations, pages' own included.", "kind", "outcome"
        )
        self._graphql_seconds = seconds("graphql", "How long GraphQL operations took.", "kind")
        self._requests = counter(
            "http_requests",
            "HTTP requests, by the route that served them.",
            "method",
            "route",
            "status",
        )
        self._http_seconds = seconds("http_request", "How long requests took.", "method", "route")
        self._looks = counter("looks", "Looks put on record.", "decision")
        self._sign_in_failures = counter("sign_in_failures", "Sign-ins that failed.")
        self._ended = {
            "command": self._command,
            "append": self._append,
            "batch": self._batch,
            "together": self._together,
            "write": self._write,
            "graphql": self._graphql,
            "http": self._http,
            "look": self._look,
            "sign_in_failure": lambda seen: self._sign_in_failures.inc(),
        }

    def begin(self, seen: Seen) -> Any:
        return None

    def end(self, seen: Seen, kept: Any) -> None:
        count = self._ended.get(seen.name)
        if count is not None:
            count(seen)

    def _command(self, seen: Seen) -> None:
        self._commands.labels(seen.about["type"], seen.outcome).inc()
        self._command_seconds.labels(seen.outcome).observe(seen.seconds)
        if code := seen.about.get("code"):
            self._refusals.labels(code).inc()

    def _append(self, seen: Seen) -> None:
        if seen.outcome == "ok":
            self._appended.inc(seen.about["events"])
            self._append_seconds.observe(seen.seconds)

    def _batch(self, seen: Seen) -> None:
        self._projected(seen.about["projection"], seen)

    def _together(self, seen: Seen) -> None:
        for projection in seen.about["projections"]:
            self._projected(projection, seen)

    def _projected(self, projection: str, seen: Seen) -> None:
        self._batches.labels(projection, seen.outcome).inc()
        self._batch_seconds.labels(projection).observe(seen.seconds)
        if seen.outcome == "ok":
            self._folded.labels(projection).inc(seen.about["events"])

    def _write(self, seen: Seen) -> None:
        if seen.outcome == "ok":
            self._rows.labels(seen.about["projection"]).inc(seen.about["rows"])

    def _graphql(self, seen: Seen) -> None:
        kind = seen.about.get("kind", "none")
        self._operations.labels(kind, seen.outcome).inc()
        self._graphql_seconds.labels(kind).observe(seen.seconds)

    def _http(self, seen: Seen) -> None:
        method = seen.about["method"]
        place = (method if method in METHODS else "other", seen.about["route"])
        self._requests.labels(*place, seen.about["status"]).inc()
        self._http_seconds.labels(*place).observe(seen.seconds)

    def _look(self, seen: Seen) -> None:
        self._looks.labels(seen.about["decision"] if seen.outcome == "ok" else "error").inc()
