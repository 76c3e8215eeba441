"""Which parts of the site a role is shown the way to.

A courtesy, as with actions: what may be read is decided behind the schema, and a page that is not
open says so.
"""

from collections.abc import Mapping
from typing import Any

FILES = frozenset(
    {
        "INTAKE",
        "CASEWORKER",
        "SUPERVISOR",
        "LIAISON",
        "EMPLOYMENT_PARTNER",
        "COMMUNITY_PARTNER",
        "PROGRAMME",
    }
)
CONSENTS = frozenset({"PRIVACY_OFFICER", "SUPERVISOR", "CASEWORKER", "LIAISON", "INTAKE"})
LOOKS = frozenset({"PRIVACY_OFFICER"})
FIGURES = frozenset({"CASEWORKER", "SUPERVISOR", "REPORTING"})
OFFICE = frozenset({"PRIVACY_OFFICER", "SUPERVISOR"})
LETTERS = frozenset({"CASEWORKER", "SUPERVISOR", "LIAISON"})
DOUBLES = frozenset({"SUPERVISOR"})
OVERSIGHT = frozenset({"PRIVACY_OFFICER", "SUPERVISOR"})
FIGURES_OF_ALL = frozenset({"REPORTING"})
OPERATES = frozenset({"OPERATOR"})
"""Who finds the way to effects and to what builds differ in on the page of the ledger's state."""

PLACES = (
    ("/cases", FILES),
    ("/letters", LETTERS),
    ("/consents", CONSENTS),
    ("/doubles", DOUBLES),
    ("/office", OFFICE),
    ("/outcomes", FIGURES),
    ("/oversight", OVERSIGHT),
    ("/looks", LOOKS),
)


def places(viewer: Mapping[str, Any] | None) -> list[str]:
    """Paths in the order of the navigation; the first one is where the viewer begins."""
    if viewer is None:
        return []
    role = viewer["role"]["code"]
    return [path for path, roles in PLACES if role in roles] or ["/status"]
