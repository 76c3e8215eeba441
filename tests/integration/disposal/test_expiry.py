"""Keys of rejected rows are deleted on their day while the program runs."""

import asyncio
from uuid import uuid4

from caseledger.importer.expiry import expiring
from tests.support.databases import Database


async def test_keys_of_rejected_rows_go_on_their_day(database: Database) -> None:
    over, kept = uuid4(), uuid4()
    with database.connect("migrator") as admin:
        for reject, when in ((over, "-1 second"), (kept, "1 hour")):
            admin.execute(
                "insert into keys.reject_key (tenant, reject_id, wrapped, kek_id, expires_at)"
                " values ('test', %s, '', '', now() + %s::interval)",
                (reject, when),
            )
        async with expiring(database.url("writer"), every=0.05), asyncio.timeout(20):
            while admin.execute("select count(*) from keys.reject_key").fetchone() != (1,):
                await asyncio.sleep(0.02)
        assert admin.execute("select reject_id from keys.reject_key").fetchone() == (kept,)
