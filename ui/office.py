"""The privacy office's forms: which command each sends, on which matters, and what it asks.

Whether one is offered follows from the matter's state; the command itself decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OPEN_REQUEST = frozenset({"RECEIVED", "EXTENDED"})
OPEN_INCIDENT = frozenset({"REPORTED", "CONTAINED", "ASSESSED"})
TELLING = frozenset({"GRANTED", "DISAGREED"})


@dataclass(frozen=True)
class Field:
    """A field of the command, as its form shows it. ``choices``: the list of codes it takes."""

    how: str
    name: str
    label: str
    choices: str = ""
    optional: bool = False


@dataclass(frozen=True)
class OfficeForm:
    """A form page: of a new matter (no ``statuses``), or of the next step of one.

    ``about``: what a new matter is about, PERSON or ENTRY; nothing for an incident.
    """

    slug: str
    mutation: str
    text: str
    fields: tuple[Field, ...]
    statuses: frozenset[str] = frozenset()
    about: str = ""

    @property
    def lists(self) -> list[str]:
        return [field.choices for field in self.fields if field.choices]

    def offered(self, matter: Mapping[str, Any], can_command: list[str]) -> bool:
        """Whether the matter's state and the viewer's role let it be offered."""
        return self.mutation in can_command and matter["status"]["code"] in self.statuses


WRITTEN = Field("written", "textLanguage", "")
REASON = "office.reason"
CATEGORIES = "categories"

NEW = (
    OfficeForm(
        "access",
        "receiveAccessRequest",
        "office.new_access",
        (
            Field("radios", "capacity", "office.capacity", "requester_capacities"),
            Field("line", "requester", "office.requester", optional=True),
            Field("date", "receivedOn", "office.received_on"),
            Field("area", "about", "office.about", optional=True),
            WRITTEN,
        ),
        about="PERSON",
    ),
    OfficeForm(
        "correction",
        "requestCorrection",
        "office.new_correction",
        (
            Field("date", "receivedOn", "office.received_on"),
            Field("area", "wanted", "office.wanted"),
            WRITTEN,
        ),
        about="ENTRY",
    ),
    OfficeForm(
        "incident",
        "reportIncident",
        "office.new_incident",
        (
            Field("radios", "kind", "office.kind", "incident_kinds"),
            Field("date", "foundOn", "office.found_on"),
            Field("date", "fromOn", "office.from_on"),
            Field("date", "toOn", "office.to_on"),
            Field("staff", "accountId", "office.whose_looks", optional=True),
            Field("area", "account", "office.what_happened", optional=True),
            WRITTEN,
        ),
    ),
)
STEPS = (
    OfficeForm(
        "verify",
        "verifyRequester",
        "office.verify",
        (Field("radios", "method", "office.how", "requester_checks"),),
        OPEN_REQUEST,
    ),
    OfficeForm(
        "answer",
        "answerAccessRequest",
        "office.answer",
        (
            Field("radios", "outcome", "office.outcome", "access_outcomes"),
            Field("checks", "given", "office.given", CATEGORIES, optional=True),
            Field("withheld", "withheld", "office.withheld", "withholding_sections", optional=True),
            Field("radios", "means", "office.means", "handing_over"),
        ),
        OPEN_REQUEST,
    ),
    OfficeForm(
        "extend",
        "extendAccessRequest",
        "office.extend",
        (
            Field("radios", "reason", REASON, "extension_reasons"),
            Field("line", "days", "office.days"),
        ),
        frozenset({"RECEIVED"}),
    ),
    OfficeForm(
        "transfer",
        "transferAccessRequest",
        "office.transfer",
        (Field("radios", "institution", "office.institution", "institutions"),),
        OPEN_REQUEST,
    ),
    OfficeForm("take-back", "withdrawAccessRequest", "office.take_back", (), OPEN_REQUEST),
    OfficeForm(
        "appeal",
        "appealAccessRequest",
        "office.appeal",
        (Field("line", "reference", "office.reference"),),
        frozenset({"ANSWERED"}),
    ),
    OfficeForm(
        "grant",
        "grantCorrection",
        "office.grant",
        (Field("line", "correctedBy", "office.corrected_by"),),
        frozenset({"REQUESTED"}),
    ),
    OfficeForm(
        "refuse",
        "refuseCorrection",
        "office.refuse",
        (Field("radios", "reason", REASON, "correction_refusals"),),
        frozenset({"REQUESTED"}),
    ),
    OfficeForm(
        "disagree",
        "stateDisagreement",
        "office.disagree",
        (Field("area", "statement", "office.statement"), WRITTEN),
        frozenset({"REFUSED"}),
    ),
    OfficeForm(
        "tell",
        "tellOfCorrection",
        "office.tell",
        (Field("untold", "recipient", "office.recipient"),),
        TELLING,
    ),
    OfficeForm(
        "confirm",
        "acknowledgeCorrection",
        "office.confirm",
        (Field("unconfirmed", "recipient", "office.recipient"),),
        TELLING,
    ),
    OfficeForm(
        "contain",
        "containIncident",
        "office.contain",
        (Field("radios", "measure", "office.measure", "incident_measures"),),
        frozenset({"REPORTED"}),
    ),
    OfficeForm(
        "affected",
        "nameAffected",
        "office.affected",
        (Field("checks", "categories", "office.categories", CATEGORIES),),
        OPEN_INCIDENT,
        about="PERSON",
    ),
    OfficeForm(
        "assess",
        "assessIncident",
        "office.assess",
        (
            Field("check", "significant", "office.significant"),
            Field("checks", "grounds", "office.grounds", "harm_grounds", optional=True),
            Field("checks", "alsoTell", "office.also_tell", "incident_recipients", optional=True),
        ),
        frozenset({"CONTAINED"}),
    ),
    OfficeForm(
        "notify",
        "notifyIncident",
        "office.notify",
        (Field("untold", "recipient", "office.recipient"),),
        frozenset({"ASSESSED"}),
    ),
    OfficeForm(
        "close",
        "closeIncident",
        "office.close",
        (Field("area", "lessons", "office.lessons"), WRITTEN),
        frozenset({"ASSESSED"}),
    ),
)


def needed(form: OfficeForm, matter: Mapping[str, Any]) -> bool:
    """Whether a step has anything left to do: somebody to tell, or who has not confirmed."""
    recipients = matter["recipients"]
    if form.slug in ("tell", "notify"):
        return any(not one["told"] for one in recipients)
    if form.slug == "confirm":
        return any(one["told"] and not one["acknowledged"] for one in recipients)
    return True
