"""The list of imports: totals for who runs the work and reports on it, and nobody's name."""

from datetime import UTC, date, datetime
from uuid import uuid4

import msgspec
import pytest

from caseledger.importer.reconcile import Money
from caseledger.importer.report import FileReport, Report
from tests.support.api_world import TENANT, World

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUERY = """{ imports { id kind asOf invented startedBy startedAt finishedAt report {
    events suspected gone files { file rows taken there corrected repeated aside }
    aside { code { code label } count } irregular { code { code label } count }
    sums { what taken aside } } } }"""
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def report() -> Report:
    return Report(
        import_id=uuid4(),
        kind="EXTRACT",
        custodian=TENANT,
        source_system="old",
        as_of=date(2026, 4, 30),
        invented=True,
        started_by="Josée",
        started_at=NOW,
        finished_at=NOW,
        events=7,
        events_per_second=7,
        files=[FileReport("payments", 9, 4, 1, 1, 1, 2)],
        aside={"MONTH_NOT_REAL": 2},
        mended=0,
        irregular={"SIN_SHARED": 3},
        irregular_events=3,
        suspected=None,
        money={"issued": Money(5_000_000_000, 12)},
        gone=0,
        unsaid=0,
    )


async def test_imports_are_told_in_numbers(world: World) -> None:
    done = report()
    with world.database.connect("writer") as connection:
        for at, data in ((NOW, msgspec.json.encode(done).decode()), (NOW.replace(day=2), None)):
            connection.execute(
                "insert into import.run values (%s, %s, 'EXTRACT', %s, 'old', '2026-04-30', true,"
                " '', 'Josée', %s, %s, %s)",
                (TENANT, uuid4(), TENANT, at, at if data else None, data),
            )
    for who in ("supervisor", "reporting", "operator"):
        running, ended = (await world.ask(who, QUERY, "fr"))["imports"]
        assert running["report"] is None and running["finishedAt"] is None
        assert ended["report"] == {
            "events": 7,
            "suspected": None,
            "gone": 0,
            "files": [
                {
                    "file": "payments",
                    "rows": 9,
                    "taken": 4,
                    "there": 1,
                    "corrected": 1,
                    "repeated": 1,
                    "aside": 2,
                }
            ],
            "aside": [
                {
                    "code": {
                        "code": "MONTH_NOT_REAL",
                        "label": "Ce mois n’existe pas : écrivez-le AAAA-MM.",
                    },
                    "count": 2,
                }
            ],
            "irregular": [
                {
                    "code": {
                        "code": "SIN_SHARED",
                        "label": "Numéro d’assurance sociale qu’une autre personne a aussi",
                    },
                    "count": 3,
                }
            ],
            "sums": [{"what": "issued", "taken": 5_000_000_000, "aside": 12}],
        }
    [english] = (await world.ask("operator", QUERY))["imports"][1]["report"]["irregular"]
    assert english["code"]["label"].startswith("A social insurance number")


@pytest.mark.parametrize("who", ["worker", "intake", "partner", "privacy"])
async def test_others_are_not_told(world: World, who: str) -> None:
    assert (await world.refused(who, QUERY))["extensions"]["code"] == "NOT_PERMITTED"
