"""Ids, days, cursors, languages, texts: what is read from outside, and what is written back."""

import re
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import narrate, texts
from api.access.guard import crosses_site
from api.errors import Fault
from api.ids import BadId, global_id, split_id, uuid_of
from api.labels import Labels
from api.paging import page_size, read_cursor, write_cursor
from api.parse import read_day
from api.read.people import age
from api.settings import Limits
from domain.event import event_types
from domain.policy import Policy, PolicyPublished

KEY = UUID("01980000-0000-7000-8000-000000000001")


def test_an_id_reads_as_it_is_written() -> None:
    assert global_id("Case", KEY) == f"Case:{KEY}"
    assert uuid_of(f"Case:{KEY}", "Case") == KEY and split_id(f"Case:{KEY}") == ("Case", str(KEY))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Case:",
        ":",
        str(KEY),
        f"Person:{KEY}",
        "Case:1",
        f"Case:{{{KEY}}}",
        f"Case:{KEY.hex}",
        7,
        None,
    ],
)
def test_what_is_no_id_of_that_kind_is_refused(text: object) -> None:
    with pytest.raises(BadId):
        uuid_of(text, "Case")


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-13-01", "20260101", "2026-W01-1", "", None, 3, "٢٠٢٦-01-01"]
)
def test_a_day_that_does_not_exist_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r"day|month|not"):
        read_day(text)


@given(st.tuples(st.dates(), st.integers(0, 2**53), st.uuids()))
def test_a_cursor_gives_back_its_key(key: tuple[date, int, UUID]) -> None:
    assert read_cursor(write_cursor(key), tuple[date, int, UUID]) == key


@given(st.text())
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(Fault) as caught:
        read_cursor(text, tuple[date, int, UUID])
    assert caught.value.code == "BAD_CURSOR"


@pytest.mark.parametrize("first", [0, -1, 101, 10**6])
def test_a_page_has_a_size_within_reach(first: int) -> None:
    with pytest.raises(Fault) as caught:
        page_size(Limits(), first)
    assert caught.value.code == "PAGE_SIZE" and "100" in caught.value.message("fr")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("fr-CA", "fr"),
        ("fr-CA,fr;q=0.8,en;q=0.6", "fr"),
        ("de, en;q=0.3, fr;q=0.9", "fr"),
        ("en-CA;q=0.9, fr;q=0.2", "en"),
        ("fr;q=zero, ;;;,", "en"),
        ("fr;q=0", "en"),
    ],
)
def test_the_readers_language(header: str | None, language: str) -> None:
    assert texts.preferred(header) == language


def test_every_text_stands_in_both_languages_with_the_same_values() -> None:
    for code in texts.codes():
        english, french = texts._TEXTS[code]
        assert english and french and english != french
        fields = [set(re.findall(r"{(\w+)}", text)) for text in (english, french)]
        assert fields[0] == fields[1], code


def test_every_event_of_a_person_or_case_is_told_in_both_languages() -> None:
    told = narrate.told()
    of_nobody = ("policy.", "hold.", "finding.")
    assert set(told) == {name for name in event_types() if not name.startswith(of_nobody)}
    for name, telling in told.items():
        fields = event_types()[name].__struct_fields__
        assert telling.en and telling.fr
        assert telling.text is None or telling.text.partition(".")[0] in fields, name
        for field, en, fr, _ in telling.fields:
            assert field.partition(".")[0] in fields, (name, field)
            assert en and fr


def test_labels_are_policys_newest_or_the_code_itself() -> None:
    english, french = Labels(Policy([]), "en"), Labels(Policy([]), "fr")
    assert english.code("anything", "CODE").label == "CODE"
    assert french.word("case_statuses", "GRANTED") == "Octroyé"
    assert english.maybe("anything", None) is None
    assert french.day(date(2026, 3, 1)) == "1er mars 2026"
    assert english.day(date(2026, 3, 1)) == "March 1, 2026"
    assert english.money(123_456) == "$1,234.56" and french.money(-5) == "-0,05\u00a0$"
    published = PolicyPublished(
        policy_id="offices",
        version="1",
        effective_from=date(2020, 1, 1),
        public_on=date(2020, 1, 1),
        source="test",
        content='{"codes": [{"code": "centre", "fr": "Centre-ville", "en": "Centre"}]}',
        content_hash="",
    )
    assert Labels(Policy([published]), "fr").word("offices", "centre") == "Centre-ville"


def test_an_age_is_counted_in_whole_years() -> None:
    assert age(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert age(date(2000, 2, 29), date(2026, 3, 1)) == 26


@pytest.mark.parametrize(
    ("method", "headers", "crosses"),
    [
        ("GET", {b"sec-fetch-site": b"cross-site"}, False),
        ("POST", {b"sec-fetch-site": b"same-origin"}, False),
        ("POST", {b"sec-fetch-site": b"cross-site", b"origin": b"http://us"}, True),
        ("POST", {b"origin": b"https://us:8620", b"host": b"us:8620"}, False),
        ("POST", {b"origin": b"https://them", b"host": b"us"}, True),
        ("POST", {b"cookie": b"session=1"}, True),
        ("POST", {}, False),
    ],
)
def test_requests_that_another_site_caused(
    method: str, headers: dict[bytes, bytes], crosses: bool
) -> None:
    assert crosses_site(method, headers) is crosses


def test_instants_are_written_in_utc() -> None:
    from api.schema.scalars import SCALARS

    written = SCALARS[datetime].serialize(datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert written == "2026-07-01T12:00:00.000Z"
    with pytest.raises(ValueError, match="whole"):
        SCALARS[next(k for k in SCALARS if getattr(k, "__name__", "") == "Cents")].serialize(True)


def test_ids_of_unknown_kinds_are_left_alone() -> None:
    assert split_id(f"Look:{uuid4()}")[0] == "Look"
