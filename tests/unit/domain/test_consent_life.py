"""A consent's life: every move by one table; what ends, ends from its receipt; the rest goes on."""

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.access import Moment, consents_to_share, in_force
from domain.consent import (
    ConsentGranted,
    ConsentInvalidated,
    ConsentNarrowed,
    ConsentRefused,
    ConsentRequested,
    ConsentRevoked,
    ConsentSuperseded,
    ConsentWithdrawn,
    InvalidateConsent,
    ReaffirmConsent,
    RequestConsent,
    RevokeConsent,
    WithdrawConsent,
)
from domain.consent_life import ACTS, MOVES, STATES, state_of
from domain.decision import Command, Decision, Refusal
from domain.refusal_texts import TEXTS
from tests.support.world import World, uuid


def shares(world: World, person: UUID, category: str, *to: str, purpose: str = "REFERRAL") -> bool:
    """Whether this category may go to that recipient now."""
    grants = world.consents(person).grants.values()
    moment = Moment(world.now, world.today)
    return not consents_to_share(grants, set(to), purpose, [category], moment).missing


def given_consent(world: World, *categories: str, **changes: Any) -> tuple[UUID, UUID]:
    person = world.person()
    [event] = world.records(world.consent(person, *categories, **changes), ConsentGranted)
    return person, event.consent_id


def withdraw(person: UUID, consent: UUID, **part: tuple[str, ...]) -> WithdrawConsent:
    return WithdrawConsent(person_id=person, consent_id=consent, method="VERBAL", **part)


# --- Ending a part or the whole -----------------------------------------------------------------


def test_a_part_is_withdrawn_and_the_rest_goes_on() -> None:
    world = World()
    person, consent = given_consent(world, "IDENTITY", "HEALTH", recipients=("EO", "COMMUNITY"))
    command = withdraw(person, consent, categories=("HEALTH",), recipients=("EO",))
    [event] = world.records(command, ConsentNarrowed)
    assert (event.categories, event.recipients, event.purposes) == (("HEALTH",), ("EO",), None)
    assert not shares(world, person, "HEALTH", "EO")
    assert shares(world, person, "HEALTH", "COMMUNITY") and shares(world, person, "IDENTITY", "EO")
    assert state_of(world.consents(person), consent, world.now, world.today) == "GIVEN"
    world.says_nothing_new(command)


def test_one_organisation_of_a_kind_can_be_left_out() -> None:
    world = World()
    person, consent = given_consent(world)
    world.records(withdraw(person, consent, recipients=("eo-02",)), ConsentNarrowed)
    assert shares(world, person, "IDENTITY", "EO", "eo-01")
    assert not shares(world, person, "IDENTITY", "EO", "eo-02")


def test_a_part_that_is_all_there_is_ends_the_whole() -> None:
    world = World()
    person, consent = given_consent(world, "IDENTITY", "HEALTH")
    world.records(withdraw(person, consent, categories=("HEALTH",)), ConsentNarrowed)
    world.records(withdraw(person, consent, categories=("IDENTITY",)), ConsentWithdrawn)
    assert state_of(world.consents(person), consent, world.now, world.today) == "WITHDRAWN"


@pytest.mark.parametrize(
    "part", [{"categories": ("INCOME",)}, {"recipients": ("food-centre",)}, {"purposes": ("X",)}]
)
def test_what_is_not_in_the_consent_cannot_be_withdrawn_from_it(part: dict) -> None:
    world = World()
    refusal = world.refuses("NOT_IN_CONSENT", withdraw(*given_consent(world), **part))
    assert refusal.field in part


def test_paper_signed_before_a_part_was_withdrawn_does_not_bring_it_back() -> None:
    world = World()
    person, consent = given_consent(world, "IDENTITY", "HEALTH")
    signed = world.today
    world.on(signed + timedelta(days=2))
    world.records(withdraw(person, consent, categories=("HEALTH",)), ConsentNarrowed)
    world.refuses("SIGNED_BEFORE_WITHDRAWAL", world.consent(person, "HEALTH", signed_on=signed))
    world.records(world.consent(person, "CONTACT", signed_on=signed), ConsentGranted)


def test_the_institution_ends_a_consent_whose_agreement_ended() -> None:
    world = World()
    person, consent = given_consent(world)
    given_at = world.now
    world.on(world.today + timedelta(days=9))
    command = RevokeConsent(person_id=person, consent_id=consent, cause="AGREEMENT_ENDED")
    world.records(command, ConsentRevoked)
    world.says_nothing_new(command)
    grant = world.consents(person).grants[consent]
    assert in_force(grant, given_at, given_at.date()) and not in_force(
        grant, world.now, world.today
    )
    world.refuses("CODE_NOT_VALID", command_with(command, cause="WEATHER"))


def command_with(command: Command, **changes: Any) -> Command:
    return type(command)(**{f: getattr(command, f) for f in command.__struct_fields__} | changes)


