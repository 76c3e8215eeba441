"""What events of money enter into a case file: incomes, benefits, overpayments."""

from typing import Any

from msgspec.structs import replace

from domain.case import events as e
from domain.event import Recorded
from projections.case_file.rows import BenefitRow, IncomeRow, OverpaymentRow
from projections.engine.work import Work

MONEY = (e.IncomeReported, e.BenefitIssued, e.BenefitReversed, e.OverpaymentEstablished)


def enter_money(work: Work, recorded: Recorded, event: Any, at: dict[str, Any]) -> None:
    """The row that the event is about; ``at`` names the case, and the event's position."""
    match event:
        case e.IncomeReported():
            if (corrected := recorded.metadata.corrects) is not None:
                work.remove(IncomeRow, at["tenant"], at["case_id"], corrected)
            work.put(
                IncomeRow(
                    **at,
                    event_id=recorded.event_id,
                    person_id=event.person_id,
                    month=event.month,
                    earnings_cents=event.earnings_cents,
                    other_cents=event.other_cents,
                    reported_on=event.reported_on,
                )
            )
        case e.OverpaymentEstablished():
            work.put(
                OverpaymentRow(
                    **at,
                    overpayment_id=event.overpayment_id,
                    person_id=event.person_id,
                    established_on=event.established_on,
                    month=event.month,
                    amount_cents=event.amount_cents,
                    cause=event.cause,
                )
            )
        case _:
            _benefit(work, event, at)


def _benefit(work: Work, event: e.BenefitIssued | e.BenefitReversed, at: dict[str, Any]) -> None:
    known = work.get(BenefitRow, at["tenant"], at["case_id"], event.benefit_id)
    known = known or BenefitRow(**at, benefit_id=event.benefit_id, amount_cents=event.amount_cents)
    match event:
        case e.BenefitIssued():
            told: dict[str, Any] = {
                "benefit_type": event.benefit_type,
                "month": event.month,
                "amount_cents": event.amount_cents,
                "payee_id": event.payee_id,
                "method": event.method,
                "issued_on": event.issued_on,
                "organisation": event.organisation,
                "envelope": event.envelope,
                "position": at["position"],
            }
        case e.BenefitReversed():
            told = {"reversed_on": event.reversed_on, "reversal_reason": event.reason}
    work.put(replace(known, **told))
