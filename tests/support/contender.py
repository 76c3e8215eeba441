"""A process of the contention test: `python -m tests.support.contender <url> <person> <commands>`.

Says that it is ready, waits for a line, and then changes one person's contact with 8 tasks at once,
so many times each. Prints for each command its task and the answer: the position, or the refusal's code.
"""

import asyncio
import os
import sys
from uuid import UUID

from domain.decision import Refusal
from domain.person import UpdateContact
from ledger.ids import uuid7
from ledger.ledger import Ledger
from tests.support.kill_writer import INTAKE, KEK, PEOPLE

TASKS = 8


async def main(url: str, person: str, commands: int) -> None:
    async with Ledger(url, PEOPLE, KEK) as ledger:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

        async def change(task: int) -> None:
            for n in range(commands):
                telephone = f"613{os.getpid() % 10**6:06}{task}{n:03}"
                answer = await ledger.execute(
                    UpdateContact(person_id=UUID(person), telephone=telephone),
                    command_id=uuid7(),
                    actor=INTAKE,
                    vouched={UUID(person)},
                )
                said = answer.code if isinstance(answer, Refusal) else answer.position
                print(task, said, flush=True)

        await asyncio.gather(*[change(task) for task in range(TASKS)])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
