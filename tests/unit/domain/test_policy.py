"""Policy is dated data: published once a version, with its source, and answered by day."""

from datetime import UTC, date, datetime, time, timedelta

import msgspec
import pytest

from domain.policy import PolicyPublished, PublishPolicy
from domain.policy_data import load_policy_data
from tests.support.days import WINTER_AND_SUMMER, ZONE
from tests.support.world import CASEWORKER, World, policy_of, published_policy

TODAY = date(2026, 3, 2)
DOCUMENTS = load_policy_data()


def document(**changes: object) -> PublishPolicy:
    given = {
        "policy_id": "clocks",
        "version": "9",
        "effective_from": date(2025, 1, 1),
        "public_on": date(2024, 12, 1),
        "source": "test",
        "content": '{"x":1}',
    }
    return PublishPolicy(**(given | changes))


def test_a_version_is_published_once_and_known_since_it_was_public() -> None:
    world = World()
    [new] = world.accepts(document()).events
    assert isinstance(new.event, PolicyPublished)
    assert new.known_at == datetime(2024, 12, 1, 5, tzinfo=UTC)
    assert new.effective_on == date(2025, 1, 1)
    world.says_nothing_new(document())


@pytest.mark.parametrize("day", WINTER_AND_SUMMER)
def test_nobody_knew_of_it_on_the_evening_before_it_was_public(day: date) -> None:
    [new] = World().on(day + timedelta(days=2)).accepts(document(public_on=day)).events
    assert new.known_at == datetime.combine(day, time(), ZONE)
    evening_before = World().evening(day - timedelta(days=1))
    [early] = evening_before.accepts(document(public_on=day)).events
    assert early.known_at == evening_before.now, "published then, so known then"


@pytest.mark.parametrize(
    "change",
    [{"content": '{"x":2}'}, {"source": "other"}, {"effective_from": date(2025, 1, 2)}],
)
def test_what_changed_without_a_new_version_is_refused(change: dict) -> None:
    world = World()
    world.accepts(document())
    world.refuses("POLICY_CHANGED_WITHOUT_VERSION", document(**change))
    world.accepts(document(version="10", **change))


def test_policy_is_never_known_before_now_when_it_is_public_later() -> None:
    world = World()
    [new] = world.accepts(document(public_on=date(2027, 1, 1))).events
    assert new.known_at == world.now


def test_only_the_system_publishes_and_only_what_can_be_read() -> None:
    world = World()
    world.refuses("NOT_PERMITTED", document(), who=CASEWORKER)
    world.refuses("POLICY_UNREADABLE", document(content="{"))


def test_every_document_is_published_and_then_known() -> None:
    world = World()
    for command in DOCUMENTS:
        world.records(command, PolicyPublished)
    for command in DOCUMENTS:
        world.says_nothing_new(command)


@pytest.mark.parametrize("command", DOCUMENTS, ids=lambda c: f"{c.policy_id} {c.version}")
def test_every_document_names_its_source_and_every_code_both_labels(command) -> None:
    assert command.source.strip() and command.public_on <= command.effective_from
    content = msgspec.json.decode(command.content)
    for row in content.get("codes", ()):
        assert row["fr"].strip() and row["en"].strip(), row
    codes = [row["code"] for row in content.get("codes", ())]
    assert len(codes) == len(set(codes))


def test_a_code_is_valid_on_its_days_and_labelled_always() -> None:
    policy = published_policy()
    assert policy.code("benefit_types", "WORK_CLOTHING", date(2023, 12, 31))
    assert policy.code("benefit_types", "WORK_CLOTHING", date(2024, 1, 1)) is None
    assert policy.label("benefit_types", "WORK_CLOTHING", "fr").startswith("Vêtements")
    assert policy.label("benefit_types", "NOTHING", "fr") == "NOTHING"
    assert policy.code("programmes", "OW", date(2018, 9, 30)) is None
    assert policy.code("nothing", "OW", TODAY) is None
    listed = [c.code for c in policy.codes("benefit_types", TODAY)]
    assert listed[:2] == ["BASIC_NEEDS", "SHELTER"] and "WORK_CLOTHING" not in listed
    assert policy.codes("nothing", TODAY) == ()


def test_the_newest_version_that_holds_on_a_day_answers() -> None:
    def clock(version: str, start: date, days: int) -> PublishPolicy:
        content = f'{{"reply":{{"days":{days},"basis":"CALENDAR"}}}}'
        return document(version=version, effective_from=start, content=content)

    # Published out of order, and one corrected from the same day.
    policy = policy_of(
        [
            clock("2", date(2026, 1, 1), 20),
            clock("1", date(2020, 1, 1), 10),
            clock("3", date(2026, 1, 1), 30),
        ]
    )
    assert policy.clock("reply", date(2025, 12, 31))["days"] == 10
    assert policy.clock("reply", date(2026, 1, 1))["days"] == 30
    assert policy.document("clocks", date(2019, 12, 31)) is None


def test_a_notice_is_found_by_day_and_by_version_in_both_languages() -> None:
    policy = published_policy()
    old = policy.notice("integrated-consent", on=date(2024, 12, 31))
    new = policy.notice("integrated-consent", on=date(2025, 1, 1))
    assert old and new and (old.version, new.version) == ("2023-1", "2025-1")
    assert old == policy.notice("integrated-consent", "2023-1")
    assert new.text("fr") != new.text("en") and len(new.hash("en")) == 64
    assert policy.notice("integrated-consent", "1") is None
    assert policy.notice("other", on=TODAY) is None


def test_authority_is_held_from_a_day_to_a_day() -> None:
    rows = (
        '{"rows":[{"site":"centre","function":"PAY","organisation":"LOCAL","instrument":"X",'
        '"from_on":"2025-01-01","to_on":"2025-12-31"}]}'
    )
    policy = policy_of(
        [document(policy_id="authority", effective_from=date(2018, 1, 1), content=rows)]
    )
    assert policy.authority("centre", "PAY", date(2025, 12, 31))
    for site, function, day in [
        ("centre", "PAY", date(2024, 12, 31)),
        ("centre", "PAY", date(2026, 1, 1)),
        ("centre", "DECIDE", date(2025, 6, 1)),
        ("east", "PAY", date(2025, 6, 1)),
    ]:
        assert policy.authority(site, function, day) is None
