"""What every page stands on: ask the stored document, fill the template, answer the reader."""

import hmac
import json
import logging
import secrets
import traceback
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from graphql import GraphQLSchema
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Request, Response

from ui import formats
from ui.assets import Assets
from ui.documents import Document, load
from ui.formats import Language
from ui.language import language_of, switch_url
from ui.places import places
from ui.texts import spoken_languages, text

HERE = Path(__file__).parent
log = logging.getLogger("caseledger.ui")


class SignInNeeded(Exception):
    """Nobody is signed in, or the session has ended."""


class NotOpen(Exception):
    """There is no such thing, or it is not open to this viewer: one neutral notice for both."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(Exception):
    """The viewer's role may not see this page."""


class TryLater(Exception):
    """Too many sign-ins have failed; ``minutes`` to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


class NotSignedIn(Exception):
    """The identity provider's answer opens nothing: ``code`` says why, ``value`` what is unknown."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value


class PurposeAsked(Exception):
    """No work of the viewer leads to the file (its global id): they are asked what they open it for."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.file = file


class OutOfReach(Exception):
    """The database does not answer; nothing was recorded that was not acknowledged."""


class BeingRebuilt(OutOfReach):
    """What is asked for is being prepared for a newer program; its words say how far it is."""


class NotUnderstood(Exception):
    """The address asks for what cannot be answered (a cursor or a day that is none).

    ``field``: what of it, as the schema calls it, where it is one thing.
    """

    def __init__(self, message: str = "", field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class QueryFailed(Exception):
    """A stored document could not be answered, for a reason that only the log holds."""


class Execute(Protocol):
    """Runs a stored document in process, as the request's viewer.

    Returns the data. Raises ``SignInNeeded``, ``NotAllowed``, ``NotOpen``, ``NotUnderstood``,
    ``OutOfReach``, ``PurposeAsked`` or ``QueryFailed``.
    """

    def __call__(
        self,
        request: Request[Any, Any, Any],
        document: str,
        variables: dict[str, Any],
        language: Language,
    ) -> Awaitable[dict[str, Any]]: ...


@dataclass
class Site:
    """The pages of one program: their documents (validated), templates, texts and styles."""

    execute: Execute
    schema: GraphQLSchema
    zone: tzinfo
    demo: bool
    secret: Callable[[Request[Any, Any, Any]], str | None]
    """The secret of the request's session (its cookie), where it has one."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def __post_init__(self) -> None:
        self.documents: dict[str, Document] = load(self.schema)
        self.assets = Assets()
        self.templates = Environment(
            loader=FileSystemLoader([HERE / "pages", HERE / "components"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def log(self, request: Request[Any, Any, Any], problem: Exception, reference: str) -> None:
        """Log a failure by its type and place alone: its message or its values could name a person."""
        place = traceback.extract_tb(problem.__traceback__)[-1:] or [None]
        where = f"{Path(place[0].filename).name}:{place[0].lineno}" if place[0] else "?"
        kind = type(problem).__name__
        log.error(
            "page failed: %s at %s, %s, request %s",
            kind,
            where,
            request.method,
            reference,
        )

    def csrf(self, request: Request[Any, Any, Any]) -> str:
        """What a form of this session carries; who lacks the session's secret cannot make it."""
        secret = self.secret(request)
        if not secret:
            return ""
        proof = hmac.digest(secret.encode(), b"caseledger page form", "sha256")
        return urlsafe_b64encode(proof).decode().rstrip("=")

    def may_post(self, request: Request[Any, Any, Any], token: str) -> bool:
        """Whether a posted form was rendered for this session.

        Without a session there is nothing to protect: the command itself asks for a sign-in.
        """
        expected = self.csrf(request)
        return not expected or hmac.compare_digest(expected.encode(), token.encode())

    def today(self) -> date:
        """The local day of the tenant."""
        return formats.local_day(self.clock(), self.zone)

    async def ask(
        self,
        request: Request[Any, Any, Any],
        page: str,
        variables: dict[str, Any] | None = None,
        operation: str = "Page",
    ) -> dict[str, Any]:
        """Run an operation of the page's document; its data."""
        document = self.documents[page].operations[operation]
        return await self.execute(request, document, variables or {}, language_of(request))

    def changes(self, page: str, **variables: Any) -> str:
        """The address of a stream that tells when what the page shows has changed."""
        document = self.documents[page].operations["Changes"]
        given = json.dumps(variables, separators=(",", ":"))
        return address("/graphql/stream", query=document, variables=given)

    def answer(
        self,
        request: Request[Any, Any, Any],
        template: str,
        data: Mapping[str, Any] | None = None,
        *,
        status: int = 200,
        language: Language | None = None,
        **more: Any,
    ) -> Response[str]:
        """The page as HTML, never kept by a cache: it is one viewer's, at one moment."""
        language = language or language_of(request)
        shown = {"viewer": None, "demo": self.demo, **(data or {})}
        shown["places"] = places(shown["viewer"])
        body = self.templates.get_template(f"{template}.html").render(
            **{**shown, **self._common(request, language), **more}
        )
        headers = {"Cache-Control": "no-store", "Content-Language": language}
        return Response(body, media_type=MediaType.HTML, status_code=status, headers=headers)

    def _common(self, request: Request[Any, Any, Any], language: Language) -> dict[str, Any]:
        def t(key: str, **places: object) -> str:
            return text(language, key, **places)

        other: Language = "fr" if language == "en" else "en"
        return {
            "t": t,
            "other": lambda key: text(other, key),
            "colon": f"{formats.NBSP}: " if language == "fr" else ": ",
            "lang": language,
            "other_lang": other,
            "switch": switch_url(request, other),
            "here": request.url.path,
            "today": self.today(),
            "asset": self.assets.url,
            "csrf": self.csrf(request),
            "day": lambda value, short=False: formats.in_words(value, language, short=short),
            "moment": lambda value: formats.moment(value, language, self.zone),
            "local_day": lambda value: formats.local_day(value, self.zone).isoformat(),
            "month": lambda value, short=False: formats.month_in_words(
                value, language, short=short
            ),
            "money": lambda value: formats.money(value, language),
            "number": lambda value, places=0: formats.number(value, language, places),
            "percent": lambda value: formats.percent(value, language),
            "spoken": lambda code: spoken_languages(language).get(code, code),
            "spoken_choices": [
                {"code": code, "label": name} for code, name in spoken_languages(language).items()
            ],
            "days_until": lambda value: (date.fromisoformat(value) - self.today()).days,
            "local": key_of,
            "address": address,
            "unique": lambda: secrets.token_hex(4),
        }


def key_of(global_id: str) -> str:
    """The key in a global id: ``0198…`` of ``Case:0198…``."""
    return global_id.partition(":")[2]


def ours(wanted: str) -> str:
    """A path to go on to, if it is a page of ours and never another site; else the first page."""
    local = wanted.startswith("/") and wanted[1:2] not in ("/", "\\") and wanted.isprintable()
    return wanted if local else "/"


def address(path: str, /, **query: Any) -> str:
    """A path with its query; empty parts left out, lists repeated."""
    pairs = [
        (name.rstrip("_"), part)
        for name, value in query.items()
        for part in (value if isinstance(value, list | tuple) else [value])
        if part not in (None, "", False)
    ]
    written = quote(path, safe="/:#")
    return f"{written}?{urlencode(pairs)}" if pairs else written
