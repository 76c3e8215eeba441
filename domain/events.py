"""All events there are: importing this registers every wire name."""

import domain.case.events
import domain.consent
import domain.disposal.events
import domain.person
import domain.policy
import domain.sameness  # noqa: F401