def test_what_is_found_void_stays_as_it_was_decided_and_opens_nothing_more() -> None:
    world = World()
    person, consent = given_consent(world)
    before = Moment(world.now, world.today)
    world.on(world.today + timedelta(days=30))
    command = InvalidateConsent(person_id=person, consent_id=consent, cause="NO_CAPACITY")
    [event] = world.records(command, ConsentInvalidated)
    assert event.found_at == world.now
    grants = list(world.consents(person).grants.values())
    then = consents_to_share(grants, {"EO"}, "REFERRAL", ["IDENTITY"], before)
    now = Moment(world.now, world.today)
    assert not then.missing
    assert consents_to_share(grants, {"EO"}, "REFERRAL", ["IDENTITY"], now).missing == {
        "IDENTITY": "CONSENT_INVALIDATED"
    }


def test_a_consent_takes_the_place_of_another() -> None:
    world = World()
    person, first = given_consent(world, expires_on=date(2026, 9, 1))
    command = world.consent(person, "INCOME", supersedes_id=first, expires_on=date(2027, 9, 1))
    [granted, superseded] = world.records(command, ConsentGranted, ConsentSuperseded)
    assert (granted.supersedes, superseded.superseded_by) == (first, granted.consent_id)
    assert not shares(world, person, "IDENTITY", "EO") and shares(world, person, "INCOME", "EO")
    world.refuses("CONSENT_ENDED", command)


# --- Asked for, and answered in part ------------------------------------------------------------


def request(world: World, person: UUID) -> UUID:
    command = RequestConsent(
        person_id=person,
        categories=("IDENTITY", "HEALTH"),
        recipients=("EO", "COMMUNITY"),
        purposes=("REFERRAL",),
        requested_on=world.today,
    )
    [event] = world.records(command, ConsentRequested)
    assert world.says_nothing_new(command).result == {"consent_id": str(event.consent_id)}
    return event.consent_id


def test_what_was_asked_and_not_granted_was_refused() -> None:
    world = World()
    person = world.person()
    asked = request(world, person)
    command = world.consent(person, "IDENTITY", recipients=("EO",), consent_id=asked)
    [granted, one, two] = world.records(command, ConsentGranted, ConsentRefused, ConsentRefused)
    assert granted.consent_id == asked
    assert {(r.categories, r.recipients, r.part_of) for r in (one, two)} == {
        (("HEALTH",), ("EO", "COMMUNITY"), asked),
        (("IDENTITY",), ("COMMUNITY",), asked),
    }
    world.refuses("CONSENT_ANSWERED", command)


def test_a_request_is_refused_whole_or_in_part() -> None:
    world = World()
    person = world.person()
    asked = request(world, person)
    part = world.refusal(person, "HEALTH", recipients=("EO", "COMMUNITY"), consent_id=asked)
    [event] = world.records(part, ConsentRefused)
    assert (event.part_of, event.consent_id != asked) == (asked, True)
    assert state_of(world.consents(person), asked, world.now, world.today) == "REQUESTED"
    world.refuses("CONSENT_NOT_ANSWERED", withdraw(person, asked))
    too_much = world.consent(person, "INCOME", consent_id=asked)
    assert world.refuses("NOT_WHAT_WAS_ASKED", too_much).field == "categories"
    # What was refused already is not refused again by a grant of the rest.
    rest = world.consent(person, "IDENTITY", recipients=("EO", "COMMUNITY"), consent_id=asked)
    world.records(rest, ConsentGranted)


def test_a_whole_refusal_answers_the_request() -> None:
    world = World()
    person = world.person()
    asked = request(world, person)
    scope = {"recipients": ("EO", "COMMUNITY"), "consent_id": asked}
    [event] = world.records(world.refusal(person, "IDENTITY", "HEALTH", **scope), ConsentRefused)
    assert (event.consent_id, event.part_of) == (asked, None)
    world.refuses("CONSENT_WAS_REFUSED", withdraw(person, asked))


def test_consents_of_one_household_are_each_their_own() -> None:
    world = World()
    one, consent = given_consent(world)
    other = world.person()
    assert shares(world, one, "IDENTITY", "EO") and not shares(world, other, "IDENTITY", "EO")
    world.records(world.consent(other), ConsentGranted)
    world.records(withdraw(one, consent), ConsentWithdrawn)
    assert shares(world, other, "IDENTITY", "EO")


def test_a_three_way_conversation_is_allowed_once_for_a_short_time() -> None:
    world = World()
    person = world.person()
    command = world.consent(
        person, purposes=("THREE_WAY_CONTACT",), expires_on=world.today + timedelta(days=7)
    )
    [event] = world.records(command, ConsentGranted)
    assert event.one_off
    assert shares(world, person, "IDENTITY", "EO", purpose="THREE_WAY_CONTACT")
    assert not shares(world, person, "IDENTITY", "EO")


# --- One table ----------------------------------------------------------------------------------


def test_the_table_is_whole_and_every_no_has_its_words() -> None:
    for state, moves in MOVES.items():
        assert len(moves) == len(ACTS), state
        for after in moves:
            assert after in STATES or after in TEXTS, (state, after)
    computed = {"EXPIRED", "NEEDS_REAFFIRMATION"}
    reached = {after for state, moves in MOVES.items() for after in moves if after != state} & set(
        STATES
    )
    assert reached.isdisjoint(computed), "what days make is never a move"


