"""A registration against the rules of today."""

from domain.calendar import parse_day
from domain.history.rules import HistoryRules
from domain.person import PersonRegistered, sin_valid
from domain.private import Clear


def person_irregularities(
    rules: HistoryRules, event: PersonRegistered, *, sin_shared: bool = False
) -> tuple[str, ...]:
    """Which rules a registration breaks, by code; its private values must still be clear.

    ``sin_shared`` says that another person has the same social insurance number.
    """
    found = []
    sin = event.sin.value if isinstance(event.sin, Clear) else None
    if sin is not None and not sin_valid(sin):
        found.append("SIN_NOT_VALID")
    if sin_shared:
        found.append("SIN_SHARED")
    born = parse_day(event.birth_date.value) if isinstance(event.birth_date, Clear) else None
    most = rules.limit("age_years")
    if born is not None and born > rules.as_of:
        found.append("BORN_IN_FUTURE")
    elif born is not None and most is not None and rules.as_of.year - born.year > most:
        found.append("TOO_OLD")
    return tuple(found)
