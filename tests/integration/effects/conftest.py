"""A ledger whose effects are carried out, and a partner's endpoint that remembers what it was sent."""

import asyncio
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.case.commands import AssignCase, DecideApplication, SubmitApplication
from domain.case.events import Member
from domain.consent import GrantConsent, WithdrawConsent
from domain.decision import Command
from domain.event import Actor, SourceReference
from domain.person import RegisterPerson
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.case_file.project import CASE_FILE
from projections.effects.delivery.worker import Hook, Worker
from projections.effects.engine.model import Process
from projections.effects.processes import PROCESSES
from projections.effects.running import effects
from projections.effects.settings import EffectSettings
from projections.run import Projections
from projections.same_person.project import SAME_PERSON
from tests.support.databases import Database, PgServer, new_database
from tests.support.days import local_day
from tests.support.policies import published

TENANT = "riviere-nord"
MODELS = (CASE_FILE, SAME_PERSON)
"""What is read before a command that follows is sent."""
SYSTEM = Actor(UUID(int=1), "SYSTEM", "SYSTEM", TENANT)
QUICK = EffectSettings(
    attempts=3,
    first_pause=0.05,
    longest_pause=0.1,
    lease=1.0,
    timeout=2.0,
    networks=("127.0.0.0/8",),
)


@dataclass
class Town:
    """What the tests act on. Without a ``worker`` nothing is heard and nothing carried out."""

    ledger: Ledger
    projections: Projections
    database: Database
    worker: Worker | None = None

    async def do(self, command: Command, **about: Any) -> dict[str, str]:
        """What a command that must be accepted made."""
        answer = await self.ledger.execute(command, command_id=uuid7(), actor=SYSTEM, **about)
        assert isinstance(answer, Accepted), answer
        return answer.result

    def _today(self, about: dict[str, Any]) -> date:
        clock = about.get("clock", lambda: datetime.now(UTC))
        return clock().astimezone(self.ledger.zone).date()

    async def person(self, **changes: Any) -> UUID:
        given = {
            "given_name": "Zoé",
            "family_name": "Tremblay",
            "birth_date": "1990-02-28",
            "official_language": "fr",
        } | changes
        return UUID((await self.do(RegisterPerson(**given)))["person_id"])

    async def applied(self, *others: Member, **about: Any) -> tuple[UUID, UUID, UUID]:
        """Somebody whose application waits: their id, the case's, the application's."""
        person, today = await self.person(), self._today(about)
        asked = SubmitApplication(
            programme="OW",
            channel="DIGITAL",
            received_by="LOCAL",
            office="centre",
            submitted_on=today,
            members=(Member(person, "APPLICANT", "OW_ADULT"), *others),
            complete=True,
        )
        made = await self.do(asked, **about)
        return person, UUID(made["case_id"]), UUID(made["application_id"])

    async def decide(self, case: UUID, application: UUID, **about: Any) -> None:
        today = self._today(about)
        decided = DecideApplication(
            case_id=case,
            application_id=application,
            outcome="GRANTED",
            decided_on=today,
            effective_on=today,
        )
        await self.do(decided, **about)

    async def granted(self, *others: Member) -> tuple[UUID, UUID]:
        person, case, application = await self.applied(*others)
        await self.decide(case, application)
        await self.do(AssignCase(case_id=case, office="centre", caseworker_id=UUID(int=2)))
        return person, case

    async def withdrawn(self, person: UUID) -> UUID:
        """A consent that the person gave and took back."""
        given = GrantConsent(
            person_id=person,
            categories=("IDENTITY",),
            recipients=("EO",),
            purposes=("REFERRAL",),
            signed_on=self.ledger.today(),
            language="fr",
            method="WRITTEN",
        )
        consent = UUID((await self.do(given))["consent_id"])
        taken_back = WithdrawConsent(person_id=person, consent_id=consent, method="WRITTEN")
        await self.do(taken_back)
        return consent

    def rows(self, query: str, *given: Any) -> list[tuple]:
        with self.database.connect("migrator") as admin:
            return admin.execute(query, given).fetchall()  # type: ignore[arg-type]

    def rows_changed(self, statement: str) -> None:
        with self.database.connect("migrator") as admin:
            admin.execute(statement)  # type: ignore[arg-type]

    def outbox(self) -> list[tuple]:
        """What, state, error and attempts of each effect, in the order of the ledger."""
        return self.rows(
            "select coalesce(effect ->> 'command', effect ->> 'type'), state, error, attempts"
            " from effects.outbox order by position, made_at"
        )

    async def until(self, condition: Callable[[], Any], seconds: float = 30.0) -> Any:
        """What the condition gives once it holds."""
        async with asyncio.timeout(seconds):
            while not (found := condition()):
                await asyncio.sleep(0.03)
        return found

    async def heard(self) -> None:
        """Until every process has heard all, and nothing waits."""
        head = await self.ledger.head()
        await self.until(
            lambda: (
                self.rows("select min(position) >= %s from effects.process", head) == [(True,)]
                and not self.rows("select from effects.outbox where state = 'WAITING'")
                and not self.rows("select from effects.timer where due_at <= now()")
            )
        )

    async def types(self) -> list[str]:
        """The wire names of all events but policy."""
        found = await self.ledger.read(0, 10_000)
        return [r.event.wire_name for r in found if r.event.wire_name != "policy.published"]