class Oracle:
    """What the rules say in words, kept apart from the table: one consent and what became of it."""

    def __init__(self) -> None:
        self.requested = self.refused = self.granted = False
        self.ended: str | None = None
        self.expires: date | None = None
        self.lapses: date | None = None

    def state(self, today: date) -> str:
        if self.ended:
            return self.ended
        if self.granted:
            if self.expires and today > self.expires:
                return "EXPIRED"
            return "NEEDS_REAFFIRMATION" if self.lapses and today >= self.lapses else "GIVEN"
        return "REFUSED" if self.refused else "REQUESTED" if self.requested else "NOT_ASKED"

    def allows(self, act: str, today: date) -> bool:
        state = self.state(today)
        runs = state in ("GIVEN", "NEEDS_REAFFIRMATION")
        match act:
            case "GRANT":
                return state == "REQUESTED"
            case "REFUSE":
                return state in ("REQUESTED", "REFUSED")
            case "WITHDRAW":
                return runs or state in ("EXPIRED", "WITHDRAWN")
            case "NARROW" | "SUPERSEDE":
                return runs
            case "REVOKE":
                return runs or state == "REVOKED"
            case "INVALIDATE":
                return self.granted
        return state == "NEEDS_REAFFIRMATION"  # REAFFIRM

    def does(self, act: str, today: date) -> None:
        ends = {
            "WITHDRAW": "WITHDRAWN",
            "REVOKE": "REVOKED",
            "INVALIDATE": "INVALIDATED",
            "SUPERSEDE": "SUPERSEDED",
            "REAFFIRM": "SUPERSEDED",
        }
        if act == "GRANT":
            self.granted = True
        elif act == "REFUSE":
            self.refused = True
        elif act in ends and (self.ended is None or act == "INVALIDATE"):
            self.ended = ends[act]


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_done_in_whatever_order_only_the_moves_of_the_rules_are_made(
    seed: int,
) -> None:
    chance = random.Random(seed)
    world, oracle = World(), Oracle()
    child = chance.random() < 0.5
    person = world.person(birth_date="2010-03-20" if child else "1990-02-28")
    parent = world.person()
    consent = request_of(world, person)
    oracle.requested = True
    for _ in range(14):
        act = chance.choice([a for a in ACTS if a != "REQUEST"])
        expires = world.today + timedelta(days=chance.choice((3, 400)))
        lapsed = child and world.today >= date(2026, 3, 20)
        who = (
            {"capacity": "PARENT", "grantor_id": parent, "custody": True}
            if child and not lapsed
            else {}
        )
        command = command_of(act, world, person, consent, expires, who)
        allowed = oracle.allows(act, world.today)
        outcome = world.do(command)
        assert isinstance(outcome, Decision if allowed else Refusal), (act, outcome)
        if allowed:
            if act == "GRANT":
                oracle.expires = expires
                oracle.lapses = date(2026, 3, 20) if who else None
            oracle.does(act, world.today)
        stands = state_of(world.consents(person), consent, world.now, world.today)
        assert stands == oracle.state(world.today), act
        world.on(world.today + timedelta(days=chance.randint(0, 5)))
        stands = state_of(world.consents(person), consent, world.now, world.today)
        assert stands == oracle.state(world.today)


CATEGORIES = ("IDENTITY", "HEALTH", "INCOME")


def request_of(world: World, person: UUID) -> UUID:
    command = RequestConsent(
        person_id=person,
        categories=CATEGORIES,
        recipients=("EO",),
        purposes=("REFERRAL",),
        requested_on=world.today,
    )
    return UUID(world.accepts(command).result["consent_id"])


def command_of(
    act: str, world: World, person: UUID, consent: UUID, expires: date, who: dict
) -> Command:
    named = {"person_id": person, "consent_id": consent}
    match act:
        case "GRANT":
            return world.consent(person, *CATEGORIES, consent_id=consent, expires_on=expires, **who)
        case "REFUSE":
            return world.refusal(person, *CATEGORIES, consent_id=consent)
        case "NARROW":
            return withdraw(person, consent, categories=("HEALTH",))
        case "WITHDRAW":
            return withdraw(person, consent)
        case "REVOKE":
            return RevokeConsent(**named, cause="PROGRAMME_ENDED")
        case "INVALIDATE":
            return InvalidateConsent(**named, cause="NOT_FREE")
        case "SUPERSEDE":
            return world.consent(person, "CONTACT", supersedes_id=consent, **who)
    how = {"signed_on": world.today, "language": "en", "method": "WRITTEN"}
    return ReaffirmConsent(**named, **how)


def test_an_act_on_what_nobody_was_asked_is_refused() -> None:
    world = World()
    person = world.person()
    for command in (
        withdraw(person, uuid(1)),
        RevokeConsent(person_id=person, consent_id=uuid(1), cause="AGREEMENT_ENDED"),
        InvalidateConsent(person_id=person, consent_id=uuid(1), cause="NOT_FREE"),
    ):
        world.refuses("CONSENT_UNKNOWN", command)
