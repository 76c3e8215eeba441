"""Which language a reader reads: their switch (a cookie), else their browser, else English."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.response import Redirect

from ui.formats import LANGUAGES, Language

COOKIE = "lang"
A_YEAR = 365 * 24 * 3600  # seconds


def language_of(request: Request[Any, Any, Any]) -> Language:
    accepted = _accepted(request.headers.get("accept-language", ""))
    return language_called(request.cookies.get(COOKIE), accepted)


def language_called(code: str | None, otherwise: Language) -> Language:
    """The language of this code, or the other one where there is none such."""
    for language in LANGUAGES:
        if code == language:
            return language
    return otherwise


def switch_url(request: Request[Any, Any, Any], language: Language) -> str:
    """The same page, asked for in another language."""
    pairs = [pair for pair in _query(request) if pair[0] != COOKIE]
    return f"{request.url.path}?{urlencode([*pairs, (COOKIE, language)])}"


def follow_switch(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Remembers a switch of language and shows the same page again, without it in the address."""
    wanted = request.query_params.get(COOKIE)
    if request.method != "GET" or wanted not in LANGUAGES:
        return None
    pairs = [pair for pair in _query(request) if pair[0] != COOKIE]
    path = "/" + request.url.path.lstrip("/\\")
    target = f"{path}?{urlencode(pairs)}" if pairs else path
    return Redirect(target, status_code=303, cookies=[language_cookie(request, wanted)])


def language_cookie(request: Request[Any, Any, Any], language: str) -> Cookie:
    secure = request.url.scheme == "https"
    return Cookie(COOKIE, value=language, max_age=A_YEAR, samesite="lax", secure=secure, path="/")


def _query(request: Request[Any, Any, Any]) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)


def _accepted(header: str) -> Language:
    ranked = []
    for order, part in enumerate(header.split(",")):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            weight = 0.0
        ranked.append((-weight, order, tag.lower()))
    for _, _, tag in sorted(ranked):
        for language in LANGUAGES:
            if tag == language or tag.startswith(f"{language}-"):
                return language
    return "en"
