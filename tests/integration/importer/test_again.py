"""Sent again: nothing twice, changes as corrections, and what is gone told and not undone."""

from datetime import date
from pathlib import Path

from domain.case.events import BenefitIssued, BenefitReversed, CaseExited, EntryRetracted
from domain.consent import DisclosureMade
from domain.evolve import fold
from domain.streams import stream_kind
from tests.integration.importer.ledgers import content, head, told
from tests.support.databases import Database
from tests.support.extracts import Extract, generate
from tests.support.imported import run_import

TOWN = "baie-verte"


async def send(database: Database, extract: Extract, folder: Path):  # type: ignore[no-untyped-def]
    import asyncio

    return await asyncio.to_thread(
        lambda: asyncio.run(run_import(database, extract.write(folder), extract.custodian))
    )


async def test_sent_twice_nothing_changes(empty: Database, tmp_path: Path) -> None:
    extract = generate(5, 12)
    first, _ = await send(empty, extract, tmp_path / "one")
    before = await head(empty, TOWN)
    again, _ = await send(empty, extract, tmp_path / "two")
    assert first.events > 0 and again.events == 0
    assert await head(empty, TOWN) == before
    assert again.totals["there"] == first.totals["taken"]
    assert again.totals["taken"] == again.totals["corrected"] == 0
    assert again.irregular == first.irregular and again.money == first.money


async def test_a_later_extract_adds_only_what_is_new(empty: Database, tmp_path: Path) -> None:
    extract = generate(6, 8)
    await send(empty, extract, tmp_path / "one")
    case = extract.rows["applications"][0]
    extract.as_of = date(2025, 7, 31)
    extract.add(
        "exits",
        case_no=case["case_no"],
        effective_on="2025-07-10",
        recorded_on="2025-07-11",
        reason="EMPLOYMENT",
    )
    report, _ = await send(empty, extract, tmp_path / "two")
    assert (report.events, report.totals["taken"], report.totals["corrected"]) == (1, 1, 0)
    last = (await told(empty, TOWN))[-1]
    assert isinstance(last.event, CaseExited) and last.metadata.corrects is None
    assert last.known_at.date() == date(2025, 7, 11)


async def test_a_row_that_changed_is_a_correction(empty: Database, tmp_path: Path) -> None:
    extract = generate(7, 8)
    payment = extract.rows["payments"][0]
    payment |= {"amount_cents": "100,00", "reversed_on": "", "reversal_reason": ""}
    await send(empty, extract, tmp_path / "one")
    payment["amount_cents"] = "120,50"
    report, details = await send(empty, extract, tmp_path / "two")
    assert report.totals["corrected"] == 1 and report.events == 1
    assert details.corrected == [f"payments/{payment['payment_no']}"]
    issued = [
        e
        for e in await told(empty, TOWN)
        if isinstance(e.event, BenefitIssued)
        and e.metadata.source.reference == f"payments/{payment['payment_no']}"
    ]
    assert [e.event.amount_cents for e in issued] == [100_00, 120_50]
    assert issued[1].metadata.corrects == issued[0].event_id
    assert issued[1].metadata.correction.cause == "SOURCE_CHANGED"
    assert issued[1].known_at.date() >= issued[1].appended_at.date()

    payment["amount_cents"] = "100,00"
    back, _ = await send(empty, extract, tmp_path / "three")
    assert back.totals["corrected"] == 1
    again, _ = await send(empty, extract, tmp_path / "four")
    assert again.events == 0


async def test_a_part_that_is_gone_is_taken_back(empty: Database, tmp_path: Path) -> None:
    extract = generate(8, 8)
    payment = extract.rows["payments"][0]
    payment |= {"reversed_on": "2025-06-01", "reversal_reason": "RETURNED"}
    await send(empty, extract, tmp_path / "one")
    payment |= {"reversed_on": "", "reversal_reason": ""}
    report, _ = await send(empty, extract, tmp_path / "two")
    assert (report.events, report.totals["corrected"], report.unsaid) == (1, 1, 0)
    events = await told(empty, TOWN)
    assert isinstance(events[-1].event, EntryRetracted)
    case = [e for e in events if e.stream == events[-1].stream]
    benefit_id = events[-1].event.subject_id
    assert fold(stream_kind(case[0].stream), case).benefits[benefit_id].reversed is None
    # what was told before stays readable
    assert any(
        isinstance(e.event, BenefitReversed) and e.event.benefit_id == benefit_id for e in case
    )


async def test_a_row_that_moved_counts_in_one_case(empty: Database, tmp_path: Path) -> None:
    extract = generate(9, 8)
    payment = extract.rows["payments"][0]
    other = next(
        row["case_no"] for row in extract.rows["units"] if row["case_no"] != payment["case_no"]
    )
    await send(empty, extract, tmp_path / "one")
    payment["case_no"] = other
    report, _ = await send(empty, extract, tmp_path / "two")
    assert report.totals["corrected"] == 1
    events = await told(empty, TOWN)
    assert isinstance(events[-2].event, EntryRetracted)
    assert isinstance(events[-1].event, BenefitIssued | BenefitReversed)
    assert events[-1].stream != events[-2].stream
    again, _ = await send(empty, extract, tmp_path / "three")
    assert again.events == 0


