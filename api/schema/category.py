"""Which category of information a field gives away: what the gate opens or withholds."""

from typing import Any

import strawberry
from strawberry.schema_directive import Location

REFERENCE = "REFERENCE"
"""Ids, numbers and days that say nothing about a person to whom the case is not open anyway."""
IDENTITY = "IDENTITY"
CONTACT = "CONTACT"
HOUSEHOLD = "HOUSEHOLD"
INCOME = "INCOME"
EMPLOYMENT = "EMPLOYMENT"
HEALTH = "HEALTH"
FILE = "FILE"
"""What was written into the file for those whose duty it is: notes, summaries, reasons."""
CONSENT = "CONSENT"
"""Consents and disclosures themselves, for those whose duty the person or the audit is."""

OPENED = (IDENTITY, CONTACT, HOUSEHOLD, INCOME, EMPLOYMENT, HEALTH, FILE, CONSENT)
"""Every category that is opened or withheld, in the order in which they are named."""


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
