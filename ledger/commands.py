"""A command's way: load the streams it reads, decide, seal, append; decide again where a race was lost."""

from collections.abc import Callable, Mapping, Set
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

import domain.deciders  # noqa: F401  (registers every decider)
from domain.calendar import local_day
from domain.decision import Command, Context, Decider, Decision, Refusal, States, deciders
from domain.event import Actor, Cause, SourceReference
from domain.naming import NOBODY, not_vouched_for
from domain.private import Clear, Disposed
from ledger.answers import Accepted, accepted, claimed
from ledger.hashes import KeyedHashes
from ledger.ids import uuid7
from ledger.keys.store import KeyStore
from ledger.keys.waiting import SealingKeys
from ledger.memory import StateMemory
from ledger.observing import observed
from ledger.opening import open_fields
from ledger.policies import Policies
from ledger.sealing import SubjectDisposed
from ledger.states import StateLoader
from ledger.store import Store
from ledger.store_errors import (
    ClaimConflict,
    CommandReused,
    GuardConflict,
    KekRetired,
    KeyGone,
    VersionConflict,
)
from ledger.stored import Append, Appended, Claim, Guard
from ledger.turns import Turns
from ledger.upcasters import WrittenByNewerCode
from ledger.writing import Envelope, keys_for, to_store

MAX_ATTEMPTS = 30  # without a pause, which would favour whoever came later

