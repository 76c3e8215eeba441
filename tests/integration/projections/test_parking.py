"""What cannot be folded is parked, in PostgreSQL: unparked, it is as if nothing had been."""

import asyncio
import os
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import combinations
from random import Random
from typing import Any

import msgspec
import psycopg
import pytest

from caseledger.cli import main
from caseledger.settings import VARIABLES
from domain.event import Recorded
from domain.streams import case_stream, person_stream, stream_kind
from ledger import looking
from ledger.ledger import Ledger
from projections.case_file.project import CASE_FILE
from projections.consent_audit.project import CONSENT_AUDIT
from projections.engine import refold as refolding
from projections.engine.model import ReadModel
from projections.engine.parked import Parked
from projections.engine.subjects import named, own_subject
from projections.engine.switch import Lacking
from projections.engine.work import Work
from projections.mending import Mended, Mending, OtherCode, mending
from projections.outcomes.project import OUTCOMES
from projections.person_directory.project import PERSON_DIRECTORY
from projections.rebuilding import Rebuilding
from projections.run import Projections
from projections.timeline.project import TIMELINE
from tests.integration.projections.town import KEK, append, dump, rebuilt
from tests.support.databases import Database
from tests.unit.projections.histories import TENANT, erasure, neighbours

PATIENCE = 20.0
MODELS = (CASE_FILE, TIMELINE, CONSENT_AUDIT, OUTCOMES, PERSON_DIRECTORY)


def choking(poison: set[int], error: type[Exception] = ValueError) -> list[ReadModel]:
    """The models, but for events that none of them can fold for as long as they are ``poison``."""

    def choke(model: ReadModel) -> ReadModel:
        def fold(work: Work, recorded: Recorded) -> None:
            model.fold(work, recorded)
            if recorded.position in poison:
                raise error(f"cannot fold {recorded.event}")

        return msgspec.structs.replace(model, fold=fold)

    return [choke(model) for model in MODELS]


@asynccontextmanager
async def running(
    ledger: Ledger, fresh: Database, models: Sequence[ReadModel] = MODELS, batch: int = 1000
) -> AsyncIterator[Projections]:
    url = fresh.url("projector")
    async with Projections(ledger, url, models=models, batch=lambda: batch) as projections:
        yield projections


def mend(
    ledger: Ledger, fresh: Database, models: Sequence[ReadModel] = MODELS
) -> "asyncio.AbstractAsyncContextManager[Mending]":
    return mending(ledger, fresh.url("projector"), models=models)


async def clean(ledger: Ledger, fresh: Database, last: int) -> dict[str, list[str]]:
    """What one clean run from nothing leaves."""
    async with running(ledger, fresh) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        await rebuilt(projections)
    with fresh.connect("migrator") as connection:
        # What was live before may not have been dropped yet, with what waits in it.
        query = (
            "select count(*) from read.parked join read.build using (name, build) where state = %s"
        )
        assert connection.execute(query, ("live",)).fetchone() == (0,)
        return dump(connection, MODELS)


