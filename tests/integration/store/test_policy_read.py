"""Every process looks for new policy every other second: that must cost the same on any ledger."""

from ledger.store import Store
from tests.support.databases import Database, wait_until


def scans(database: Database) -> dict[str, int]:
    with database.connect("migrator") as connection:
        found = connection.execute(
            "select indexrelname, idx_scan from pg_stat_user_indexes where relname = 'events'"
        )
        return dict(found.fetchall())


async def test_new_policy_is_looked_for_by_its_own_index(database: Database) -> None:
    before = scans(database)
    store = Store(database.url("writer"))
    await store.open()
    try:
        for _ in range(10):  # beyond the fifth the server may go over to one plan for all values
            await store.read_type("test", "policy.published", 0)
    finally:
        await store.close()  # a connection that ends hands in what it counted
    wait_until(lambda: scans(database)["events_policy"] - before["events_policy"] == 10)
    assert scans(database)["events_pkey"] == before["events_pkey"]
