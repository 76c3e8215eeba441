"""Which figures there are, what each is a share of, and the version of its definition.

Names, definitions and terms are policy (``measures``); the sets themselves stand in the SQL beside.
"""

from typing import Literal

import msgspec

Unit = Literal[
    "applications",
    "assessments",
    "assignments",
    "cases",
    "cents",
    "consents",
    "deferrals",
    "exits",
    "incomes",
    "memberships",
    "persons",
    "plans",
    "referrals",
]


class Measure(msgspec.Struct, frozen=True):
    """A figure: ``counted`` over a period by the day of each fact, or ``standing`` on a day.

    A share is of the measure ``of``. Cents are summed, all else is counted. Without a case
    (``of_case``) it is nobody's but the whole custodian's: no office's and no programme's.
    """

    id: str
    unit: Unit
    of: str | None = None
    kind: Literal["counted", "standing"] = "counted"
    of_case: bool = True
    version: str = "1"


def _standing(id: str, unit: Unit, of: str | None = None, *, version: str = "2") -> Measure:
    return Measure(id, unit, of, "standing", version=version)


_DECIDED = "applications_decided"
_EXITS = "exits"
_FINAL = "exits_final"

MEASURES: dict[str, Measure] = {
    measure.id: measure
    for measure in (
        _standing("open_cases", "cases", version="1"),
        _standing("participants", "persons", version="1"),
        _standing("deferred", "persons", "participants", version="1"),
        _standing("action_plan_in_place", "persons", "participants"),
        _standing("referred_to_employment", "persons", "participants"),
        _standing("referred_without_fast_track", "persons", "participants"),
        Measure("applications_received", "applications"),
        Measure("received_centrally", "applications", "applications_received"),
        Measure(_DECIDED, "applications"),
        Measure("applications_granted", "applications", _DECIDED),
        Measure("granted_automatically", "applications", _DECIDED),
        Measure("decided_received_centrally", "applications", _DECIDED),
        Measure("decided_by_ministry", "applications", _DECIDED),
        Measure("decided_within_standard", "applications", _DECIDED, version="2"),
        Measure("decided_within_standard_calendar", "applications", _DECIDED, version="2"),
        Measure("decided_within_standard_submitted", "applications", _DECIDED, version="2"),
        Measure(
            "decided_within_standard_calendar_submitted", "applications", _DECIDED, version="2"
        ),
        Measure("assessments_completed", "assessments"),
        Measure("plans_created", "plans"),
        Measure("deferrals_granted", "deferrals"),
        Measure("referrals_made", "referrals"),
        Measure("referrals_made_without_fast_track", "referrals"),
        Measure("referrals_accepted", "referrals", "referrals_made"),
        Measure(
            "referrals_accepted_without_fast_track",
            "referrals",
            "referrals_made_without_fast_track",
        ),
        Measure(_EXITS, "exits"),
        Measure("exits_to_employment", "exits", _EXITS),
        Measure("exits_not_watched", "exits", _EXITS),
        Measure("exits_maturing", "exits", _EXITS),
        Measure(_FINAL, "exits", _EXITS),
        Measure("no_return_within_a_year", "exits", _FINAL, version="2"),
        Measure("returned_case", "exits", _FINAL),
        Measure("returned_person", "exits", _FINAL),
        Measure("benefits_issued", "cents"),
        Measure("benefits_issued_locally", "cents", "benefits_issued"),
        Measure("stability_support_issued", "cents", "benefits_issued"),
        Measure("benefits_reversed", "cents"),
        Measure("overpayments_established", "cents"),
        Measure("consents_granted", "consents", of_case=False),
        Measure("consents_refused", "consents", of_case=False),
        Measure("consents_withdrawn", "consents", of_case=False),
        Measure("consents_in_force", "consents", None, "standing", of_case=False),
        Measure("referrals_recorded", "referrals"),
        Measure("internal_uses", "referrals", "referrals_recorded"),
        Measure("ministry_disclosures", "referrals", "referrals_recorded"),
        Measure("local_disclosures", "referrals", "referrals_recorded"),
        Measure("disclosures_without_consent", "referrals", "local_disclosures"),
        Measure("disclosures_papered_later", "referrals", "disclosures_without_consent"),
        Measure("persons_known", "persons", None, "standing", of_case=False),
        Measure("memberships_recorded", "memberships"),
        Measure("assignments_recorded", "assignments"),
        Measure("incomes_reported", "incomes"),
        Measure("exits_recorded", "exits"),
    )
}


def asked_for(wanted: "tuple[str, ...] | None", *, of_cases: bool) -> list[Measure]:
    """These measures, or all, in their order; of cases alone where asked. ``KeyError``: no such."""
    chosen = MEASURES.values() if wanted is None else [MEASURES[id] for id in wanted]
    return [measure for measure in chosen if measure.of_case or not of_cases]
