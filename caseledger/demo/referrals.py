"""Referrals: made with what consent allows, answered, sometimes not, and closed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from caseledger.demo.case_file import CaseFile, Spell
from caseledger.demo.support import Cycle
from caseledger.demo.tales import Hours, Step, Tale
from caseledger.demo.texts import REFERRALS
from domain.case.commands import AnswerReferral, CloseReferral, MakeReferral

_SHARED = {
    "EO": ("IDENTITY", "CONTACT", "EMPLOYMENT", "EDUCATION"),
    "COMMUNITY": ("IDENTITY", "CONTACT"),
    "INTERNAL": ("IDENTITY", "HOUSING"),
}
_RECIPIENTS = {
    "EO": tuple(f"eo-0{n}" for n in range(1, 10)),
    "COMMUNITY": (
        "mental-health",
        "housing-help",
        "tax-clinic",
        "food-centre",
        "legal-clinic",
        "settlement",
    ),
    "INTERNAL": ("housing-services", "family-support"),
}
_NEAR = (6, 5, 2, 2, 1, 1, 1, 1, 1)
"""Most referrals go to the two nearest service points."""


def to_employment(file: CaseFile, spell: Spell, place: int, plans: list[Cycle]) -> Tale:
    """Once ready, a person is referred to Employment Ontario; after a "no", to somebody else."""
    ready = next((c for c in plans if c.ready and c.assessed_on), None)
    if ready is None or file.rng.random() < 0.15:
        return
    hours = file.hours()
    day = file.town.after(ready.planned_on, file.rng.randint(1, 8))
    for _ in range(3):
        answer = file.rng.choices(("ACCEPTED", "DECLINED", "SILENT"), (70, 14, 16))[0]
        recipient = _free(file, place, "EO")
        if day >= spell.until or recipient is None:
            return
        day = yield from referral(file, hours, spell, place, recipient, day, answer)
        if answer == "ACCEPTED":
            return
        day = file.town.after(day, file.rng.randint(2, 9))


def elsewhere(file: CaseFile, spell: Spell) -> Tale:
    """Now and then, a community organisation or another service of the municipality can help."""
    hours = file.hours()
    day = file.open_day_between(
        spell.begins_on + timedelta(days=10), spell.begins_on + timedelta(days=200)
    )
    while day < spell.until:
        kind = file.rng.choice(("COMMUNITY", "COMMUNITY", "INTERNAL"))
        recipient = _free(file, 0, kind)
        if recipient is None:
            return
        answer = file.rng.choices(("ACCEPTED", "DECLINED", "SILENT"), (80, 9, 11))[0]
        day = yield from referral(file, hours, spell, 0, recipient, day, answer)
        day = file.open_day_between(day + timedelta(days=40), day + timedelta(days=300))


def referral(
    file: CaseFile,
    hours: Hours,
    spell: Spell,
    place: int,
    recipient: str,
    day: date,
    answer: str,
):
    """One referral to its end, or as far as the spell goes; returns the day of its last act."""
    kind = next(k for k, codes in _RECIPIENTS.items() if recipient in codes)
    file.referred.add((place, recipient))
    result = yield _made(file, hours.on(day), day, place, kind, recipient)
    referral_id = UUID(result["referral_id"])
    by_consent = kind if "disclosure_id" in result else None
    return (
        yield from _answered(
            file, hours, spell, place, recipient, referral_id, day, answer, by_consent
        )
    )


def unanswered(file: CaseFile, day: date, place: int, recipient: str) -> Tale:
    """A referral to Employment Ontario that nobody has answered yet."""
    if (place, recipient) in file.referred:
        recipient = _free(file, place, "EO") or recipient
    file.referred.add((place, recipient))
    yield _made(file, file.hours().on(day), day, place, "EO", recipient)


def fast_tracked(file: CaseFile, spell: Spell) -> Tale:
    """What became of the ministry's fast-track referral."""
    made, file.fast_track = file.fast_track, None
    if made is not None:
        answer = file.rng.choices(("ACCEPTED", "DECLINED", "SILENT"), (78, 8, 14))[0]
        yield from _answered(
            file,
            file.hours(),
            spell,
            0,
            made.recipient,
            made.referral_id,
            spell.begins_on,
            answer,
        )


