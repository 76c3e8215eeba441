"""What may happen in a case, and why not: pure decisions, no clock, no I/O, no SQL.

Importing anything of ``domain`` registers every event by its wire name (``domain.event``) and
every command's decider (``domain.decision``).
"""

import domain.deciders  # noqa: F401
