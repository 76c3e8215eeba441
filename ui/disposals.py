"""The forms of disposals and legal holds: which command each sends, and what it asks."""

from dataclasses import dataclass

from ui.office import Field

DISPOSAL, HOLD, PERSON = "disposalId", "holdId", "personId"


@dataclass(frozen=True)
class DisposalForm:
    """A form page ``/disposals/<slug>``.

    ``given``: ids that the address names; ``about``: PERSON where somebody is looked for by name.
    ``warns``: a text that says what cannot be undone.
    """

    slug: str
    mutation: str
    text: str
    fields: tuple[Field, ...]
    given: tuple[str, ...] = ()
    about: str = ""
    warns: str = ""

    @property
    def lists(self) -> list[str]:
        return [field.choices for field in self.fields if field.choices]


_REASON, _AUTHORITY = "disposals.reason", "disposals.authority"
FORMS = (
    DisposalForm(
        "request",
        "requestDisposal",
        "disposals.request",
        (
            Field("radios", "reason", _REASON, "disposal_reasons"),
            Field("radios", "authority", _AUTHORITY, "disposal_authorities"),
            Field("line", "reference", "disposals.reference", optional=True),
        ),
        about="PERSON",
        warns="disposals.request_lead",
    ),
    DisposalForm(
        "approve",
        "approveDisposal",
        "disposals.approve",
        (),
        given=(DISPOSAL, PERSON),
        warns="disposals.approve_lead",
    ),
    DisposalForm(
        "decline",
        "declineDisposal",
        "disposals.decline",
        (Field("radios", "reason", _REASON, "disposal_decline_reasons"),),
        given=(DISPOSAL, PERSON),
    ),
    DisposalForm(
        "hold",
        "placeHold",
        "disposals.hold",
        (
            Field("radios", "reason", _REASON, "hold_reasons"),
            Field("radios", "authority", _AUTHORITY, "disposal_authorities"),
            Field("line", "reference", "disposals.hold_reference"),
        ),
        about="PERSON",
        warns="disposals.hold_lead",
    ),
    DisposalForm(
        "hold-class",
        "placeHold",
        "disposals.hold_class",
        (
            Field("radios", "recordClass", "disposals.record_class", "retention"),
            Field("radios", "reason", _REASON, "hold_reasons"),
            Field("radios", "authority", _AUTHORITY, "disposal_authorities"),
            Field("line", "reference", "disposals.hold_reference"),
        ),
        warns="disposals.hold_class_lead",
    ),
    DisposalForm(
        "lift",
        "liftHold",
        "disposals.lift",
        (Field("radios", "reason", _REASON, "hold_lift_reasons"),),
        given=(HOLD,),
    ),
)
BY_SLUG = {form.slug: form for form in FORMS}
