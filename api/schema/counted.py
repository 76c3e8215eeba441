"""What can be asked of figures. None names a person; the lists behind them go through the gate."""

from typing import Annotated

import strawberry

from api.context import Info
from api.read import outcome_changes, outcomes
from api.schema.outcomes import OutcomeDetail, OutcomeDifference, OutcomeReport, OutcomesDifference
from api.schema.past import AsKnown
from api.schema.scalars import Day, Position

From = Annotated[Day | None, strawberry.argument(name="from")]


@strawberry.type
class Counted:
    @strawberry.field(
        description="Figures of the days `from` to `to`, and standing `on` a day, as known on a day. "
        "By default as known now, up to that day, from the first day of its year. With a position, "
        "as the ledger stood there: what was answered then."
    )
    async def outcomes(
        self,
        info: Info,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        office: str | None = None,
        programme: str | None = None,
        measures: list[str] | None = None,
        position: Position | None = None,
        at_least: Position | None = None,
    ) -> OutcomeReport:
        return await outcomes.report(
            info, from_, to, on, known_on, office, programme, measures, position, at_least
        )

    @strawberry.field(
        description="The figures of the same days as known at two times (the later one: now, if not "
        "said), and how many facts came, went or changed between them."
    )
    async def outcomes_difference(
        self,
        info: Info,
        known_before: AsKnown,
        known_after: AsKnown | None = None,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        office: str | None = None,
        programme: str | None = None,
        measures: list[str] | None = None,
        at_least: Position | None = None,
    ) -> OutcomesDifference:
        return await outcome_changes.report(
            info, known_before, known_after, from_, to, on, office, programme, measures, at_least
        )

    @strawberry.field(
        description="The same of one figure, with the facts that came, went or changed."
    )
    async def outcome_difference(
        self,
        info: Info,
        measure: str,
        known_before: AsKnown,
        known_after: AsKnown | None = None,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        office: str | None = None,
        programme: str | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> OutcomeDifference:
        return await outcome_changes.detail(
            info,
            measure,
            known_before,
            known_after,
            from_,
            to,
            on,
            office,
            programme,
            first,
            after,
        )

    @strawberry.field(
        description="A figure with the list behind it, for the same days; its size is the figure."
    )
    async def outcome(
        self,
        info: Info,
        measure: str,
        from_: From = None,
        to: Day | None = None,
        on: Day | None = None,
        known_on: Day | None = None,
        office: str | None = None,
        programme: str | None = None,
        position: Position | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> OutcomeDetail:
        return await outcomes.detail(
            info, measure, from_, to, on, known_on, office, programme, position, first, after
        )
