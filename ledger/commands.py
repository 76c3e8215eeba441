"""A command's way: load the streams it reads, decide, seal, append; decide again where a race was lost."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from hmac import new as hmac
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

import domain.deciders  # noqa: F401  (registers every decider)
from domain.decision import Command, Context, Decision, NewEvent, Refusal, States, deciders
from domain.event import Actor, Metadata, SourceReference
from domain.evolve import fold
from domain.streams import stream_kind
from ledger.codec import encode_event, encode_metadata
from ledger.history import recorded
from ledger.ids import uuid7
from ledger.keys.store import KeyStore
from ledger.policies import Policies
from ledger.sealing import SubjectDisposed, private_values, seal
from ledger.store import Store
from ledger.store_errors import ClaimConflict, CommandReused, GuardConflict, VersionConflict
from ledger.stored import Append, Appended, Claim, CommandRecord, Guard, LedgerEvent
from ledger.turns import Turn, Turns

MAX_ATTEMPTS = 30  # without a pause, which would favour whoever came later


class Accepted(msgspec.Struct, frozen=True):
    """A command that was accepted: at which position, whether long ago, and the ids that it made.

    ``position`` is that of its last event; None where there was nothing left to do.
    """

    command_id: UUID
    position: int | None
    replayed: bool
    result: dict[str, str]


class Commands:
    """Executes commands of one tenant against the ledger.

    ``clock`` gives the instant (UTC); ``zone`` is where the tenant's days begin and end.
    """

    def __init__(
        self,
        store: Store,
        keys: KeyStore,
        policies: Policies,
        tenant: str,
        zone: ZoneInfo,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._keys = keys
        self._policies = policies
        self._tenant = tenant
        self._zone = zone
        self._turns = Turns()
        self._clock = clock

    async def execute(
        self,
        command: Command,
        *,
        command_id: UUID,
        actor: Actor,
        source: SourceReference | None = None,
        channel: str | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> Accepted | Refusal:
        """Decide a command and append what it decided, once, however often it is sent.

        The same id with the same body gives the first answer again; with another body it is
        refused. Refusals are not stored: they are decided again. A lost race is decided again on
        the new state, a bounded number of times. Raises ``StoreUnavailable`` where it is not known
        whether the database took it; sending it again under the same id is then safe.
        ``clock`` lets an import or the demo say an earlier instant at which it was learned.
        """
        async with self._turns.line(deciders()[type(command)].reads(command)) as turn:
            return await self._execute(turn, command, command_id, actor, source, channel, clock)

    async def _execute(
        self,
        turn: Turn,
        command: Command,
        command_id: UUID,
        actor: Actor,
        source: SourceReference | None,
        channel: str | None,
        clock: Callable[[], datetime] | None,
    ) -> Accepted | Refusal:
        body_hash = self._hash(command, source)
        for _ in range(MAX_ATTEMPTS):
            now = (clock or self._clock)()
            states, outcome = await self._decide(command, actor, source, now)
            if isinstance(outcome, Refusal):
                return await self._earlier(command_id, body_hash) or outcome
            try:
                events = await self._events(
                    states, outcome, command_id, actor, source, channel, now
                )
                append = self._append(states, outcome, events, command_id, body_hash)
                return _accepted(command_id, await self._store.append(append))
            except (VersionConflict, GuardConflict) as conflict:
                await turn.wait(conflict.stream)
            except ClaimConflict as conflict:
                return self._claimed(outcome, conflict)
            except CommandReused:
                return Refusal("COMMAND_ID_REUSED")
            except SubjectDisposed:
                return Refusal("PERSON_DISPOSED")
        return Refusal("TOO_MANY_CHANGES")

    async def _decide(
        self, command: Command, actor: Actor, source: SourceReference | None, now: datetime
    ) -> tuple[dict[str, object], Decision | Refusal]:
        decider = deciders()[type(command)]
        streams = tuple(dict.fromkeys(decider.reads(command)))
        rows = await asyncio.gather(*(self._store.load(self._tenant, stream) for stream in streams))
        states = {
            stream: fold(stream_kind(stream), [recorded(row) for row in history])
            for stream, history in zip(streams, rows, strict=True)
        }
        context = Context(
            tenant=self._tenant,
            actor=actor,
            now=now,
            today=now.astimezone(self._zone).date(),
            new_id=uuid7,
            policy=await self._policies.current(),
            source=source,
        )
        return states, decider.decide(States(states), command, context)

    async def _events(
        self,
        states: dict[str, object],
        decision: Decision,
        command_id: UUID,
        actor: Actor,
        source: SourceReference | None,
        channel: str | None,
        now: datetime,
    ) -> list[LedgerEvent]:
        versions = {stream: state.version for stream, state in states.items()}
        events = []
        for new in decision.events:
            versions[new.stream] = versions.get(new.stream, 0) + 1
            events.append((uuid7(), versions[new.stream], new))
        if any(next(private_values(new.event), None) for _, _, new in events):
            sealed = await asyncio.to_thread(self._seal, events)
        else:
            sealed = [encode_event(new.event) for _, _, new in events]
        metadata = {
            "actor": actor,
            "command": command_id,
            "correlation": command_id,
            "policy": self._policies.position,
        }
        return [
            LedgerEvent(
                originator_id=new.stream,
                originator_version=version,
                topic=new.event.wire_name,
                state=state,
                event_id=event_id,
                schema_version=new.event.schema_version,
                effective_on=new.effective_on,
                known_at=new.known_at or now,
                metadata=encode_metadata(_metadata(metadata, new, source, channel)),
            )
            for (event_id, version, new), state in zip(events, sealed, strict=True)
        ]

    def _seal(self, events: list[tuple[UUID, int, NewEvent]]) -> list[bytes]:
        return [encode_event(seal(new.event, event_id, self._keys)) for event_id, _, new in events]

    def _append(
        self,
        states: dict[str, object],
        decision: Decision,
        events: list[LedgerEvent],
        command_id: UUID,
        body_hash: bytes,
    ) -> Append:
        written = {event.originator_id for event in events}
        return Append(
            tenant=self._tenant,
            events=events,
            guards=[
                Guard(stream, state.version)
                for stream, state in states.items()
                if stream not in written
            ],
            claims=[
                Claim(claim.kind, self._claim_key(claim.kind, claim.value), claim.stream, claim.op)
                for claim in decision.claims
            ],
            command=CommandRecord(command_id, body_hash, msgspec.json.encode(decision.result)),
        )

    async def _earlier(self, command_id: UUID, body_hash: bytes) -> Accepted | Refusal | None:
        """What was answered to this id before: its own first run may be why it is refused now."""
        known = await self._store.find_command(self._tenant, command_id)
        if known is None:
            return None
        if known.body_hash != body_hash:
            return Refusal("COMMAND_ID_REUSED")
        return _accepted(
            command_id,
            Appended(
                known.first_position, known.last_position, known.appended_at, True, known.result
            ),
        )

    def _claimed(self, decision: Decision, conflict: ClaimConflict) -> Refusal:
        for claim in decision.claims:
            if (claim.kind, self._claim_key(claim.kind, claim.value)) == (
                conflict.kind,
                conflict.key,
            ):
                details = claim.refusal.details | {"holder": conflict.holder}
                return msgspec.structs.replace(claim.refusal, details=details)
        raise conflict

    def _claim_key(self, kind: str, value: str) -> bytes:
        # A plain hash of a social insurance number is found by trying all of them in minutes.
        return hmac(self._keys.secret("claims"), f"{kind}|{value}".encode(), sha256).digest()

    def _hash(self, command: Command, source: SourceReference | None) -> bytes:
        body = msgspec.json.encode((type(command).__name__, command, source))
        return hmac(self._keys.secret("commands"), body, sha256).digest()


def _metadata(
    common: dict, new: NewEvent, source: SourceReference | None, channel: str | None
) -> Metadata:
    return Metadata(
        **common,
        authority=new.authority,
        channel=new.channel or channel,
        programme=new.programme,
        source=new.source or source,
        corrects=new.corrects,
    )


def _accepted(command_id: UUID, appended: Appended) -> Accepted:
    result = msgspec.json.decode(appended.result, type=dict[str, str]) if appended.result else {}
    return Accepted(command_id, appended.last_position, appended.replayed, result)
