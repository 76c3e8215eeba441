"""Effects as lines for an operator: kinds, codes, counts and times; nothing that they tell."""

from caseledger.cli.moments import by_utc
from projections.effects.delivery.endpoints import Endpoint
from projections.effects.delivery.outbox import Counted, Shown
from projections.effects.standing import ProcessStatus

STATES = {
    "WAITING": ("attend", "waiting"),
    "DONE": ("fait", "done"),
    "REFUSED": ("refusé", "refused"),
    "DEAD": ("abandonné après tous les essais", "given up"),
    "DROPPED": ("abandonné", "dropped"),
}


def process_line(standing: ProcessStatus, french: bool) -> str:
    """How a process stands, and the code of why where it does not go on."""
    words = ("en marche", "running") if standing.healthy else ("à l’arrêt", "stopped")
    told = f"{standing.name:14} {standing.position:>10}  {words[0 if french else 1]}"
    return told + (f"  ({standing.error})" if standing.error else "")


def counts(counted: Counted, french: bool) -> str:
    """How many of a process stand so."""
    state = STATES[counted.state][0 if french else 1]
    return f"{counted.process:14} {counted.count:>8}  {state}"


def line(row: Shown, french: bool) -> str:
    """One effect, its key first: by it an operator retries or drops it."""
    state = STATES[row.state][0 if french else 1]
    attempts = f"{row.attempts} essai(s)" if french else f"attempts: {row.attempts}"
    told = [str(row.key), row.what, row.recipient or "", state, attempts]
    if row.state == "WAITING" and row.attempts:
        due = by_utc(row.due_at)
        told.append(f"de nouveau le {due}" if french else f"again at {due}")
    return "  ".join(part for part in (*told, row.error or "", row.reason or "") if part)


def endpoint_line(each: Endpoint, french: bool) -> str:
    """Where a partner is told, or was."""
    ended = ("(plus rien n’y va)", "(nothing goes there any more)")[0 if french else 1]
    return f"{each.recipient:14} {each.url}" + (f"  {ended}" if each.ended_at else "")
