"""Two tenants in one ledger: each has projections of its own, and neither holds up the other."""

from random import Random

from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from projections.run import Projections
from tests.integration.projections.town import KEK, append, rebuilt
from tests.support.databases import Database
from tests.unit.projections.histories import history


async def test_each_tenant_is_projected_and_rebuilt_by_itself(
    ledger: Ledger, fresh: Database
) -> None:
    last = await append(ledger, history(Random(3), 80))
    async with (
        Ledger(fresh.url("writer"), "elsewhere", KeyEncryptionKey(KEK)) as other,
        Projections(ledger, fresh.url("projector")) as here,
        Projections(other, fresh.url("projector")) as there,
    ):
        assert await here.wait_for(None, last, 60)
        assert await there.wait_for(None, last, 60), "what belongs to others is passed over"
        later = await append(other, history(Random(4), 60))
        assert await here.wait_for(None, later, 60)
        assert await there.wait_for(None, later, 60)
        with fresh.connect("migrator") as admin:
            count = "select tenant, count(*) from read.case_file group by tenant"
            before = dict(admin.execute(count).fetchall())
            assert set(before) == {ledger.tenant, "elsewhere"}
            await here.stop()
            await rebuilt(there, "case_file")
            assert dict(admin.execute(count).fetchall()) == before, "the other's part too"