_encode = msgspec.json.Encoder().encode


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A command on its way, with all that came beside it."""

    command: Command
    decider: Decider
    command_id: UUID
    body: bytes
    actor: Actor
    source: SourceReference | None
    channel: str | None
    cause: Cause | None
    clock: Callable[[], datetime]


class Commands:
    """Executes commands of one tenant against the ledger.

    ``clock`` gives the instant (UTC); ``zone`` is where the tenant's days begin and end.
    ``remembered``: how many streams' states are kept in memory.
    """

    def __init__(
        self,
        store: Store,
        keys: KeyStore,
        policies: Policies,
        tenant: str,
        zone: ZoneInfo,
        *,
        remembered: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self.states = StateLoader(store, tenant)
        self._memory = StateMemory(tenant, remembered)
        self._turns = Turns()
        self._keys = keys
        self._sealing = SealingKeys(keys)
        self._hashes = KeyedHashes(keys)
        self._policies = policies
        self._tenant = tenant
        self._zone = zone
        self._clock = clock

    async def execute(
        self,
        command: Command,
        *,
        command_id: UUID,
        actor: Actor,
        source: SourceReference | None = None,
        channel: str | None = None,
        cause: Cause | None = None,
        clock: Callable[[], datetime] | None = None,
        vouched: Set[UUID] = NOBODY,
    ) -> Accepted | Refusal:
        """Decide a command and append what it decided, once, however often it is sent.

        The same id with the same body gives the first answer again; with another body it is
        refused. Refusals are not stored: they are decided again. A lost race is decided again on
        the new state, a bounded number of times. Raises ``StoreUnavailable`` where it is not known
        whether the database took it; sending it again under the same id is then safe.
        ``cause`` says what led to it, where it is not what begins (``Recorded.cause``).
        ``vouched``: the persons on whom the actor was found to have a right to act; a command of
        somebody's that names others is refused (``domain.naming``).
        ``clock`` lets an import or the demo say an earlier instant at which it was learned.
        """
        asked = _Asked(
            command=command,
            decider=deciders()[type(command)],
            command_id=command_id,
            body=_encode((type(command).__name__, command, source)),
            actor=actor,
            source=source,
            channel=channel,
            cause=cause,
            clock=clock or self._clock,
        )
        with observed("command", command=command_id, type=type(command).__name__) as seen:
            answer = not_vouched_for(command, actor, vouched) or await self._decided(asked)
            if isinstance(answer, Refusal):
                seen.outcome = "refused"
                seen.about["code"] = answer.code
            else:
                seen.outcome = "replayed" if answer.replayed else "accepted"
            return answer

    async def _decided(self, asked: _Asked) -> Accepted | Refusal:
        streams = tuple(dict.fromkeys(asked.decider.reads(asked.command)))
        async with self._turns.line(streams) as turn:
            for attempt in range(MAX_ATTEMPTS):
                remembered = None
                if attempt == 0:
                    remembered = self._memory.recall(streams, self._store.losses)
                try:
                    answer = await self._attempt(asked, remembered or await self._load(streams))
                except (VersionConflict, GuardConflict) as conflict:
                    self._memory.forget((*streams, conflict.stream))
                    if remembered is None:  # else nobody won a race: what was remembered was old
                        await turn.wait(conflict.stream)
                    continue
                except KekRetired:
                    self._keys.forget_kek()
                    continue
                except WrittenByNewerCode:
                    return await self._earlier(asked) or Refusal("PROGRAM_TOO_OLD")
                if isinstance(answer, Refusal):
                    if remembered is not None:
                        continue
                    return await self._earlier(asked) or answer
                return answer
        return Refusal("TOO_MANY_CHANGES")

    async def _attempt(self, asked: _Asked, states: Mapping[str, Any]) -> Accepted | Refusal:
        """Decide once on these states, and append; raises the conflict where they moved on."""
        policy = await self._policies.current()
        now = asked.clock()
        context = Context(
            tenant=self._tenant,
            actor=asked.actor,
            now=now,
            today=local_day(now, self._zone),
            zone=self._zone,
            new_id=uuid7,
            policy=policy,
            source=asked.source,
        )
        states, opened = await self._prepared(asked, states)
        decision = asked.decider.decide(States(states, opened), asked.command, context)
        # Taken at once: while others are waited for, a remembered state moves on.
        versions = {stream: state.version for stream, state in states.items()}
        if isinstance(decision, Refusal):
            return decision
        envelope = Envelope(
            actor=asked.actor,
            command_id=asked.command_id,
            known_at=now,
            policy=self._policies.position,
            source=asked.source,
            channel=asked.channel,
            cause=asked.cause,
        )
        claims = [self._hashes.claim(claim) for claim in decision.claims]
        try:
            append = await self._append(versions, decision, claims, envelope, asked.body)
            with observed("append", events=len(append.events)) as seen:
                done = await self._store.append(append)
                if done.replayed:
                    seen.outcome = "replayed"
        except ClaimConflict as conflict:
            return claimed(decision.claims, claims, conflict)
        except CommandReused:
            return Refusal("COMMAND_ID_REUSED")
        except (SubjectDisposed, KeyGone) as gone:
            self._keys.forget(gone.person)
            return Refusal("PERSON_DISPOSED")
        self._memory.move_on(append.events, done)
        self.states.grown(append.events)
        return accepted(asked.command_id, done)

    async def _prepared(
        self, asked: _Asked, states: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Clear | Disposed] | None]:
        """All that the decider needs: the streams that these lead to, and what it has opened.

        Remembered states move on while others are loaded, and may then lead further.
        """
        while True:
            while further := asked.decider.further(states, asked.command):
                known = self._memory.recall(further, self._store.losses)
                states = {**states, **(known or await self._load(further))}
            opened = await self._opened(asked, states)
            if not asked.decider.further(states, asked.command):
                return states, opened

    async def _opened(
        self, asked: _Asked, states: Mapping[str, Any]
    ) -> Mapping[str, Clear | Disposed] | None:
        """What the decider declared, in clear; again where a remembered state moved on meanwhile."""
        opens = asked.decider.opens
        if opens is None:
            return None
        fields = opens(States(states), asked.command)
        while True:
            opened = await open_fields(fields, self._keys)
            now = opens(States(states), asked.command)
            if now == fields:
                return opened
            fields = now

    async def _load(self, streams: tuple[str, ...]) -> Mapping[str, Any]:
        states = await self.states.load_states(streams)
        self._memory.keep(states)
        return states

    async def _append(
        self,
        versions: Mapping[str, int],
        decision: Decision,
        claims: list[Claim],
        envelope: Envelope,
        body: bytes,
    ) -> Append:
        written = {new.stream for new in decision.events}
        ring = await keys_for(decision.events, self._sealing)
        return Append(
            tenant=self._tenant,
            events=to_store(decision.events, versions, envelope, ring),
            guards=[
                Guard(stream, version)
                for stream, version in versions.items()
                if stream not in written
            ],
            claims=claims,
            command=self._hashes.command(envelope.command_id, body, _encode(decision.result)),
        )

    async def _earlier(self, asked: _Asked) -> Accepted | Refusal | None:
        """What was answered to this id before: its own first run may be why it is refused now."""
        known = await self._store.find_command(self._tenant, asked.command_id)
        if known is None:
            return None
        if known.body_hash != self._hashes.body(asked.body):
            return Refusal("COMMAND_ID_REUSED")
        first = Appended(
            known.first_position, known.last_position, known.appended_at, True, known.result
        )
        return accepted(asked.command_id, first)
