"""A backend that answers the pages' documents as a test says, and what it answers with."""

import re
from html import unescape
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

VIEWER = {
    "id": "Staff:1",
    "name": "Ana",
    "organisation": "RN",
    "canCommand": ["addNote", "submitApplication", "registerPerson"],
    "role": {"code": "SUPERVISOR", "label": "Supervisor"},
    "waiting": 0,
    "hats": [{"code": "SUPERVISOR", "label": "Supervisor"}],
    "office": {"code": "centre", "label": "Centre"},
}
KEY = "00000000-0000-7000-8000-000000000001"
MARKUP = "<b>Bobby</b> & <script>alert(1)</script>"
PERSON = {"id": "Person:1", "displayName": MARKUP, "disposed": False}
CASE = {
    "__typename": "Case",
    "id": f"Case:{KEY}",
    "number": "2026-ABCD-EFGH",
    "version": 3,
    "status": "GRANTED",
    "statusLabel": "Granted",
    "position": 7,
    "programme": {"code": "OW", "label": "Ontario Works"},
    "office": {"code": "centre", "label": "Centre"},
    "applicant": PERSON,
    "members": [
        {
            "role": {"code": "APPLICANT", "label": "Applicant"},
            "participantClass": {"code": "OW_ADULT", "label": "Adult"},
            "person": PERSON,
        }
    ],
    "timeline": {"edges": []},
}
NEWS = {
    "id": "Event:1",
    "position": 9,
    "title": "Note of a colleague",
    "summary": "",
    "actor": "Léa",
    "appendedAt": "2026-11-22T12:00:00Z",
}


class Backend:
    """Answers documents; ``answers`` holds data or an exception for a query and for a mutation."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.query: Any = {"viewer": VIEWER, "case": CASE}
        self.mutation: Any = None
        self.sent: list[dict[str, Any]] = []
        self.languages: list[str] = []

    async def __call__(
        self, request: Any, document: str, variables: dict[str, Any], language: str
    ) -> dict[str, Any]:
        self.languages.append(language)
        answer = self.query
        if document.startswith("mutation"):
            self.sent.append(variables["input"])
            answer = self.mutation
        if isinstance(answer, Exception):
            raise answer
        return answer


NOTE = f"/cases/{KEY}/note"


def fields(html: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    form = html[html.index('id="act"') :]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def typed(client: TestClient[Litestar], **values: str) -> dict[str, str]:
    hidden = fields(client.get(NOTE).text)
    return {**hidden, "personId": "Person:1", "body": "kept words", "textLanguage": "en", **values}


def accepted(position: int = 12) -> dict[str, Any]:
    answer = {"__typename": "CommandAccepted", "commandId": "c", "position": position}
    return {"addNote": {**answer, "replayed": False, "ids": []}}


def refused(kind: str, message: str, field: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "addNote": {"__typename": kind, "code": kind, "message": message, "field": field, **more}
    }
