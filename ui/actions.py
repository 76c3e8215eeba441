"""What can be done on a case, as pages: which command, in which states, and the form's first values.

Whether something is offered follows from the case's state and from what the viewer may command.
It is a courtesy: the command itself decides, and says no in words where the state has moved on.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ui.formats import Language
from ui.site import address, key_of

Case = Mapping[str, Any]
First = Callable[[Case, Mapping[str, str], date, Language], dict[str, Any]]

OPEN = frozenset({"APPLIED", "GRANTED", "ENDING"})
ENDED = frozenset({"REFUSED", "WITHDRAWN", "EXITED"})
ANY = OPEN | ENDED


@dataclass(frozen=True)
class Action:
    """A form page ``/cases/<key>/<slug>``.

    ``target`` names the parameters that must say what the form is about (a referral, a benefit).
    ``listed`` ones stand in the case page's list of actions; the others beside what they concern.
    """

    slug: str
    mutation: str
    text: str
    statuses: frozenset[str]
    first: First
    target: tuple[str, ...] = ()
    listed: bool = True

    @property
    def page(self) -> str:
        return f"act/{self.slug}"

    def url(self, case: Case, **target: str) -> str:
        return address(f"/cases/{key_of(case['id'])}/{self.slug}", **target)

    def possible(self, case: Case, can_command: list[str]) -> bool:
        """Whether the viewer's role and the case's state let the form be offered."""
        return self.mutation in can_command and standing(case) in self.statuses


def standing(case: Case) -> str:
    """Its status; ENDING where it is granted until a day to come."""
    ending = case["status"] == "GRANTED" and case.get("exitedOn")
    return "ENDING" if ending else case["status"]


def applicant(case: Case) -> str | None:
    return case["applicant"]["id"] if case["applicant"] else None


def _first(**makers: Any) -> First:
    """First values: what is called gets the case, the parameters, today and the language."""

    def make(
        case: Case, target: Mapping[str, str], today: date, language: Language
    ) -> dict[str, Any]:
        values = {
            name: maker(case, target, today, language) if callable(maker) else maker
            for name, maker in makers.items()
        }
        return {"textLanguage": language, **values}

    return make


def _today(_case: Case, _target: Any, today: date, _language: Language) -> str:
    return today.isoformat()


def _month(_case: Case, _target: Any, today: date, _language: Language) -> str:
    return today.strftime("%Y-%m")


def _person(case: Case, target: Mapping[str, str], *_: Any) -> str | None:
    return target.get("person") or applicant(case)


def _office(case: Case, *_: Any) -> str | None:
    return case["office"]["code"] if case["office"] else None


def _language(_case: Case, _target: Any, _today: date, language: Language) -> str:
    return language


def _other_person(case: Case, target: Mapping[str, str], *_: Any) -> str | None:
    return target.get("person")


def own_seal(case: Case) -> Mapping[str, Any] | None:
    """The restricted circle that is set on the case itself, for who may know of it."""
    return next((seal for seal in case.get("seals", ()) if not seal["ofPerson"]), None)


def _caseworker(case: Case, *_: Any) -> list[str]:
    return [case["caseworker"]["id"]] if case.get("caseworker") else []


def _circle(case: Case, *_: Any) -> list[str]:
    return [member["id"] for member in (own_seal(case) or {}).get("circle", ())]


def _reviewers(case: Case, *_: Any) -> list[str]:
    return [member["id"] for member in (own_seal(case) or {}).get("reviewers", ())]


ACTIONS: tuple[Action, ...] = (
    Action(
        "complete",
        "completeApplication",
        "act.complete",
        ANY,
        _first(completedOn=_today),
    ),
    Action(
        "decide",
        "decideApplication",
        "act.decide",
        frozenset({"APPLIED"}),
        _first(
            decidedOn=_today,
            effectiveOn=_today,
            organisation="LOCAL",
            decidedBy="STAFF",
        ),
    ),
    Action(
        "withdraw",
        "withdrawApplication",
        "act.withdraw",
        frozenset({"APPLIED"}),
        _first(withdrawnOn=_today),
    ),
    Action("assign", "assignCase", "act.assign", OPEN, _first(office=_office)),
    Action("note", "addNote", "act.note", ANY, _first(personId=_person)),
    Action("meet", "scheduleAppointment", "act.meet", ANY, _first(personId=_person, on=_today)),
    Action("visit", "recordCounterVisit", "act.visit", ANY, _first(office=_office)),
    Action(
        "met",
        "markAppointment",
        "act.met",
        ANY,
        _first(),
        target=("appointment",),
        listed=False,
    ),
    Action(
        "call-off",
        "cancelAppointment",
        "act.call_off",
        ANY,
        _first(),
        target=("appointment",),
        listed=False,
    ),
    Action(
        "task",
        "closeTask",
        "act.task",
        ANY,
        _first(),
        target=("task",),
        listed=False,
    ),
    Action(
        "letter-sent",
        "markLetterSent",
        "act.letter_sent",
        ANY,
        _first(sentOn=_today),
        target=("letter",),
        listed=False,
    ),
    Action(
        "letter-gone",
        "letLetterGo",
        "act.letter_gone",
        ANY,
        _first(),
        target=("letter",),
        listed=False,
    ),
    Action(
        "assess",
        "completeAssessment",
        "act.assess",
        OPEN,
        _first(completedOn=_today, personId=_person),
    ),
    Action(
        "plan",
        "createActionPlan",
        "act.plan",
        OPEN,
        _first(createdOn=_today, personId=_person),
    ),
    Action(
        "add-step",
        "addActionPlanItem",
        "act.add_step",
        OPEN,
        _first(),
        target=("plan",),
        listed=False,
    ),
    Action(
        "progress",
        "progressActionPlanItem",
        "act.progress",
        OPEN,
        _first(),
        target=("plan", "item"),
        listed=False,
    ),
    Action(
        "refer",
        "makeReferral",
        "act.refer",
        OPEN,
        _first(madeOn=_today, personId=_person, origin="LOCAL"),
    ),
    Action(
        "answer",
        "answerReferral",
        "act.answer",
        ANY,
        _first(answeredOn=_today),
        target=("referral",),
        listed=False,
    ),
    Action(
        "close",
        "closeReferral",
        "act.close",
        ANY,
        _first(closedOn=_today),
        target=("referral",),
        listed=False,
    ),
    Action(
        "issue",
        "issueBenefit",
        "act.issue",
        frozenset({"GRANTED", "ENDING"}),
        _first(issuedOn=_today, month=_month, payeeId=_person, organisation="LOCAL"),
    ),
    Action(
        "reverse",
        "reverseBenefit",
        "act.reverse",
        ANY,
        _first(reversedOn=_today),
        target=("benefit",),
        listed=False,
    ),
    Action(
        "overpayment",
        "establishOverpayment",
        "act.overpayment",
        frozenset({"GRANTED", "ENDING", "EXITED"}),
        _first(establishedOn=_today, personId=_person),
    ),
    Action(
        "leave", "endMembership", "act.leave", OPEN, _first(leftOn=_today, personId=_other_person)
    ),
    Action("seal", "sealFile", "act.seal", ANY, _first(kind="VIOLENCE", circle=_caseworker)),
    Action(
        "circle", "changeCircle", "act.circle", ANY, _first(circle=_circle, reviewers=_reviewers)
    ),
    Action("unseal", "unsealFile", "act.unseal", ANY, _first()),
    Action("exit", "exitCase", "act.exit", frozenset({"GRANTED"}), _first(exitedOn=_today)),
    Action("reopen", "reopenCase", "act.reopen", frozenset({"EXITED", "ENDING"}), _first()),
    Action(
        "consent",
        "grantConsent",
        "act.consent",
        ANY,
        _first(signedOn=_today, personId=_person, language=_language, capacity="SELF"),
    ),
    Action(
        "refuse-consent",
        "refuseConsent",
        "act.refuse_consent",
        ANY,
        _first(refusedOn=_today, personId=_person, language=_language, capacity="SELF"),
        listed=False,
    ),
    Action(
        "withdraw-consent",
        "withdrawConsent",
        "act.withdraw_consent",
        ANY,
        _first(),
        target=("person", "consent"),
        listed=False,
    ),
    Action(
        "reaffirm-consent",
        "reaffirmConsent",
        "act.reaffirm_consent",
        ANY,
        _first(signedOn=_today, language=_language, capacity="SELF"),
        target=("person", "consent"),
        listed=False,
    ),
    Action(
        "revoke-consent",
        "revokeConsent",
        "act.revoke_consent",
        ANY,
        _first(),
        target=("person", "consent"),
        listed=False,
    ),
    Action(
        "void-consent",
        "invalidateConsent",
        "act.void_consent",
        ANY,
        _first(),
        target=("person", "consent"),
        listed=False,
    ),
    Action(
        "contact",
        "updateContact",
        "act.contact",
        ANY,
        _first(),
        target=("person",),
        listed=False,
    ),
)
BY_SLUG: Mapping[str, Action] = {action.slug: action for action in ACTIONS}


def pending_application(case: Case) -> Mapping[str, Any] | None:
    """The application that still waits for its decision."""
    waiting = (a for a in case["applications"] if a["outcome"] is None)
    return next(waiting, None)


def incomplete_application(case: Case) -> Mapping[str, Any] | None:
    """An application whose papers are not all in, decided or not."""
    waiting = (
        a
        for a in case["applications"]
        if a["completedOn"] is None and (a["outcome"] or {}).get("code") != "WITHDRAWN"
    )
    return next(waiting, None)


def offered(action: Action, case: Case, can_command: list[str]) -> bool:
    """Whether the case page offers the action now."""
    if not action.possible(case, can_command):
        return False
    if action.slug == "complete":
        return incomplete_application(case) is not None
    if action.slug in ("decide", "withdraw"):
        return pending_application(case) is not None
    if action.slug == "leave":
        return len(case["members"]) > 1
    if action.slug == "seal":
        return own_seal(case) is None
    if action.slug in ("circle", "unseal"):
        return own_seal(case) is not None
    return True
