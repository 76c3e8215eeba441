"""References that the extract itself does not explain: does the ledger hold whom they name?"""

from collections.abc import Callable

from caseledger.importer.mapping.source import Source
from caseledger.importer.stage import Stage
from ledger.ledger import Ledger

_PAGE = 1_000


async def know_from_ledger(ledger: Ledger, stage: Stage, source: Source) -> None:
    """Tell the stage which persons and cases an earlier import brought, so that rows may name them."""
    await _know(ledger, stage, "residents", source.person_stream)
    await _know(ledger, stage, "cases", source.case_stream)


async def _know(ledger: Ledger, stage: Stage, what: str, stream: Callable[[str], str]) -> None:
    after = ""
    while references := stage.unknown(what, after, _PAGE):
        after = references[-1]
        streams = {stream(reference): reference for reference in references}
        found = await ledger.store.load_rows(ledger.tenant, dict.fromkeys(streams, 0))
        stage.know(what, [streams[name] for name, rows in found.items() if rows])
