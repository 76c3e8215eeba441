"""``caseledger trace``: what led to what, from any event, command or run; never what is private."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from caseledger.cli.say import Say
from caseledger.errors import BilingualError, Lang
from caseledger.place import addresses, require_migrated_at
from caseledger.settings import Settings
from ledger.trace import LIMIT, Trace, TracedCommand, TracedEvent, trace

_WORDS: dict[Lang, dict[str, str]] = {
    "fr": {
        "command": "Commande",
        "no command": "Sans commande",
        "run": "Série",
        "accepted": "acceptée le",
        "empty": "rien ne restait à faire",
        "effective": "en vigueur le",
        "known": "su le",
        "by": "par",
        "authority": "autorité",
        "source": "source",
        "channel": "voie",
        "event": "événement",
        "corrects": "corrige",
        "corrected by": "corrigé par",
        "led by": "à la suite de",
        "standing": "Registre à la position",
    },
    "en": {
        "command": "Command",
        "no command": "Without a command",
        "run": "Run",
        "accepted": "accepted",
        "empty": "nothing was left to do",
        "effective": "effective",
        "known": "known",
        "by": "by",
        "authority": "authority",
        "source": "source",
        "channel": "channel",
        "event": "event",
        "corrects": "corrects",
        "corrected by": "corrected by",
        "led by": "led to by",
        "standing": "Ledger at position",
    },
}


class NothingToTrace(BilingualError):
    """The id is none, or the ledger has nothing under it."""


def run(options: Any, say: Say) -> int:
    """Print the chain that an id belongs to, as a tree; the id itself is marked."""
    asked = read_id(options.id)
    settings = Settings.read(roles=("auditor",), key=False)
    with addresses(settings) as urls:
        require_migrated_at(urls["auditor"])
        with psycopg.connect(urls["auditor"], autocommit=True, connect_timeout=10) as connection:
            connection.execute("set timezone = 'UTC'")
            found = trace(connection, settings.tenant, asked)
    if found is None:
        raise NothingToTrace(
            f"Le registre de « {settings.tenant} » n’a ni événement, ni commande, ni série "
            f"« {options.id} ».",
            f"The ledger of {settings.tenant!r} has no event, command or run {options.id!r}.",
        )
    if options.json:
        print(msgspec.json.encode(found).decode())
    else:
        print("\n".join(lines(found, say.lang)))
    if not found.complete:
        say(
            f"La suite est plus longue : seuls les {LIMIT} premiers événements sont montrés.",
            f"There is more: only the first {LIMIT} events are shown.",
        )
    return 0


def read_id(text: str) -> UUID | int:
    """The id of an event, command or run, or an event's position. Raises ``NothingToTrace``."""
    given = text.strip().removeprefix("Event:")
    if re.fullmatch(r"[0-9]{1,18}", given):
        return int(given)
    try:
        return UUID(given)
    except ValueError:
        raise NothingToTrace(
            f"« {text} » n’est ni un identifiant (36 caractères, comme "
            "0198c1de-7a30-7bb2-9d1c-0f8f6a1b2c3d) ni une position.",
            f"{text!r} is neither an id (36 characters, like "
            "0198c1de-7a30-7bb2-9d1c-0f8f6a1b2c3d) nor a position.",
        ) from None


def lines(found: Trace, lang: Lang) -> Iterator[str]:
    """The tree in words: a command, under it its events, under each what it led to."""
    words = _WORDS[lang]
    known = {c.command_id for c in found.commands}
    known |= {event.event_id for c in found.commands for event in c.events}
    under: dict[UUID | None, list[TracedCommand]] = {}
    for command in found.commands:
        cause = command.causation if command.causation in known else None
        under.setdefault(cause, []).append(command)
    if found.origin not in known:
        yield f"{words['run']} {found.origin}" + _mark(found.asked == found.origin)
    # a stack, for a chain may be deeper than Python's own
    left: list[tuple[int, TracedCommand | TracedEvent]] = []

    def push(depth: int, things: list[Any]) -> None:
        left.extend((depth, thing) for thing in reversed(things))

    push(0, under.get(None, []))
    while left:
        depth, thing = left.pop()
        pad = "    " * depth
        if isinstance(thing, TracedCommand):
            yield from (pad + line for line in _command(thing, found.asked, known, words))
            push(depth + 1, under.pop(thing.command_id, []) if thing.command_id else [])
            push(depth + 1, thing.events)
        else:
            yield from (pad + line for line in _event(thing, found.asked, words))
            push(depth + 1, under.pop(thing.event_id, []))
    yield f"{words['standing']} {found.position}"


def _command(
    command: TracedCommand, asked: UUID, known: set[UUID | None], words: dict[str, str]
) -> Iterator[str]:
    name = f"{words['command']} {command.command_id}" if command.command_id else words["no command"]
    said = f"{name}  {words['accepted']} {_instant(command.accepted_at)}"
    if command.causation is not None and command.causation not in known:
        said += f"  {words['led by']} {command.causation}"
    if not command.events:
        said += f"  ({words['empty']})"
    yield said + _mark(command.command_id == asked)


def _event(event: TracedEvent, asked: UUID, words: dict[str, str]) -> Iterator[str]:
    yield (
        f"{event.position}  {event.type} v{event.schema_version}  {event.stream} "
        f"({event.version})" + _mark(event.event_id == asked)
    )
    pad = " " * (len(str(event.position)) + 2)
    times = [f"{words['known']} {_instant(event.known_at)}"]
    if event.effective_on:
        times.insert(0, f"{words['effective']} {event.effective_on}")
    yield pad + " · ".join([*times, *_by_whom(event, words)])
    told = [f"{words['event']} {event.event_id}"]
    if event.corrects:
        why = f" ({event.correction.cause}, {event.correction.party})" if event.correction else ""
        told.append(f"{words['corrects']} {event.corrects}{why}")
    told += [f"{words['corrected by']} {other}" for other in event.corrected_by]
    yield pad + " · ".join(told)


def _by_whom(event: TracedEvent, words: dict[str, str]) -> Iterator[str]:
    if actor := event.actor:
        office = f", {actor.office}" if actor.office else ""
        yield f"{words['by']} {actor.role} ({actor.kind} {actor.id}), {actor.organisation}{office}"
    if event.authority:
        yield f"{words['authority']} {event.authority.kind} {event.authority.reference}"
    if event.source:
        yield f"{words['source']} {event.source.system} {event.source.reference}"
    if event.channel:
        yield f"{words['channel']} {event.channel}"


def _instant(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _mark(it_is: bool) -> str:
    return "  ◀" if it_is else ""