@asynccontextmanager
async def opened(
    database: Database,
    settings: EffectSettings | None = QUICK,
    *,
    context: ssl.SSLContext | None = None,
    at: Hook = lambda moment, taken: None,
    processes: Sequence[Process] = PROCESSES,
) -> AsyncIterator[Town]:
    kek = KeyEncryptionKey(bytes(range(32)))
    async with (
        Ledger(database.url("writer"), TENANT, kek) as ledger,
        Projections(ledger, database.url("projector"), models=MODELS) as projections,
    ):
        await published(ledger)
        town = Town(ledger, projections, database)
        if settings is None:
            yield town
            return
        url = database.url("projector")
        async with effects(
            ledger, projections, url, settings, context=context, at=at, processes=processes
        ) as worker:
            town.worker = worker
            await town.until(
                lambda: len(town.rows("select from effects.process")) >= len(processes)
            )
            yield town


REPORTED = {"source": SourceReference("SAMS", "D-1")}
LONG_AGO = {"clock": lambda: datetime.now(UTC) - timedelta(days=40)}


@pytest.fixture(scope="session")
def prepared(pg_server: PgServer, migrated_template: str) -> Iterator[str]:
    """A database to copy, with its policy published and its read tables made."""

    async def prepare(made: Database) -> None:
        async with opened(made, None) as town:
            head = await town.ledger.head()
            assert await town.projections.wait_for(None, head, 30)

    with new_database(pg_server, migrated_template) as made:
        asyncio.run(prepare(made))
        yield made.name


@pytest.fixture
def fresh(pg_server: PgServer, prepared: str) -> Iterator[Database]:
    """A database of the test's own, in which only policy is known."""
    with new_database(pg_server, prepared) as made:
        yield made


# --- A partner ------------------------------------------------------------------------------


@dataclass
class Partner:
    """An endpoint over TLS on this machine. ``answers`` are the next statuses; then 204."""

    url: str
    context: ssl.SSLContext
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.received]


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[Partner]:
    certificate, key = _certificate(tmp_path)
    made: Partner

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.received.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(made.answers.pop(0) if made.answers else 204)
            self.send_header("location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = ssl.create_default_context(cafile=str(certificate))
    made = Partner(f"https://localhost:{server.server_address[1]}/hook", context)
    yield made
    server.shutdown()
    server.server_close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private


def in_days(days: int) -> date:
    return local_day() + timedelta(days=days)
