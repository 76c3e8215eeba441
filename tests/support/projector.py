"""A process that runs every projection until it is killed.

``python -m tests.support.projector <writer url> <projector url> <tenant> <key, hex> <largest batch>``;
batches are of random sizes up to the largest. It says ``running`` once it does.
"""

import asyncio
import random
import sys

from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.store_errors import StoreUnavailable
from projections.run import Projections


async def main(writer: str, projector: str, tenant: str, kek: str, largest: str) -> None:
    key = KeyEncryptionKey(bytes.fromhex(kek))
    while True:
        try:
            async with Ledger(writer, tenant, key) as ledger:
                batch = lambda: random.randint(1, int(largest))  # noqa: E731
                async with Projections(ledger, projector, batch=batch):
                    print("running", flush=True)
                    await asyncio.sleep(3600)
        except StoreUnavailable:
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
