"""Every "no" has words in both languages, and says only what it is given."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest

import domain
import ledger
from domain.decision import Refusal
from domain.refusal_texts import TEXTS
from domain.refusals import day_in_words, money_in_words, month_in_words, text

SOURCES = [path for package in (domain, ledger) for path in Path(package.__path__[0]).rglob("*.py")]
TREES = {path: ast.parse(path.read_text()) for path in SOURCES}
BY_API = {"ACCOUNT_UNKNOWN", "STORE_UNAVAILABLE"}


def raised() -> list[tuple[Path, int, str, set[str] | None]]:
    """Each ``Refusal("CODE", details)``: its file, line, code and the names of its details.

    The names are unknown (None) where the details are built elsewhere than in this function.
    """
    found = []
    for path, tree in TREES.items():
        for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
            built = [
                (node.lineno, target.id, _keys(node.value))
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
                for target in node.targets
                if isinstance(target, ast.Name)
            ]
            for call in ast.walk(function):
                if not (isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refusal"):
                    continue
                code = call.args[0]
                if not isinstance(code, ast.Constant):
                    continue
                names: set[str] | None = set()
                if len(call.args) > 1:
                    given = call.args[1]
                    if isinstance(given, ast.Dict):
                        names = _keys(given)
                    else:
                        name = getattr(given, "id", "")
                        before = [b for b in built if b[1] == name and b[0] < call.lineno]
                        names = max(before)[2] if before else None
                found.append((path, call.lineno, code.value, names))
    return found


def _keys(node: ast.Dict) -> set[str]:
    return {key.value for key in node.keys if isinstance(key, ast.Constant)}


def placeholders(template: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", template))


def test_every_refusal_has_words_and_every_particular_they_need() -> None:
    calls = raised()
    assert len(calls) > 80, "the scan found too little to be right"
    for path, line, code, names in calls:
        assert code in TEXTS, f"{path.name}:{line} {code} has no words"
        if names is not None:
            missing = placeholders(TEXTS[code][0]) - names
            assert not missing, f"{path.name}:{line} {code} lacks {missing}"


def test_no_words_for_what_is_never_refused() -> None:
    constants = {
        node.value
        for path, tree in TREES.items()
        if "refusal_texts" not in path.parts
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(TEXTS) - constants == BY_API


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_say_the_same_particulars_in_whole_sentences(code: str) -> None:
    french, english = TEXTS[code]
    assert placeholders(french) == placeholders(english)
    assert french != english
    for words in (french, english):
        assert words[0].isupper() or words[0] in "«“{"
        assert words.endswith(".") and "'" not in words and "  " not in words


def test_particulars_become_words_of_the_language() -> None:
    refusal = Refusal(
        "AMOUNT_ABOVE_MAXIMUM",
        {
            "benefit": {"fr": "Logement", "en": "Shelter"},
            "month": "2026-03",
            "maximum_cents": 139000,
            "issued_cents": 5,
        },
    )
    assert text(refusal, "fr") == (
        "Pour mars\u00a02026, la prestation «\u00a0Logement\u00a0» de ce groupe est d’au plus "
        "1\u202f390,00\u00a0$\u00a0; 0,05\u00a0$ ont déjà été versés. Réduisez le montant."
    )
    assert text(refusal, "en") == (
        "For March\u00a02026, this unit’s benefit “Shelter” is $1,390.00 at most; "
        "$0.05 was already issued. Lower the amount."
    )


def test_days_and_money_in_words() -> None:
    assert day_in_words(date(2026, 3, 1), "fr") == "1er\u00a0mars\u00a02026"
    assert day_in_words(date(2026, 8, 12), "fr") == "12\u00a0août\u00a02026"
    assert day_in_words(date(2026, 3, 1), "en") == "March\u00a01, 2026"
    assert month_in_words("2026-12", "fr") == "décembre\u00a02026"
    assert month_in_words("nonsense", "en") == "nonsense"
    assert money_in_words(-34300, "en") == "−$343.00"
    assert money_in_words(123456789, "fr") == "1\u202f234\u202f567,89\u00a0$"


def test_what_somebody_typed_is_shown_as_it_is() -> None:
    refusal = Refusal("MONTH_NOT_REAL", {"month": "{month} <b>"})
    assert text(refusal, "en").startswith("“{month} <b>” is not a month")


def test_an_unknown_code_still_gets_a_sentence() -> None:
    assert text(Refusal("NEW"), "fr") == "Ceci n’a pas été accepté (NEW)."
    assert text(Refusal("NEW"), "en") == "This was not accepted (NEW)."
