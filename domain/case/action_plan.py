"""Action plans: what a person and their caseworker agreed to do, and how far it is (R069, R082).

One plan a person at a time. A plan whose steps are all ended, or that was made before the present
grant, gives way to a new one; else steps are added to it.
"""

from datetime import date, timedelta
from uuid import UUID

from domain.calendar import due_on
from domain.case.commands import (
    AddActionPlanItem,
    CreateActionPlan,
    NewPlanItem,
    ProgressActionPlanItem,
)
from domain.case.events import (
    ActionPlanCreated,
    ActionPlanItemAdded,
    ActionPlanItemProgressed,
    PlanItem,
)
from domain.case.guard import case_open, decided, may_touch, member, reads_case
from domain.case.state import CaseState, Plan
from domain.checks import (
    code_valid,
    language_valid,
    not_after,
    not_before,
    not_in_future,
    text_fits,
)
from domain.decision import Context, Decision, Refusal, States, decides
from domain.private import Clear, Text, clear_text
from domain.streams import case_stream


@decides(CreateActionPlan, reads=reads_case)
def create_action_plan(
    states: States, command: CreateActionPlan, context: Context
) -> Decision | Refusal:
    """Agree on a plan after an assessment, with at least one step and a day of review."""
    state: CaseState = states[case_stream(command.case_id)]
    on = command.created_on
    refused = (
        may_touch(states, command, context)
        or case_open(state, context.today)
        or member(state, command.person_id, on)
        or not_in_future(context, on, "created_on")
        or _created_in_period(state, on)
        or _assessed(state, command)
        or _no_plan_under_way(state, command, context)
        or _items(command.items, context, on)
        or language_valid(command.text_language, "text_language")
    )
    if refused:
        return refused
    review_on = command.review_on or due_on(context.policy, "action_plan_review", on)
    latest = on + timedelta(days=context.policy.limit("plan_review_days", context.today))
    refused = not_before(review_on, on + timedelta(days=1), "review_on") or not_after(
        review_on, latest, "review_on"
    )
    if refused:
        return refused
    plan_id = context.new_id()
    items = tuple(_item(i, command, command.person_id, context) for i in command.items)
    event = ActionPlanCreated(
        case_id=command.case_id,
        plan_id=plan_id,
        person_id=command.person_id,
        created_on=on,
        review_on=review_on,
        items=items,
    )
    ids = " ".join(str(i.item_id) for i in items)
    return decided(context, state, event, on, plan_id=plan_id, item_ids=ids)


