"""Commands of the privacy office; ``projections.effects.office`` fills in what is ``filled``."""

from datetime import date
from uuid import UUID

from domain.decision import Command
from domain.office.events import Withheld


class MatterCommand(Command, kw_only=True):
    """A command on a matter that exists."""

    matter_id: UUID


class ReceiveAccessRequest(Command, kw_only=True):
    """Take down that a person, or who may act for them, asks for their own information."""

    person_id: UUID
    capacity: str
    received_on: date
    requester: str | None = None
    about: str | None = None
    text_language: str = "en"


class VerifyRequester(MatterCommand, kw_only=True):
    """Say how whoever asks was found to be who they are."""

    method: str


class ExtendAccessRequest(MatterCommand, kw_only=True):
    """Take longer to answer; once, before the time is over, for a reason that the law knows."""

    reason: str
    days: int


class AnswerAccessRequest(MatterCommand, kw_only=True):
    """Answer: what is given, what is withheld under which section, and by which means."""

    outcome: str
    given: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    means: str


class TransferAccessRequest(MatterCommand, kw_only=True):
    """Pass a request on to the institution that it concerns more."""

    institution: str


class AppealAccessRequest(MatterCommand, kw_only=True):
    """Note that the answer was appealed to the commissioner."""

    reference: str


class WithdrawAccessRequest(MatterCommand, kw_only=True):
    """Note that the request was taken back."""


class RequestCorrection(Command, kw_only=True):
    """Take down what a person says is wrong in an entry about them, and what it should say.

    ``case_id`` is the case of the entry, where it has one; ``about`` are the persons whose entry it
    is.
    """

    filled = frozenset({"case_id", "about"})

    person_id: UUID
    of_event: UUID
    received_on: date
    wanted: str
    text_language: str = "en"
    case_id: UUID | None = None
    about: tuple[UUID, ...] = ()


class _Settling(MatterCommand, kw_only=True):
    """``persons`` are all numbers of whose correction it is."""

    persons: tuple[UUID, ...] = ()


class GrantCorrection(_Settling, kw_only=True):
    """Grant a correction that was made: ``corrected_by`` is the entry that puts it right.

    ``about`` are the persons whose entry that is.
    """

    filled = frozenset({"persons", "about"})

    corrected_by: UUID
    about: tuple[UUID, ...] = ()


class RefuseCorrection(MatterCommand, kw_only=True):
    """Leave the entry as it is, for a reason."""

    reason: str


class StateDisagreement(_Settling, kw_only=True):
    """Attach the person's own words to an entry whose correction was refused."""

    filled = frozenset({"persons"})

    statement: str
    text_language: str = "en"


class TellOfCorrection(MatterCommand, kw_only=True):
    """Note that an organisation was told of a correction or of a statement."""

    recipient: str


class AcknowledgeCorrection(MatterCommand, kw_only=True):
    """Note that an organisation confirmed what it was told."""

    recipient: str


class ReportIncident(Command, kw_only=True):
    """Report that information may have come to where it should not have."""

    kind: str
    found_on: date
    from_on: date
    to_on: date
    account_id: UUID | None = None
    account: str | None = None
    text_language: str = "en"


class NameAffected(MatterCommand, kw_only=True):
    """Say whose information an incident touched, of which categories."""

    person_id: UUID
    categories: tuple[str, ...]


class ContainIncident(MatterCommand, kw_only=True):
    """Say by which measure an incident goes no further."""

    measure: str


class AssessIncident(MatterCommand, kw_only=True):
    """Say whether there is a real risk of significant harm, on which grounds, and who else is told."""

    significant: bool
    grounds: tuple[str, ...] = ()
    also_tell: tuple[str, ...] = ()


class NotifyIncident(MatterCommand, kw_only=True):
    """Note that somebody was told of an incident."""

    recipient: str


class CloseIncident(MatterCommand, kw_only=True):
    """Close an incident of which nothing is owed any more, with what was learned."""

    lessons: str
    text_language: str = "en"
