"""Each form's summary of problems: every entry names its field, by its label, and links to it."""

import re
from html import unescape
from typing import Any

import pytest
from graphql import GraphQLSchema
from jinja2 import ChainableUndefined, Environment

from ui import office
from ui.actions import ACTIONS
from ui.disposals import BY_SLUG as DISPOSALS
from ui.documents import load
from ui.formats import Language
from ui.forms import Form, Problem, read_input
from ui.results import outcome_of
from ui.routes.effects import DROP
from ui.site import HERE, FileSystemLoader
from ui.texts import text

KNOWN = dict.fromkeys(("commandId", "caseId", "caseVersion", "matterId", "key"), "x")
"""What a page gives itself, or carries without asking."""
ROWS = {"act/plan": {"items.0.description": ["x"], "items.0.dueOn": ["x"]},
        "act/add-step": {"item.description": [""]},
        "apply": {"members.0.personId": ["Person:1"], "members.0.name": ["Bobby"]}}  # fmt: skip
MANY = ("double", "disposal-act", "office-act", "effect-act")
"""Pages of several forms: each form of theirs comes by itself."""
BY_ADDRESS = {
    "personId",
    "disclosureId",
    "disposalId",
    "holdId",
    "scope",
    "emergencyId",
    "findingId",
}
"""What the address of a page says that is no action on a case."""
ENTRY = re.compile(r"<li>(.*?)</li>", re.DOTALL)


class Anything(ChainableUndefined):
    """What a page would show around its form: whatever is asked of it, nothing."""

    __slots__ = ()

    def __call__(self, *_: Any, **__: Any) -> "Anything":
        return self

    def __add__(self, other: Any) -> Any:
        return other

    def __lt__(self, other: Any) -> bool:
        return False

    __radd__, __gt__ = __add__, __lt__


@pytest.fixture(scope="module")
def templates() -> Environment:
    loader = FileSystemLoader([HERE / "pages", HERE / "components"])
    return Environment(loader=loader, autoescape=True, undefined=Anything)


def forms(schema: GraphQLSchema) -> Any:
    """Each form: its page, its input type, and what its template is given."""
    documents = load(schema)
    named = {a.page: {"action": a} for a in ACTIONS}
    for page, document in documents.items():
        if document.input_type is not None and page not in MANY:
            yield page, document.input_type, named.get(page, {"person": {"id": "Person:1"}})
    for step in (*office.NEW, *office.STEPS):
        yield "office-act", of(schema, step.mutation), {"step": step, "people": [{}], "file": {}}
    for step in DISPOSALS.values():
        yield "disposal-act", of(schema, step.mutation), {"step": step, "ready": True}
    yield (
        "effect-act",
        schema.get_type("DropEffectInput"),
        {"step": DROP, "effect": {"state": "WAITING"}},
    )


def of(schema: GraphQLSchema, mutation: str) -> Any:
    return schema.get_type(f"{mutation[0].upper()}{mutation[1:]}Input")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_entry_of_a_summary_names_its_field_and_links_to_it(
    templates: Environment, schema: GraphQLSchema, language: Language
) -> None:
    seen, entries = 0, set()
    for page, kind, given in forms(schema):
        typed = ROWS.get(page, {})
        form = Form(typed=typed)
        _, form.problems = read_input(kind, typed, language, KNOWN)
        html = rendered(templates, page, form, language, given)
        carried = set(re.findall(r'<input type="hidden" name="([\w.]+)"', html))
        carried |= BY_ADDRESS if not page.startswith("act/") else set()
        asked = [p for p in form.problems if p.field not in carried]
        listed = [entry.strip() for entry in ENTRY.findall(html)]
        for problem in asked:
            [entry] = [e for e in listed if f'href="#f-{problem.field}"' in e]
            words = unescape(re.sub(r"<[^>]*>", "", entry))
            assert words.endswith(problem.message) and words != problem.message, (page, words)
            assert f'id="f-{problem.field}"' in html, (page, problem.field)
            entries.add((page, words))
        seen += bool(asked)
    assert seen > 40
    step, colon = text(language, "plan.step", number=1), ": " if language == "en" else "\u00a0: "
    needed = text(language, "form.required")
    assert ("act/plan", f"{step}, {text(language, 'plan.kind')}{colon}{needed}") in entries
    assert ("apply", f"Bobby, {text(language, 'apply.role')}{colon}{needed}") in entries
    assert ("emergency", f"{text(language, 'emergency.reason')} {needed}") in entries


def rendered(
    templates: Environment, page: str, form: Form, language: Language, given: dict[str, Any]
) -> str:
    def t(key: Any, **places: Any) -> str:
        told = {k: 0 if isinstance(v, Anything) else v for k, v in places.items()}
        return text(language, key, **told) if isinstance(key, str) and key[-1] != "_" else ""

    return templates.get_template(f"{page}.html").render(
        t=t,
        colon=": " if language == "en" else "\u00a0: ",
        form=form,
        lang=language,
        **given,
    )


def test_a_day_of_the_past_that_is_none_is_named_and_nothing_is_said_of_recording(
    templates: Environment,
) -> None:
    form = Form(problems=[Problem("No such day.", "known")])
    html = rendered(templates, "then", form, "en", {})
    assert '<a href="#f-known">As known on: No such day.</a>' in html
    assert text("en", "form.kept") not in html


def test_a_pair_is_decided_in_forms_that_name_their_reasons(templates: Environment) -> None:
    form = Form(problems=[Problem("Choose one.", "mergeReason"), Problem("Elsewhere.", "gone")])
    html = rendered(templates, "double", form, "fr", {})
    reason = text("fr", "doubles.reason")
    assert f'<a href="#f-mergeReason">{reason}\u00a0: Choose one.</a>' in html
    assert "<li>Elsewhere.</li>" in re.sub(r">\s+|\s+<", lambda m: m[0].strip(), html)


def test_a_problem_with_one_value_of_a_list_stands_at_the_list() -> None:
    told = {"__typename": "InvalidInput", "code": "X", "message": "No.", "field": "categories.0",
            "problems": [{"field": "categories.0", "message": "No."},
                         {"field": "items.0.kind", "message": "No."}]}  # fmt: skip
    problems = outcome_of({"grantConsent": told}).problems
    assert [p.field for p in problems] == ["categories", "items.0.kind"]
