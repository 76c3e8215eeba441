"""Many want the same stream at once, from several processes: each is answered, and none starves."""

import subprocess
import sys
from pathlib import Path
from uuid import UUID

from ledger.commands import Accepted
from ledger.ids import uuid7
from ledger.ledger import Ledger
from tests.support.contender import TASKS
from tests.support.databases import Database
from tests.support.kill_writer import INTAKE, KEK, PEOPLE, REGISTRATION
from tests.support.policies import publish_policy

ROOT = Path(__file__).resolve().parents[3]
PROCESSES, COMMANDS = 3, 12
PATIENCE = 120


async def test_every_command_on_a_crowded_stream_is_answered_and_no_process_starves(
    database: Database,
) -> None:
    url = database.url("writer")
    await publish_policy(url, PEOPLE, KEK)
    async with Ledger(url, PEOPLE, KEK) as ledger:
        answer = await ledger.execute(REGISTRATION, command_id=uuid7(), actor=INTAKE)
        assert isinstance(answer, Accepted), answer
    person = UUID(answer.result["person_id"])
    contenders = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.contender", url, str(person), str(COMMANDS)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        for contender in contenders:
            assert contender.stdout is not None
            assert contender.stdout.readline() == "ready\n"
        for contender in contenders:
            assert contender.stdin is not None
            contender.stdin.write("go\n")
            contender.stdin.flush()
        said = [contender.communicate(timeout=PATIENCE)[0].splitlines() for contender in contenders]
    finally:
        for contender in contenders:
            contender.kill()
            contender.wait()

    answers = [(process, *line.split()) for process, lines in enumerate(said) for line in lines]
    assert len(answers) == PROCESSES * TASKS * COMMANDS, "a command was not answered"
    accepted = sorted(
        (int(position), process, task) for process, task, position in answers if position.isdigit()
    )
    assert len(accepted) >= 0.97 * len(answers), "too many were sent away"
    # each task's turn comes round again and again: nobody waits until the others are done
    assert worst_wait(accepted) < 0.75 * len(answers)


def worst_wait(accepted: list[tuple[int, int, str]]) -> int:
    """The most commands of others that were accepted between two of one task."""
    last: dict[tuple[int, str], int] = {}
    worst = 0
    for turn, (_, process, task) in enumerate(accepted):
        worst = max(worst, turn - last.get((process, task), 0))
        last[process, task] = turn
    return worst