async def test_a_row_that_is_gone_is_told_and_nothing_undone(
    empty: Database, tmp_path: Path
) -> None:
    extract = generate(10, 8)
    await send(empty, extract, tmp_path / "one")
    before = content(await told(empty, TOWN))
    gone = extract.rows["incomes"].pop()
    report, details = await send(empty, extract, tmp_path / "two")
    assert report.events == 0 and report.gone == 1
    assert gone["case_no"].replace("|", "%7C") in details.gone[0]
    assert content(await told(empty, TOWN)) == before


async def test_two_rows_under_one_key_are_both_kept(empty: Database, tmp_path: Path) -> None:
    extract = generate(11, 6)
    first = extract.rows["incomes"][0]
    twin = dict(first, earnings_cents=str(int(first["earnings_cents"]) + 100))
    extract.rows["incomes"] += [twin, dict(twin)]
    report, _ = await send(empty, extract, tmp_path / "one")
    incomes = next(f for f in report.files if f.file == "incomes")
    assert incomes.repeated == 1 and incomes.taken == incomes.rows - 1
    twin["earnings_cents"] = "7"
    extract.rows["incomes"].pop()
    later, _ = await send(empty, extract, tmp_path / "two")
    assert (later.events, later.totals["corrected"]) == (1, 1)


async def test_a_consent_recorded_late_covers_nothing_before_it(
    empty: Database, tmp_path: Path
) -> None:
    extract = Extract("baie-verte", date(2025, 6, 30))
    extract.add(
        "residents",
        resident_no="R1",
        family_name="A",
        given_names="B",
        birth_date="1990-01-01",
        official_language="fr",
    )
    extract.add(
        "units",
        case_no="C1",
        resident_no="R1",
        role="APPLICANT",
        participant_class="OW_ADULT",
        from_on="2024-01-01",
    )
    for number, made_on in enumerate(("2024-03-01", "2024-04-01", "2024-05-02", "2024-06-01"), 1):
        extract.add(
            "referrals",
            referral_no=f"F{number}",
            case_no="C1",
            resident_no="R1",
            to_type="EO",
            to_org="eo-1",
            origin="LOCAL",
            made_by="LOCAL",
            made_on=made_on,
            shared="IDENTITY",
        )
    extract.add(
        "consents",
        consent_no="K1",
        resident_no="R1",
        action="GRANT",
        categories="IDENTITY|CONTACT",
        recipients="EO",
        purposes="REFERRAL",
        signed_on="2024-02-01",
        recorded_on="2024-04-01",
        expires_on="2024-05-31",
    )
    extract.add(
        "consents",
        consent_no="K1",
        resident_no="R1",
        action="WITHDRAW",
        signed_on="2024-04-15",
        recorded_on="2024-05-02",
    )
    await send(empty, extract, tmp_path / "one")
    made = {
        e.metadata.source.reference: (e.event.authority_kind, e.metadata.irregularities)
        for e in await told(empty, TOWN)
        if isinstance(e.event, DisclosureMade)
    }
    without = ("NONE", ("DISCLOSURE_WITHOUT_CONSENT",))
    assert made == {
        "referrals/F1": without,  # signed by then, and not known
        "referrals/F2": ("CONSENT", ()),
        "referrals/F3": without,  # the withdrawal was recorded that day
        "referrals/F4": without,  # expired
    }


async def test_a_case_under_a_new_number_takes_its_rows_along(
    empty: Database, tmp_path: Path
) -> None:
    extract = generate(12, 5)
    case = max(
        extract.rows["payments"],
        key=lambda row: sum(r["case_no"] == row["case_no"] for r in extract.rows["payments"]),
    )["case_no"]
    await send(empty, extract, tmp_path / "one")
    moved = 0
    for rows in extract.rows.values():
        for row in rows:
            if row.get("case_no") == case:
                row["case_no"] = "NEW-1"
                moved += 1
    report, _ = await send(empty, extract, tmp_path / "two")
    assert report.totals["taken"] + report.totals["corrected"] == moved
    assert report.totals["corrected"] > 2 and report.gone > 0
    again, _ = await send(empty, extract, tmp_path / "three")
    assert again.events == 0


async def test_an_exit_lets_its_people_go(empty: Database, tmp_path: Path) -> None:
    extract = generate(13, 6)
    extract.rows["exits"].clear()
    granted = next(row for row in extract.rows["applications"] if row["outcome"] == "GRANTED")
    held = "select count(*) from ledger.claims where kind = 'member'"
    await send(empty, extract, tmp_path / "one")
    with empty.connect("writer") as connection:
        [[before]] = connection.execute(held).fetchall()
    extract.add("exits", case_no=granted["case_no"], effective_on="2025-06-15", reason="EMPLOYMENT")
    await send(empty, extract, tmp_path / "two")
    people = sum(row["case_no"] == granted["case_no"] for row in extract.rows["units"])
    with empty.connect("writer") as connection:
        [[after]] = connection.execute(held).fetchall()
    assert people > 0 and after == before - people
