"""How people are asked for their consent: most give it, some refuse, some withdraw it later.

What somebody will answer is settled before the tales of a case are told side by side, so that a
referral knows at its own instant what it may share.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from caseledger.demo.case_file import CaseFile, Consenting, Spell
from caseledger.demo.staff import of_role
from caseledger.demo.tales import Hours, Step, Tale, nothing
from caseledger.demo.texts import WITHDRAWALS
from domain.calendar import local_day
from domain.capacity import birthday
from domain.consent import GrantConsent, RefuseConsent, RequestConsent, WithdrawConsent

_FOR_REFERRALS = ("IDENTITY", "CONTACT", "EMPLOYMENT", "EDUCATION", "HOUSING")
_EVERYTHING = (*_FOR_REFERRALS, "HOUSEHOLD", "INCOME", "HEALTH", "CHILDCARE")
_PURPOSES = ("REFERRAL", "INTEGRATED_CASE_MANAGEMENT")
_RECIPIENTS = (("EO",), ("EO", "COMMUNITY"), ("EO", "COMMUNITY", "family-support"))
_NEVER_SHARED = ("HEALTH", "HOUSING")
"""What no referral of the demo takes along, so that taking it back stops none."""


def asked(file: CaseFile, spell: Spell, place: int) -> Tale:
    """Somebody is asked in the first days of a spell, unless they have answered before."""
    rng, hours = file.rng, file.hours()
    day = file.town.after(spell.begins_on, rng.randint(2, 6))
    answer = rng.random()
    if day >= spell.until or answer > 0.96 or place in file.consents:
        return nothing()
    if answer > 0.92:
        return _waits(file, hours.on(day), day, place)
    if answer > 0.77:
        return _refused(file, hours.on(day), day, place)
    withdrawn_on = None
    if rng.random() < 0.12:
        later = file.open_day_between(day + timedelta(days=25), spell.until)
        withdrawn_on = later if later < spell.until else None
    return given(file, hours, day, place, withdrawn_on)


def given(
    file: CaseFile,
    hours: Hours,
    day: date,
    place: int,
    withdrawn_on: date | None = None,
    *,
    lasting: bool = False,
) -> Tale:
    """A consent for half a year to three years, and its withdrawal where there is one.

    ``lasting``: to everything, for as long as it may be.
    """
    rng = file.rng
    categories = _EVERYTHING if lasting or rng.random() < 0.3 else _FOR_REFERRALS
    recipients = _RECIPIENTS[-1] if lasting else rng.choices(_RECIPIENTS, (20, 35, 45))[0]
    days = 1095 if lasting else rng.choice((180, 365, 365, 730, 1095))
    expires_on = day + timedelta(days=days)
    if withdrawn_on and withdrawn_on >= expires_on:
        withdrawn_on = None
    at = hours.on(day)
    withdrawn_at = hours.on(withdrawn_on) if withdrawn_on else None
    ends = withdrawn_at or datetime.combine(expires_on, at.timetz())
    file.consents[place] = Consenting(frozenset(categories), frozenset(recipients), at, ends)
    return _told(file, place, at, expires_on, withdrawn_at, categories, recipients)


def _told(
    file: CaseFile,
    place: int,
    at: datetime,
    expires_on: date,
    withdrawn_at: datetime | None,
    categories: tuple[str, ...],
    recipients: tuple[str, ...],
) -> Tale:
    caseworker = file.caseworker(at)
    method = file.rng.choices(("WRITTEN", "ELECTRONIC", "VERBAL"), (45, 35, 20))[0]
    result = yield Step(
        at,
        caseworker.actor,
        GrantConsent(
            person_id=file.people[place],
            categories=categories,
            recipients=recipients,
            purposes=_PURPOSES,
            signed_on=local_day(at, file.town.zone),
            expires_on=expires_on,
            language=file.member(place).language,
            method=method,
            witness=caseworker.display_name if method == "VERBAL" else None,
        ),
    )
    if file.rng.random() < 0.08:
        later = file.hours().on(file.town.after(local_day(at, file.town.zone), 9))
        if withdrawn_at is None or later < withdrawn_at:
            yield _narrowed(file, later, place, UUID(result["consent_id"]), categories)
    if withdrawn_at:
        reason, language = file.words(WITHDRAWALS, place)
        receives = file.caseworker(withdrawn_at)
        if file.rng.random() < 0.3:
            receives = of_role("PRIVACY_OFFICER")[0]
        yield Step(
            withdrawn_at,
            receives.actor,
            WithdrawConsent(
                person_id=file.people[place],
                consent_id=UUID(result["consent_id"]),
                method=file.rng.choice(("WRITTEN", "ELECTRONIC", "VERBAL")),
                reason=reason,
                text_language=language,
            ),
        )


def _narrowed(
    file: CaseFile, at: datetime, place: int, consent_id: UUID, categories: tuple[str, ...]
) -> Step:
    """Somebody takes back a part of what they had let be shared."""
    part = next(code for code in _NEVER_SHARED if code in categories)
    return file.by_caseworker(
        at,
        WithdrawConsent(
            person_id=file.people[place],
            consent_id=consent_id,
            categories=(part,),
            method="VERBAL",
            text_language=file.language(place),
        ),
    )


def _waits(file: CaseFile, at: datetime, day: date, place: int) -> Tale:
    """Somebody is to be asked, and has not answered yet."""
    yield file.by_caseworker(
        at,
        RequestConsent(
            person_id=file.people[place],
            categories=_FOR_REFERRALS,
            recipients=("EO", "COMMUNITY"),
            purposes=("REFERRAL",),
            requested_on=day,
        ),
    )


def _refused(file: CaseFile, at: datetime, day: date, place: int) -> Tale:
    yield file.by_caseworker(
        at,
        RefuseConsent(
            person_id=file.people[place],
            categories=_FOR_REFERRALS,
            recipients=("EO", "COMMUNITY"),
            purposes=("REFERRAL",),
            refused_on=day,
            language=file.member(place).language,
            method=file.rng.choice(("WRITTEN", "ELECTRONIC", "VERBAL")),
        ),
    )


def for_a_child(file: CaseFile, spell: Spell, place: int) -> Tale:
    """The applicant, as a parent, lets a child care service know of a child."""
    hours = file.hours()
    day = file.town.after(spell.begins_on, file.rng.randint(4, 25))
    born = date.fromisoformat(file.member(place).register.birth_date)
    if day < min(spell.until, birthday(born, 16)):
        yield file.by_caseworker(
            hours.on(day),
            GrantConsent(
                person_id=file.people[place],
                categories=("IDENTITY", "CHILDCARE"),
                recipients=("COMMUNITY", "child-care-services"),
                purposes=("REFERRAL",),
                signed_on=day,
                expires_on=day + timedelta(days=1095),
                language=file.member(0).language,
                method="WRITTEN",
                capacity="PARENT",
                custody=True,
                grantor_id=file.people[0],
            ),
        )
