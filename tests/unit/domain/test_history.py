"""History against the rules of today: marked where it breaks one, silent where it does not."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domain.history as history_package
from domain.case import events as e
from domain.consent import ConsentGranted, ConsentWithdrawn, DisclosureMade
from domain.event import Event
from domain.history import (
    CaseHistory,
    ConsentHistory,
    HistoryRules,
    learned_order,
    person_irregularities,
)
from domain.irregularities import source, words
from domain.irregularity_texts import TEXTS
from domain.person import PersonRegistered
from domain.private import Clear
from domain.streams import stream_kind
from tests.support.world import published_policy, uuid
from tests.unit.projections.histories import history as random_history

AS_OF = date(2026, 6, 30)
RULES = HistoryRules(published_policy(), AS_OF)
CASE, ADULT, CHILD, OTHER = uuid(1), uuid(2), uuid(3), uuid(4)
HERE = {"case_id": CASE}
SOMEONE = {"case_id": CASE, "person_id": ADULT}


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def submitted(on: str, application: int = 100, **changes: Any) -> e.ApplicationSubmitted:
    told = {
        "case_number": "N",
        "application_id": uuid(application),
        "programme": "OW",
        "channel": "DIGITAL",
        "received_by": "LOCAL",
        "office": "centre",
        "submitted_on": day(on),
        "members": (e.Member(ADULT, "APPLICANT", "OW_ADULT"),),
    }
    return e.ApplicationSubmitted(**HERE, **(told | changes))


def decided(
    on: str, outcome: str = "GRANTED", application: int = 100, **changes: Any
) -> e.ApplicationDecided:
    told = {"decided_by": "STAFF", "organisation": "LOCAL"} | changes
    return e.ApplicationDecided(
        **HERE, application_id=uuid(application), outcome=outcome, decided_on=day(on), **told
    )


def withdrawn(on: str, application: int = 100) -> e.ApplicationWithdrawn:
    return e.ApplicationWithdrawn(
        **HERE, application_id=uuid(application), withdrawn_on=day(on), reason="X"
    )


def joined(who: UUID, on: str, klass: str = "OW_ADULT", membership: int = 0) -> e.MemberJoined:
    key = uuid(membership or who.int + 500)
    told = {"role": "SPOUSE", "participant_class": klass, "joined_on": day(on)}
    return e.MemberJoined(**HERE, membership_id=key, person_id=who, **told)


def left(who: UUID, on: str) -> e.MemberLeft:
    return e.MemberLeft(**HERE, membership_id=uuid(who.int + 500), person_id=who, left_on=day(on))


def issued(on: str, month: str = "2026-02", benefit: int = 200, **changes: Any) -> e.BenefitIssued:
    told = {
        "benefit_type": "BASIC_NEEDS",
        "month": month,
        "amount_cents": 34_300,
        "payee_id": ADULT,
        "method": "CHEQUE",
        "issued_on": day(on),
        "organisation": "LOCAL",
    } | changes
    return e.BenefitIssued(**HERE, benefit_id=uuid(benefit), **told)


def undone(on: str, cents: int = 34_300) -> e.BenefitReversed:
    return e.BenefitReversed(
        **HERE, benefit_id=uuid(200), amount_cents=cents, reversed_on=day(on), reason="X"
    )


def exited(on: str) -> e.CaseExited:
    return e.CaseExited(**HERE, reason="EMPLOYMENT", exited_on=day(on))


def assessed(on: str, who: UUID = ADULT, readiness: str = "READY") -> e.AssessmentCompleted:
    told = {"tool": "L", "tool_version": "1", "strengths": (), "needs": (), "readiness": readiness}
    return e.AssessmentCompleted(
        **HERE, assessment_id=uuid(300), person_id=who, completed_on=day(on), **told
    )


def planned(on: str, who: UUID = ADULT) -> e.ActionPlanCreated:
    return e.ActionPlanCreated(
        **HERE, plan_id=uuid(400), person_id=who, created_on=day(on), review_on=None, items=()
    )


def reviewed(on: str) -> e.ActionPlanReviewed:
    return e.ActionPlanReviewed(**SOMEONE, plan_id=uuid(400), reviewed_on=day(on))


def deferred(on: str, due: str = "12-31", who: UUID = ADULT) -> e.DeferralGranted:
    return e.DeferralGranted(
        **HERE,
        deferral_id=uuid(600),
        person_id=who,
        reason=Clear("ILLNESS", who),
        from_on=day(on),
        review_by=day(due),
    )


def deferral_reviewed(on: str) -> e.DeferralReviewed:
    return e.DeferralReviewed(
        **SOMEONE, deferral_id=uuid(600), reviewed_on=day(on), outcome="ENDED"
    )


def referred(on: str, origin: str = "SELF", to: str = "EO", who: UUID = ADULT) -> e.ReferralMade:
    return e.ReferralMade(
        **HERE,
        referral_id=uuid(700),
        person_id=who,
        to_type=to,
        recipient="eo-01",
        origin=origin,
        purpose="REFERRAL",
        shared=(),
        made_on=day(on),
        reply_due_on=None,
    )


def on_referral(kind: type[Event], **told: Any) -> Any:
    days = {name: day(v) if name.endswith("_on") else v for name, v in told.items()}
    return kind(**SOMEONE, referral_id=uuid(700), **days)


def answered(on: str, answer: str = "ACCEPTED") -> e.ReferralAnswered:
    return on_referral(e.ReferralAnswered, answer=answer, answered_on=on)


def income(on: str, month: str = "2026-02", **changes: int) -> e.IncomeReported:
    told = {"earnings_cents": 100, "other_cents": 0} | changes
    return e.IncomeReported(**SOMEONE, month=month, reported_on=day(on), **told)


def overpaid(on: str, month: str = "2026-02", cents: int = 100) -> e.OverpaymentEstablished:
    return e.OverpaymentEstablished(
        **SOMEONE,
        overpayment_id=uuid(800),
        established_on=day(on),
        month=month,
        amount_cents=cents,
        cause="AGENCY_ERROR",
    )


OPEN = (submitted("01-02"), decided("01-05"))
READY = (*OPEN, assessed("01-06"))


def marks(events: Iterable[Event], known: date | None = None) -> tuple[str, ...]:
    """What the last of these events breaks; each is learned on its own day."""
    history, found = CaseHistory(RULES), ()
    for number, event in enumerate(events):
        on = own_day(event)
        found = history.check(
            event, effective_on=on, known_on=known or on, event_id=uuid(9000 + number)
        )
    return found


def own_day(event: Event) -> date:
    days = [
        getattr(event, name)
        for name in event.__struct_fields__
        if name.endswith("_on") and name not in ("completed_on", "reply_due_on", "review_on")
    ]
    return days[0] if days else event.completed_on  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "events",
    [
        [submitted("01-02"), decided("01-05"), exited("03-01"), submitted("04-01", 101)],
        [submitted("01-02"), decided("01-05", "REFUSED"), submitted("01-09", 101)],
        [submitted("01-02"), withdrawn("01-05")],
        [*OPEN, issued("02-01"), issued("02-01", benefit=201, benefit_type="SHELTER")],
        [*OPEN, exited("02-10"), issued("02-28")],
        [*OPEN, issued("02-01"), undone("02-02"), issued("02-03", benefit=201)],
        [*OPEN, issued("01-20", "2026-02")],
        [*OPEN, issued("02-01"), exited("02-10")],
        [*OPEN, joined(ADULT, "01-02"), joined(CHILD, "03-01", "DEPENDENT_CHILD"), exited("04-01")],
        [*OPEN, joined(ADULT, "01-02"), left(ADULT, "02-10"), issued("02-28")],
        [*READY, planned("01-07"), reviewed("03-01")],
        [*READY, referred("01-08", "LOCAL"), answered("01-09"), on_referral(
            e.ReferralStarted, started_on="01-12"), on_referral(
            e.ReferralClosed, outcome="COMPLETED", closed_on="05-01")],
        [*OPEN, deferred("02-01"), deferral_reviewed("05-01")],
        [*OPEN, referred("02-01", "FAST_TRACK")],
        [*OPEN, income("03-02"), overpaid("04-01")],
        [submitted("01-02"), assessed("01-03")],
    ],
)  # fmt: skip
def test_what_keeps_to_the_rules_is_not_marked(events: list[Event]) -> None:
    for end in range(1, len(events) + 1):
        assert marks(events[:end]) == (), type(events[end - 1])


@pytest.mark.parametrize(
    ("code", "events"),
    [
        ("APPLICATION_NOT_KNOWN", [decided("01-05")]),
        ("APPLIED_WHILE_OPEN", [*OPEN, submitted("02-01", 101)]),
        ("APPLIED_WHILE_PENDING", [submitted("01-02"), submitted("01-03", 101)]),
        ("COMPLETED_BEFORE_SUBMISSION", [submitted("01-02"), e.ApplicationCompleted(
            **HERE, application_id=uuid(100), completed_on=day("01-01"))]),
        ("COMPLETED_BEFORE_SUBMISSION", [submitted("01-02", completed_on=day("01-01"))]),
        ("DECISION_BEFORE_SUBMISSION", [submitted("01-02"), decided("01-01")]),
        ("WITHDRAWN_BEFORE_SUBMISSION", [submitted("01-02"), withdrawn("01-01")]),
        ("DECIDED_TWICE", [*OPEN, decided("01-09", "REFUSED")]),
        ("AUTOMATED_REFUSAL", [submitted("01-02"), decided(
            "01-05", "REFUSED", decided_by="AUTOMATED")]),
        ("GRANT_WHILE_OPEN", [*OPEN, submitted("02-01", 101), decided("02-05", application=101)]),
        ("NO_APPLICANT", [submitted("01-02", members=())]),
        ("TWO_APPLICANTS", [submitted("01-02", members=(
            e.Member(ADULT, "APPLICANT", "OW_ADULT"), e.Member(CHILD, "APPLICANT", "OW_ADULT")))]),
        ("TWO_SPOUSES", [submitted("01-02", members=(
            e.Member(ADULT, "APPLICANT", "OW_ADULT"), e.Member(CHILD, "SPOUSE", "OW_ADULT"),
            e.Member(OTHER, "SPOUSE", "OW_ADULT")))]),
        ("LEFT_BEFORE_JOINED", [joined(ADULT, "01-05"), left(ADULT, "01-05")]),
        ("LEFT_BEFORE_JOINED", [left(ADULT, "01-05"), joined(ADULT, "01-05")]),
        ("ASSIGNED_BEFORE_APPLICATION", [submitted("01-02"), e.CaseAssigned(
            **HERE, office="east", caseworker_id=uuid(9), assigned_on=day("01-01"))]),
        ("EXIT_WITHOUT_GRANT", [submitted("01-02"), exited("01-09")]),
        ("EXIT_WITHOUT_GRANT", [*OPEN, exited("01-04")]),
        ("EXIT_WHILE_CLOSED", [*OPEN, exited("02-01"), exited("03-01")]),
        ("PAID_AFTER_EXIT", [*OPEN, issued("03-01", "2026-03"), exited("02-01")]),
        ("ISSUED_BEFORE_GRANT", [submitted("01-02"), issued("01-03", "2026-01")]),
        ("ISSUED_WHILE_CLOSED", [*OPEN, exited("02-01"), issued("03-01", "2026-03")]),
        ("ISSUED_TWICE", [*OPEN, issued("02-01"), issued("02-02", benefit=201)]),
        ("NOT_IN_UNIT", [*OPEN, issued("02-01", payee_id=OTHER)]),
        ("NOT_IN_UNIT", [*OPEN, joined(ADULT, "01-02"), left(ADULT, "01-20"), issued("02-01")]),
        ("AMOUNT_NOT_POSITIVE", [*OPEN, issued("02-01", amount_cents=0)]),
        ("AMOUNT_IMPLAUSIBLE", [*OPEN, issued("02-01", amount_cents=10**9)]),
        ("MONTH_NOT_REAL", [*OPEN, issued("02-01", "2026-13")]),
        ("MONTH_TOO_FAR", [*OPEN, issued("02-01", "2026-06")]),
        ("BENEFIT_TYPE_NOT_VALID", [*OPEN, issued("02-01", benefit_type="BOOKS_TUITION")]),
        ("REVERSED_BEFORE_ISSUE", [*OPEN, issued("02-01"), undone("01-31")]),
        ("REVERSED_BEFORE_ISSUE", [*OPEN, undone("01-31")]),
        ("REVERSED_IN_PART", [*OPEN, issued("02-01"), undone("02-02", 1)]),
        ("REVERSED_TWICE", [*OPEN, issued("02-01"), undone("02-02"), undone("02-03")]),
        ("ASSESSED_BEFORE_APPLICATION", [submitted("01-02"), assessed("01-01")]),
        ("ASSESSED_WHILE_CLOSED", [*OPEN, exited("02-01"), assessed("02-02")]),
        ("ASSESSED_NO_PART", [*OPEN, joined(CHILD, "01-02", "DEPENDENT_CHILD"),
                              assessed("01-06", CHILD)]),
        ("PLAN_WHILE_CLOSED", [*READY, exited("02-01"), planned("02-02")]),
        ("PLAN_WITHOUT_ASSESSMENT", [*OPEN, planned("02-02")]),
        ("NOT_IN_UNIT", [*READY, planned("02-02", OTHER)]),
        ("REVIEWED_BEFORE_PLAN", [*READY, planned("02-02"), reviewed("02-01")]),
        ("DEFERRAL_WHILE_CLOSED", [*OPEN, exited("02-01"), deferred("02-02")]),
        ("DEFERRAL_NOT_PARTICIPANT", [*OPEN, joined(CHILD, "01-02", "DEPENDENT_CHILD"),
                                      deferred("02-01", who=CHILD)]),
        ("DEFERRAL_DUE_BEFORE_START", [*OPEN, deferred("02-01", "01-31")]),
        ("REVIEWED_BEFORE_DEFERRAL", [*OPEN, deferral_reviewed("01-31")]),
        ("DEFERRAL_REVIEWED_LATE", [*OPEN, deferred("02-01", "03-01"), deferral_reviewed("03-02")]),
        ("REFERRAL_WHILE_CLOSED", [*OPEN, exited("02-01"), referred("02-02")]),
        ("NOT_IN_UNIT", [*OPEN, referred("02-02", who=OTHER)]),
        ("REFERRAL_WITHOUT_ASSESSMENT", [*OPEN, referred("02-02", "LOCAL")]),
        ("REFERRAL_NOT_READY", [*OPEN, assessed("01-06", readiness="NOT_READY"),
                                referred("02-02", "LOCAL")]),
        ("FAST_TRACK_NOT_YET", [submitted("01-02"), referred("02-02", "FAST_TRACK")]),
        ("FAST_TRACK_NOT_FOR_THIS_CASE", [submitted("01-02", channel="PHONE"), decided("01-05"),
                                          referred("02-02", "FAST_TRACK")]),
        ("ACKNOWLEDGED_BEFORE_REFERRAL", [*OPEN, referred("02-02"), on_referral(
            e.ReferralAcknowledged, acknowledged_on="02-01")]),
        ("ANSWER_BEFORE_REFERRAL", [*OPEN, referred("02-02"), answered("02-01")]),
        ("ANSWERED_TWICE", [*OPEN, referred("02-02"), answered("02-03"), answered("02-04")]),
        ("STARTED_NOT_ACCEPTED", [*OPEN, referred("02-02"), on_referral(
            e.ReferralStarted, started_on="02-03")]),
        ("STARTED_BEFORE_ANSWER", [*OPEN, referred("02-02"), answered("02-05"), on_referral(
            e.ReferralStarted, started_on="02-04")]),
        ("CLOSED_BEFORE_MADE", [*OPEN, on_referral(
            e.ReferralClosed, outcome="NO_REPLY", closed_on="02-01")]),
        ("CLOSED_BEFORE_ANSWER", [*OPEN, referred("02-02"), answered("02-05"), on_referral(
            e.ReferralClosed, outcome="COMPLETED", closed_on="02-04")]),
        ("OUTCOME_NOT_POSSIBLE", [*OPEN, referred("02-02"), on_referral(
            e.ReferralClosed, outcome="COMPLETED", closed_on="02-04")]),
        ("INCOME_NEGATIVE", [*OPEN, income("03-01", earnings_cents=-1)]),
        ("INCOME_FOR_COMING_MONTH", [*OPEN, income("01-31")]),
        ("OVERPAID_COMING_MONTH", [*OPEN, overpaid("01-31")]),
        ("OVERPAID_BEFORE_GRANT", [*OPEN, overpaid("02-01", "2025-12")]),
        ("DATED_AFTER_AS_OF", [*OPEN, exited("07-01")]),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_marked_with_its_code(code: str, events: list[Event]) -> None:
    assert code in marks(events)


def test_what_is_recorded_late_or_before_it_happened_is_marked() -> None:
    events = [*OPEN, exited("02-01")]
    assert "RECORDED_LATE" not in marks(events, day("03-03"))
    assert marks(events, day("03-04")) == ("RECORDED_LATE",)
    assert marks([*OPEN, assessed("02-02")], day("02-01")) == ("RECORDED_BEFORE_EFFECT",)
    assert marks([*OPEN, exited("06-01")], day("05-01")) == ()
    assert marks([*OPEN, exited("06-01")], day("02-01")) == ("EXIT_TOO_FAR_AHEAD",)


def test_an_office_without_authority_that_decides_is_marked_and_an_unknown_one_is_not() -> None:
    early = date(2017, 5, 1)
    rules = HistoryRules(published_policy(), AS_OF)
    assert rules.may("centre", "PAY", day("02-01")) and rules.may("unheard-of", "PAY", early)
    rules.may = lambda office, function, on: False  # type: ignore[method-assign]
    history = CaseHistory(rules)
    told = {"effective_on": day("01-05"), "known_on": day("01-05"), "event_id": uuid(1)}
    history.check(submitted("01-02"), **told)
    assert history.check(decided("01-05"), **told) == ("LOCAL_AFTER_TRANSFER",)
    assert history.check(issued("02-01"), **told) == ("LOCAL_AFTER_TRANSFER",)
    assert history.check(issued("02-01", organisation="MINISTRY", benefit=201), **told) != (
        "LOCAL_AFTER_TRANSFER",
    )


def test_a_correction_is_checked_instead_of_what_it_corrects() -> None:
    history = CaseHistory(RULES)

    def check(event: Event, number: int, corrects: int | None = None) -> tuple[str, ...]:
        on = own_day(event)
        was = uuid(corrects) if corrects else None
        return history.check(
            event, effective_on=on, known_on=on, event_id=uuid(number), corrects=was
        )

    for number, event in enumerate((*OPEN, issued("02-01"), exited("02-10")), 1):
        assert check(event, number) == ()
    assert check(issued("03-01", "2026-03", 201), 5) == ("ISSUED_WHILE_CLOSED",)
    assert "EXIT_WHILE_CLOSED" not in check(exited("03-10"), 6, corrects=4)
    assert check(issued("03-02", "2026-03", 202, benefit_type="SHELTER"), 7) == ()
    assert check(issued("02-01", amount_cents=35_000), 8, corrects=3) == ()
    assert check(undone("02-20", 35_000), 9) == ()
    assert check(decided("01-07"), 10, corrects=2) == ()
    retracted = e.EntryRetracted(**HERE, subject_id=uuid(6), entry="case.exited")
    assert history.check(
        retracted, effective_on=day("06-01"), known_on=day("06-01"), event_id=uuid(11)
    ) == ()  # fmt: skip
    assert check(issued("06-02", "2026-06", 203), 12) == ()


# --- Consents and persons -----------------------------------------------------------------------


def granted(on: str, expires: date | None = None) -> ConsentGranted:
    return ConsentGranted(
        consent_id=uuid(50),
        person_id=ADULT,
        categories=("IDENTITY",),
        recipients=("EO",),
        purposes=("REFERRAL",),
        signed_on=day(on),
        valid_from="2026-01-01T00:00:00Z",  # type: ignore[arg-type]
        expires_on=expires,
        notice="legacy",
        notice_version="1",
        notice_hash="",
        language="fr",
        method="WRITTEN",
        capacity="SELF",
    )


WITHDRAWN = ConsentWithdrawn(
    consent_id=uuid(50), person_id=ADULT, received_at=None, method="WRITTEN"  # type: ignore[arg-type]
)  # fmt: skip


def consent_marks(*told: tuple[Event, str, str]) -> list[tuple[str, ...]]:
    history = ConsentHistory(RULES)
    return [
        history.check(event, effective_on=day(on), known_on=day(known), event_id=uuid(n))
        for n, (event, on, known) in enumerate(told, 1)
    ]


def test_consents_are_held_to_their_days() -> None:
    good = (granted("01-02", day("12-31")), "01-02", "01-03")
    assert consent_marks(good, (WITHDRAWN, "02-01", "02-02")) == [(), ()]
    expired = (granted("01-02", day("01-01")), "01-02", "01-02")
    assert consent_marks(expired) == [("CONSENT_EXPIRES_BEFORE_SIGNED",)]
    endless = (granted("01-02", date(2036, 1, 1)), "01-02", "01-02")
    assert consent_marks(endless) == [("CONSENT_TOO_LONG",)]
    assert consent_marks((granted("01-02"), "01-02", "03-01")) == [("RECORDED_LATE",)]
    assert consent_marks((granted("01-02"), "01-02", "01-01")) == [("RECORDED_BEFORE_EFFECT",)]
    assert consent_marks((WITHDRAWN, "02-01", "02-01"), (granted("03-01"), "03-01", "03-01")) == [
        ("WITHDRAWAL_WITHOUT_GRANT",), ("WITHDRAWAL_BEFORE_GRANT",)]  # fmt: skip
    assert consent_marks(
        good, (WITHDRAWN, "01-01", "02-01"), (WITHDRAWN, "02-01", "02-01")
    )[1:] == [("WITHDRAWAL_BEFORE_GRANT", "RECORDED_LATE"), ("WITHDRAWN_TWICE",)]  # fmt: skip


@pytest.mark.parametrize(("kind", "codes"), [("CONSENT", ()), ("NONE", None), ("STATUTE", ())])
def test_a_disclosure_on_no_consent_is_marked(kind: str, codes: tuple[str, ...] | None) -> None:
    made = DisclosureMade(
        disclosure_id=uuid(60),
        person_id=ADULT,
        case_id=CASE,
        referral_id=uuid(700),
        recipient_kind="EO",
        recipient="eo-01",
        categories=("IDENTITY",),
        purpose="REFERRAL",
        authority_kind=kind,
        authority_reference="",
        made_at=None,  # type: ignore[arg-type]
    )
    expected = ("DISCLOSURE_WITHOUT_CONSENT",) if codes is None else codes
    assert consent_marks((made, "02-01", "02-01")) == [expected]


@pytest.mark.parametrize(
    ("sin", "born", "codes"),
    [
        ("046454286", "1990-02-28", ()),
        (None, "1990-02-28", ()),
        ("046454287", "1990-02-28", ("SIN_NOT_VALID",)),
        ("046454286", "2026-07-01", ("BORN_IN_FUTURE",)),
        ("046454286", "1890-07-01", ("TOO_OLD",)),
    ],
)
def test_a_registration_is_held_to_its_rules(
    sin: str | None, born: str, codes: tuple[str, ...]
) -> None:
    event = PersonRegistered(
        person_id=ADULT,
        given_name=Clear("Zoé", ADULT),
        family_name=Clear("Roy", ADULT),
        birth_date=Clear(born, ADULT),
        official_language="fr",
        sin=Clear(sin, ADULT) if sin else None,
    )
    assert person_irregularities(RULES, event) == codes
    assert "SIN_SHARED" in person_irregularities(RULES, event, sin_shared=True)


# --- Whatever the history -----------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32), shift=st.integers(-400, 400))
def test_no_history_is_too_strange_to_be_looked_at(seed: int, shift: int) -> None:
    random = Random(seed)
    told = random_history(random, 250)
    random.shuffle(told)
    cases: dict[str, CaseHistory] = {}
    consents: dict[str, ConsentHistory] = {}
    for recorded in told:
        kind = stream_kind(recorded.stream)
        known = recorded.effective_on + timedelta(days=random.choice((0, 0, shift)))
        told_at = {
            "effective_on": recorded.effective_on,
            "known_on": known,
            "event_id": recorded.event_id,
            "corrects": recorded.metadata.corrects,
        }
        if kind == "case":
            history = cases.setdefault(recorded.stream, CaseHistory(RULES))
            codes = history.check(recorded.event, **told_at)
        elif kind == "consent":
            codes = consents.setdefault(recorded.stream, ConsentHistory(RULES)).check(
                recorded.event, **told_at
            )
        else:
            continue
        assert set(codes) <= set(TEXTS) and len(set(codes)) == len(codes)


def test_extreme_days_are_looked_at_too() -> None:
    for on in (date.min, date.max):
        history = CaseHistory(RULES)
        for event in (
            submitted("01-02"), decided("01-05"), exited("02-01"), issued("02-01", "9999-12"),
            income("02-01", "0001-01"), overpaid("02-01", "nonsense"),
        ):  # fmt: skip
            history.check(event, effective_on=on, known_on=date.max, event_id=uuid(1))


def test_what_a_day_is_told_by_comes_in_an_order() -> None:
    day_of_all = [exited("01-02"), issued("01-02"), decided("01-02"), submitted("01-02")]
    assert sorted(day_of_all, key=learned_order) == day_of_all[::-1]


def test_every_code_of_the_checks_has_its_words_in_both_languages_and_a_source() -> None:
    folder = Path(history_package.__file__).parent
    sources = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    used = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', sources))
    codes = {c for c in used if c not in ("FAST_TRACK", "NOT_READY")}
    assert len(codes) > 60 and codes <= set(TEXTS), codes - set(TEXTS)
    of_the_import = {"CASE_NUMBER_SHARED", "MEMBER_OF_TWO_UNITS"}
    assert set(TEXTS) - codes == {"DECISION_MISSING_ORGANISATION", *of_the_import}
    for code, (french, english, rule) in TEXTS.items():
        assert french != english and rule and words(code, "fr") == french, code
        assert words(code, "en") == english and source(code) == rule
    assert words("UNHEARD_OF", "en") == "UNHEARD_OF" and source("UNHEARD_OF") is None
