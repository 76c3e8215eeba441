"""What happens to the matters of the privacy office, each in a stream of its own.

Codes, ids, days and counts are plain. Words are sealed: of a request under the key of its person, of
an incident under a key of the incident's own, for it is about many or about nobody.
"""

from datetime import date
from uuid import UUID

import msgspec

from domain.event import Event, wire
from domain.private import Private, Text


class Withheld(msgspec.Struct, frozen=True):
    """What was not given, and why: a category, and the section that allows it (codes of policy)."""

    category: str
    section: str


class Owed(msgspec.Struct, frozen=True):
    """Somebody who has to be told of a correction: an organisation, and what it was given when."""

    recipient: str
    disclosure_id: UUID
    disclosed_on: date


@wire("access_request.received", 1)
class AccessRequested(Event, kw_only=True):
    """A person, or who may act for them (``capacity``), asked for their own information.

    ``requester`` names who acts for them. The clock starts on ``received_on``.
    """

    matter_id: UUID
    person_id: UUID
    capacity: str
    received_on: date
    requester: Private | None = None
    about: Text | None = None


@wire("access_request.requester_verified", 1)
class RequesterVerified(Event, kw_only=True):
    """Whoever asks was found to be who they say, by ``method`` (``requester_checks``)."""

    matter_id: UUID
    method: str


@wire("access_request.extended", 1)
class AccessExtended(Event, kw_only=True):
    """The time to answer was made longer by ``days``, and whoever asks was told so and why."""

    matter_id: UUID
    reason: str
    days: int


@wire("access_request.answered", 1)
class AccessAnswered(Event, kw_only=True):
    """What was given (categories), what was not and under which section, and how it was handed over."""

    matter_id: UUID
    outcome: str
    given: tuple[str, ...]
    withheld: tuple[Withheld, ...]
    means: str


@wire("access_request.transferred", 1)
class AccessTransferred(Event, kw_only=True):
    """Another institution has the greater interest: the request was passed on to it."""

    matter_id: UUID
    institution: str


@wire("access_request.appealed", 1)
class AccessAppealed(Event, kw_only=True):
    """The answer was appealed to the commissioner, under the commissioner's number."""

    matter_id: UUID
    reference: str


@wire("access_request.withdrawn", 1)
class AccessWithdrawn(Event, kw_only=True):
    """Whoever asked took it back."""

    matter_id: UUID


@wire("correction.requested", 1)
class CorrectionRequested(Event, kw_only=True):
    """A person says that an entry about them (``of_event``) is wrong, and what it should say."""

    matter_id: UUID
    person_id: UUID
    of_event: UUID
    case_id: UUID | None
    received_on: date
    wanted: Text


@wire("correction.granted", 1)
class CorrectionGranted(Event, kw_only=True):
    """The entry was wrong; ``corrected_by`` is the event that puts it right. ``owed``: who is told."""

    matter_id: UUID
    corrected_by: UUID
    owed: tuple[Owed, ...]


@wire("correction.refused", 1)
class CorrectionRefused(Event, kw_only=True):
    """The entry stays as it is. The person may have a statement of disagreement attached to it."""

    matter_id: UUID
    reason: str


@wire("correction.disagreement_stated", 1)
class DisagreementStated(Event, kw_only=True):
    """The person's own words, shown wherever the entry is. ``owed``: who is told of them."""

    matter_id: UUID
    person_id: UUID
    of_event: UUID
    case_id: UUID | None
    statement: Text
    owed: tuple[Owed, ...]


@wire("correction.recipient_told", 1)
class CorrectionTold(Event, kw_only=True):
    """One of those who are owed it was told of the correction or of the statement."""

    matter_id: UUID
    recipient: str


@wire("correction.recipient_acknowledged", 1)
class CorrectionAcknowledged(Event, kw_only=True):
    """One of those who were told confirmed it."""

    matter_id: UUID
    recipient: str


@wire("incident.reported", 1)
class IncidentReported(Event, kw_only=True):
    """Information may have come to where it should not have.

    ``found_on`` starts the clocks; ``from_on`` to ``to_on`` is when it happened, as far as known.
    ``account_id``: whose looks it is about, where it is about somebody's.
    """

    matter_id: UUID
    kind: str
    found_on: date
    from_on: date
    to_on: date
    account_id: UUID | None = None
    account: Text | None = None


@wire("incident.person_affected", 1)
class PersonAffected(Event, kw_only=True):
    """Whose information it is, of which categories."""

    matter_id: UUID
    person_id: UUID
    categories: tuple[str, ...]


@wire("incident.contained", 1)
class IncidentContained(Event, kw_only=True):
    """It goes no further: by which measure."""

    matter_id: UUID
    measure: str


@wire("incident.assessed", 1)
class IncidentAssessed(Event, kw_only=True):
    """Whether there is a real risk of significant harm, on which grounds, and who is to be told."""

    matter_id: UUID
    significant: bool
    grounds: tuple[str, ...]
    owed: tuple[str, ...]


@wire("incident.notified", 1)
class IncidentNotified(Event, kw_only=True):
    """Somebody was told (``incident_recipients``): all persons affected, the commissioner, others."""

    matter_id: UUID
    recipient: str


@wire("incident.closed", 1)
class IncidentClosed(Event, kw_only=True):
    """All that was owed is done; what was learned from it."""

    matter_id: UUID
    lessons: Text


OFFICE_EVENTS = (
    AccessRequested,
    RequesterVerified,
    AccessExtended,
    AccessAnswered,
    AccessTransferred,
    AccessAppealed,
    AccessWithdrawn,
    CorrectionRequested,
    CorrectionGranted,
    CorrectionRefused,
    DisagreementStated,
    CorrectionTold,
    CorrectionAcknowledged,
    IncidentReported,
    PersonAffected,
    IncidentContained,
    IncidentAssessed,
    IncidentNotified,
    IncidentClosed,
)
