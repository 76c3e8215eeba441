"""One input type for each command, made from the command itself, so that the two cannot drift.

Names are the command's in camelCase, ids are global ids. ``parse.py`` reads a value of such an
input back into the command.
"""

import types
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

import msgspec
import strawberry

from api.schema.scalars import Cents, Day, Month
from domain.case import commands as case
from domain.consent import (
    AcknowledgeTelling,
    ConsentToVerification,
    GrantConsent,
    InvalidateConsent,
    ReaffirmConsent,
    RefuseConsent,
    RefuseVerification,
    RequestConsent,
    RevokeConsent,
    TellRecipient,
    WithdrawConsent,
)
from domain.decision import Command
from domain.disclosure import GiveDisclosureNotice, RecordDisclosure
from domain.disposal import commands as disposal
from domain.emergency_decisions import BreakGlass, ReviewBreakGlass
from domain.finding_review import ReviewFinding
from domain.letters import LetLetterGo, MarkLetterSent
from domain.office import commands as office
from domain.person import RegisterPerson, UpdateContact
from domain.same_person import KeepApart, MergePersons, UnmergePersons
from domain.sealed_decisions import ChangeCircle, SealFile, UnsealFile
from domain.tasks import CloseTask

COMMANDS: tuple[type[Command], ...] = (
    RegisterPerson,
    UpdateContact,
    MergePersons,
    KeepApart,
    UnmergePersons,
    SealFile,
    ChangeCircle,
    UnsealFile,
    RequestConsent,
    GrantConsent,
    RefuseConsent,
    WithdrawConsent,
    ReaffirmConsent,
    RevokeConsent,
    InvalidateConsent,
    TellRecipient,
    AcknowledgeTelling,
    ConsentToVerification,
    RefuseVerification,
    RecordDisclosure,
    GiveDisclosureNotice,
    case.SubmitApplication,
    case.CompleteApplication,
    case.DecideApplication,
    case.WithdrawApplication,
    case.AssignCase,
    case.EndMembership,
    case.AddNote,
    case.ScheduleAppointment,
    case.CancelAppointment,
    case.MarkAppointment,
    case.RecordCounterVisit,
    case.CompleteAssessment,
    case.CreateActionPlan,
    case.AddActionPlanItem,
    case.ProgressActionPlanItem,
    case.MakeReferral,
    case.AnswerReferral,
    case.CloseReferral,
    case.IssueBenefit,
    case.ReverseBenefit,
    case.EstablishOverpayment,
    case.ExitCase,
    case.ReopenCase,
    CloseTask,
    MarkLetterSent,
    LetLetterGo,
    BreakGlass,
    ReviewBreakGlass,
    ReviewFinding,
    disposal.RequestDisposal,
    disposal.RequestItemDisposal,
    disposal.ApproveDisposal,
    disposal.DeclineDisposal,
    disposal.PlaceHold,
    disposal.LiftHold,
    office.ReceiveAccessRequest,
    office.VerifyRequester,
    office.ExtendAccessRequest,
    office.AnswerAccessRequest,
    office.TransferAccessRequest,
    office.AppealAccessRequest,
    office.WithdrawAccessRequest,
    office.RequestCorrection,
    office.GrantCorrection,
    office.RefuseCorrection,
    office.StateDisagreement,
    office.TellOfCorrection,
    office.AcknowledgeCorrection,
    office.ReportIncident,
    office.NameAffected,
    office.ContainIncident,
    office.AssessIncident,
    office.NotifyIncident,
    office.CloseIncident,
)
"""Every command that somebody may send, in the order of the schema."""

DAYS_AS_TEXT = {"birth_date"}
MONTHS = {"month"}
CENTS = {"amount_cents"}

_inputs: dict[type, type] = {}


def mutation_name(command: type[Command]) -> str:
    """``registerPerson`` for RegisterPerson."""
    return command.__name__[0].lower() + command.__name__[1:]


def unwrap(annotation: Any) -> tuple[Any, bool]:
    """An annotation without its ``| None``, and whether it had one."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [arg for arg in get_args(annotation) if arg is not type(None)]
        return inner[0], len(inner) < len(get_args(annotation))
    return annotation, False


def filled(struct: type[msgspec.Struct]) -> frozenset[str]:
    """The fields of a command that no client gives."""
    return struct.filled if issubclass(struct, Command) else frozenset()


def input_type(struct: type[msgspec.Struct]) -> type:
    """The Strawberry input of a command, or of a struct inside one."""
    if struct not in _inputs:
        _inputs[struct] = _make(struct)
    return _inputs[struct]


def _make(struct: type[msgspec.Struct]) -> type:
    body: dict[str, Any] = {}
    annotations: dict[str, Any] = {}
    if issubclass(struct, Command):
        annotations["command_id"] = strawberry.ID
        body["command_id"] = strawberry.field(
            description="A UUID made by the client; the same one again answers the same."
        )
    for field in msgspec.structs.fields(struct):
        if field.name in filled(struct):
            continue
        kind, optional = unwrap(field.type)
        annotation = _graphql_type(field.name, kind)
        if optional or not field.required:
            annotations[field.name] = annotation | None
            body[field.name] = None
        else:
            annotations[field.name] = annotation
    body["__annotations__"] = annotations
    first_line = (struct.__doc__ or "").strip().split("\n\n")[0]
    made = type(f"{struct.__name__}Input", (), body)
    return strawberry.input(made, description=" ".join(first_line.split()) or None)


def _graphql_type(name: str, kind: Any) -> Any:
    if kind is UUID:
        return strawberry.ID
    if kind in (date, datetime) or name in DAYS_AS_TEXT:
        return Day
    if name in MONTHS:
        return Month
    if name in CENTS:
        return Cents
    if get_origin(kind) is tuple:
        return list[_graphql_type(name, get_args(kind)[0])]  # type: ignore[misc]
    if get_origin(kind) is Literal:
        return str
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return input_type(kind)
    if kind in (str, int, bool):
        return kind
    raise TypeError(f"no GraphQL type for {name}: {kind!r}")
