"""A process of the kill test: `python -m tests.support.kill_writer <url> <journal>`.

Appends with 12 tasks at once, and registers persons with one more, until it is killed or gets a
line on its standard input. A command whose outcome is not known is sent again under the same id, as
any client does, until it is answered. What was acknowledged goes to the journal before anything
else happens, one line each: `append <command id> <first> <last>` or `person
<command id> <person>`.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import TypeVar

from domain.event import Actor
from domain.person import RegisterPerson
from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.keys.kek import KeyEncryptionKey
from ledger.ledger import Ledger
from ledger.store_errors import StoreUnavailable
from tests.support.survival import whole

KEK = KeyEncryptionKey(bytes(range(32)))
PEOPLE = "people"  # the tenant of the persons
FAMILY_NAME, SAFE_CONTACT = "Tremblay-O’Neil", "Ne jamais appeler le soir."
INTAKE = Actor(
    id=uuid7(), kind="STAFF", role="INTAKE", organisation="riviere-nord", office="centre"
)
REGISTRATION = RegisterPerson(
    given_name="Zoé",
    family_name=FAMILY_NAME,
    birth_date="1990-02-28",
    official_language="fr",
    safe_contact=SAFE_CONTACT,  # a free text has a key of its own
    text_language="fr",
)
Answer = TypeVar("Answer")


async def until_answered(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    while True:
        try:
            return await ask()
        except StoreUnavailable:
            await asyncio.sleep(0.05)


async def main(url: str, journal: str) -> None:
    log = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(*words: object) -> None:
        os.write(log, (" ".join(map(str, words)) + "\n").encode())
        os.fdatasync(log)

    async with AsyncExitStack() as stack:
        ledger = await until_answered(lambda: stack.enter_async_context(Ledger(url, PEOPLE, KEK)))
        stopping = asyncio.create_task(asyncio.to_thread(sys.stdin.readline))

        async def append() -> None:
            while not stopping.done():
                sent = whole()
                assert sent.command is not None
                done = await until_answered(partial(ledger.store.append, sent))
                note("append", sent.command.command_id, done.first_position, done.last_position)

        async def register() -> None:
            while not stopping.done():
                again = partial(ledger.execute, REGISTRATION, command_id=uuid7(), actor=INTAKE)
                answer = await until_answered(again)
                assert isinstance(answer, Accepted), answer
                note("person", answer.command_id, answer.result["person_id"])

        await asyncio.gather(register(), *[append() for _ in range(12)])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
