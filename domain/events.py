"""All events there are: importing this registers every wire name."""

import domain.case.events  # noqa: F401
import domain.consent  # noqa: F401
import domain.person  # noqa: F401
import domain.policy  # noqa: F401
