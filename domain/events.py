"""All events there are: importing this registers every wire name."""

import domain.case.events
import domain.consent
import domain.disposal.events
import domain.emergencies
import domain.finding_review
import domain.letters
import domain.office.events
import domain.person
import domain.policy
import domain.sameness
import domain.sealed_files
import domain.tasks  # noqa: F401
