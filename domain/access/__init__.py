"""May somebody see this, share this, do this? Pure functions on plain values, and ranked codes."""

from domain.access.acting import SETTLING, Scope, may_act, may_identify, may_settle
from domain.access.codes import NO, YES
from domain.access.covering import in_force
from domain.access.deciding import decide
from domain.access.facts import (
    Access,
    Agreement,
    CaseOf,
    Emergency,
    Moment,
    ReferralOf,
    Sealing,
    Subject,
    Viewer,
)
from domain.access.rights import first_nations_site
from domain.access.sharing import Cover, Sharing, authority_to_share, consents_to_share
from domain.access.texts import EXPLANATIONS, NOTICE, explain
from domain.access.work import Work, work_of, work_of_list

__all__ = [
    "EXPLANATIONS",
    "NO",
    "NOTICE",
    "SETTLING",
    "YES",
    "Access",
    "Agreement",
    "CaseOf",
    "Cover",
    "Emergency",
    "Moment",
    "ReferralOf",
    "Scope",
    "Sealing",
    "Sharing",
    "Subject",
    "Viewer",
    "Work",
    "authority_to_share",
    "consents_to_share",
    "decide",
    "explain",
    "first_nations_site",
    "in_force",
    "may_act",
    "may_identify",
    "may_settle",
    "work_of",
    "work_of_list",
]
