"""Checks that the law asks for are one act, consent to share another, which costs no service."""

import ast
from pathlib import Path

import pytest

import domain.case
from domain.consent import (
    ConsentRefused,
    ConsentToVerification,
    RefuseVerification,
    VerificationConsented,
    VerificationRefused,
)
from tests.support.world import DAY, World


def verify(world: World, **changes: object) -> ConsentToVerification:
    given = {
        "person_id": world.person(),
        "sources": ("CRA", "EI"),
        "signed_on": DAY,
        "consequence_shown": True,
        "language": "fr",
        "method": "WRITTEN",
    }
    return ConsentToVerification(**(given | changes))


def test_what_follows_from_a_refusal_is_shown_before_anybody_signs() -> None:
    world = World()
    refusal = world.refuses("CONSEQUENCE_NOT_SHOWN", verify(world, consequence_shown=False))
    assert refusal.field == "consequence_shown"
    command = verify(world)
    [event] = world.records(command, VerificationConsented)
    shown = world.policy.notice("verification-consequence", on=DAY)
    assert shown and event.consequence_hash == shown.hash_fr
    assert event.authority == "OWA 1997 s. 7 (3) (c)"
    world.says_nothing_new(command)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sources": ()}, "NOTHING_CHOSEN"),
        ({"sources": ("NEIGHBOURS",)}, "CODE_NOT_VALID"),
        ({"language": "oj"}, "NOTICE_NOT_IN_LANGUAGE"),
        ({"method": "VERBAL"}, "WITNESS_MISSING"),
        ({"capacity": "TRUSTEE"}, "CAPACITY_CONSENTS_TO_NOTHING"),
    ],
)
def test_an_agreement_that_cannot_stand_is_refused(changes: dict, code: str) -> None:
    world = World()
    world.refuses(code, verify(world, **changes))


def test_an_agreement_to_checks_shares_nothing() -> None:
    world = World()
    command = verify(world)
    world.accepts(command)
    assert world.consents(command.person_id).grants == {}


def test_a_refusal_of_checks_is_recorded_and_decides_nothing_by_itself() -> None:
    world = World()
    case_id = world.applied_case()
    person = world.applicant(case_id)
    command = RefuseVerification(
        person_id=person,
        sources=("CRA",),
        refused_on=DAY,
        consequence_shown=True,
        language="en",
        method="VERBAL",
    )
    world.records(command, VerificationRefused)
    world.says_nothing_new(command)
    assert world.case(case_id).pending is not None


def test_who_refuses_to_share_is_served_like_anybody_else() -> None:
    world = World()
    case_id = world.applied_case()
    person = world.applicant(case_id)
    everything = tuple(c.code for c in world.policy.codes("categories", DAY))
    recipients = ("EO", "COMMUNITY", "family-support")
    world.records(world.refusal(person, *everything, recipients=recipients), ConsentRefused)
    world.accepts(world.grant(case_id))
    for command in (
        world.assess(case_id),
        world.plan(case_id),
        world.refer(case_id),
        world.refer(case_id, to_type="COMMUNITY", recipient="food-centre"),
        world.refer(case_id, "IDENTITY", to_type="INTERNAL", recipient="family-support"),
    ):
        world.accepts(command)


def test_no_decision_on_a_case_looks_at_a_refusal_or_a_verification() -> None:
    """The one thing that a case reads of consents is what they cover, for what a referral shares."""
    named: dict[str, set[str]] = {}
    folder = Path(domain.case.__path__[0])
    for path in folder.rglob("*.py"):
        tree = ast.parse(path.read_text())
        words = {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        words |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        named[str(path.relative_to(folder))] = words
    forbidden = {"refusals", "verified", "unverified", "ConsentRefused", "VerificationRefused"}
    assert {name: found for name, words in named.items() if (found := words & forbidden)} == {}
    assert [name for name, words in named.items() if "consent_stream" in words] == ["referral.py"]
