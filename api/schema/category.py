"""Which category of information a field gives away: what the gate opens or withholds."""

from typing import Any

import strawberry
from strawberry.schema_directive import Location

REFERENCE = "REFERENCE"
"""Ids, numbers and days that say nothing about a person to whom the case is not open anyway."""
IDENTITY = "IDENTITY"
CONTACT = "CONTACT"
APPLICATION = "APPLICATION"
ASSESSMENT = "ASSESSMENT"
ACTION_PLAN = "ACTION_PLAN"
REFERRAL = "REFERRAL"
BENEFIT = "BENEFIT"
NOTE = "NOTE"
CONSENT = "CONSENT"


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="category",
    description="The category of information that a field holds, by which the gate opens it.",
)
class Category:
    code: str


def held(code: str, **options: Any) -> Any:
    """A field that holds this category of information."""
    return strawberry.field(directives=[Category(code=code)], **options)
