"""History brought from elsewhere, held to the rules of today: kept whatever it is, and marked.

Each check says which rules an event breaks as far as was known when it was learned; nothing is
refused. The texts and sources of the codes: ``domain.irregularities``. Usage:

    rules = HistoryRules(policy, as_of)             # one for an import
    history = CaseHistory(rules)                    # one for each case
    codes = history.check(event, effective_on=…, known_on=…, event_id=…, corrects=…)

Events are fed in the order in which they were learned; those of one day in the order of
``learned_order(event)``. ``ConsentHistory`` does the same for a person's consents and disclosures;
``person_irregularities`` looks at a registration. What only a look across cases and persons can
tell (MEMBER_OF_TWO_UNITS, SIN_SHARED) is for the caller to add.
"""

from domain.history import money, support  # noqa: F401  (registers their checks)
from domain.history.case import CaseHistory
from domain.history.consent import ConsentHistory
from domain.history.order import learned_order
from domain.history.person import person_irregularities
from domain.history.rules import HistoryRules

__all__ = [
    "CaseHistory",
    "ConsentHistory",
    "HistoryRules",
    "learned_order",
    "person_irregularities",
]
