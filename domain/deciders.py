"""All decisions there are: importing this registers every command's decider."""

import domain.case.action_plan
import domain.case.application
import domain.case.assessment
import domain.case.assignment
import domain.case.benefit
import domain.case.eligibility
import domain.case.exit
import domain.case.leaving
import domain.case.meeting
import domain.case.note
import domain.case.referral
import domain.consent_decisions
import domain.consent_endings
import domain.consent_telling
import domain.disclosure
import domain.disposal.decisions
import domain.disposal.holds
import domain.emergency_decisions
import domain.finding_review
import domain.lapses
import domain.letters
import domain.office.access
import domain.office.correction
import domain.office.incident
import domain.person
import domain.policy
import domain.same_person
import domain.sealed_decisions
import domain.tasks
import domain.verification  # noqa: F401
