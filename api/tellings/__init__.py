"""The words in which each type of event is told, by its wire name; ``api.narrate`` puts them together."""

from collections.abc import Mapping

from api.tellings.case import CASE
from api.tellings.consents import CONSENTS
from api.tellings.disposal import DISPOSAL
from api.tellings.letters import LETTERS
from api.tellings.money import MONEY
from api.tellings.office import OFFICE
from api.tellings.people import PEOPLE
from api.tellings.safety import SAFETY
from api.tellings.support import SUPPORT
from api.tellings.telling import Telling

TELLINGS: Mapping[str, Telling] = {
    **CASE,
    **SUPPORT,
    **MONEY,
    **PEOPLE,
    **CONSENTS,
    **DISPOSAL,
    **OFFICE,
    **SAFETY,
    **LETTERS,
}

__all__ = ["TELLINGS", "Telling"]