async def test_all_else_goes_on_and_unparked_while_more_comes_it_is_one_clean_run(
    ledger: Ledger, fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in a ledger, and for a part, that are too large to be gone through at once.
    monkeypatch.setattr(looking, "WINDOW", 30)
    monkeypatch.setattr(looking, "IDS_AT_ONCE", 2)
    events = neighbours(Random(31), 420)
    disclosed = next(r for r in events if r.event.wire_name == "disclosure.made")
    case = case_stream(disclosed.event.case_id)
    others = [r.position for r in events if stream_kind(r.stream) == "case" and r.stream != case]
    poison = {next(r.position for r in events if r.stream == case), others[0]}
    models = choking(poison)
    last = await append(ledger, events[:-120])
    with fresh.connect("migrator") as connection:
        async with running(ledger, fresh, models, batch=90) as projections:
            assert await projections.wait_for(None, last, PATIENCE)
            status = await projections.status()
            assert all(s.healthy and s.position == last for s in status), "parked is not standing"
            async with mend(ledger, fresh, models) as mends:
                rows = await mends.parked()
                assert {r.position for r in rows if r.error} == poison
                assert {r.error for r in rows} == {"ValueError", None}
                waiting = {
                    (name, position)
                    for name, position in connection.execute(
                        "select name, position from read.parked_event"
                    )
                }
                assert sum(r.events for r in rows) == len(waiting)
                shown = {row[0] for row in connection.execute("select position from read.timeline")}
                told = {
                    r.position
                    for r in TIMELINE.relevant(events[:-120])
                    if stream_kind(r.stream) != "visit"
                }
                assert shown == told - {at for name, at in waiting if name == "timeline"}
                poison.clear()
                more = asyncio.create_task(append(ledger, events[-120:-80], at_once=3))
                done = await mends.unpark()
                assert done and not any(mended.still for mended in done)
                await more
                # The owner knows what is not parked any more: what names it goes on.
                last = await append(ledger, events[-80:])
                assert await projections.wait_for(None, last, PATIENCE)
                assert await mends.parked() == []
        unparked = dump(connection, MODELS)
    assert unparked == await clean(ledger, fresh, last)


async def test_what_fails_again_stays_parked_with_the_new_error_and_a_rebuild_parks_too(
    ledger: Ledger, fresh: Database
) -> None:
    events = neighbours(Random(32), 200)
    streams = [r.stream for r in events if stream_kind(r.stream) == "case"]
    stream = max(streams, key=streams.count)
    first, second = [r.position for r in events if r.stream == stream][:2]
    poison = {first}
    last = await append(ledger, events)
    async with running(ledger, fresh, choking(poison)) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        with fresh.connect("migrator") as connection:
            parked = dump(connection, MODELS)
            await rebuilt(projections)
            assert dump(connection, MODELS) == parked
        builds = [b for b in await projections.builds() if b.name == "timeline"]
        assert all(b.parked for b in builds if b.state == "live")
    models = choking({second}, KeyError)
    async with mend(ledger, fresh, models) as mends:
        done = await mends.unpark(["timeline"], {stream})
        assert [(m.name, m.still[0].position, m.still[0].error) for m in done] == [
            ("timeline", second, "KeyError")
        ]
        after = await mends.parked(["timeline"])
        with fresh.connect("migrator") as connection:
            query = "select count(*) from read.timeline where position in (%s, %s)"
            assert connection.execute(query, (first, second)).fetchone() == (1,)
        assert {r.error for r in await mends.parked(["case_file"])} >= {"ValueError"}
    # No owner ran: whoever comes next goes on from there, with what is parked still.
    async with running(ledger, fresh) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        async with mend(ledger, fresh) as mends:
            assert await mends.parked(["timeline"]) == after
            await mends.unpark()
        with fresh.connect("migrator") as connection:
            unparked = dump(connection, MODELS)
    assert unparked == await clean(ledger, fresh, last)
    async with running(ledger, fresh, [m for m in models if m.name == "timeline"]) as projections:
        await _built(projections, last)
        with pytest.raises(Lacking):
            await Rebuilding(projections, "timeline").switch()
        await Rebuilding(projections, "timeline").switch(lacking=True)


async def test_a_build_that_parks_a_case_earlier_than_the_live_one_lacks_what_that_has(
    ledger: Ledger, fresh: Database
) -> None:
    events = neighbours(Random(34), 160)
    told = TIMELINE.relevant(events)
    early, late = next(
        (first.position, second.position)
        for first, second in combinations(told, 2)
        if first.stream == second.stream and _waits(told, first) == _waits(told, second)
    )
    poison = {late}
    timeline = [m for m in choking(poison) if m.name == "timeline"]
    last = await append(ledger, events)
    async with running(ledger, fresh, timeline) as projections:
        assert await projections.wait_for(None, last, PATIENCE)
        poison |= {early}
        await _built(projections, last)
        with pytest.raises(Lacking):
            await Rebuilding(projections, "timeline").switch()
        await Rebuilding(projections, "timeline").drop()
        poison -= {early}
        await _built(projections, last)
        await Rebuilding(projections, "timeline").switch()


def _waits(events: Sequence[Recorded], first: Recorded) -> set[str]:
    """Whose events wait once one of them could not be folded."""
    own = own_subject(first)
    later = [each for each in events if each.position > first.position]
    _, waiting = Parked(frozenset({own})).divide(later)
    return {own, *(each.subject for each in waiting)}


async def _built(projections: Projections, last: int) -> None:
    """A build of the timeline beside, which has caught up."""
    again = Rebuilding(projections, "timeline")
    await again.begin()
    async with asyncio.timeout(PATIENCE):
        while (await again.standing()).position < last:
            await asyncio.sleep(0.05)


async def test_one_case_is_folded_again_alone_and_killed_between_nothing_has_changed(
    ledger: Ledger, fresh: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = neighbours(Random(33), 240)
    last = await append(ledger, events[:-40])
    with fresh.connect("migrator") as connection:
        async with running(ledger, fresh) as projections:
            assert await projections.wait_for(None, last, PATIENCE)
            shown = dump(connection, MODELS)
            case = connection.execute("select min(case_id::text) from read.case_file").fetchone()
            assert case is not None
            connection.execute("update read.case_file set office = 'gone wrong'")
            broken = dump(connection, MODELS)
            async with mend(ledger, fresh) as mends:
                with monkeypatch.context() as patched:
                    patched.setattr(refolding, "_fold", _dies)
                    with pytest.raises(KeyboardInterrupt):
                        await mends.rebuild("case_file", {case_stream(case[0])})
            assert dump(connection, MODELS) == broken
            async with mend(ledger, fresh) as mends:
                [mended] = await mends.rebuild("case_file", {case_stream(case[0])})
                assert mended.refolded.parked == Parked()
                assert case_stream(case[0]) in mended.refolded.subjects
                wrong = await _wrong(connection)
                assert case[0] not in wrong and len(wrong) > 0, "theirs alone"
                for each in wrong:
                    await mends.rebuild("case_file", {case_stream(each)})
                assert dump(connection, MODELS) == shown
                older = msgspec.structs.replace(CASE_FILE, version=CASE_FILE.version + 1)
            async with mend(ledger, fresh, [older]) as mends:
                with pytest.raises(OtherCode):
                    await mends.rebuild("case_file", {case_stream(case[0])})
            beside = Rebuilding(projections, "case_file")
            await beside.begin()
            async with asyncio.timeout(PATIENCE):
                while (standing := await beside.standing()).state != "ready":
                    await asyncio.sleep(0.02)
            table = CASE_FILE.of(standing.build).physical(CASE_FILE.tables[0])
            connection.execute(f"update read.{table} set office = 'gone wrong'")
            reach = refolding.Component.reach

            async def reach_late(*given: Any) -> None:
                monkeypatch.setattr(refolding.Component, "reach", reach)
                await reach(*given)
                await beside.switch()

            async with mend(ledger, fresh) as mends:
                monkeypatch.setattr(refolding.Component, "reach", reach_late)
                [mended] = await mends.rebuild("case_file", {case_stream(case[0])})
            assert mended.build == standing.build
            wrong = await _wrong(connection)
            assert case[0] not in wrong and len(wrong) > 0, "what is live by then was mended"
            last = await append(ledger, events[-40:])
            assert await projections.wait_for(None, last, PATIENCE), "the owner goes on"


async def _dies(*_: object) -> Mended:
    raise KeyboardInterrupt


async def _wrong(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        "select case_id::text from read.case_file where office = 'gone wrong'"
    )
    return [row[0] for row in rows]


@pytest.fixture
def typed(
    fresh: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Awaitable[tuple[int, str]]]:
    """A command line in this process: exit code, and what is said."""
    for name in [name for name in os.environ if name.startswith(("CASELEDGER", "DATABASE"))]:
        monkeypatch.delenv(name)
    for role, name in VARIABLES.items():
        monkeypatch.setenv(name, fresh.url(role))
    monkeypatch.setenv("CASELEDGER_TENANT", TENANT)
    monkeypatch.setenv("CASELEDGER_KEY_ENCRYPTION_KEY", b64encode(KEK).decode())

    async def type_in(*arguments: str) -> tuple[int, str]:
        given = arguments if "--lang" in arguments else (*arguments, "--lang", "en")
        code = await asyncio.to_thread(main, given)
        said = capfd.readouterr()
        return code, said.out + said.err

    return type_in


async def test_bytes_that_are_no_event_park_their_stream_and_mended_they_go_on(
    ledger: Ledger, fresh: Database, typed: Callable[..., Awaitable[tuple[int, str]]]
) -> None:
    events = neighbours(Random(35), 150)
    last = await append(ledger, events)
    altered = next(r for r in events if stream_kind(r.stream) == "case")
    at = altered.position
    with fresh.connect("migrator") as connection:
        connection.execute("set session_replication_role = replica")
        row = connection.execute("select state from ledger.events where position = %s", (at,))
        [good] = row.fetchone() or []
        change = "update ledger.events set state = %s where position = %s"
        connection.execute(change, (good[:-9] + b"\xff\x00", at))
        async with running(ledger, fresh) as projections:
            assert await projections.wait_for(None, last, PATIENCE)
            assert all(s.healthy for s in await projections.status())
            async with mend(ledger, fresh) as mends:
                rows = {r.name: r for r in await mends.parked() if r.error}
                folded = {m.name for m in MODELS if type(altered.event) in m.events}
                assert rows.keys() == folded, "no other is concerned"
                assert {(r.position, r.stream) for r in rows.values()} == {(at, altered.stream)}
                done = await mends.unpark()
                assert {s.position for m in done for s in m.still if s.error} == {at}
                code, said = await typed("unpark")
                assert code == 1 and f"{altered.stream}  " in said and "DecodeError" in said
                assert str(at) in said and "unpark --all" in said
                code, said = await typed("unpark", "--case", "no-such", "--lang", "fr")
                assert code == 1 and "On ne connaît pas de dossier « no-such »" in said
                code, said = await typed("unpark", "no_such")
                assert code == 1 and "There is no projection 'no_such'" in said
                entries = TIMELINE.physical(TIMELINE.tables[0])
                connection.execute(
                    "create function public.lacks() returns trigger language plpgsql as"
                    " $$ begin raise exception 'no such column' using errcode = '42703'; end $$;"
                    f" create trigger lacks before insert on read.{entries}"
                    " execute function public.lacks()"
                )
                code, said = await typed("unpark", "timeline")
                assert code == 1 and "no event is to blame (42703)" in said
                assert (
                    "n’est la faute d’aucun" in (await typed("unpark", "--all", "--lang", "fr"))[1]
                )
                connection.execute("drop function public.lacks() cascade")
                connection.execute(change, (good, at))
                code, said = await typed("unpark", "case_file", "--case", altered.stream)
                assert code == 0 and "case_file:" in said and "folded again" in said
                assert "timeline" in {row.name for row in await mends.parked()}
                code, said = await typed("rebuild", "timeline", "--case", altered.stream)
                assert code == 0 and "timeline:" in said
                assert (await typed("unpark", "--all", "--lang", "fr"))[0] == 0
                assert "Rien n’est en attente." in (await typed("unpark", "--lang", "fr"))[1]
                assert await mends.parked() == []
            unparked = dump(connection, MODELS)
    assert unparked == await clean(ledger, fresh, last)
    assert named(altered)


async def test_an_erasure_in_the_middle_of_a_large_batch_leaves_nothing_for_its_end_to_bring_back(
    ledger: Ledger, fresh: Database
) -> None:
    events = neighbours(Random(36), 320)
    person, erased = erasure(events[:290])
    rest = [
        msgspec.structs.replace(r, position=r.position + 1)
        for r in events[290:]
        if r.stream != person_stream(person)
    ]
    last = await append(ledger, [*events[:290], erased, *rest])
    with fresh.connect("migrator") as connection:
        async with running(ledger, fresh, [TIMELINE]) as projections:
            assert await projections.wait_for(None, last, PATIENCE)
        at_once = dump(connection, [TIMELINE])
        box = f'%["s", "{person}"%'
        held = "select count(*) from read.timeline where payload::text like %s and position < %s"
        assert connection.execute(held, (box, erased.position)).fetchone() == (0,)
        async with mend(ledger, fresh, [TIMELINE]) as mends:
            await mends.rebuild("timeline", {person_stream(person)})
        assert dump(connection, [TIMELINE]) == at_once
