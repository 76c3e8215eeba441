"""Every read model that there is, in the order in which they are made and shown."""

from projections.case_file.project import CASE_FILE
from projections.consent_audit.project import CONSENT_AUDIT
from projections.engine.model import ReadModel
from projections.letters.project import LETTERS
from projections.meetings.project import MEETINGS
from projections.outcomes.project import OUTCOMES
from projections.oversight.project import OVERSIGHT
from projections.person_directory.project import PERSON_DIRECTORY
from projections.privacy_office.project import PRIVACY_OFFICE
from projections.retention.project import RETENTION
from projections.same_person.project import SAME_PERSON
from projections.timeline.project import TIMELINE

READ_MODELS: tuple[ReadModel, ...] = (
    CASE_FILE,
    PERSON_DIRECTORY,
    TIMELINE,
    CONSENT_AUDIT,
    OUTCOMES,
    SAME_PERSON,
    RETENTION,
    PRIVACY_OFFICE,
    MEETINGS,
    OVERSIGHT,
    LETTERS,
)


def read_model(name: str) -> ReadModel:
    """The read model of that name; ``KeyError`` for no such one."""
    for model in READ_MODELS:
        if model.name == name:
            return model
    raise KeyError(name)
