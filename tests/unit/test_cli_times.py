"""What the command line prints of an evening: the tenant's day, or the instant by UTC, said to be."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from api.access.service_accounts import ServiceAccount
from caseledger.cli import keys, service
from caseledger.cli.disposal_lines import Lines
from caseledger.cli.say import Say
from ledger.keys.rotation import KekStatus
from projections.retention.rows import HoldRow
from tests.support.days import WINTER_AND_SUMMER, ZONE
from tests.support.world import published_policy

NO = UUID(int=1)


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_a_hold_stands_from_the_tenants_day_to_the_tenants_day(day: date) -> None:
    placed = datetime.combine(day, time(23, 30), ZONE).astimezone(UTC)
    hold = HoldRow(
        tenant="t",
        hold_id=NO,
        scope="PERSON",
        person_id=NO,
        reason="LITIGATION",
        authority="COURT",
        reference="CV-1",
        placed_by=NO,
        placed_at=placed,
        lifted_at=placed + timedelta(days=1),
        position=1,
    )
    told = Lines(published_policy(), ZONE, Say("en")).hold(hold)
    assert told.endswith(f"{day}  lifted {day + timedelta(days=1)}")


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_an_operator_reads_instants_by_utc_wherever_the_server_is(day: date) -> None:
    at = datetime.combine(day, time(23, 30), ZONE)
    by_utc = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    key = KekStatus("t", "k", "current", at, None, None, 0, 0, 0, 0, True)
    assert by_utc in keys._line(key, french=False)
    program = ServiceAccount(NO, "Figures", "REPORTING", ["outcomes:read"], None, at)
    assert service.line(program).endswith(by_utc)
