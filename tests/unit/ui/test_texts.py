"""Every text exists in both languages, says the same things, and is used."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ui
from api.labels import Labels
from projections.effects.delivery.outbox import STATES
from projections.status import TROUBLES
from tests.support.world import published_policy
from ui.actions import ACTIONS
from ui.formats import LANGUAGES, NBSP
from ui.routes.effects import STEPS
from ui.texts import catalogue, spoken_languages, text

UI = Path(ui.__file__).parent
PLACE = re.compile(r"\{(\w+)\}")
SOURCES = [
    *(UI / "pages").rglob("*.html"),
    *(UI / "components").rglob("*.html"),
    *(path for path in UI.rglob("*.py") if "assets" not in path.parts),
]
DYNAMIC = {f"{action.text}_do" for action in ACTIONS} | {
    f"error.{kind}{end}"
    for kind in (
        "not_open",
        "not_allowed",
        "not_found",
        "bad_request",
        "out_of_reach",
        "failed",
        "cross_site",
        "try_later",
        "not_signed_in",
    )
    for end in ("", "_words")
}


DYNAMIC |= {key for key in catalogue("en") if key.startswith(("spoken.", "signin.refused_"))}
DYNAMIC |= {"error.being_rebuilt"}
DYNAMIC |= {f"status.build_{state}" for state in ("building", "ready", "kept")}
DYNAMIC |= {f"effects.state_{state.lower()}" for state in STATES}
DYNAMIC |= {f"effects.done_{step}" for step in STEPS}
DYNAMIC |= {f"status.trouble_{code.lower()}" for code in TROUBLES}


def forms(key: str, language: str) -> list[str]:
    entry = catalogue(language)[key]
    return [entry] if isinstance(entry, str) else list(entry.values())


def everything(language: str) -> Iterator[tuple[str, str]]:
    for key in catalogue(language):
        for words in forms(key, language):
            yield key, words


def test_both_languages_have_the_same_keys():
    assert set(catalogue("en")) == set(catalogue("fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_count_has_its_singular_and_its_plural(language):
    for key, entry in catalogue(language).items():
        if not isinstance(entry, str):
            assert set(entry) == {"one", "other"}, key
            assert all("{n}" in words for words in entry.values()), key


def test_both_languages_say_the_same_particulars():
    for key in catalogue("en"):
        said = {lang: {p for f in forms(key, lang) for p in PLACE.findall(f)} for lang in LANGUAGES}
        assert said["en"] == said["fr"], key


def test_every_text_that_a_page_asks_for_exists():
    asked = re.compile(r"""\bt(?:ext)?\((?:language, )?['"]([a-z_]+\.[a-z_]+)['"][,)]""")
    found = {key for path in SOURCES for key in asked.findall(path.read_text("utf-8"))}
    assert len(found) > 200
    assert (found | DYNAMIC) - set(catalogue("en")) == set()


def test_no_text_is_left_over():
    written = "\n".join(path.read_text("utf-8") for path in SOURCES)
    quoted = set(re.findall(r"""['"]([a-z_]+\.[a-z_]+)['"]""", written))
    assert set(catalogue("en")) - quoted - DYNAMIC == set()


def test_french_is_set_as_it_is_written():
    for key, words in everything("fr"):
        assert "'" not in words, f"{key}: a straight apostrophe"
        assert not re.search(r"(?<!\d)[^\W\d] :", words), f"{key}: a colon may start a line"
        assert not re.search(rf"[ {NBSP}][;?!]", words), f"{key}: a space before ; ? or !"


def test_a_count_chooses_its_words():
    assert text("en", "time.late", n=1) == "1 day late"
    assert text("en", "time.late", n=0) == "0 days late"
    assert text("fr", "time.late", n=0) == "0 jour de retard"
    assert text("fr", "time.late", n=2) == "2 jours de retard"


def test_states_are_called_as_the_api_calls_them():
    for language in LANGUAGES:
        labels = Labels(published_policy(), language)
        for name, table, prefix in (
            ("case_statuses", "caseload", "status"),
            ("consent_states", "consents", "state"),
            ("answers", "answer", ""),
        ):
            for key, words in everything(language):
                start = f"{table}.{prefix}_" if prefix else f"{table}."
                code = key.removeprefix(start).upper()
                if key.startswith(start) and labels.word(name, code) != code:
                    assert words == labels.word(name, code), key


def test_spoken_languages_stand_in_the_order_of_their_names():
    names = list(spoken_languages("fr").values())
    assert names.index("créole haïtien") < names.index("cri") < names.index("croate")
    assert spoken_languages("en")["oj"] == "Ojibwe"


def test_a_missing_text_is_an_error_and_never_a_bare_key():
    with pytest.raises(KeyError):
        text("en", "site.nothing_of_the_kind")
