"""A page with one form that is sent by its document's ``Submit``."""

from collections.abc import Mapping
from typing import Any

from litestar import Request

from ui.forms import Form, Problem, read_input, typed_values
from ui.language import language_of
from ui.results import Outcome, outcome_of
from ui.site import Site
from ui.texts import text


async def typed_form(request: Request[Any, Any, Any]) -> Form:
    """The form as it was posted."""
    form = Form(typed=typed_values((await request.form()).multi_items()))
    form.command_id = form.value("commandId") or form.command_id
    return form


async def submit(
    site: Site,
    request: Request[Any, Any, Any],
    page: str,
    form: Form,
    given: Mapping[str, Any] | None = None,
) -> tuple[Outcome | None, int]:
    """Send it; the outcome where it was sent, and the status of the page that shows it again."""
    language = language_of(request)
    if not site.may_post(request, form.value("csrf")):
        form.problems.append(Problem(text(language, "form.stale_token")))
        return None, 403
    kind = site.documents[page].input_type
    assert kind is not None
    known = {"commandId": form.command_id, **(given or {})}
    values, problems = read_input(kind, form.typed, language, known)
    if problems:
        form.problems.extend(problems)
        return None, 422
    outcome = outcome_of(await site.ask(request, page, {"input": values}, "Submit"))
    form.problems.extend(outcome.problems)
    if outcome.kind == "CommandIdReused":
        form.command_id = Form().command_id
    return outcome, outcome.status
