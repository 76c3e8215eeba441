"""Documents run in process, by the API's own way: same schema, same gate, same limits."""

from typing import Any, Protocol

from litestar import Request

from ui.formats import Language
from ui.site import (
    BeingRebuilt,
    Execute,
    NotAllowed,
    NotOpen,
    NotUnderstood,
    OutOfReach,
    PurposeAsked,
    QueryFailed,
    SignInNeeded,
)

NOT_OPEN = frozenset({"NOT_OPEN", "NOT_AVAILABLE"})
AWAY = frozenset({"TEMPORARILY_UNAVAILABLE", "TIMEOUT"})


class Answers(Protocol):
    """What the API answers a document with."""

    @property
    def data(self) -> Any: ...

    @property
    def errors(self) -> list[dict[str, Any]] | None: ...


class Runs(Protocol):
    """The part of ``api.app.Api`` that pages stand on."""

    async def execute(
        self,
        request: Request[Any, Any, Any],
        document: str,
        variables: dict[str, Any],
        language: Language,
    ) -> Answers: ...


def in_process(api: Runs) -> Execute:
    """Run a page's document by the API; an error becomes the page that answers it."""

    async def execute(
        request: Request[Any, Any, Any],
        document: str,
        variables: dict[str, Any],
        language: Language,
    ) -> dict[str, Any]:
        result = await api.execute(request, document, variables, language)
        if result.errors:
            raise failure(result.errors)
        return result.data

    return execute


def failure(errors: list[dict[str, Any]]) -> Exception:
    """The exception that stands for a document's errors: the one a person can act on comes first."""
    said = {error.get("extensions", {}).get("code", ""): error["message"] for error in errors}
    if "NOT_SIGNED_IN" in said:
        return SignInNeeded()
    if away := AWAY & said.keys():
        return OutOfReach(*away)
    if "BEING_REBUILT" in said:
        return BeingRebuilt(said["BEING_REBUILT"])
    if "NOT_PERMITTED" in said:
        return NotAllowed()
    for error in errors:
        if error.get("extensions", {}).get("code") == "PURPOSE_NEEDED":
            return PurposeAsked(error["extensions"]["file"])
    if closed := NOT_OPEN & said.keys():
        return NotOpen(said[next(iter(closed))])
    if "INTERNAL" in said:
        return QueryFailed(said["INTERNAL"])
    first = errors[0]
    return NotUnderstood(first["message"], first.get("extensions", {}).get("field"))
