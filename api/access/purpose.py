"""What a look is for: it comes from the work, and is asked for where no work leads to the file."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from api.access.judge import Judge
from api.access.looking import work_in_hand
from api.access.sessions import Session
from api.context import Context
from api.errors import Fault
from api.ids import global_id
from domain.access import Work, work_of_list
from domain.policy import Policy
from projections.meetings.queries import Meeting, meeting_today

PURPOSES = "look_purposes"
"""The policy list of what somebody may say a look is for."""
FILES = frozenset({"CASE", "PERSON", "NODE", "CHANGES"})
"""Tasks that open one file: some work leads there. Of a list, the list itself is the work."""


class Purpose:
    """Of one request's looks."""

    def __init__(
        self, context: Context, session: Session, policy: Policy, basis: str, judge: Judge
    ) -> None:
        self._context = context
        self._session = session
        self._policy = policy
        self._basis = basis
        self._judge = judge
        self._stated: str | None = None

    def state(self, purpose: str | None) -> None:
        """What the viewer says that they open the file for. Raises ``Fault``."""
        today = self._context.today
        if purpose is not None and not self._policy.code(PURPOSES, purpose, today):
            raise Fault("BAD_PURPOSE", field="purpose")
        self._stated = purpose

    async def work(self, task: str, persons: Collection[UUID]) -> Work:
        """The work that a look at these comes from.

        A caseload or a duty; else a meeting today; else what was stated, now or a little earlier in
        this session. Raises ``Fault`` where it has to be stated, and is not.
        """
        if task not in FILES:
            return work_of_list(self._basis)
        work = self._judge.work()
        if work.purpose_from is not None:
            return work
        looking = self._policy.content("looking", self._context.today)
        if self._session.role not in looking.get("asked_of", ()):
            return work_of_list(self._basis)
        cases = self._judge.cases()
        if meeting := await self._meeting(cases, looking["visit_hours"]["value"]):
            return Work(meeting.kind, meeting.meeting_id)
        files = cases or sorted(persons)
        if self._stated:
            return Work("STATED", files[0], self._stated)
        minutes = looking["kept_minutes"]["value"]
        in_hand = await work_in_hand(self._context, self._session, files, minutes)
        if in_hand is None:
            raise Fault("PURPOSE_NEEDED", file=global_id("Case" if cases else "Person", files[0]))
        return in_hand

    async def _meeting(self, cases: Collection[UUID], hours: int) -> Meeting | None:
        return await self._context.reader.ask(
            None,
            meeting_today,
            self._session.tenant,
            cases,
            staff=self._session.account_id,
            office=self._session.office,
            today=self._context.today,
            since=self._context.now - timedelta(hours=hours),
        )
