"""The figures worked out on paper: slowly, from the list of events, by their definitions in words.

Nothing here is shared with the read models: what is known is retold from the first event on, each
holiday is worked out from the calendar, and every question looks at everything.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from domain.event import Recorded
from tests.support.paper_days import DAY, business_days, nearest

TAKING_PART = {"OW_ADULT", "ODSP_NON_DISABLED_ADULT", "DEPENDENT_ADULT"}
NOT_EXPECTED_BACK = {"DECEASED", "MOVED_TO_OTHER_AGENT", "ODSP_GRANTED"}
BY_ITS_EVENT = {"case.exited", "case.assigned", "deferral.reviewed", "income.reported"}
ID_OF = {
    "person.registered": "person_id",
    "consent.granted": "consent_id",
    "consent.refused": "consent_id",
    "application.submitted": "application_id",
    "application.completed": "application_id",
    "application.decided": "application_id",
    "unit.member_joined": "membership_id",
    "unit.member_left": "membership_id",
    "assessment.completed": "assessment_id",
    "action_plan.created": "plan_id",
    "deferral.granted": "deferral_id",
    "referral.made": "referral_id",
    "referral.answered": "referral_id",
    "benefit.issued": "benefit_id",
    "benefit.reversed": "benefit_id",
    "overpayment.established": "overpayment_id",
}


class Row(NamedTuple):
    """Something that counts: what it is, its day, the case it is of, its own programme, cents."""

    key: Any
    on: date
    case: UUID | None = None
    programme: str | None = None
    cents: int = 0


class Known:
    """What was known before an instant."""

    def __init__(self, events: Sequence[Recorded], before: datetime) -> None:
        self._survivor: dict[UUID, UUID] = {}
        corrected = {r.event_id: r.metadata.corrects for r in events if r.metadata.corrects}
        told: dict[str, dict[UUID, Recorded | None]] = defaultdict(dict)
        for r in sorted(events, key=lambda r: (r.known_at, r.position)):
            if r.known_at >= before:
                continue
            event: Any = r.event
            name, first = r.event.wire_name, r.event_id
            while corrected.get(first):
                first = corrected[first]
            if name in BY_ITS_EVENT or name == "consent.withdrawn":
                told[name][first] = r
            elif name == "case.reopened":
                told["case.exited"][first] = None
            elif name == "application.withdrawn":
                if r.metadata.corrects:
                    told["application.decided"][event.application_id] = None
            elif name == "case.entry_retracted":
                by_event = event.entry in BY_ITS_EVENT
                told[event.entry][first if by_event else event.subject_id] = None
            elif name in ID_OF:
                kind = "consent" if name.startswith("consent.") else name
                told[kind][getattr(event, ID_OF[name])] = r
            elif name in ("person.merged", "person.unmerged"):
                for member in event.members:
                    kept = event.survivor_id if name == "person.merged" else event.merged_id
                    self._survivor[member] = kept
        self._told = told

    def who(self, person: UUID) -> UUID:
        """The number under which somebody counts."""
        return self._survivor.get(person, person)

    def all(self, kind: str) -> dict[UUID, Recorded]:
        return {key: r for key, r in self._told[kind].items() if r is not None}

    def events(self, kind: str) -> Iterator[tuple[UUID, Any]]:
        for key, r in self.all(kind).items():
            yield key, r.event


class Grant(NamedTuple):
    from_on: date
    known_at: datetime
    position: int
    decided_on: date
    application: UUID

    @property
    def since(self) -> date:
        return min(self.from_on, self.decided_on)


class Paper:
    """The events of one custodian, its zone, and all that was known by the end of a day."""

    def __init__(self, events: Sequence[Recorded], zone: str, known_on: date) -> None:
        self.history, self.zone, self.known_on = events, ZoneInfo(zone), known_on
        self.end = self.end_of(known_on)
        self.known = Known(events, self.end)
        self.grants: dict[UUID, list[Grant]] = defaultdict(list)
        for application, r in self.known.all("application.decided").items():
            event: Any = r.event
            if event.outcome == "GRANTED":
                grant = Grant(r.effective_on, r.known_at, r.position, event.decided_on, application)
                self.grants[event.case_id].append(grant)
        for found in self.grants.values():
            found.sort()
        self.exits: dict[UUID, list[date]] = defaultdict(list)
        for _, event in self.known.events("case.exited"):
            self.exits[event.case_id].append(event.exited_on)

    def end_of(self, day: date) -> datetime:
        return datetime.combine(day + DAY, time(), self.zone)

    def latest_grant(self, case: UUID, day: date) -> Grant | None:
        before = [grant for grant in self.grants[case] if grant.from_on <= day]
        return before[-1] if before else None

    def open(self, day: date) -> dict[UUID, Grant]:
        """Cases whose latest grant is not followed by an exit from the grant's day to the day."""
        found = {}
        for case in self.grants:
            grant = self.latest_grant(case, day)
            if grant and not any(grant.from_on <= x <= day for x in self.exits[case]):
                found[case] = grant
        return found

    def unit(self, case: UUID, day: date) -> list[tuple[UUID, str, str]]:
        """Person, role and class of each who is of the unit on the day."""
        joined = [
            (key, event)
            for key, event in self.known.events("unit.member_joined")
            if event.case_id == case
        ]
        if joined:
            left = {key: event.left_on for key, event in self.known.events("unit.member_left")}
            return [
                (event.person_id, event.role, event.participant_class)
                for key, event in joined
                if event.joined_on <= day and (key not in left or day < left[key])
            ]
        grant = self.latest_grant(case, day)
        application = self.application(grant.application) if grant else None
        members = application.members if application else ()
        return [(m.person_id, m.role, m.participant_class) for m in members]

    def application(self, key: UUID) -> Any:
        found = self.known.all("application.submitted").get(key)
        return found.event if found else None

    def programme(self, case: UUID, day: date) -> str | None:
        """Of the application received last by the day; before the first one, the first one's."""
        return nearest(self._told("programme", case, "application.submitted"), day)

    def office(self, case: UUID, day: date) -> str | None:
        """Of the office that received an application or was assigned last by the day."""
        told = self._told("office", case, "application.submitted", "case.assigned")
        return nearest(told, day)

    def _told(self, what: str, case: UUID, *kinds: str) -> list[tuple[date, datetime, int, str]]:
        found = [r for kind in kinds for r in self.known.all(kind).values()]
        events: list[tuple[Recorded, Any]] = [(r, r.event) for r in found]
        return [
            (
                event.submitted_on if hasattr(event, "submitted_on") else event.assigned_on,
                r.known_at,
                r.position,
                getattr(event, what),
            )
            for r, event in events
            if event.case_id == case
        ]

    def standing(self, day: date) -> dict[str, set[Row]]:
        """By measure; somebody who stands in two cases stands here twice."""
        rows: dict[str, set[Row]] = defaultdict(set)
        for case, grant in self.open(day).items():
            application = self.application(grant.application)
            own = application.programme if application else None
            rows["open_cases"].add(Row(case, day, case, own))
            for person, _, participant_class in self.unit(case, day):
                if participant_class not in TAKING_PART:
                    continue
                row = Row(self.known.who(person), day, case, own)
                rows["participants"].add(row)
                for measure in self._done(case, person, grant.since, day):
                    rows[measure].add(row)
        for key, r in self.known.all("consent").items():
            if r.event.wire_name == "consent.granted" and self._in_force(r.event, day):
                rows["consents_in_force"].add(Row(key, day))
        for key, r in self.known.all("person.registered").items():
            if r.effective_on <= day and self.known.who(key) == key:
                rows["persons_known"].add(Row(key, day))
        return rows

    def _done(self, case: UUID, person: UUID, since: date, day: date) -> Iterator[str]:
        def mine(event: Any) -> bool:
            return (event.case_id, event.person_id) == (case, person)

        for _, plan in self.known.events("action_plan.created"):
            if mine(plan) and since <= plan.created_on <= day:
                yield "action_plan_in_place"
        for _, referral in self.known.events("referral.made"):
            if mine(referral) and referral.to_type == "EO" and since <= referral.made_on <= day:
                yield "referred_to_employment"
                if referral.origin != "FAST_TRACK":
                    yield "referred_without_fast_track"
        for key, deferral in self.known.events("deferral.granted"):
            if mine(deferral) and since <= deferral.from_on <= day and not self._ended(key, day):
                yield "deferred"

    def _ended(self, deferral: UUID, day: date) -> bool:
        return any(
            review.deferral_id == deferral
            and review.outcome == "ENDED"
            and review.reviewed_on <= day
            for _, review in self.known.events("deferral.reviewed")
        )

    def _in_force(self, consent: Any, day: date) -> bool:
        if consent.signed_on > day or (consent.expires_on and consent.expires_on < day):
            return False
        return not any(
            withdrawal.consent_id == consent.consent_id
            and withdrawal.received_at < self.end_of(day)
            for _, withdrawal in self.known.events("consent.withdrawn")
        )

    def counted(self) -> dict[str, list[Row]]:
        """Every fact ever; a period takes those whose day lies in it."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for measure, row in (
            *self._applications(),
            *self._simple(),
            *self._referrals(),
            *self._exits(),
        ):
            rows[measure].append(row)
        return rows

    def _applications(self) -> Iterator[tuple[str, Row]]:
        completed = {k: e.completed_on for k, e in self.known.events("application.completed")}
        for key, event in self.known.events("application.submitted"):
            row = Row(key, event.submitted_on, event.case_id, event.programme)
            yield "applications_received", row
            if event.received_by == "IBAU":
                yield "received_centrally", row
        for key, event in self.known.events("application.decided"):
            application = self.application(key)
            own = application.programme if application else None
            row = Row(key, event.decided_on, event.case_id, own)
            yield "applications_decided", row
            if event.outcome == "GRANTED":
                yield "applications_granted", row
                if event.decided_by == "AUTOMATED":
                    yield "granted_automatically", row
            if event.organisation == "MINISTRY":
                yield "decided_by_ministry", row
            if application and application.received_by == "IBAU":
                yield "decided_received_centrally", row
            received = application.submitted_on if application else None
            whole = completed.get(key) or (application and application.completed_on) or received
            for start, suffix in ((whole, ""), (received, "_submitted")):
                if start and business_days(start, event.decided_on) <= 4:
                    yield f"decided_within_standard{suffix}", row
                if start and (event.decided_on - start).days <= 4:
                    yield f"decided_within_standard_calendar{suffix}", row

    def _simple(self) -> Iterator[tuple[str, Row]]:
        for kind, measure, day in (
            ("unit.member_joined", "memberships_recorded", "joined_on"),
            ("case.assigned", "assignments_recorded", "assigned_on"),
            ("assessment.completed", "assessments_completed", "completed_on"),
            ("action_plan.created", "plans_created", "created_on"),
            ("deferral.granted", "deferrals_granted", "from_on"),
            ("income.reported", "incomes_reported", "reported_on"),
            ("case.exited", "exits_recorded", "exited_on"),
            ("benefit.reversed", "benefits_reversed", "reversed_on"),
            ("overpayment.established", "overpayments_established", "established_on"),
        ):
            for key, event in self.known.events(kind):
                cents = getattr(event, "amount_cents", 0)
                yield measure, Row(key, getattr(event, day), event.case_id, None, cents)
        for key, event in self.known.events("benefit.issued"):
            row = Row(key, event.issued_on, event.case_id, None, event.amount_cents)
            yield "benefits_issued", row
            if event.organisation == "LOCAL":
                yield "benefits_issued_locally", row
            if event.benefit_type == "STABILITY_SUPPORT":
                yield "stability_support_issued", row
        for key, event in self.known.events("consent"):
            if event.wire_name == "consent.granted":
                yield "consents_granted", Row(key, event.signed_on)
            else:
                yield "consents_refused", Row(key, event.refused_on)
        for key, r in self.known.all("consent.withdrawn").items():
            yield "consents_withdrawn", Row(key, r.effective_on)

    def _referrals(self) -> Iterator[tuple[str, Row]]:
        made = self.known.all("referral.made")
        for key, r in made.items():
            event: Any = r.event
            row = Row(key, event.made_on, event.case_id)
            yield "referrals_recorded", row
            if event.to_type == "EO":
                yield "referrals_made", row
                if event.origin != "FAST_TRACK":
                    yield "referrals_made_without_fast_track", row
            if event.to_type == "INTERNAL":
                yield "internal_uses", row
            elif event.made_by == "MINISTRY":
                yield "ministry_disclosures", row
            elif event.disclosure_id:
                yield "local_disclosures", row
                then = min(self._at(r), self.end)
                if not self._rests_on_consent(event, then, then):
                    yield "disclosures_without_consent", row
                    if self._rests_on_consent(event, then, self.end):
                        yield "disclosures_papered_later", row
        for key, event in self.known.events("referral.answered"):
            referral: Any = made[key].event if key in made else None
            if event.answer == "ACCEPTED" and referral and referral.to_type == "EO":
                row = Row(key, event.answered_on, event.case_id)
                yield "referrals_accepted", row
                if referral.origin != "FAST_TRACK":
                    yield "referrals_accepted_without_fast_track", row

    def _at(self, made: Recorded) -> datetime:
        """The instant of a referral that was recorded on its day, else the end of its day."""
        event: Any = made.event
        same_day = made.known_at.astimezone(self.zone).date() == event.made_on
        return made.known_at if same_day else self.end_of(event.made_on) - timedelta(microseconds=1)

    def _rests_on_consent(self, referral: Any, then: datetime, known: datetime) -> bool:
        told = Known(self.history, known + timedelta(microseconds=1))
        withdrawn = {
            event.consent_id
            for _, event in told.events("consent.withdrawn")
            if event.received_at <= then
        }
        return any(
            event.wire_name == "consent.granted"
            and told.who(event.person_id) == told.who(referral.person_id)
            and referral.to_type in event.recipients
            and referral.purpose in event.purposes
            and set(referral.shared) <= set(event.categories)
            and event.signed_on <= referral.made_on
            and (event.expires_on is None or event.expires_on >= referral.made_on)
            and key not in withdrawn
            for key, event in told.events("consent")
        )

    def _exits(self) -> Iterator[tuple[str, Row]]:
        for key, event in self.known.events("case.exited"):
            case, day = event.case_id, event.exited_on
            grant = self.latest_grant(case, day)
            application = self.application(grant.application) if grant else None
            programme = application.programme if application else self.programme(case, day)
            if programme != "OW":
                continue
            row = Row(key, day, case, programme)
            yield "exits", row
            if event.reason == "EMPLOYMENT":
                yield "exits_to_employment", row
            if event.reason in NOT_EXPECTED_BACK:
                yield "exits_not_watched", row
            elif (self.known_on - day).days < 365:
                yield "exits_maturing", row
            else:
                yield "exits_final", row
                year = (day, day + 365 * DAY)
                back = any(year[0] <= g.from_on <= year[1] for g in self.grants[case])
                yield ("returned_case" if back else "no_return_within_a_year"), row
                if self._person_returned(case, day):
                    yield "returned_person", row

    def _person_returned(self, case: UUID, day: date) -> bool:
        who = self.known.who
        gone = {who(person) for person, role, _ in self.unit(case, day) if role != "DEPENDENT"}
        return any(
            who(person) in gone and role != "DEPENDENT"
            for other, grants in self.grants.items()
            for grant in grants
            if day <= grant.from_on <= day + 365 * DAY
            for person, role, _ in self.unit(other, grant.from_on)
        )