@decides(AddActionPlanItem, reads=reads_case)
def add_action_plan_item(
    states: States, command: AddActionPlanItem, context: Context
) -> Decision | Refusal:
    """Add a step. Descriptions are sealed: a step added twice stands twice."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context) or case_open(state, context.today):
        return refused
    plan = _plan(state, command)
    if isinstance(plan, Refusal):
        return plan
    if refused := _still_of_unit(state, plan, context):
        return refused
    refused = _items((command.item,), context, context.today, "item") or language_valid(
        command.text_language, "text_language"
    )
    most = context.policy.limit("plan_items", context.today)
    if not refused and len(plan.items) >= most:
        refused = Refusal("TOO_MANY_STEPS", {"limit": most}, "item")
    if refused:
        return refused
    item = _item(command.item, command, plan.person_id, context)
    event = ActionPlanItemAdded(
        case_id=command.case_id,
        plan_id=command.plan_id,
        person_id=plan.person_id,
        item=item,
        added_on=context.today,
    )
    return decided(context, state, event, context.today, item_id=item.item_id)


@decides(ProgressActionPlanItem, reads=reads_case)
def progress_action_plan_item(
    states: States, command: ProgressActionPlanItem, context: Context
) -> Decision | Refusal:
    """Move a step as ``plan_item_statuses`` allows; the same status with a note is news."""
    state: CaseState = states[case_stream(command.case_id)]
    if refused := may_touch(states, command, context) or case_open(state, context.today):
        return refused
    plan = _plan(state, command)
    if isinstance(plan, Refusal):
        return plan
    if refused := _still_of_unit(state, plan, context):
        return refused
    status = plan.items.get(command.item_id)
    if status is None:
        return Refusal("STEP_UNKNOWN", {}, "item_id")
    refused = (
        code_valid(context, "plan_item_statuses", command.status, context.today, "status")
        or _move(status, command.status, context)
        or text_fits(context, command.note, "note")
        or language_valid(command.text_language, "text_language")
    )
    if refused:
        return refused
    note = clear_text(command.note, command.text_language, plan.person_id)
    if command.status == status and note is None:
        return Decision()
    event = ActionPlanItemProgressed(
        case_id=command.case_id,
        plan_id=command.plan_id,
        item_id=command.item_id,
        person_id=plan.person_id,
        status=command.status,
        progressed_on=context.today,
        note=note,
    )
    return decided(context, state, event, context.today)


def _created_in_period(state: CaseState, on: date) -> Refusal | None:
    current = state.current()
    return not_before(on, current.from_on, "created_on") if current else None


def _assessed(state: CaseState, command: CreateActionPlan) -> Refusal | None:
    if state.assessed(command.person_id, command.created_on):
        return None
    return Refusal("ASSESSMENT_FIRST", {"by": command.created_on}, "person_id")


def _no_plan_under_way(
    state: CaseState, command: CreateActionPlan, context: Context
) -> Refusal | None:
    current = state.current()
    since = current.from_on if current else date.min
    for plan in state.plans.values():
        if plan.person_id != command.person_id or (plan.created_on or date.min) < since:
            continue
        if any(not _ended(status, context) for status in plan.items.values()):
            return Refusal("PLAN_UNDER_WAY", {"created_on": plan.created_on}, "person_id")
    return None


def _ended(status: str, context: Context) -> bool:
    known = context.policy.code("plan_item_statuses", status, context.today)
    return bool(known and known.get("ended"))


def _items(
    items: tuple[NewPlanItem, ...], context: Context, on: date, field: str = "items"
) -> Refusal | None:
    most = context.policy.limit("plan_items", context.today)
    if not items:
        return Refusal("STEPS_MISSING", {}, field)
    if len(items) > most:
        return Refusal("TOO_MANY_STEPS", {"limit": most}, field)
    for item in items:
        refused = (
            code_valid(context, "plan_item_kinds", item.kind, on, field)
            or code_valid(context, "support_domains", item.domain, on, field)
            or code_valid(context, "plan_item_owners", item.owner, on, field)
            or text_fits(context, item.description, field)
            or (not_before(item.due_on, on, field) if item.due_on else None)
        )
        if not refused and not item.description.strip():
            refused = Refusal("TEXT_EMPTY", {}, field)
        if refused:
            return refused
    return None


def _item(
    item: NewPlanItem,
    command: CreateActionPlan | AddActionPlanItem,
    person_id: UUID,
    context: Context,
) -> PlanItem:
    return PlanItem(
        item_id=context.new_id(),
        kind=item.kind,
        domain=item.domain,
        owner=item.owner,
        description=Text(
            command.text_language, Clear(item.description.strip(), person_id, own_key=True)
        ),
        due_on=item.due_on,
    )


def _plan(state: CaseState, command: AddActionPlanItem | ProgressActionPlanItem) -> Plan | Refusal:
    plan = state.plans.get(command.plan_id)
    if plan is None or plan.person_id is None:
        return Refusal("PLAN_UNKNOWN", {}, "plan_id")
    return plan


def _move(old: str, new: str, context: Context) -> Refusal | None:
    policy, today = context.policy, context.today
    known = policy.code("plan_item_statuses", old, today)
    if new == old or known is None or new in known.get("next", ()):
        return None
    details = {
        "old": policy.words("plan_item_statuses", [old]),
        "new": policy.words("plan_item_statuses", [new]),
    }
    return Refusal("STEP_CANNOT_MOVE", details, "status")


def _still_of_unit(state: CaseState, plan: Plan, context: Context) -> Refusal | None:
    """The plan of somebody who left the unit goes no further in this file."""
    return member(state, plan.person_id, context.today, "plan_id") if plan.person_id else None