def _answered(
    file: CaseFile,
    hours: Hours,
    spell: Spell,
    place: int,
    recipient: str,
    referral_id: UUID,
    day: date,
    answer: str,
    by_consent: str | None = None,
):
    """``by_consent``: the recipient's kind, where a consent let something be shared with it."""
    waits = 24 if answer == "SILENT" else 1
    answered = file.town.after(day, file.rng.randint(waits, waits + 8))
    if answered >= spell.until:
        yield from _ended(file, hours, spell, referral_id, place, recipient)
        return spell.until
    if answer == "SILENT":
        yield _close(file, hours.on(answered), answered, referral_id, "NO_REPLY", None)
        file.referred.discard((place, recipient))
        return answered
    at = hours.on(answered)
    consent = file.consents.get(place)
    if by_consent and not (consent and consent.covers(by_consent, at)):
        yield _close(file, at, answered, referral_id, "PERSON_ENDED", None)
        file.referred.discard((place, recipient))
        return answered
    yield Step(
        at,
        file.partner(recipient, at),
        AnswerReferral(
            case_id=file.case_id,
            referral_id=referral_id,
            answer="ACCEPTED" if answer == "ACCEPTED" else "DECLINED",
            answered_on=answered,
            reason=None
            if answer == "ACCEPTED"
            else file.rng.choice(("NO_CAPACITY", "NOT_READY", "NOT_REACHED", "PERSON_DECLINED")),
        ),
    )
    if answer == "DECLINED":
        file.referred.discard((place, recipient))
        return answered
    closed = file.open_day_between(answered + timedelta(days=30), answered + timedelta(days=210))
    if closed >= spell.until:
        yield from _ended(file, hours, spell, referral_id, place, recipient)
        return spell.until
    outcome = file.rng.choices(("COMPLETED", "NO_SHOW", "PERSON_ENDED"), (70, 18, 12))[0]
    yield _close(file, hours.on(closed), closed, referral_id, outcome, recipient)
    file.referred.discard((place, recipient))
    return closed


def _made(file: CaseFile, at: datetime, day: date, place: int, kind: str, recipient: str) -> Step:
    consent = file.consents.get(place)
    covered = kind == "INTERNAL" or (consent is not None and consent.covers(kind, at))
    text, language = file.words(REFERRALS[kind], place)
    return file.by_caseworker(
        at,
        MakeReferral(
            case_id=file.case_id,
            person_id=file.people[place],
            to_type=kind,
            recipient=recipient,
            purpose="REFERRAL",
            shared=_SHARED[kind] if covered else (),
            made_on=day,
            reason=text,
            text_language=language,
        ),
    )


def _ended(
    file: CaseFile, hours: Hours, spell: Spell, referral_id: UUID, place: int, recipient: str
) -> Tale:
    """Assistance ends first: the referral is closed with it, the last open day before."""
    day = file.town.before(spell.until, 1)
    if spell.exit_reason and file.rng.random() < 0.85:
        yield _close(file, hours.on(day), day, referral_id, "PERSON_ENDED", None)
        file.referred.discard((place, recipient))


def _close(
    file: CaseFile, at: datetime, day: date, referral_id: UUID, outcome: str, by: str | None
) -> Step:
    command = CloseReferral(
        case_id=file.case_id, referral_id=referral_id, outcome=outcome, closed_on=day
    )
    actor = file.partner(by, at) if by else file.caseworker(at).actor
    return Step(at, actor, command)


def _free(file: CaseFile, place: int, kind: str) -> str | None:
    """An organisation of that kind that has no open referral of this person."""
    codes = _RECIPIENTS[kind]
    weights: Mapping[str, int] = dict(zip(codes, _NEAR, strict=False))
    free = [code for code in codes if (place, code) not in file.referred]
    if not free:
        return None
    return file.rng.choices(free, [weights[code] for code in free])[0]
