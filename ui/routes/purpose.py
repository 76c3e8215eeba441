"""What a file is opened for, asked where no work of the viewer leads to it."""

from typing import Any

from litestar import Request, Response, Router, post
from litestar.response import Redirect

from ui.forms import Form, Problem, typed_values
from ui.language import language_of
from ui.site import NotUnderstood, Site, ours
from ui.texts import text


def purpose_router(site: Site) -> Router:
    """``/purpose``: takes the answer, and goes on to the page that was asked for."""

    @post("/purpose", status_code=200)
    async def state(request: Request[Any, Any, Any]) -> Response[Any]:
        form = Form(typed=typed_values((await request.form()).multi_items()))
        language = language_of(request)
        purpose, file, back = (form.value(name) for name in ("purpose", "file", "back"))
        if not site.may_post(request, form.value("csrf")):
            form.problems.append(Problem(text(language, "form.stale_token")))
        elif not purpose:
            form.problems.append(Problem(text(language, "purpose.missing"), "purpose"))
        else:
            await site.ask(request, "purpose", {"id": file, "purpose": purpose}, "State")
            return Redirect(ours(back), status_code=303)
        return await purpose_page(site, request, file, back, form, status=422)

    return Router("/", route_handlers=[state])


async def purpose_page(
    site: Site,
    request: Request[Any, Any, Any],
    file: str,
    back: str,
    form: Form | None = None,
    status: int = 200,
) -> Response[Any]:
    """The page that asks. ``file`` is a global id, ``back`` the page to go on to."""
    data = await site.ask(request, "purpose")
    if not file:
        raise NotUnderstood
    return site.answer(
        request, "purpose", data, status=status, file=file, back=back, form=form or Form()
    )
